"""What a user sees on each dashboard."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone

from evaluations.follow_ups.models import FollowUp, TimeRequest
from evaluations.follow_ups.progress import progress_by_letter
from evaluations.letters.models import MinisterialLetter
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.permissions import ProgramPerm
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.refusals import refusals_for
from reformasi.ui.counts import count_of
from reformasi.ui.pages import Page, page_of
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.progress import CandidateQuerySet
from zona_integritas.permissions import ZonaIntegritasPerm

from . import charts
from .figures import (
    COUNTS,
    answering,
    branches_of,
    late_plans,
    mean_of,
    narrowing,
    progress_by_area,
    rates,
    rates_of,
    recommendations_of,
    scope_label,
    tops_of,
    worst_first,
)
from .permissions import DashboardPerm
from .rollups.freshness import counted_until
from .rollups.models import ActivitySum, Kind, PlanSum, Recount
from .work_items import (
    LONG_LIST,
    SOON_DAYS,
    due_soon,
    first_of,
    returned_to,
    stale_of,
    to_record,
    waiting_for,
)

#: Units in a table that shows the worst first, on one page.
ROWS = 20


def pegawai(user: User, today: date) -> dict[str, object]:
    """My drafts, what came back and why, what is due."""
    mine = Activity.objects.visible_to(user).filter(created_by=user)
    drafts = mine.drafts_of(user)
    return {
        "drafts": list(drafts.with_links()[:LONG_LIST]),
        "draft_count": drafts.count(),
        "returned": returned_to(user),
        "due": due_soon(user, today),
        "waiting": list(mine.submitted().with_links()[:LONG_LIST]),
        "counts": mine.of_year(today.year).aggregate(**COUNTS),
    }


def ketua_tim(user: User, today: date) -> dict[str, object]:
    """What waits for my decision, milestones at risk, progress of the unit by area."""
    perm = ProgramPerm.APPROVE_ACTIVITY
    counted = counted_until(Kind.ACTIVITY, Kind.PLAN)
    at_risk = Milestone.objects.where(user, ZonaIntegritasPerm.APPROVE_MILESTONE).at_risk(today)
    candidates = Candidate.objects.where(user, ZonaIntegritasPerm.CHANGE_CANDIDATE)
    tops = tops_of(user, perm)
    areas = progress_by_area(tops, today.year, today)
    return {
        "counted_until": counted,
        "waiting": waiting_for(user),
        "stale": stale_of(user),
        "at_risk": list(first_of(at_risk).with_place()),
        "areas": areas,
        "chart": charts.areas(areas, today.year),
        "plans": late_plans(tops, today),
        "narrow": narrowing(user, perm, Activity),
        "candidates": candidates_of_year(candidates, today.year, today),
        "scope": scope_label(user, perm),
    }


def candidates_of_year(
    candidates: CandidateQuerySet[Candidate], year: int, today: date
) -> list[Candidate]:
    """The first ones; only their milestones are counted."""
    rows = first_of(candidates.filter(year=year).in_order())
    return list(rows.select_related("unit").with_progress(today))


def biro(user: User, today: date, request: HttpRequest) -> dict[str, object]:
    """Letters, how far recommendations are, what waits for verification, reports requested."""
    perm = DashboardPerm.VIEW_BIRO
    counted = counted_until(Kind.RECOMMENDATION)
    tops = tops_of(user, perm)
    page = page_of(rates(tops), request, size=ROWS)
    units = rates_of(page.rows)
    return _about_letters(user, today) | {
        "counted_until": counted,
        "progress": recommendations_of(tops),
        "rates": units,
        "page": page,
        "chart": charts.follow_up_rates(units),
        "answering": answering(user, perm),
        "scope": scope_label(user, perm),
    }


def _about_letters(user: User, today: date) -> dict[str, object]:
    """The newest letters, what waits for the bureau, and the reports that were asked for."""
    perm = DashboardPerm.VIEW_BIRO
    follow_ups = FollowUp.objects.where(user, perm)
    letters = list(MinisterialLetter.objects.visible_to(user)[:LONG_LIST])
    reports = DocumentRequest.objects.visible_to(user).select_related("unit").order_by("-pk")
    requests = TimeRequest.objects.waiting_for(user).select_related("follow_up__unit", "asked_by")
    return {
        "letters": letters,
        "progress_by_letter": progress_by_letter(letters, FollowUp.objects.all()),
        "stale": stale_of(user),
        "to_verify": list(first_of(FollowUp.objects.waiting_for(user)).with_letter()),
        "time_requests": list(requests[:LONG_LIST]),
        "reported": count_of(follow_ups.submitted()),
        "to_record": to_record(user),
        "overdue": count_of(follow_ups.overdue(today)),
        "narrow": narrowing(user, perm, FollowUp),
        "reports": list(reports[:LONG_LIST]),
    }


def pimpinan(
    user: User, today: date, top: Unit, year: int, request: HttpRequest
) -> dict[str, object]:
    """The map of the units right below ``top``, the worst first, and the totals of all of it."""
    perm = DashboardPerm.VIEW_PIMPINAN
    counted = counted_until(*Kind)
    page: Page[Unit] = page_of(worst_first(top, year), request, size=ROWS)
    areas = list(ReformArea.objects.all())
    branches = branches_of(top, page.rows, areas, year)
    candidates = Candidate.objects.where(user, perm).in_subtree(top)
    planned = PlanSum.objects.of([top.path]).of_all_areas().filter(year=year).first()
    return {
        "counted_until": counted,
        "areas": areas,
        "branches": branches,
        "page": page,
        "is_sample": any(cell.is_sample for branch in branches for _area, cell in branch.cells),
        "chart": charts.heat(branches, areas, top, year),
        "attainment": planned and mean_of([planned], today),
        "planned": planned,
        "progress": recommendations_of([top.path]),
        "overdue": count_of(FollowUp.objects.where(user, perm).in_subtree(top).overdue(today)),
        "candidates": candidates_of_year(candidates, year, today),
        "to_record": to_record(user),
        "stale": stale_of(user),
        "totals": ActivitySum.objects.of([top.path]).of_all_areas().filter(year=year).first()
        or ActivitySum(),
    }


def admin(user: User, today: date) -> dict[str, object]:
    """Who is without a role, whose role ends soon, what was refused this week."""
    people = User.objects.visible_to(user)
    ending = Membership.objects.visible_to(user).active_on(today)
    ending = ending.filter(valid_to__lte=today + timedelta(days=SOON_DAYS))
    week = timezone.now() - timedelta(days=7)
    refusals = refusals_for(user).filter(at__gte=week).select_related("tally")
    return {
        "people": count_of(people.filter(is_active=True)),
        "units": count_of(Unit.objects.visible_to(user).valid_on(today)),
        "ending": list(ending.select_related("user", "unit").order_by("valid_to")[:LONG_LIST]),
        "refusals": list(refusals[:LONG_LIST]),
        "scope": scope_label(user, DashboardPerm.VIEW_ADMIN),
        "recount": Recount.objects.first(),
    }
