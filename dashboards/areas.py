"""What is done for each area, for the page of areas: from kept sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from programs.areas import counts
from programs.areas.counts import AreaCounts, Counts
from programs.areas.models import ReformArea
from programs.permissions import ProgramPerm
from reformasi.organisation.models import User

from .figures import mean_of, tops_of
from .rollups.freshness import counted_until
from .rollups.models import ActivitySum, Kind, PlanSum


def count(user: User, year: int, today: date) -> Mapping[int, AreaCounts]:
    """All areas, those without anything too."""
    counted_until(Kind.ACTIVITY, Kind.PLAN)
    done = ActivitySum.objects.of(tops_of(user, ProgramPerm.VIEW_ACTIVITY))
    planned = PlanSum.objects.of(tops_of(user, ProgramPerm.VIEW_ACTION_PLAN))
    of_activities = done.filter(year=year).by_area()
    of_plans = planned.filter(year=year).by_area()
    return {
        area: AreaCounts(
            _added(of_activities[area]), _added(of_plans[area]), mean_of(of_plans[area], today)
        )
        for area in ReformArea.objects.values_list("pk", flat=True)
    }


def _added(rows: Sequence[ActivitySum] | Sequence[PlanSum]) -> Counts:
    return Counts(
        sum(row.total for row in rows),
        sum(row.approved for row in rows),
        any(row.samples for row in rows),
    )


def register() -> None:
    counts.register(count)
