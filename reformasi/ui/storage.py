"""How static files are kept for delivery, and private files for good."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: What the operating system says when there is no room, or not for us.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PART = ".part"  # the ending of a file that is being written
_saved: ContextVar[list[str] | None] = ContextVar("saved", default=None)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Compressed, under names that hold their digest, also in the imports between our modules."""

    support_js_module_import_aggregation = True


class StorageFull(Exception):
    """The store took no more bytes: it is full, or may not be written to; the text says which.

    Nothing of the file is left behind. Whoever sent it may send it again.
    """

    def __init__(self, error: OSError) -> None:
        if error.errno in NO_ROOM:
            reason = _(
                "Tempat penyimpanan penuh, jadi berkasnya belum tersimpan. Hubungi administrator; "
                "sesudah ada ruang, coba lagi."
            )
        else:
            reason = _(
                "Tempat penyimpanan tidak dapat ditulisi, jadi berkasnya belum tersimpan. Hubungi "
                "administrator, lalu coba lagi."
            )
        super().__init__(reason)


class PrivateFiles(FileSystemStorage):
    """A file is there whole or not at all, and on the disk before its row is committed."""

    def _save(self, name: str, content: File[bytes]) -> str:
        """Keep ``content`` under ``name``, or one like it that is free.

        Raises:
            StorageFull: the disk did not take it.
        """
        directory = Path(self.path(name)).parent
        try:
            self._make(directory)
            with _part_in(directory) as part:
                _write(part, content)
                part.chmod(self.file_permissions_mode or 0o640)
                name = self._put(part, name)
        except OSError as error:
            raise StorageFull(error) from error
        saved = _saved.get()
        if saved is not None:
            saved.append(name)
        return name

    def _put(self, part: Path, name: str) -> str:
        """Give the finished file its name: never over another one."""
        while True:
            target = Path(self.path(name))
            try:
                os.link(part, target)
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            try:
                _sync(target.parent)
            except OSError:
                target.unlink()
                raise
            return target.relative_to(self.location).as_posix()

    def _make(self, directory: Path) -> None:
        """The folder, and its name in the folders above it, on the disk."""
        new = [folder for folder in (directory, *directory.parents) if not folder.exists()]
        directory.mkdir(parents=True, exist_ok=True)
        for folder in new:
            _sync(folder.parent)


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """A transaction whose files go with its rows when it fails; also a decorator.

    What fails while committing leaves its files: whether the rows are there is then unknown, and
    ``delete_orphans`` finds out.
    """
    saved = _saved.get()
    names: list[str] = [] if saved is None else saved
    before = len(names)
    token = _saved.set(names)
    try:
        with transaction.atomic():
            try:
                yield
            except BaseException:
                for name in names[before:]:
                    default_storage.delete(name)
                del names[before:]
                raise
    finally:
        _saved.reset(token)


@contextmanager
def _part_in(directory: Path) -> Iterator[Path]:
    """A new file in ``directory`` that is gone afterwards, whatever happens."""
    descriptor, path = tempfile.mkstemp(prefix=".", suffix=PART, dir=directory)
    os.close(descriptor)
    part = Path(path)
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


def _write(part: Path, content: File[bytes]) -> None:
    """All of ``content``, on the disk and not only in the memory of the system."""
    with part.open("wb") as stream:
        for chunk in content.chunks():
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
