"""All that is kept about one person, as the register says where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models

from reformasi.audit import personal
from reformasi.audit.personal import Kept, column_label
from reformasi.audit.values import as_text
from reformasi.organisation.models import User

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
    """What is kept about ``person``, at most so many rows of each kind; one query a kind."""
    made = (_section(kept, person, most) for kept in personal.declared() if _is_told(kept))
    return [section for section in made if section.rows]


def _is_told(kept: Kept) -> bool:
    """Row history repeats hands; of it, only what it says of the person is told."""
    return kept.names_people and (kept.purpose is not personal.ROW_HISTORY or bool(kept.about))


def _section(kept: Kept, person: User, most: int) -> Section:
    rows = kept.model._default_manager.filter(kept.of(person)).select_related().order_by("-pk")
    read: list[models.Model] = list(rows[: most + 1])
    return Section(
        kept.title, kept, [_row(kept, row, person) for row in read[:most]], len(read) > most
    )


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
