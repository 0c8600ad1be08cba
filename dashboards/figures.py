"""What the dashboards count: sums of subtrees (``rollups``), never all rows.

Every figure starts from the units in which its user holds a permission, and names its scope and
period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Aggregate, Count, F, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from evaluations.follow_ups.models import FollowUp
from evaluations.follow_ups.progress import Progress, judgements
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from reformasi.organisation import scope
from reformasi.organisation.models import Unit, UnitQuerySet, User
from reformasi.ui.numbers import share_of
from reformasi.workflow.moves import State

from .rollups.models import ActivitySum, PlanSum, RecommendationFact, RecommendationSum

#: All rows, the approved ones, and whether some are "data contoh".
COUNTS: Mapping[str, Aggregate] = {
    "total": Count("pk"),
    "approved": Count("pk", filter=Q(status=State.APPROVED)),
    "has_sample": BoolOr("is_sample"),
}


def tops_of(user: User, perm: str) -> list[str]:
    """The paths of the subtrees in which ``user`` holds ``perm``, none inside another."""
    if user.is_active and user.is_superuser:
        return list(Unit.objects.filter(depth=1).values_list("path", flat=True))
    return scope.reach(user, perm)


def scope_label(user: User, perm: str) -> str:
    """Where the figures come from: "Direktorat X dan unit di bawahnya"."""
    tops = set(scope.reach(user, perm))
    names = [m.unit.label for m in user.memberships_today if m.unit.path in tops]
    return _("%(units)s dan unit di bawahnya") % {"units": ", ".join(dict.fromkeys(names))}


def narrowing(user: User, perm: str, model: type[Model]) -> str | None:
    """What narrows the list of ``model`` to the units in which ``user`` holds ``perm``.

    A part of a query ("unit=ormas&"), "" where the list is no wider, none where no filter can say
    it: then a figure has no link, because it would lead to other rows.
    """
    tops = scope.reach(user, perm)
    if tops == scope.reach(user, scope.permission("view", model)):
        return ""
    return answering(user, perm)


def answering(user: User, perm: str) -> str | None:
    """What narrows the list of recommendations to those that the units answer for in which ``user``
    holds ``perm``: who reads a letter to a unit above has more on it. None as above."""
    tops = scope.reach(user, perm)
    if len(tops) != 1:
        return None
    units = {m.unit.path: m.unit.code for m in user.memberships_today}
    return f"unit={units[tops[0]]}&"


@dataclass(frozen=True)
class AreaProgress:
    """One area: activities recorded and approved in a year."""

    area: ReformArea
    total: int
    approved: int
    attainment: Decimal | None  # of its approved plans, in percent of the targets that are due
    is_sample: bool  # some of them are "data contoh"


def progress_by_area(tops: Sequence[str], year: int, today: date) -> list[AreaProgress]:
    """All eight areas in their order, those without activities too."""
    counted = ActivitySum.objects.of(tops).filter(year=year).by_area()
    planned = PlanSum.objects.of(tops).filter(year=year).by_area()
    return [
        AreaProgress(
            area,
            sum(row.total for row in rows),
            sum(row.approved for row in rows),
            mean_of(planned[area.pk], today),
            any(row.samples for row in rows),
        )
        for area in ReformArea.objects.all()
        for rows in [counted[area.pk]]
    ]


def mean_of(rows: Iterable[PlanSum], today: date) -> Decimal | None:
    """The mean attainment of the approved plans of ``rows``, in percent."""
    attained = [row.attained(today) for row in rows]
    count = sum(counted for _total, counted in attained)
    return sum((total for total, _counted in attained), Decimal(0)) / count if count else None


def late_plans(tops: Sequence[str], today: date) -> dict[str, object]:
    """Approved plans, of every year, that have not reported a quarter that is over."""
    rows = list(PlanSum.objects.of(tops).of_all_areas())
    return {
        "total": sum(row.late(today) for row in rows),
        "has_sample": any(row.samples for row in rows if row.late(today)),
    }


def recommendations_of(tops: Sequence[str]) -> Progress:
    """How far the recommendations are that the units at ``tops`` answer for, each counted once."""
    rows = RecommendationSum.objects.filter(path__in=tops)
    progress = Progress()
    for row in rows:
        progress += row.progress
    if len(tops) > 1:
        progress = _once(progress, tops)
    return progress


def _once(progress: Progress, tops: Sequence[str]) -> Progress:
    """Without what several of ``tops`` answer for, and then with it as all of them together say."""
    facts = RecommendationFact.objects.filter(path__in=tops)
    several = facts.values("key").annotate(places=Count("pk")).filter(places__gt=1)
    keys = list(several.values_list("key", flat=True))
    for fact in facts.filter(key__in=keys):
        share = progress.shares[fact.outcome]
        share.count -= 1
        share.amount -= fact.amount
        share.settled -= fact.settled
    follow_ups = FollowUp.objects.filter(scope.below(tops, "unit__path"))
    for judgement in judgements(keys, follow_ups).values():
        progress.add(judgement)
    return progress


@dataclass(frozen=True)
class Cell:
    """Activities of one branch in one area: the figure of a heat map, and its rows' filter."""

    total: int = 0
    approved: int = 0
    is_sample: bool = False

    @property
    def percent(self) -> int | None:
        """Approved of all recorded, in whole percent; none where nothing is recorded."""
        return share_of(self.approved, self.total) if self.total else None

    @property
    def heat(self) -> int:
        """0 (nothing recorded) or 1 to 4, by quarters of the percentage."""
        return 0 if self.percent is None else min(4, 1 + self.percent // 25)


@dataclass(frozen=True)
class Branch:
    """A row of the map: a unit with everything below it."""

    unit: Unit
    cells: list[tuple[ReformArea, Cell]]
    is_top: bool  # what is the unit's own, without the units below it

    @property
    def has_children(self) -> bool:
        return self.unit.numchild > 0 and not self.is_top


def worst_first(top: Unit, year: int) -> UnitQuerySet:
    """The units right below ``top`` that stand in ``year``, or recorded something in it.

    First those where nothing was recorded, then by the share that is approved, of as bad ones the
    one with more to do.
    """
    sums = ActivitySum.objects.filter(path=OuterRef("path"), year=year, area=None, total__gt=0)
    units = Unit.objects.below(top).filter(depth=top.depth + 1)
    rows = units.annotate(
        share=Subquery(sums.values("share")), recorded=Subquery(sums.values("total"))
    )
    stands = Q(valid_from=None) | Q(valid_from__lte=date(year, 12, 31))
    stands &= Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1))
    return rows.filter(stands | Q(recorded__isnull=False)).order_by(
        F("share").asc(nulls_first=True), F("recorded").desc(nulls_last=True), "path"
    )


