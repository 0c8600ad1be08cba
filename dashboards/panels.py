"""The dashboards there are, and what a user sees of each: one query set per figure, no more.

Every figure starts from ``visible_to``/``where`` of its user, and names its scope and period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Model, Q
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.letters.models import FollowUp, MinisterialLetter
from evaluations.letters.permissions import LetterPerm
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from reformasi.audit.models import Entry
from reformasi.documents.models import DocumentRequest
from reformasi.organisation import scope
from reformasi.organisation.models import Membership, Unit, User
from reformasi.workflow.moves import State
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.permissions import ZonaIntegritasPerm

from .permissions import DashboardPerm

SOON_DAYS = 30
LONG_LIST = 10
#: All activities, the approved ones, and whether some are "data contoh".
APPROVED: dict[str, Any] = {
    "total": Count("pk"),
    "approved": Count("pk", filter=Q(status=State.APPROVED)),
    "has_sample": BoolOr("is_sample"),
}


@dataclass(frozen=True)
class Dashboard:
    """One dashboard: its address, its name, and the permission it asks for."""

    slug: str
    label: str | Promise
    perm: str


DASHBOARDS = (
    Dashboard("ketua-tim", gettext_lazy("Ketua tim"), DashboardPerm.VIEW_KETUA_TIM),
    Dashboard("pegawai", gettext_lazy("Pegawai"), DashboardPerm.VIEW_PEGAWAI),
    Dashboard("biro", gettext_lazy("Biro/Bagian Perencanaan"), DashboardPerm.VIEW_BIRO),
    Dashboard("pimpinan", gettext_lazy("Pimpinan"), DashboardPerm.VIEW_PIMPINAN),
    Dashboard("admin", gettext_lazy("Administrator"), DashboardPerm.VIEW_ADMIN),
)


def open_to(user: User) -> list[Dashboard]:
    """The dashboards of ``user``'s roles, the most urgent first."""
    return [dashboard for dashboard in DASHBOARDS if user.has_perm(dashboard.perm)]


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this user's decision or work."""

    kind: str
    what: Any
    unit: Unit
    url: str
    since: datetime | None = None
    due: date | None = None
    who: str = ""
    note: str = ""
    is_sample: bool = False

    def days(self) -> int:
        """Whole days since it was submitted."""
        return (timezone.now() - self.since).days if self.since else 0


def scope_words(user: User, perm: str) -> str:
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


def pegawai(user: User, today: date) -> dict[str, Any]:
    """My drafts, what came back and why, what is due."""
    mine = Activity.objects.visible_to(user).filter(created_by=user)
    drafts = mine.drafts_of(user)
    return {
        "drafts": list(drafts.with_links()[:LONG_LIST]),
        "draft_count": drafts.count(),
        "returned": returned_to(user),
        "due": due_soon(user, today),
        "waiting": list(mine.submitted().with_links()[:LONG_LIST]),
        "counts": mine.of_year(today.year).aggregate(**APPROVED),
    }


def is_sample(row: Any) -> bool:
    """Whether ``row`` is "data contoh"; a milestone is if its candidate is."""
    return bool(getattr(row, "candidate", row).is_sample)


def returned_to(user: User) -> list[Waiting]:
    """What came back to this person, with the reason; all of it, because they have to act."""
    activities = Activity.objects.visible_to(user).returned_to(user).with_links()
    plans = ActionPlan.objects.visible_to(user).returned_to(user).with_links()
    milestones = Milestone.objects.visible_to(user).returned().filter(submitted_by=user)
    follow_ups = FollowUp.objects.visible_to(user).returned().filter(submitted_by=user)
    kinds: tuple[tuple[str, Iterable[Any]], ...] = (
        (_("Kegiatan"), activities),
        (_("Rencana aksi"), plans),
        (_("Tahap ZI"), milestones.with_place()),
        (_("Tindak lanjut"), follow_ups.with_letter()),
    )
    return [
        Waiting(
            kind,
            getattr(row, "step", row),
            row.unit,
            row.get_absolute_url(),
            note=row.return_reason,
            is_sample=is_sample(row),
        )
        for kind, rows in kinds
        for row in rows
    ]


