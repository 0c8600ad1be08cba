"""All that is kept about one person, as the register says where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from reformasi.audit import personal
from reformasi.audit.personal import Kept, column_label
from reformasi.audit.values import as_text
from reformasi.organisation.models import User
from reformasi.workflow.models import Snapshot

#: What nobody can read, or what only the machine reads.
SECRET = {
    "about_sealed", "actor_sealed", "content", "data", "key", "metadata", "origin_sealed",
    "password", "session_data", "snapshot", "submitted_hands",
}  # fmt: skip
MOST = 10_000

Row = dict[str, str]


@dataclass(frozen=True)
class Section:
    """One kind of thing that is kept: why, on which ground, how long, and the rows."""

    title: str
    kept: Kept
    rows: list[Row]
    has_more: bool

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows, each with a value for every column."""
        return [[(name, row.get(name, "")) for name in self.columns] for row in self.rows]

    def as_data(self) -> dict[str, object]:
        return {
            "jenis": self.title,
            "tujuan": str(self.kept.purpose.label),
            "dasar": str(self.kept.purpose.basis),
            "masa_simpan": self.kept.purpose.retention(),
            "data": self.rows,
            "terpotong": self.has_more,
        }


def sections(person: User, most: int = MOST) -> list[Section]:
    """What is kept about ``person``, at most so many rows of each kind; one query for the kinds
    that there are rows of, and one for each of these."""
    kinds = [kept for kept in personal.declared() if _is_told(kept)]
    keys = _keys(kinds, person, most + 1)
    return [_section(kept, person, keys[n], most) for n, kept in enumerate(kinds) if n in keys]


def _keys(kinds: list[Kept], person: User, most: int) -> dict[int, list[str]]:
    """By the place of a kind: the keys of its newest rows.

    The rows themselves are named with what they belong to, in several tables; that is asked of few.
    """
    first, *others = (
        kept.model._default_manager.filter(kept.of(person))
        .order_by("-pk")
        .values_list(Value(number), Cast("pk", TextField()))[:most]
        for number, kept in enumerate(kinds)
    )
    keys: dict[int, list[str]] = {}
    for number, key in first.union(*others, all=True):
        keys.setdefault(number, []).append(key)
    return keys


def _is_told(kept: Kept) -> bool:
    """Row history repeats hands; of it, only what it says of the person is told."""
    return kept.names_people and (kept.purpose is not personal.ROW_HISTORY or bool(kept.about))


def _section(kept: Kept, person: User, keys: list[str], most: int) -> Section:
    """``keys`` are one more than ``most`` where there are more."""
    rows = kept.model._default_manager.filter(pk__in=keys[:most]).order_by("-pk")
    if belongs := list(_belongs_to(kept.model)):
        rows = rows.select_related(*belongs)
    return Section(kept.title, kept, [_row(kept, row, person) for row in rows], len(keys) > most)


def _belongs_to(model: type[models.Model]) -> Iterator[str]:
    """The lookups of what names a row: what it belongs to, what that belongs to, and the unit.

    Not of people, who stand in a column of their own, nor of what was frozen. Not everything, as
    ``select_related()`` would join: of up to eighteen tables, many of whose rows were dead, a
    query took minutes.
    """
    for near in _parents(model):
        yield near.name
        yield from (f"{near.name}__{far.name}" for far in _parents(near.related_model))
    yield from filter(None, [getattr(model, "unit_lookup", "")])


def _parents(model: type[models.Model]) -> Iterator[models.ForeignKey[models.Model, models.Model]]:
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        if not field.null and field.related_model not in (User, Snapshot):
            yield field


def _row(kept: Kept, row: models.Model, person: User) -> Row:
    """The thing in words, as what the person stands in it, and what it says of them."""
    told = {"hal": str(row)}
    hands = [name for name in kept.hands if _hand(row, name) == person.pk]
    if hands:
        told["sebagai"] = ", ".join(column_label(kept, name) for name in hands)
    return {**told, **dict(values_of(kept, row))}


def values_of(kept: Kept, row: models.Model) -> Iterator[tuple[str, str]]:
    for name in _columns(kept):
        yield column_label(kept, name), as_text(kept.model, name, getattr(row, name))


def _columns(kept: Kept) -> Iterable[str]:
    hands = kept.hands
    columns = kept.shows or kept.columns
    return [name for name in columns if name not in SECRET and name not in hands]


def _hand(row: models.Model, name: str) -> object:
    return getattr(row, f"{name}_id")
