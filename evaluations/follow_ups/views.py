"""Letters with what is done about them, and follow-ups from the task to the verification."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.letters import charts
from evaluations.letters.forms import LetterFilter
from evaluations.letters.models import MinisterialLetter, Recommendation, total_of
from evaluations.letters.permissions import LetterPerm
from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.decidable import NAMED, decision_context
from reformasi.organisation.models import Unit, User
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.decisions import decide
from reformasi.workflow.making import is_same_hand, offered
from reformasi.workflow.moves import Move
from reformasi.workflow.versions import moved_on
from reformasi.workflow.views import move_or_404, move_response, posted_version

from . import actions, forms
from .changes import changes_since_task
from .documents import REPORT
from .models import FollowUp, TimeRequest
from .progress import Progress, judgements, progress_by_letter
from .task_forms import AssigneeFormSet, NewTaskForm, TaskForm
from .workflow import DECISIONS, DECLINE, EXCUSE, RECORD, REQUEST_MOVES, WITHDRAW, RequestStatus


@require_GET
def letters(request: Request) -> HttpResponse:
    visible = MinisterialLetter.objects.visible_to(request.user)
    rows = LetterFilter(request.GET, visible.select_related("unit"), request=request)
    page = page_of(rows.qs, request)
    progress = progress_by_letter(list(page), FollowUp.objects.all())
    context = {"page": page, "filter": rows, "progress": progress}
    return render(request, "evaluations/letters.html", context)


@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """The letter with its table, findings, and the follow-ups that this user may see."""
    letter = get_visible_or_404(
        request.user, MinisterialLetter.objects.select_related("unit"), pk=pk
    )
    follow_ups = (
        FollowUp.objects.visible_to(request.user).select_related("unit", "person").with_staleness()
    )
    findings = letter.findings.select_related("component").prefetch_related(
        Prefetch("recommendations__follow_ups", queryset=follow_ups)
    )
    keys = [row.pk for finding in findings for row in finding.recommendations.all()]
    judged = judgements(keys, FollowUp.objects.all())
    components = list(letter.components.all())
    may = request.user.has_perm
    context = {
        "letter": letter,
        "letter_key": str(letter.pk),
        "components": components,
        "total": total_of(components),
        "chart": charts.components(letter, components),
        "findings": findings,
        "judged": judged,
        "taken_up": {pk for pk, judgement in judged.items() if judgement.outcomes},
        "progress": Progress.of(judged.values()),
        "addressees": letter.addressees.all(),
        "may_change": may(LetterPerm.CHANGE_MINISTERIAL_LETTER, letter),
        "may_plan": may(LetterPerm.ADD_FOLLOW_UP),
        "report_form": _report_form(request, letter) if may(REPORT.request_perm) else None,
        "reports": DocumentRequest.objects.visible_to(request.user)
        .about(letter)
        .select_related("unit"),
    }
    return render(request, "evaluations/letter.html", context)


@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    """Ask the worker for the evaluation report of one addressed unit."""
    letter = get_visible_or_404(request.user, MinisterialLetter, pk=pk)
    require_somewhere(request.user, REPORT.request_perm)
    form = _report_form(request, letter)
    if not form.is_valid():
        raise Http404  # a unit that this user was not offered
    document = request_document(
        kind=REPORT, subject=letter, unit=form.cleaned_data["unit"], by=request.user
    )
    return redirect(document)


def _report_form(request: Request, letter: MinisterialLetter) -> forms.ReportForm:
    return forms.ReportForm(posted(request), letter=letter, user=request.user)


@require_GET
def recommendations(request: Request) -> HttpResponse:
    """The rows behind the figures: each recommendation with how far it is."""
    visible = Recommendation.objects.visible_to(request.user).select_related("finding__letter")
    visible = visible.order_by("-finding__letter__date", "finding__number", "number")
    rows = forms.RecommendationFilter(request.GET, visible, request=request)
    page = page_of(rows.qs, request)
    judged = judgements([row.pk for row in page], rows.follow_ups)
    context = {"page": page, "filter": rows, "judged": judged}
    return render(request, "evaluations/recommendations.html", context)


@require_http_methods(["GET", "POST"])
def follow_up_create(request: Request, recommendation_pk: int) -> HttpResponse:
    recommendation = get_visible_or_404(
        request.user,
        Recommendation.objects.select_related("finding__letter__unit"),
        pk=recommendation_pk,
    )
    letter = recommendation.finding.letter
    mine = Unit.objects.where(request.user, LetterPerm.ADD_FOLLOW_UP)
    units = Unit.objects.filter(pk__in=letter.addressed_among(mine).values("pk"))
    if not units.exists():
        require(request.user, LetterPerm.ADD_FOLLOW_UP, letter)
    data = posted(request)
    if data is None and not units.valid_on(timezone.localdate()).exists():
        messages.warning(request, _("Tidak ada unit yang berlaku hari ini dan dituju surat ini."))
        return redirect(recommendation.finding)
    form = NewTaskForm(data, letter=letter)
    due = form.cleaned_data.get("due") if form.is_valid() else None
    rows = AssigneeFormSet(data, user=request.user, recommendation=recommendation, due=due)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        made = actions.create_follow_ups(
            recommendation=recommendation,
            by=request.user,
            assignees=rows.assignees,
            task=form.task,
        )
        messages.success(request, _("%(number)d tindak lanjut ditugaskan.") % {"number": len(made)})
        return redirect(made[0] if len(made) == 1 else recommendation.finding)
    return form_page(
        request,
        "evaluations/follow_up_create.html",
        form,
        rows=rows,
        row_sets=[rows],
        recommendation=recommendation,
        letter=letter,
    )


@require_GET
def follow_ups(request: Request) -> HttpResponse:
    visible = FollowUp.objects.visible_to(request.user).with_letter()
    rows = forms.FollowUpFilter(request.GET, visible, request=request)
    page, today = page_of(rows.qs, request), timezone.localdate()
    overdue = {row.pk for row in page if row.is_overdue(today)}
    context = {"page": page, "filter": rows, "overdue": overdue}
    return render(request, "evaluations/follow_ups.html", context)


@require_GET
def follow_up(request: Request, pk: int) -> HttpResponse:
    follow_up = get_visible_or_404(request.user, FollowUp.objects.with_letter(), pk=pk)
    may, is_open = request.user.has_perm, follow_up.is_editable
    requests = follow_up.time_requests.select_related("asked_by", "decided_by")
    asked = (row for row in requests if row.status == RequestStatus.ASKED)
    waiting = None if follow_up.is_approved else next(asked, None)
    move_url = "evaluations:follow_up_move"
    decision = decision_context(request.user, follow_up, follow_up.unit, move_url)
    context = {
        "follow_up": follow_up,
        "letter": follow_up.recommendation.finding.letter,
        **decision,
        "excuse": offered(request.user, follow_up, [EXCUSE, RECORD], move_url),
        "others_record": others_record(request.user, follow_up),
        "may_report": is_open and may(LetterPerm.CHANGE_FOLLOW_UP, follow_up),
        "may_set_task": is_open and may(LetterPerm.SET_TASK, follow_up),
        "may_delete": may(LetterPerm.DELETE_FOLLOW_UP, follow_up),
        "changes": changes_since_task(follow_up),
        "time_requests": requests,
        "waiting": waiting,
        "request_moves": offered(
            request.user,
            waiting,
            REQUEST_MOVES if is_open else [DECLINE, WITHDRAW],
            "evaluations:time_request_move",
        )
        if waiting
        else [],
        "may_ask": is_open and may(LetterPerm.ADD_TIME_REQUEST, follow_up) and waiting is None,
        "overdue": follow_up.is_overdue(timezone.localdate()),
    }
    return render(request, "evaluations/follow_up.html", context)


def others_record(user: User, follow_up: FollowUp) -> list[User]:
    """Who may record that it cannot be done, where ``user`` has set the task."""
    perm = RECORD.permission_for(FollowUp)
    if not follow_up.is_editable or not user.has_perm(perm, follow_up):
        return []
    if not is_same_hand(RECORD, follow_up, user):
        return []
    people = User.objects.holding(perm, follow_up.unit).exclude(pk__in=follow_up.askers())
    return list(people.exclude(pk__in=follow_up.writers)[:NAMED])


def _away_from_closed(request: Request, follow_up: FollowUp) -> HttpResponse | None:
    """Back to its page where it is not open, unless somebody has typed something already."""
    if follow_up.is_editable or posted(request) is not None:
        return None
    messages.warning(request, moved_on(follow_up))
    return redirect(follow_up)


@require_http_methods(["GET", "POST"])
def task_change(request: Request, pk: int) -> HttpResponse:
    """The bureau changes what it asks for."""
    follow_up = get_permitted_or_404(request.user, LetterPerm.SET_TASK, FollowUp, pk=pk)
    if away := _away_from_closed(request, follow_up):
        return away
    form = TaskForm(posted(request), instance=follow_up, user=request.user)
    version = posted_version(request) or follow_up.version
    if request.method == "POST" and form.is_valid():
        stored = FollowUp.objects.get(pk=pk)
        actions.change_task(
            follow_up=stored,
            by=request.user,
            version=posted_version(request),
            reason=form.cleaned_data["reason"],
            **form.task,
        )
        messages.success(request, _("Tugas diubah."))
        return redirect(stored)
    return form_page(
        request, "evaluations/task_form.html", form, follow_up=follow_up, version=version
    )


@require_http_methods(["GET", "POST"])
def follow_up_change(request: Request, pk: int) -> HttpResponse:
    """The unit writes its report, and may hand it in at once."""
    follow_up = get_permitted_or_404(request.user, LetterPerm.CHANGE_FOLLOW_UP, FollowUp, pk=pk)
    if away := _away_from_closed(request, follow_up):
        return away
    form = forms.ReportingForm(posted(request), instance=follow_up)
    if request.method == "POST" and form.is_valid():
        stored = FollowUp.objects.get(pk=pk)
        actions.change_report(
            follow_up=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        if request.POST.get("then") == "submit":
            return _submit(request, stored, stored.version)
        messages.success(request, _("Laporan tersimpan. Lampirkan bukti, lalu laporkan ke biro."))
        return redirect(stored)
    return _report_page(request, follow_up, form, posted_version(request) or follow_up.version)


def _report_page(
    request: Request, follow_up: FollowUp, form: forms.ReportingForm, version: int
) -> HttpResponse:
    return form_page(
        request,
        "evaluations/report_form.html",
        form,
        follow_up=follow_up,
        version=version,
        may_submit=request.user.has_perm(LetterPerm.SUBMIT_FOLLOW_UP, follow_up),
    )


def _submit(request: Request, follow_up: FollowUp, version: int) -> HttpResponse:
    """Report it to the bureau, or show the form of the report with what is missing."""
    require(request.user, LetterPerm.SUBMIT_FOLLOW_UP, follow_up)
    gaps = follow_up.gaps()
    if not gaps:
        return move_response(request, follow_up, DECISIONS.submit, decide, version=version)
    values = {"report": follow_up.report, "amount_settled": follow_up.amount_settled}
    form = forms.ReportingForm(values, instance=follow_up)
    form.tell(gaps)
    return _report_page(request, follow_up, form, version)


@require_POST
def follow_up_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Report, verify, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    follow_up = get_permitted_or_404(request.user, move.permission_for(FollowUp), FollowUp, pk=pk)
    if move is DECISIONS.submit and follow_up.is_editable:
        return _submit(request, follow_up, posted_version(request))
    return move_response(request, follow_up, move, decide)


@require_http_methods(["GET", "POST"])
def follow_up_excuse(request: Request, pk: int) -> HttpResponse:
    """Verify that it cannot be done: with the reason and the official who decided that."""
    return _excuse_page(request, pk, EXCUSE, actions.excuse_follow_up)


@require_http_methods(["GET", "POST"])
def follow_up_record(request: Request, pk: int) -> HttpResponse:
    """Record that it cannot be done where the unit reported nothing."""
    return _excuse_page(request, pk, RECORD, actions.record_excuse)


def _excuse_page(request: Request, pk: int, move: Move, act: actions.ExcuseAct) -> HttpResponse:
    follow_up = get_permitted_or_404(request.user, move.permission_for(FollowUp), FollowUp, pk=pk)
    form = forms.ExcuseForm(posted(request))
    version = posted_version(request) or follow_up.version
    if request.method == "POST" and form.is_valid():
        act(
            follow_up=follow_up,
            excuse=form.excuse,
            by=request.user,
            version=posted_version(request),
        )
        messages.success(request, _("Tercatat: tidak dapat ditindaklanjuti."))
        return redirect(follow_up)
    return form_page(
        request,
        "evaluations/excuse_form.html",
        form,
        follow_up=follow_up,
        version=version,
        submit_label=move.label,
    )


@require_http_methods(["GET", "POST"])
def follow_up_delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then take a task back that the unit has not touched."""
    follow_up = get_permitted_or_404(request.user, LetterPerm.DELETE_FOLLOW_UP, FollowUp, pk=pk)
    letter = follow_up.recommendation.finding.letter
    if request.method == "POST":
        title = str(follow_up)
        actions.delete_follow_up(follow_up=follow_up, by=request.user)
        messages.success(request, _("Tindak lanjut “%(title)s” dihapus.") % {"title": title})
        return redirect(letter)
    return render(request, "evaluations/follow_up_delete.html", {"follow_up": follow_up})


@require_http_methods(["GET", "POST"])
def time_request_create(request: Request, pk: int) -> HttpResponse:
    """The unit asks for more time."""
    follow_up = get_permitted_or_404(request.user, LetterPerm.ADD_TIME_REQUEST, FollowUp, pk=pk)
    if away := _away_from_closed(request, follow_up):
        return away
    form = forms.TimeRequestForm(posted(request), follow_up=follow_up)
    if request.method == "POST" and form.is_valid():
        actions.create_time_request(follow_up=follow_up, by=request.user, **form.cleaned_data)
        messages.success(request, _("Permintaan terkirim. Biro menjawabnya pada halaman ini."))
        return redirect(follow_up)
    return form_page(request, "evaluations/time_request_form.html", form, follow_up=follow_up)


@require_POST
def time_request_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """The bureau grants it or not; who asked takes it back."""
    move = move_or_404(REQUEST_MOVES, verb)
    perm = move.permission_for(TimeRequest)
    asked = get_permitted_or_404(request.user, perm, TimeRequest, pk=pk)
    return move_response(request, asked, move, actions.decide_time_request)
