"""Whether every row has its file, unchanged, and every file its row."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models

logger = logging.getLogger(__name__)
DIGEST = "sha256"
#: No upload lasts as long, and an operator who restores the folder before the rows has a day.
ORPHAN_AGE = timedelta(days=1)
#: More orphans than this part of all files mean that the database is not the one of this folder.
MAX_PART = 0.1
FEW = 20  # orphans that may always be deleted: a part says little about a new portal


@dataclass(frozen=True)
class StoredFile:
    """One file as its row knows it. ``sha256`` is empty where the row does not say."""

    row: str  # "evidence.EvidenceVersion 12"
    name: str
    sha256: str


def known_files() -> Iterator[StoredFile]:
    """Every file that a row names."""
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            continue  # the row history: its files may be gone, rightly
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                yield from _files_of(model, field.name)


def _files_of(model: type[models.Model], column: str) -> Iterator[StoredFile]:
    has_digest = any(field.name == DIGEST for field in model._meta.get_fields())
    rows = model._base_manager.exclude(**{column: ""}).order_by("pk")
    for row in rows.iterator():
        sha256 = getattr(row, DIGEST) if has_digest else ""
        yield StoredFile(f"{model._meta.label} {row.pk}", getattr(row, column).name, sha256)


def is_missing(file: StoredFile) -> bool:
    return not default_storage.exists(file.name)


def is_changed(file: StoredFile) -> bool:
    """Whether its bytes are not those that its row vouches for.

    Raises:
        OSError: it cannot be read, or has gone since it was looked for.
    """
    if not file.sha256:
        return False
    with Path(default_storage.path(file.name)).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256


def orphans() -> list[str]:
    """Files that no row names and that are older than a day, by their names in the store."""
    # The files first: one that is saved meanwhile is not among them.
    before = time.time() - ORPHAN_AGE.total_seconds()
    old = [path for path in all_files() if _is_older(path, before)]
    named = {file.name for file in known_files()}
    names = (path.relative_to(_root()).as_posix() for path in old)
    return sorted(name for name in names if name not in named)


def _is_older(path: Path, before: float) -> bool:
    """Not what has gone meanwhile: the part of an upload that has just ended."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def delete_orphans() -> list[str]:
    """Delete them, and write each into the log; the names.

    So many that the rows must be of another day are left alone, and told in the log.
    """
    names = orphans()
    total = sum(1 for _path in all_files())
    if len(names) > max(FEW, total * MAX_PART):
        logger.error(
            "%s of %s files have no row: more than is plausible, so nothing is deleted. Is this "
            "database of the same day as the folder? See manage.py check_files.",
            len(names),
            total,
        )
        return []
    for name in names:
        default_storage.delete(name)
        logger.info("deleted %s: no row names it", name)
    return names


def _root() -> Path:
    if not isinstance(default_storage, FileSystemStorage):
        raise TypeError("only a folder can be looked through")
    return Path(default_storage.location)


def all_files() -> Iterator[Path]:
    return (path for path in _root().rglob("*") if path.is_file())