def branches_of(
    top: Unit, children: Sequence[Unit], areas: Sequence[ReformArea], year: int
) -> list[Branch]:
    """What is ``top``'s own, and the rows of ``children``: two queries, whatever is below them."""
    own = Activity.objects.of_unit(top).by_area(year)
    cells = {
        (top.path, row["area_id"]): Cell(row["total"], row["approved"], row["has_sample"])
        for row in own
    }
    sums = ActivitySum.objects.of([unit.path for unit in children]).filter(year=year)
    for row in sums.exclude(area=None):
        cells[row.path, row.area_id] = Cell(row.total, row.approved, row.samples > 0)
    return [
        Branch(
            unit,
            [(area, cells.get((unit.path, area.pk), Cell())) for area in areas],
            is_top=unit.pk == top.pk,
        )
        for unit in (top, *children)
    ]


@dataclass(frozen=True)
class UnitRate:
    """How far a unit is with the recommendations that it answers for (``concerning``)."""

    unit: Unit
    progress: Progress
    waiting: int  # reports that wait for the bureau


def rates(tops: Sequence[str]) -> QuerySet[RecommendationSum]:
    """The sums of the units at and below ``tops`` that answer for something, the worst first."""
    sums = RecommendationSum.objects.filter(scope.below(tops, "path"), total__gt=0)
    return sums.order_by("share", "-total", "path")


def rates_of(sums: Sequence[RecommendationSum]) -> list[UnitRate]:
    """The units of ``sums``, in their order."""
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=[row.path for row in sums])}
    return [
        UnitRate(units[row.path], row.progress, row.waiting) for row in sums if row.path in units
    ]
