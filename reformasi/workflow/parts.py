"""Lists of parts that are edited as a whole: each row keeps its key, and what hangs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

M = TypeVar("M", bound=models.Model)


def write_parts(manager: RelatedManager[M], rows: Iterable[Mapping[str, object]]) -> list[M]:
    """Write ``rows`` (columns, and ``id`` where there is one) in their order; the rows written.

    A row with the key of one of the manager's rows changes that one; any other is added.
    """
    current = {row.pk: row for row in manager.all()}
    written = []
    for values in rows:
        row = current.get(values.get("id"))
        columns = {name: value for name, value in values.items() if name != "id"}
        if row is None:
            written.append(manager.create(**columns))
            continue
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, columns[name])
        if changed:
            row.save(update_fields=changed)
        written.append(row)
    return written


def delete_others(manager: RelatedManager[M], kept: Collection[M]) -> None:
    """Delete what is not among ``kept``."""
    manager.exclude(pk__in=[row.pk for row in kept]).delete()
