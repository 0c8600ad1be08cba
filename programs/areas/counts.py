"""What the units of a person do for each area in a year, as an app above counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reformasi.organisation.models import User


@dataclass(frozen=True)
class Counts:
    """Of one area: how many there are, how many are approved, and whether some are samples."""

    total: int = 0
    approved: int = 0
    has_sample: bool = False


@dataclass(frozen=True)
class AreaCounts:
    """The activities and the plans of one area, and the mean attainment of the approved plans."""

    done: Counts
    planned: Counts
    mean_percent: Decimal | None


#: By the key of an area, in one year, as things stand on a day.
Counter = Callable[[User, int, date], Mapping[int, AreaCounts]]
_counters: list[Counter] = []


def register(counter: Counter) -> None:
    """Let ``counter`` say how many there are.

    Raises:
        ValueError: another app does already.
    """
    if _counters:
        raise ValueError("areas are counted twice")
    _counters.append(counter)


def counts_by_area(user: User, year: int, today: date) -> Mapping[int, AreaCounts]:
    """What the units that ``user`` sees do for each area."""
    [counter] = _counters
    return counter(user, year, today)
