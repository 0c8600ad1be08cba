"""The quarters of a year, and how their figures make one total (ADR 0101)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reformasi.workflow.models import Decidable

QUARTERS = (1, 2, 3, 4)
#: How the ministry's calendar names the end of each quarter.
CODES = {1: "B03", 2: "B06", 3: "B09", 4: "B12"}
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
#: From this percentage of a target on, an achievement is asked back.
DOUBTFUL = Decimal(120)


class Method(TextChoices):
    """How a plan's total is computed from what each quarter reports."""

    LAST = "last", _("Posisi terakhir: tiap triwulan melaporkan angka sejak Januari")
    SUM = "sum", _("Jumlah: tiap triwulan melaporkan hasilnya sendiri, lalu dijumlahkan")
    AVERAGE = (
        "average",
        _("Rata-rata: tiap triwulan melaporkan hasilnya sendiri, lalu dirata-ratakan"),
    )


def ended_quarters(year: int, today: date) -> int:
    """How many quarters of ``year`` are over on ``today``, from 0 to 4."""
    if today.year != year:
        return 4 if today.year > year else 0
    return (today.month - 1) // 3


def first_day(year: int, quarter: int) -> date:
    """The day on which ``quarter`` of ``year`` begins: nothing of it is reported earlier."""
    return date(year, 3 * quarter - 2, 1)


def total_of(method: str, values: Sequence[Decimal]) -> Decimal | None:
    """The total of the quarters' ``values``, in their order; none where there are none."""
    if not values:
        return None
    if method == Method.LAST:
        return values[-1]
    total = sum(values, Decimal(0))
    if method == Method.AVERAGE:
        total = (total / len(values)).quantize(CENT, ROUND_HALF_UP)
    return total


def percent_of(total: Decimal | None, target: Decimal | None) -> Decimal | None:
    """``total`` in percent of ``target``; none where there is no total, or no target above 0."""
    return None if total is None or not target else total * HUNDRED / target


def counts(achievement: Decidable) -> bool:
    """Whether it is part of totals: approved, and not changed since (``VALID`` of queries)."""
    return achievement.is_approved and not achievement.approval_is_stale


@dataclass(frozen=True)
class Quarter:
    """One quarter of a plan: what was to be reached by its end, what it reported, and the total."""

    number: int
    target: Decimal | None
    achievement: Decidable | None
    total: Decimal | None  # of the quarters up to this one that count

    @property
    def code(self) -> str:
        return CODES[self.number]

    @property
    def percent(self) -> Decimal | None:
        """The total in percent of the target, where this quarter itself counts."""
        valid = self.achievement is not None and counts(self.achievement)
        return percent_of(self.total, self.target) if valid else None
