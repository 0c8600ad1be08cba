"""What hangs on a row: everything elsewhere that would point to nothing if it were deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext as _
from pghistory.models import Event

NAMED = 5  # uses, at most, in a sentence


def uses_of(row: models.Model, parts: Collection[str] = ()) -> list[models.Model]:
    """The rows that point to ``row`` or are linked to it; its own history does not count.

    ``parts`` are the names of relations to what goes when the row goes.
    """
    return [use for users in _users(row, parts) for use in users.order_by("pk")]


def _users(row: models.Model, parts: Collection[str]) -> Iterator[models.QuerySet[models.Model]]:
    relations = [
        relation
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.name not in parts
    ]
    # A row of a table between two others stands for the one that it links.
    between = {rel.through for rel in relations if isinstance(rel, models.ManyToManyRel)}
    for relation in relations:
        model = relation.related_model
        if model not in between and not issubclass(model, Event):
            yield model._base_manager.filter(**{relation.field.name: row})


def names_of(uses: list[models.Model], reader: AbstractBaseUser) -> str:
    """``uses`` in words: by name what ``reader`` may see, at most so many, the others counted."""
    seen = [use for use in uses if _is_visible(use, reader)][:NAMED]
    names = [f"{use._meta.verbose_name} “{use}”" for use in seen]
    if others := len(uses) - len(seen):
        names.append(_("%(number)d lainnya") % {"number": others})
    return "; ".join(names)


def counts_of(uses: list[models.Model]) -> str:
    """``uses`` in words that name none of them: "2 kegiatan; 1 pencanangan"."""
    counts = Counter(str(use._meta.verbose_name) for use in uses)
    return "; ".join(f"{number} {name}" for name, number in counts.items())


def _is_visible(use: models.Model, reader: AbstractBaseUser) -> bool:
    """What is no unit's own is seen with what it is part of."""
    rows = type(use)._default_manager.filter(pk=use.pk)
    return not hasattr(rows, "visible_to") or bool(rows.visible_to(reader).exists())
