"""Years, quarters, and the windows of the current year."""

from __future__ import annotations

from datetime import date, timedelta

import evaluations.follow_ups.windows as evaluations
import programs.windows as programs
import zona_integritas.windows as zona_integritas
from reformasi.organisation import periods
from reformasi.organisation.models import PeriodKind, User
from zona_integritas.road.stages import Stage

FIRST_YEAR = 2018  # the year that the letter of 2019 evaluates


def set_periods(today: date, *, by: User) -> None:
    for year in range(FIRST_YEAR, today.year + 1):
        periods.set_period(
            kind=PeriodKind.YEAR, year=year, starts=date(year, 1, 1), ends=date(year, 12, 31), by=by
        )
        for quarter in (1, 2, 3, 4):
            starts = date(year, 3 * quarter - 2, 1)
            after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            periods.set_period(
                kind=PeriodKind.QUARTER,
                year=year,
                quarter=quarter,
                starts=starts,
                ends=after - timedelta(days=1),
                by=by,
            )
    set_windows(today.year, by=by)
    periods.set_period(  # what is known of 2019 is recorded now
        kind=PeriodKind.STAGE,
        year=2019,
        window=programs.ACTIVITY,
        starts=date(2019, 1, 1),
        ends=today,
        by=by,
    )


def set_windows(year: int, *, by: User) -> None:
    """Open all year, but for proposals: 31 May is the last day (90/2021 h. 50; 5/2024 h. 6)."""
    last_days = {
        programs.ACTION_PLAN: date(year, 12, 31),
        programs.ACTIVITY: date(year + 1, 1, 31),
        evaluations.FOLLOW_UP: date(year, 12, 31),
        zona_integritas.WINDOWS[Stage.SELF_ASSESSMENT]: date(year, 12, 31),
        zona_integritas.WINDOWS[Stage.PROPOSAL]: date(year, 5, 31),
    }
    for window, ends in last_days.items():
        periods.set_period(
            kind=PeriodKind.STAGE,
            year=year,
            window=window,
            starts=date(year, 1, 1),
            ends=ends,
            by=by,
        )


def close_quarters(year: int, *, by: User) -> None:
    """Reports of a quarter are taken until the twentieth of the month after it."""
    for quarter, window in programs.ACHIEVEMENTS.items():
        ends = date(year + quarter // 4, 3 * quarter % 12 + 1, 20)
        periods.set_period(
            kind=PeriodKind.STAGE,
            year=year,
            window=window,
            starts=date(year, 3 * quarter - 2, 1),
            ends=ends,
            by=by,
        )
