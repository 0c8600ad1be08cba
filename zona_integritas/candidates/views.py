from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reformasi.organisation.scope import holders
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    note_of,
    require_somewhere,
    seen,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.transitions import OpenMove, offered
from zona_integritas.road import stages

from . import actions, forms, predicates, workflow
from .models import Candidate, Milestone
from .road import People, Road, road_of

ACTS: dict[str, Callable[..., Milestone]] = {
    workflow.SUBMIT.verb: actions.submit_milestone,
    workflow.APPROVE.verb: actions.approve_milestone,
    workflow.RETURN.verb: actions.return_milestone,
}


def candidates(request: Request) -> HttpResponse:
    visible = Candidate.objects.visible_to(request.user).with_progress().in_order()
    found = forms.CandidateFilter(request.GET, visible.select_related("unit", "instrument"))
    context = {"page": page_of(found.qs, request), "filter": found}
    return render(request, "zona_integritas/candidates.html", context)


def candidate_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, "zona_integritas.add_candidate")
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
        "may_change": request.user.has_perm("zona_integritas.change_candidate", shown),
        "may_declare": request.user.has_perm("zona_integritas.add_declaration", shown),
    }
    return render(request, "zona_integritas/candidate.html", context)


def road_for(shown: Candidate) -> Road:
    people = People(
        preparers=list(holders(workflow.SUBMIT.permission_for(Milestone), shown.unit)),
        deciders=list(holders(workflow.APPROVE.permission_for(Milestone), shown.unit)),
    )
    milestones = Milestone.objects.filter(candidate=shown).with_hands()
    return road_of(milestones, people=people, today=timezone.localdate())


def candidate_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user,
        "zona_integritas.change_candidate",
        Candidate.objects.select_related("unit"),
        pk=pk,
    )
    form = forms.CandidateNoteForm(request.POST or None, instance=shown)
    version = seen(request) or shown.version
    if form.is_valid():
        stored = Candidate.objects.get(pk=pk)
        actions.change_candidate(
            candidate=stored, by=request.user, version=seen(request), **form.cleaned_data
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
    obstacles = actions.obstacles(shown) if shown.evidence_is_open else []
    moves = offered(request.user, shown, workflow.MOVES, "zona_integritas:milestone_move")
    context = {
        "milestone": shown,
        "step": shown.step,
        "candidate": shown.candidate,
        "obstacles": obstacles,
        "moves": without_submit(moves) if obstacles else moves,
        "may_prepare": request.user.has_perm("zona_integritas.change_milestone", shown),
        "own_submission": shown.status == workflow.Status.SUBMITTED
        and shown.submitted_by_id == request.user.pk,
        "overdue": shown.is_overdue(timezone.localdate()),
        "in_declaration": shown.step.stage == stages.Stage.DECLARATION,
    }
    return render(request, "zona_integritas/milestone.html", context)


def without_submit(moves: list[OpenMove]) -> list[OpenMove]:
    """No button that could only refuse: the page says what is missing instead."""
    return [open_move for open_move in moves if open_move.move is not workflow.SUBMIT]


def milestone_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user,
        "zona_integritas.change_milestone",
        Milestone.objects.with_place().with_hands(),
        pk=pk,
    )
    form = forms.MilestonePlanForm(request.POST or None, instance=shown)
    version = seen(request) or shown.version
    if form.is_valid():
        stored = Milestone.objects.with_place().with_hands().get(pk=pk)
        actions.plan_milestone(
            milestone=stored, by=request.user, version=seen(request), **form.cleaned_data
        )
        return redirect(stored)
    context = {"form": form, "milestone": shown, "version": version}
    return render(request, "zona_integritas/milestone_form.html", context)


@require_POST
def milestone_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Make one move of the workflow: submit, approve, return."""
    move = next((move for move in workflow.MOVES if move.verb == verb), None)
    if move is None:
        raise Http404
    rows = Milestone.objects.with_place()
    shown = get_permitted_or_404(request.user, move.permission_for(Milestone), rows, pk=pk)
    note = note_of(request)
    if move.needs_note and not note:
        messages.error(request, _("Tulis dahulu alasannya, agar unit tahu apa yang kurang."))
        return redirect(shown)
    ACTS[verb](milestone=shown, by=request.user, note=note, version=seen(request))
    messages.success(request, _("Tahap ini kini: %s.") % shown.get_status_display())
    return redirect(shown)
