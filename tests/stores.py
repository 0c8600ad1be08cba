"""A store that takes no more, by the hand of the operating system."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file of this process may grow past ``size`` bytes, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def read_only(*_arguments: object, **_options: object) -> None:
    """What stands for a call of the system on a store that may only be read (root may write)."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def files_below(folder: str) -> set[str]:
    """Every file, those being written too."""
    path = default_storage.path(folder)
    return {os.path.join(above, name) for above, _folders, names in os.walk(path) for name in names}
