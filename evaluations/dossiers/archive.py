"""A ZIP made piece by piece: nothing of it is ever whole in memory.

It is compressed though proofs hardly shrink: entries that are only stored, and whose length
follows them, are refused by the unpackers of some systems.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

CHUNK = 256 * 1024
READABLE = 0o644 << 16  # as ZIP keeps the rights of a file
FASTEST = 1


class Unfit(Exception):
    """A stored file cannot be read, or is not the one that its row vouches for."""


@dataclass(frozen=True)
class Entry:
    """One file of the ZIP; ``chunks`` is asked once, when its turn comes."""

    path: str
    size: int
    chunks: Callable[[], Iterator[bytes]]


class Sink(io.RawIOBase):
    """Takes what ``ZipFile`` writes, and gives it on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # ZipFile writes bytes alone
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def zipped(entries: Iterable[Entry], moment: datetime) -> Iterator[bytes]:
    """The bytes of a ZIP of ``entries``, all of them dated ``moment``."""
    sink = Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=FASTEST) as archive:
        for entry in entries:
            info = ZipInfo(entry.path, moment.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, READABLE
            info.file_size = entry.size  # so that a small one is written for old unpackers
            with archive.open(info, "w") as target:
                for chunk in entry.chunks():
                    target.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def checked(file: FieldFile, sha256: str) -> Iterator[bytes]:
    """The bytes of a stored file, piece by piece.

    Raises:
        Unfit: it cannot be read, or its SHA-256 is another one.
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise Unfit(file.name) from error
    if digest.hexdigest() != sha256:
        raise Unfit(file.name)


class Streamed(File):
    """A file that the store writes while it is being made; knows its digest and size afterwards."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__(None, "dossier.zip")
        self._chunks = chunks
        self._digest = hashlib.sha256()
        self.length = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            self.length += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
