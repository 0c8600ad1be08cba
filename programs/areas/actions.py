"""The eight reform areas are data that comes with the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypedDict

from django.db import transaction

from .models import ReformArea


class AreaFields(TypedDict):
    """One area, as a line of the table says it."""

    number: int
    code: str
    name: str
    weight: Decimal
    in_zi: bool


def area_of(row: Mapping[str, str]) -> AreaFields:
    """One line of the table.

    Raises:
        KeyError, ValueError, ArithmeticError: a column is missing, or a cell is not what it should
            be.
    """
    return AreaFields(
        number=int(row["number"]),
        code=row["code"],
        name=row["name"],
        weight=Decimal(row["rb_2014_weight"]),
        in_zi=row["in_zi"] == "yes",
    )


@transaction.atomic
def load_areas(rows: Iterable[AreaFields]) -> tuple[int, int]:
    """Create or correct the areas of the table; how many were made, and how many there are."""
    made = 0
    for row in rows:
        _area, created = ReformArea.objects.update_or_create(number=row["number"], defaults=row)
        made += created
    return made, ReformArea.objects.count()
