"""The eight reform areas are data that comes with the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from .models import ReformArea


@transaction.atomic
def load_areas(rows: Iterable[Mapping[str, str]]) -> tuple[int, int]:
    """Create or correct the areas of the table; how many were made, and how many there are.

    Raises:
        KeyError, ValueError: a column is missing, or a cell is not what it should be.
    """
    made = 0
    for row in rows:
        _area, created = ReformArea.objects.update_or_create(
            number=int(row["number"]),
            defaults={
                "code": row["code"],
                "name": row["name"],
                "weight": Decimal(row["rb_2014_weight"]),
                "in_zi": row["in_zi"] == "yes",
            },
        )
        made += created
    return made, ReformArea.objects.count()
