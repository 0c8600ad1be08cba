"""What a user sees on each dashboard."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count
from django.utils import timezone

from evaluations.follow_ups.models import FollowUp, TimeRequest
from evaluations.follow_ups.progress import (
    concerning,
    progress_by_letter,
    progress_by_unit,
    progress_of,
)
from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.activities.models import Activity
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from reformasi.audit.models import Entry
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.models import Membership, Unit, User
from zona_integritas.candidates.models import Candidate, CandidateQuerySet, Milestone
from zona_integritas.permissions import ZonaIntegritasPerm

from . import charts
from .figures import ATTAINMENT, COUNTS, heat_map, narrowing, progress_by_area, scope_label
from .permissions import DashboardPerm
from .work_items import (
    LONG_LIST,
    SOON_DAYS,
    due_soon,
    returned_to,
    stale_of,
    to_record,
    waiting_for,
)


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
    at_risk = Milestone.objects.where(user, ZonaIntegritasPerm.APPROVE_MILESTONE).with_place()
    plans = ActionPlan.objects.where(user, ProgramPerm.APPROVE_ACTION_PLAN).overdue(today)
    candidates = Candidate.objects.where(user, ZonaIntegritasPerm.CHANGE_CANDIDATE)
    planned = ActionPlan.objects.where(user, ProgramPerm.APPROVE_ACTION_PLAN)
    areas = progress_by_area(Activity.objects.where(user, perm), planned, today.year, today)
    return {
        "waiting": waiting_for(user),
        "stale": stale_of(user),
        "at_risk": list(at_risk.at_risk(today)[:LONG_LIST]),
        "areas": areas,
        "chart": charts.areas(areas, today.year),
        "plans": plans.aggregate(total=Count("pk"), has_sample=BoolOr("is_sample")),
        "narrow": narrowing(user, perm, Activity),
        "candidates": candidates_of_year(candidates, today.year, today),
        "scope": scope_label(user, perm),
    }


def candidates_of_year(candidates: CandidateQuerySet, year: int, today: date) -> list[Candidate]:
    rows = candidates.filter(year=year).select_related("unit").with_progress(today)
    return list(rows.in_order()[:LONG_LIST])


def biro(user: User, today: date) -> dict[str, object]:
    """Letters, how far recommendations are, what waits for verification, reports requested."""
    perm = DashboardPerm.VIEW_BIRO
    follow_ups = FollowUp.objects.where(user, perm)
    rates = progress_by_unit(Unit.objects.where(user, perm), follow_ups)
    progress = progress_of(Recommendation.objects.visible_to(user), FollowUp.objects.all())
    letters = list(MinisterialLetter.objects.visible_to(user)[:LONG_LIST])
    reports = DocumentRequest.objects.visible_to(user).select_related("unit").order_by("-pk")
    requests = TimeRequest.objects.waiting_for(user).select_related("follow_up__unit", "asked_by")
    return {
        "letters": letters,
        "progress_by_letter": progress_by_letter(letters, FollowUp.objects.all()),
        "progress": progress,
        "rates": rates,
        "chart": charts.follow_up_rates(rates),
        "stale": stale_of(user),
        "to_verify": list(FollowUp.objects.waiting_for(user).with_letter()[:LONG_LIST]),
        "time_requests": list(requests[:LONG_LIST]),
        "reported": follow_ups.submitted().count(),
        "to_record": to_record(user),
        "overdue": follow_ups.overdue(today).count(),
        "narrow": narrowing(user, perm, FollowUp),
        "reports": list(reports[:LONG_LIST]),
        "scope": scope_label(user, perm),
    }


def pimpinan(user: User, today: date, top: Unit, year: int) -> dict[str, object]:
    """The heat map of a subtree, and its totals."""
    perm = DashboardPerm.VIEW_PIMPINAN
    activities = Activity.objects.where(user, perm)
    follow_ups = FollowUp.objects.where(user, perm).in_subtree(top)
    candidates = Candidate.objects.where(user, perm).in_subtree(top)
    heat = heat_map(top, activities, year)
    planned = ActionPlan.objects.where(user, perm).in_subtree(top).of_year(year)
    return {
        "areas": heat.areas,
        "attainment": planned.approved().with_attainment(today).aggregate(**ATTAINMENT),
        "branches": heat.branches,
        "is_sample": heat.is_sample,
        "chart": charts.heat(heat, top, year),
        "progress": progress_of(
            Recommendation.objects.visible_to(user).filter(concerning(top)), follow_ups
        ),
        "overdue": follow_ups.overdue(today).count(),
        "candidates": candidates_of_year(candidates, year, today),
        "to_record": to_record(user),
        "stale": stale_of(user),
        "totals": activities.in_subtree(top).of_year(year).aggregate(**COUNTS),
    }


def admin(user: User, today: date) -> dict[str, object]:
    """Who is without a role, whose role ends soon, what was refused this week."""
    people = User.objects.visible_to(user)
    ending = Membership.objects.visible_to(user).active_on(today)
    ending = ending.filter(valid_to__lte=today + timedelta(days=SOON_DAYS))
    week = timezone.now() - timedelta(days=7)
    refusals = Entry.objects.refused().by_any_of(people).filter(at__gte=week)
    refusals = refusals.select_related("tally")
    return {
        "people": people.filter(is_active=True).count(),
        "units": Unit.objects.visible_to(user).valid_on(today).count(),
        "ending": list(ending.select_related("user", "unit").order_by("valid_to")[:LONG_LIST]),
        "refusals": list(refusals[:LONG_LIST]),
        "scope": scope_label(user, DashboardPerm.VIEW_ADMIN),
    }
