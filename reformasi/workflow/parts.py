"""Lists of parts that are edited as a whole: each row keeps its key, and what hangs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext as _

from reformasi.audit.refusals import Refused

from .uses import names_of, uses_of

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

M = TypeVar("M", bound=models.Model)


class StillInUse(Refused):
    """The row cannot be deleted because others point to it."""


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


def delete_others(
    manager: RelatedManager[M], kept: Collection[M], *, of: models.Model, by: AbstractBaseUser
) -> list[M]:
    """Delete what is not among ``kept``, the parts of ``of``; the rows that are gone.

    Raises:
        StillInUse: something hangs on one of them; nothing is deleted.
    """
    others = list(manager.exclude(pk__in=[row.pk for row in kept]))
    for row in others:
        if uses := uses_of(row):
            message = _("“%(row)s” tidak dapat dihapus, masih dipakai oleh: %(uses)s.")
            raise StillInUse(
                message % {"row": row, "uses": names_of(uses, by)}, verb="change", target=of
            )
    manager.filter(pk__in=[row.pk for row in others]).delete()
    return others