def due_soon(user: User, today: date) -> list[Waiting]:
    """Follow-ups and milestones of one's units that are late or due within a month."""
    follow_ups = FollowUp.objects.where(user, LetterPerm.SUBMIT_FOLLOW_UP).with_letter()
    milestones = Milestone.objects.where(user, ZonaIntegritasPerm.SUBMIT_MILESTONE).with_place()
    milestones = milestones.editable()  # what waits for others is not theirs now
    kinds: tuple[tuple[str, Iterable[Any]], ...] = (
        (_("Tindak lanjut"), follow_ups.due_by(today + timedelta(days=SOON_DAYS))[:LONG_LIST]),
        (_("Tahap ZI"), milestones.at_risk(today, days=SOON_DAYS)[:LONG_LIST]),
    )
    rows = [
        Waiting(
            kind,
            getattr(row, "step", row),
            row.unit,
            row.get_absolute_url(),
            due=row.due_date if hasattr(row, "due_date") else row.due,
            is_sample=is_sample(row),
        )
        for kind, found in kinds
        for row in found
    ]
    return sorted(rows, key=lambda row: row.due or today)[:LONG_LIST]


def ketua_tim(user: User, today: date) -> dict[str, Any]:
    """What waits for my decision, milestones at risk, progress of the unit by area."""
    perm = ProgramPerm.APPROVE_ACTIVITY
    at_risk = Milestone.objects.where(user, ZonaIntegritasPerm.APPROVE_MILESTONE).with_place()
    return {
        "waiting": waiting_for(user),
        "at_risk": list(at_risk.at_risk(today)[:LONG_LIST]),
        "areas": progress_by_area(Activity.objects.where(user, perm), today.year),
        "plans": ActionPlan.objects.where(user, ProgramPerm.APPROVE_ACTION_PLAN)
        .overdue(today)
        .aggregate(total=Count("pk"), has_sample=BoolOr("is_sample")),
        "narrow": narrowing(user, perm, Activity),
        "zones": list(
            Candidate.objects.where(user, ZonaIntegritasPerm.CHANGE_CANDIDATE)
            .filter(year=today.year)
            .select_related("unit")
            .with_progress()
            .in_order()[:LONG_LIST]
        ),
        "scope": scope_words(user, perm),
    }


def waiting_for(user: User) -> list[Waiting]:
    """What this team lead may decide, longest wait first; never their own work."""
    milestones = Milestone.objects.waiting_for(user).with_place().select_related("submitted_by")
    kinds: tuple[tuple[str, Iterable[Any]], ...] = (
        (_("Kegiatan"), Activity.objects.waiting_for(user).with_links()[:LONG_LIST]),
        (_("Rencana aksi"), ActionPlan.objects.waiting_for(user).with_links()[:LONG_LIST]),
        (_("Tahap ZI"), milestones[:LONG_LIST]),
    )
    rows = [
        Waiting(
            kind,
            getattr(row, "step", row),
            row.unit,
            row.get_absolute_url(),
            since=row.submitted_at,
            who=str(row.submitted_by),
            is_sample=is_sample(row),
        )
        for kind, found in kinds
        for row in found
    ]
    return sorted(rows, key=lambda row: row.since or timezone.now())[:LONG_LIST]


@dataclass(frozen=True)
class AreaProgress:
    """One area: activities recorded and approved in a year."""

    area: ReformArea
    total: int
    approved: int
    is_sample: bool  # some of them are "data contoh"


def progress_by_area(activities: Any, year: int) -> list[AreaProgress]:
    """All eight areas in their order, those without activities too."""
    counted = {row["area_id"]: row for row in activities.by_area(year)}
    none = {"total": 0, "approved": 0, "has_sample": False}
    return [
        AreaProgress(area, row["total"], row["approved"], bool(row["has_sample"]))
        for area in ReformArea.objects.all()
        for row in [counted.get(area.pk, none)]
    ]


