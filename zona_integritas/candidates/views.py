from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.organisation.decidable import decision_context
from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.making import offered
from reformasi.workflow.moves import Move
from reformasi.workflow.views import (
    move_or_404,
    move_response,
    posted_version,
)
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road import stages

from . import actions, forms, predicates
from .models import Candidate, Milestone
from .progress import CandidateQuerySet
from .road import People, Road, road_of
from .sheets import sheet_card
from .workflow import DECISIONS, RECORDED, correct_move


class Progressing:
    """Candidates with how far they are, which is counted for those of one page alone."""

    def __init__(self, rows: CandidateQuerySet[Candidate]) -> None:
        self.rows = rows

    def present(self, rows: Sequence[Candidate]) -> list[Candidate]:
        keys = [row.pk for row in rows]
        counted = Candidate.objects.with_progress(timezone.localdate()).filter(pk__in=keys)
        by_key = {row.pk: row for row in counted.select_related("unit", "instrument")}
        return [by_key[key] for key in keys if key in by_key]


@require_GET
def candidates(request: Request) -> HttpResponse:
    visible = Candidate.objects.visible_to(request.user).in_order()
    rows = forms.CandidateFilter(request.GET, visible)
    context = {"page": page_of(Progressing(rows.qs), request), "filter": rows}
    return render(request, "zona_integritas/candidates.html", context)


@require_http_methods(["GET", "POST"])
def candidate_create(request: Request) -> HttpResponse:
    require_somewhere(request.user, ZonaIntegritasPerm.ADD_CANDIDATE)
    form = forms.CandidateForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        candidate = actions.create_candidate(by=request.user, **form.cleaned_data)
        messages.success(request, _("Calon tercatat. Mulai dari tahap pertama di bawah."))
        return redirect(candidate)
    return form_page(request, "zona_integritas/candidate_form.html", form)


@require_GET
def candidate(request: Request, pk: int) -> HttpResponse:
    """The road: what is done, what waits for whom, what is blocked, what comes next."""
    rows = Candidate.objects.select_related("unit", "instrument", "declaration")
    rows = rows.with_progress(timezone.localdate())
    candidate = get_visible_or_404(request.user, rows, pk=pk)
    context = {
        "candidate": candidate,
        "declaration": getattr(candidate, "declaration", None),
        "road": road_for(candidate),
        "card": sheet_card(candidate, request.user),
        "rules": predicates.minimums(candidate),
        "may_change": request.user.has_perm(ZonaIntegritasPerm.CHANGE_CANDIDATE, candidate),
        "may_declare": request.user.has_perm(ZonaIntegritasPerm.ADD_DECLARATION, candidate),
    }
    return render(request, "zona_integritas/candidate.html", context)


def people_for(move: Move, candidate: Candidate) -> list[User]:
    """Who may make ``move`` on the milestones of ``candidate``."""
    return list(User.objects.holding(move.permission_for(Milestone), candidate.unit))


def road_for(candidate: Candidate) -> Road:
    people = People(
        preparers=people_for(DECISIONS.submit, candidate),
        deciders={
            recorder: people_for(moves.approve, candidate)
            for recorder, moves in ((None, DECISIONS), *RECORDED.items())
        },
    )
    milestones = Milestone.objects.filter(candidate=candidate).with_hands()
    return road_of(milestones, people=people, today=timezone.localdate())


@require_http_methods(["GET", "POST"])
def candidate_change(request: Request, pk: int) -> HttpResponse:
    candidate = get_permitted_or_404(
        request.user,
        ZonaIntegritasPerm.CHANGE_CANDIDATE,
        Candidate.objects.select_related("unit"),
        pk=pk,
    )
    form = forms.CandidateNoteForm(posted(request), instance=candidate)
    if request.method == "POST" and form.is_valid():
        stored = Candidate.objects.get(pk=pk)  # the form has written into the other
        actions.change_candidate(
            candidate=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    version = posted_version(request) or candidate.version
    return form_page(
        request, "zona_integritas/candidate_form.html", form, candidate=candidate, version=version
    )


@require_GET
def milestones(request: Request) -> HttpResponse:
    visible = Milestone.objects.visible_to(request.user).with_place().with_hands()
    visible = visible.in_order()
    rows = forms.MilestoneFilter(request.GET, visible, request=request)
    context = {"page": page_of(rows.qs, request), "filter": rows, "today": timezone.localdate()}
    return render(request, "zona_integritas/milestones.html", context)


@require_GET
def milestone(request: Request, pk: int) -> HttpResponse:
    rows = Milestone.objects.with_place().with_hands()
    milestone = get_visible_or_404(request.user, rows, pk=pk)
    missing = milestone.missing() if milestone.is_editable else []
    rulings = list(milestone.rulings.select_related("recorded_by", "decree"))
    in_force = milestone.ruling_in_force
    context = {
        "milestone": milestone,
        "step": milestone.step,
        "candidate": milestone.candidate,
        **decision_context(
            request.user, milestone, milestone.unit, "zona_integritas:milestone_move", missing
        ),
        "may_prepare": request.user.has_perm(ZonaIntegritasPerm.CHANGE_MILESTONE, milestone),
        "overdue": milestone.is_overdue(timezone.localdate()),
        "in_declaration": milestone.step.stage == stages.Stage.DECLARATION,
        "ruling": next((one for one in rulings if one == in_force), None),
        "older_rulings": [one for one in rulings if one != in_force],
    }
    if milestone.is_self_assessment:
        context["card"] = sheet_card(milestone.candidate, request.user)
    recorder = milestone.step.recorder
    if recorder and milestone.is_correctable:
        context["corrections"] = offered(
            request.user, milestone, [correct_move(recorder)], "zona_integritas:milestone_move"
        )
    return render(request, "zona_integritas/milestone.html", context)


@require_http_methods(["GET", "POST"])
def milestone_change(request: Request, pk: int) -> HttpResponse:
    rows = Milestone.objects.with_place().with_hands()
    milestone = get_permitted_or_404(request.user, ZonaIntegritasPerm.CHANGE_MILESTONE, rows, pk=pk)
    form = forms.MilestonePlanForm(posted(request), instance=milestone)
    if request.method == "POST" and form.is_valid():
        stored = rows.get(pk=pk)  # the form has written into the other
        actions.change_milestone(
            milestone=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    version = posted_version(request) or milestone.version
    return form_page(
        request, "zona_integritas/milestone_form.html", form, milestone=milestone, version=version
    )


@require_POST
def milestone_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return, withdraw or reopen; who may, depends on who decides the step."""
    rows = Milestone.objects.with_place()
    milestone = get_visible_or_404(request.user, rows, pk=pk)
    move = move_or_404(milestone.decisions, verb)
    require(request.user, move.permission_for(milestone), milestone)
    return move_response(request, milestone, move, actions.decide_milestone)
