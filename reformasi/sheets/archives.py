"""The one policy for archives that people upload: looked at before anybody unpacks them."""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

MIB = 1024 * 1024
MAX_DIRECTORY = 2 * MIB  # bytes of the archive's own list of members
PIECE = 64 * 1024  # bytes that are unfolded at once
END_OF_ARCHIVE, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
#: The only two methods of office programs. Of any other, bzip2 or LZMA, a piece of 64 KB may become
#: gigabytes before ``zipfile`` hands over the first byte.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
LOCKED_FLAG = 0x1
#: What ``zipfile`` raises while it reads an archive that is damaged or packed unusually.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip


class Unfit(Exception):
    """A file that the portal does not open."""


class Broken(Unfit):
    """It ends early or contradicts itself."""


class Bomb(Unfit):
    """It is small but unfolds to more than the portal will ever open."""


class Unusual(Unfit):
    """It is put together as no office program does, so nobody can tell what it unfolds to."""


class Locked(Unfit):
    """It opens with a password only."""


@dataclass(frozen=True)
class Limits:
    """What an archive may unfold to. ``ratio`` counts from ``dense_from`` bytes on."""

    unpacked: int = 256 * MIB
    members: int = 10_000
    ratio: int = 150  # unpacked : packed; text in XML reaches about 30
    dense_from: int = 8 * MIB


class Room:
    """What may still unfold of one file, the archives inside its archive included."""

    def __init__(self, limits: Limits, packed: int) -> None:
        dense = max(limits.dense_from, limits.ratio * packed)
        self._bytes = min(limits.unpacked, dense)
        self._members = limits.members

    @property
    def left(self) -> int:
        """Bytes that may still unfold."""
        return self._bytes

    def take(self, size: int) -> None:
        """Count ``size`` bytes that have unfolded.

        Raises:
            Bomb: they are more than there was room for.
        """
        self._bytes -= size
        if self._bytes < 0:
            raise Bomb

    def take_members(self, number: int) -> None:
        """Count members, as ``take`` counts bytes."""
        self._members -= number
        if self._members < 0:
            raise Bomb


def inspect(stream: BinaryIO, room: Room) -> list[zipfile.ZipInfo]:
    """The members as the archive declares them; nothing is unpacked.

    Raises:
        Broken: it is no readable archive, or names two members alike.
        Bomb: too many members, or too large together.
        Unusual: a member is packed by a method that office programs do not use.
        Locked: a member opens with a password only.
    """
    _refuse_long_directory(stream)
    with _as_broken(), zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
    if any(member.compress_type not in METHODS for member in members):
        raise Unusual
    if any(member.flag_bits & LOCKED_FLAG for member in members):
        raise Locked
    if len({member.filename for member in members}) < len(members):
        raise Broken
    room.take_members(len(members))
    if sum(member.file_size for member in members) > room.left:
        raise Bomb
    return members


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Room) -> Iterator[bytes]:
    """The content of one member, counted while it unfolds: what it declares may be a lie.

    Raises:
        Broken: it is damaged, or unfolds to another size than it declares.
        Bomb: there is no room for it.
    """
    whole = copy.copy(member)
    whole.file_size = room.left + 1  # else ``zipfile`` stops at what is declared, without a word
    size = 0
    with _as_broken(), archive.open(whole) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            room.take(len(piece))
            yield piece
    if size != member.file_size:
        raise Broken


def unpack(stream: BinaryIO, limits: Limits, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The ``wanted`` members with their content; the others are counted, and not kept.

    Raises:
        Unfit: as ``inspect`` and ``pieces`` do.
    """
    room = room_of(stream, limits)
    members = inspect(stream, room)
    content: dict[str, bytes] = {}
    with zipfile.ZipFile(stream) as archive:
        for member in members:
            kept = bytearray()
            for piece in pieces(archive, member, room):
                if wanted(member.filename):
                    kept += piece
            if wanted(member.filename):
                content[member.filename] = bytes(kept)
    return content


def room_of(stream: BinaryIO, limits: Limits) -> Room:
    """The room for the archive in ``stream``, by its own size."""
    return Room(limits, packed=stream.seek(0, 2))


def _refuse_long_directory(stream: BinaryIO) -> None:
    """The list of members is read as a whole, so look at its stated length first."""
    size = stream.seek(0, 2)
    stream.seek(max(size - 66_000, 0))
    tail = stream.read()
    end = tail.rfind(END_OF_ARCHIVE)
    if end < 0 or len(tail) < end + 16:
        raise Broken
    (directory,) = struct.unpack("<I", tail[end + 12 : end + 16])
    zip64 = tail[max(end - 20, 0) : end].startswith(ZIP64_LOCATOR)
    if directory > MAX_DIRECTORY or zip64:
        raise Bomb
    stream.seek(0)


@contextmanager
def _as_broken() -> Iterator[None]:
    """Whatever ``zipfile`` raises means one thing."""
    try:
        yield
    except BROKEN_ARCHIVE as error:
        raise Broken from error
