"""What the dashboards count: one query set per figure, no more.

Every figure starts from ``visible_to``/``where`` of its user, and names its scope and period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Aggregate, Avg, Count, Model, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from programs.activities.models import ActivityQuerySet
from programs.areas.models import ReformArea
from programs.plans.models import ActionPlanQuerySet
from reformasi.organisation import scope
from reformasi.organisation.models import Unit, User
from reformasi.ui.numbers import share_of
from reformasi.workflow.moves import State

#: All rows, the approved ones, and whether some are "data contoh".
COUNTS: Mapping[str, Aggregate] = {
    "total": Count("pk"),
    "approved": Count("pk", filter=Q(status=State.APPROVED)),
    "has_sample": BoolOr("is_sample"),
}

#: Of plans ``with_attainment``: their mean against the targets of the quarters that are over.
ATTAINMENT: Mapping[str, Aggregate] = {
    "mean": Avg("attainment"),
    "total": Count("pk"),
    "has_sample": BoolOr("is_sample"),
}


def scope_label(user: User, perm: str) -> str:
    """Where the figures come from: "Direktorat X dan unit di bawahnya"."""
    tops = set(scope.reach(user, perm))
    names = [m.unit.label for m in user.memberships_today if m.unit.path in tops]
    return _("%(units)s dan unit di bawahnya") % {"units": ", ".join(dict.fromkeys(names))}


def narrowing(user: User, perm: str, model: type[Model]) -> str | None:
    """What narrows the list of ``model`` to the units in which ``user`` holds ``perm``.

    A part of a query ("unit=5&"), "" where the list is no wider, none where no filter can say it:
    then a figure has no link, because it would lead to other rows.
    """
    tops = scope.reach(user, perm)
    if tops == scope.reach(user, scope.permission("view", model)):
        return ""
    if len(tops) != 1:
        return None
    units = {m.unit.path: m.unit.pk for m in user.memberships_today}
    return f"unit={units[tops[0]]}&"


@dataclass(frozen=True)
class AreaProgress:
    """One area: activities recorded and approved in a year."""

    area: ReformArea
    total: int
    approved: int
    attainment: Decimal | None  # of its approved plans, in percent of the targets that are due
    is_sample: bool  # some of them are "data contoh"


def progress_by_area(
    activities: ActivityQuerySet, plans: ActionPlanQuerySet, year: int, today: date
) -> list[AreaProgress]:
    """All eight areas in their order, those without activities too."""
    means = {row["area_id"]: row["mean_percent"] for row in plans.with_mean_by_area(year, today)}
    counted = {row["area_id"]: row for row in activities.by_area(year)}
    none = {"total": 0, "approved": 0, "has_sample": False}
    return [
        AreaProgress(
            area, row["total"], row["approved"], means.get(area.pk), bool(row["has_sample"])
        )
        for area in ReformArea.objects.all()
        for row in [counted.get(area.pk, none)]
    ]


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
    """A row of the heat map: a unit with everything below it."""

    unit: Unit
    cells: list[tuple[ReformArea, Cell]]
    has_children: bool
    is_top: bool  # what is the unit's own, without the units below it


@dataclass(frozen=True)
class HeatMap:
    """Activities approved of those recorded, by unit and reform area."""

    areas: list[ReformArea]
    branches: list[Branch]

    @property
    def is_sample(self) -> bool:
        return any(cell.is_sample for branch in self.branches for _area, cell in branch.cells)


def heat_map(top: Unit, activities: ActivityQuerySet, year: int) -> HeatMap:
    """Unit by reform area below ``top``: one query for the figures, whatever the size of the tree.

    The row of ``top`` itself holds only what is its own; a child's row holds its whole subtree.
    """
    # A path is made of steps of the same length: cut after the step below ``top``, the paths of
    # a child and of all below it are the same.
    length = len(top.path) + Unit.steplen
    rows = activities.in_subtree(top).of_year(year).order_by()
    rows_by_branch = rows.annotate(branch=Substr("unit__path", 1, length)).values(
        "branch", "area_id"
    )
    cells = {
        (row["branch"], row["area_id"]): Cell(row["total"], row["approved"], row["has_sample"])
        for row in rows_by_branch.annotate(
            total=COUNTS["total"], approved=COUNTS["approved"], has_sample=COUNTS["has_sample"]
        )
    }
    areas = list(ReformArea.objects.all())
    branches = [
        Branch(
            unit,
            [(area, cells.get((unit.path, area.pk), Cell())) for area in areas],
            has_children=unit.numchild > 0 and unit.pk != top.pk,
            is_top=unit.pk == top.pk,
        )
        for unit in Unit.objects.below(top).filter(depth__lte=top.depth + 1)
    ]
    return HeatMap(areas, branches)
