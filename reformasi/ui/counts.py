"""How many there are, up to a cap: no page counts a million rows to say that there are many."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

CAP = 1_000


@dataclass(frozen=True)
class Count:
    """``number`` of them, or more than that."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        figure = number_format(self.number, force_grouping=True)
        return _("lebih dari %(number)s") % {"number": figure} if self.more else figure

    def __bool__(self) -> bool:
        return self.number > 0

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.more or other.more)

    @property
    def short(self) -> str:
        """For a badge, e.g. "1.000+"."""
        figure = number_format(self.number, force_grouping=True)
        return f"{figure}+" if self.more else figure


def count_of(rows: QuerySet[Model], cap: int = CAP) -> Count:
    """How many ``rows`` are, in one query that reads ``cap`` of them and one more at most."""
    number = rows.order_by().values("pk")[: cap + 1].count()
    return Count(min(number, cap), number > cap)
