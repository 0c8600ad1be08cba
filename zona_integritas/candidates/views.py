from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require_somewhere,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.decisions import decide
from reformasi.workflow.making import OpenMove, is_same_hand, offered
from reformasi.workflow.moves import Move
from reformasi.workflow.views import answer_move, move_or_404, posted_version
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road import stages

from . import actions, forms, predicates
from .models import Candidate, Milestone
from .road import People, Road, road_of
from .workflow import DECISIONS


def candidates(request: Request) -> HttpResponse:
    visible = Candidate.objects.visible_to(request.user).with_progress().in_order()
    found = forms.CandidateFilter(request.GET, visible.select_related("unit", "instrument"))
    context = {"page": page_of(found.qs, request), "filter": found}
    return render(request, "zona_integritas/candidates.html", context)


def candidate_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, ZonaIntegritasPerm.ADD_CANDIDATE)
    form = forms.CandidateForm(request.POST or None, user=request.user)
    if form.is_valid():
        named = actions.create_candidate(by=request.user, **form.cleaned_data)
        messages.success(request, _("Calon tercatat. Mulai dari tahap pertama di bawah."))
        return redirect(named)
    return render(request, "zona_integritas/candidate_form.html", {"form": form})


def candidate(request: Request, pk: int) -> HttpResponse:
    """The road: what is done, what waits for whom, what is blocked, what comes next."""
    rows = Candidate.objects.select_related("unit", "instrument", "declaration")
    shown = get_visible_or_404(request.user, rows, pk=pk)
    context = {
        "candidate": shown,
        "declaration": getattr(shown, "declaration", None),
        "road": road_for(shown),
        "rules": predicates.minimums(shown),
        "may_change": request.user.has_perm(ZonaIntegritasPerm.CHANGE_CANDIDATE, shown),
        "may_declare": request.user.has_perm(ZonaIntegritasPerm.ADD_DECLARATION, shown),
    }
    return render(request, "zona_integritas/candidate.html", context)


def people_for(move: Move, candidate: Candidate) -> list[User]:
    """Who may make ``move`` on the milestones of ``candidate``."""
    return list(User.objects.holding(move.permission_for(Milestone), candidate.unit))


def road_for(shown: Candidate) -> Road:
    people = People(
        preparers=list(
            User.objects.holding(DECISIONS.submit.permission_for(Milestone), shown.unit)
        ),
        deciders=list(
            User.objects.holding(DECISIONS.approve.permission_for(Milestone), shown.unit)
        ),
    )
    milestones = Milestone.objects.filter(candidate=shown).with_hands()
    return road_of(milestones, people=people, today=timezone.localdate())


def candidate_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user,
        ZonaIntegritasPerm.CHANGE_CANDIDATE,
        Candidate.objects.select_related("unit"),
        pk=pk,
    )
    form = forms.CandidateNoteForm(request.POST or None, instance=shown)
    version = posted_version(request) or shown.version
    if form.is_valid():
        stored = Candidate.objects.get(pk=pk)
        actions.change_candidate(
            candidate=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    context = {"form": form, "candidate": shown, "version": version}
    return render(request, "zona_integritas/candidate_form.html", context)


def milestones(request: Request) -> HttpResponse:
    visible = Milestone.objects.visible_to(request.user).with_place().with_hands()
    visible = visible.latest_candidates_first()
    found = forms.MilestoneFilter(request.GET, visible, request=request)
    context = {"page": page_of(found.qs, request), "filter": found, "today": timezone.localdate()}
    return render(request, "zona_integritas/milestones.html", context)


def milestone(request: Request, pk: int) -> HttpResponse:
    shown = get_visible_or_404(request.user, Milestone.objects.with_place().with_hands(), pk=pk)
    missing = shown.missing() if shown.is_editable else []
    moves = offered(request.user, shown, DECISIONS, "zona_integritas:milestone_move")
    context = {
        "milestone": shown,
        "step": shown.step,
        "candidate": shown.candidate,
        "missing": missing,
        "moves": without_submit(moves) if missing else moves,
        "may_prepare": request.user.has_perm(ZonaIntegritasPerm.CHANGE_MILESTONE, shown),
        "own_hand": shown.is_submitted and is_same_hand(DECISIONS.approve, shown, request.user),
        "overdue": shown.is_overdue(timezone.localdate()),
        "in_declaration": shown.step.stage == stages.Stage.DECLARATION,
    }
    return render(request, "zona_integritas/milestone.html", context)


def without_submit(moves: list[OpenMove]) -> list[OpenMove]:
    """No button that could only refuse: the page says what is missing instead."""
    return [open_move for open_move in moves if open_move.move is not DECISIONS.submit]


def milestone_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user,
        ZonaIntegritasPerm.CHANGE_MILESTONE,
        Milestone.objects.with_place().with_hands(),
        pk=pk,
    )
    form = forms.MilestonePlanForm(request.POST or None, instance=shown)
    version = posted_version(request) or shown.version
    if form.is_valid():
        stored = Milestone.objects.with_place().with_hands().get(pk=pk)
        actions.plan_milestone(
            milestone=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    context = {"form": form, "milestone": shown, "version": version}
    return render(request, "zona_integritas/milestone_form.html", context)


@require_POST
def milestone_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    rows = Milestone.objects.with_place()
    shown = get_permitted_or_404(request.user, move.permission_for(Milestone), rows, pk=pk)
    return answer_move(request, shown, move, decide)
