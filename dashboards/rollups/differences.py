"""Whether facts and sums are what a full recount gives; read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from .figures import FIGURES, Statement
from .models import Kind
from .statements import wrong_facts, wrong_sums

#: What tells rows apart, and the values that are compared, by column.
Row = dict[str, object]


@dataclass
class Difference:
    """A row of facts or sums that is not what it should be; either may be missing."""

    table: str
    place: Row
    stored: Row | None = None
    right: Row | None = None

    def __str__(self) -> str:
        """ "activity, path=0001 year=2026: tersimpan total=2; seharusnya total=3"."""
        return _("%(table)s, %(place)s: tersimpan %(stored)s; seharusnya %(right)s") % {
            "table": self.table,
            "place": _text(self.place),
            "stored": _text(self._unlike(self.stored, self.right)),
            "right": _text(self._unlike(self.right, self.stored)),
        }

    @staticmethod
    def _unlike(row: Row | None, other: Row | None) -> Row | None:
        """What of ``row`` is not the same in ``other``."""
        if row is None or other is None:
            return row
        return {name: value for name, value in row.items() if other[name] != value}


def _text(row: Row | None) -> str:
    if row is None:
        return _("tidak ada")
    return " ".join(f"{name}={value}" for name, value in row.items())


def differences(kind: Kind) -> list[Difference]:
    """Each fact that is not what its row says, and each sum that is not that of the facts."""
    figure = FIGURES[kind]
    facts = _compared(figure.fact._meta.db_table, figure.once, wrong_facts(figure))
    sums = _compared(figure.total._meta.db_table, tuple(figure.places), wrong_sums(figure))
    return [*facts, *sums]


def _compared(table: str, once: tuple[str, ...], statement: Statement) -> list[Difference]:
    result: dict[tuple[object, ...], Difference] = {}
    for is_stored, row in _rows(statement):
        place = {name: row.pop(name) for name in once}
        difference = result.setdefault(tuple(place.values()), Difference(table, place))
        if is_stored:
            difference.stored = row
        else:
            difference.right = row
    return list(result.values())


def _rows(statement: Statement) -> Iterator[tuple[bool, Row]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        names = [column.name for column in cursor.description]
        for is_stored, *values in cursor:
            yield is_stored, dict(zip(names[1:], values, strict=True))