def biro(user: User, today: date) -> dict[str, Any]:
    """Letters, the rate of follow-up by unit, what waits for verification, reports requested."""
    perm = LetterPerm.APPROVE_FOLLOW_UP
    follow_ups = FollowUp.objects.where(user, perm)
    rates = list(follow_ups.rate_by_unit())
    return {
        "letters": list(MinisterialLetter.objects.visible_to(user).with_progress(user)[:LONG_LIST]),
        "rates": rates,
        "is_sample": any(row["has_sample"] for row in rates),
        "to_verify": list(FollowUp.objects.waiting_for(user).with_letter()[:LONG_LIST]),
        "reported": follow_ups.submitted().count(),
        "overdue": follow_ups.overdue(today).count(),
        "narrow": narrowing(user, perm, FollowUp),
        "reports": list(
            DocumentRequest.objects.visible_to(user)
            .select_related("unit")
            .order_by("-pk")[:LONG_LIST]
        ),
        "scope": scope_words(user, perm),
    }


@dataclass(frozen=True)
class Cell:
    """Activities of one branch in one area: the figure of a heat map, and its rows' filter."""

    total: int = 0
    approved: int = 0
    is_sample: bool = False

    @property
    def percent(self) -> int | None:
        """Approved of all recorded, in whole percent; none where nothing is recorded."""
        return round(100 * self.approved / self.total) if self.total else None

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


def heat_map(top: Unit, activities: Any, year: int) -> tuple[list[ReformArea], list[Branch]]:
    """Unit by reform area below ``top``: one query for the figures, whatever the size of the tree.

    The row of ``top`` itself holds only what is its own; a child's row holds its whole subtree.
    """
    length = len(top.path) + Unit.steplen
    rows = (
        activities.in_subtree(top)
        .of_year(year)
        .order_by()
        .annotate(branch=Substr("unit__path", 1, length))
        .values("branch", "area_id")
        .annotate(
            total=Count("pk"),
            approved=Count("pk", filter=Q(status=State.APPROVED)),
            has_sample=BoolOr("is_sample"),
        )
    )
    cells = {
        (row["branch"], row["area_id"]): Cell(row["total"], row["approved"], row["has_sample"])
        for row in rows
    }
    areas = list(ReformArea.objects.all())
    units = Unit.objects.below(top).filter(depth__lte=top.depth + 1)
    branches = [
        Branch(
            unit,
            [(area, cells.get((unit.path, area.pk), Cell())) for area in areas],
            unit.numchild > 0 and unit.pk != top.pk,
            unit.pk == top.pk,
        )
        for unit in units
    ]
    return areas, branches


def pimpinan(user: User, today: date, top: Unit, year: int) -> dict[str, Any]:
    """The heat map of a subtree, and its totals."""
    perm = DashboardPerm.VIEW_PIMPINAN
    activities = Activity.objects.where(user, perm)
    areas, branches = heat_map(top, activities, year)
    follow_ups = FollowUp.objects.where(user, perm).in_subtree(top)
    verified = follow_ups.aggregate(
        total=Count("pk"),
        verified=Count("pk", filter=Q(status=State.APPROVED)),
        has_sample=BoolOr("is_sample"),
    )
    zones = Candidate.objects.where(user, perm).in_subtree(top).filter(year=year)
    return {
        "areas": areas,
        "branches": branches,
        "is_sample": any(cell.is_sample for branch in branches for _area, cell in branch.cells),
        "follow_ups": verified,
        "overdue": follow_ups.overdue(today).count(),
        "zones": list(zones.select_related("unit").with_progress().in_order()[:LONG_LIST]),
        "totals": activities.in_subtree(top).of_year(year).aggregate(**APPROVED),
    }


def admin(user: User, today: date) -> dict[str, Any]:
    """Who is without a role, whose role ends soon, what was refused this week."""
    people = User.objects.visible_to(user)
    members = Membership.objects.visible_to(user)
    soon = today + timedelta(days=SOON_DAYS)
    week = timezone.now() - timedelta(days=7)
    return {
        "people": people.filter(is_active=True).count(),
        "units": Unit.objects.visible_to(user).valid_on(today).count(),
        "ending": list(
            members.active_on(today)
            .filter(valid_to__lte=soon)
            .select_related("user", "unit")
            .order_by("valid_to")[:LONG_LIST]
        ),
        "refusals": list(
            Entry.objects.refused().by_any_of(people).filter(at__gte=week)[:LONG_LIST]
        ),
        "scope": scope_words(user, DashboardPerm.VIEW_ADMIN),
    }
