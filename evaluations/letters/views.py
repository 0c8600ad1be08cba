from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    note_of,
    require,
    require_somewhere,
    seen,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.transitions import offered

from . import actions, charts, forms, workflow
from .documents import EVALUATION_REPORT
from .models import Finding, FollowUp, MinisterialLetter, Recommendation, total_of

MOVES: dict[str, Callable[..., FollowUp]] = {
    workflow.REPORT.verb: actions.report_follow_up,
    workflow.VERIFY.verb: actions.verify_follow_up,
    workflow.RETURN.verb: actions.return_follow_up,
}


def letters(request: Request) -> HttpResponse:
    visible = MinisterialLetter.objects.visible_to(request.user).with_progress(request.user)
    found = forms.LetterFilter(request.GET, visible.select_related("unit"), request=request)
    context = {"page": page_of(found.qs, request), "filter": found}
    return render(request, "evaluations/letters.html", context)


def letter(request: Request, pk: int) -> HttpResponse:
    """The letter with its table, findings, and the follow-ups that this user may see."""
    shown = get_visible_or_404(
        request.user, MinisterialLetter.objects.select_related("unit"), pk=pk
    )
    follow_ups = FollowUp.objects.visible_to(request.user).select_related("unit")
    findings = shown.findings.select_related("component").prefetch_related(
        Prefetch("recommendations__follow_ups", queryset=follow_ups)
    )
    components = list(shown.components.all())
    addressees = shown.addressees.all()
    context = {
        "letter": shown,
        "components": components,
        "total": total_of(components),
        "chart": charts.components(shown, components),
        "findings": findings,
        "addressees": addressees,
        "may_change": request.user.has_perm("evaluations.change_ministerialletter", shown),
        "may_plan": request.user.has_perm("evaluations.add_followup"),
        "report_form": forms.ReportForm(user=request.user, letter=shown)
        if request.user.has_perm("documents.add_documentrequest")
        else None,
        "reports": DocumentRequest.objects.visible_to(request.user)
        .about(shown)
        .select_related("unit"),
    }
    return render(request, "evaluations/letter.html", context)


@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    """Ask the worker for the evaluation report of one addressed unit."""
    shown = get_visible_or_404(request.user, MinisterialLetter, pk=pk)
    require_somewhere(request.user, "documents.add_documentrequest")
    form = forms.ReportForm(request.POST, user=request.user, letter=shown)
    if not form.is_valid():
        raise Http404  # a unit that this user was not offered
    document = request_document(
        kind=EVALUATION_REPORT, subject=shown, unit=form.cleaned_data["unit"], by=request.user
    )
    return redirect(document)


def letter_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, "evaluations.add_ministerialletter")
    form = forms.LetterForm(request.POST or None, user=request.user)
    if form.is_valid():
        recorded = actions.record_letter(by=request.user, **form.cleaned_data)
        messages.success(request, _("Surat tercatat. Lengkapi nilai komponen dan temuannya."))
        return redirect(recorded)
    return render(request, "evaluations/letter_form.html", {"form": form})


def letter_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, "evaluations.change_ministerialletter", MinisterialLetter, pk=pk
    )
    form = forms.LetterForm(request.POST or None, instance=shown, user=request.user)
    version = seen(request) or shown.version
    if form.is_valid():
        stored = MinisterialLetter.objects.get(pk=pk)
        actions.change_letter(
            letter=stored, by=request.user, version=seen(request), **form.cleaned_data
        )
        return redirect(stored)
    context = {"form": form, "letter": shown, "version": version}
    return render(request, "evaluations/letter_form.html", context)


def components(request: Request, pk: int) -> HttpResponse:
    """The component table, all rows on one page."""
    shown = get_permitted_or_404(
        request.user, "evaluations.change_ministerialletter", MinisterialLetter, pk=pk
    )
    rows = forms.ComponentFormSet(request.POST or None, queryset=shown.components.all())
    if rows.is_valid():
        kept = [
            {name: value for name, value in row.items() if name != "DELETE"}
            for row in rows.cleaned_data
            if row and not row.get("DELETE")
        ]
        actions.set_components(letter=shown, rows=kept, by=request.user, version=seen(request))
        messages.success(request, _("Nilai komponen tersimpan."))
        return redirect(shown)
    context = {"letter": shown, "rows": rows, "version": seen(request) or shown.version}
    return render(request, "evaluations/components.html", context)


def finding_add(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, "evaluations.change_ministerialletter", MinisterialLetter, pk=pk
    )
    form = forms.FindingForm(request.POST or None, letter=shown)
    if form.is_valid():
        found = actions.record_finding(letter=shown, by=request.user, **form.cleaned_data)
        return redirect(found.get_absolute_url())
    return render(request, "evaluations/finding_form.html", {"letter": shown, "form": form})


def finding_edit(request: Request, pk: int, number: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, "evaluations.change_ministerialletter", MinisterialLetter, pk=pk
    )
    finding = get_finding(shown, number)
    texts = "\n".join(finding.recommendations.values_list("text", flat=True))
    form = forms.FindingForm(
        request.POST or None, instance=finding, letter=shown, initial={"recommendations": texts}
    )
    if form.is_valid():
        stored = get_finding(shown, number)
        actions.change_finding(
            finding=stored, by=request.user, version=seen(request), **form.cleaned_data
        )
        return redirect(finding.get_absolute_url())
    version = seen(request) or shown.version
    context = {"letter": shown, "form": form, "finding": finding, "version": version}
    return render(request, "evaluations/finding_form.html", context)


def get_finding(shown: MinisterialLetter, number: int) -> Finding:
    finding = shown.findings.filter(number=number).first()
    if finding is None:
        raise Http404
    return finding


def follow_up_add(request: Request, recommendation_pk: int) -> HttpResponse:
    recommendation = get_visible_or_404(
        request.user,
        Recommendation.objects.select_related("finding__letter__unit"),
        pk=recommendation_pk,
    )
    shown = recommendation.finding.letter
    form = forms.FollowUpPlanForm(request.POST or None, user=request.user, letter=shown)
    units = cast(Any, form.fields["unit"]).queryset
    if not units.exists():
        require(request.user, "evaluations.add_followup", shown)
    if form.is_valid():
        planned = actions.plan_follow_up(
            recommendation=recommendation, by=request.user, **form.cleaned_data
        )
        return redirect(planned)
    context = {"form": form, "recommendation": recommendation, "letter": shown}
    return render(request, "evaluations/follow_up_add.html", context)


def follow_ups(request: Request) -> HttpResponse:
    visible = FollowUp.objects.visible_to(request.user).with_letter()
    found = forms.FollowUpFilter(request.GET, visible, request=request)
    page, today = page_of(found.qs, request), timezone.localdate()
    overdue = {row.pk for row in page if row.is_overdue(today)}
    context = {"page": page, "filter": found, "overdue": overdue}
    return render(request, "evaluations/follow_ups.html", context)


def follow_up(request: Request, pk: int) -> HttpResponse:
    shown = get_visible_or_404(request.user, FollowUp.objects.with_letter(), pk=pk)
    context = {
        "follow_up": shown,
        "letter": shown.recommendation.finding.letter,
        "moves": offered(request.user, shown, workflow.MOVES, "evaluations:follow_up_move"),
        "may_change": shown.evidence_is_open
        and request.user.has_perm("evaluations.change_followup", shown),
        "may_report": request.user.has_perm("evaluations.report_followup", shown),
        "own_report": shown.submitted_by_id == request.user.pk,
        "overdue": shown.is_overdue(timezone.localdate()),
    }
    return render(request, "evaluations/follow_up.html", context)


def follow_up_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, "evaluations.change_followup", FollowUp, pk=pk)
    form = forms.FollowUpForm(request.POST or None, instance=shown, user=request.user)
    version = seen(request) or shown.version
    if form.is_valid():
        stored = FollowUp.objects.get(pk=pk)
        actions.change_follow_up(
            follow_up=stored, by=request.user, version=seen(request), **form.cleaned_data
        )
        if "report" in form.fields:
            messages.success(request, _("Tersimpan. Lampirkan bukti, lalu laporkan ke biro."))
        else:
            messages.success(request, _("Perubahan disimpan."))
        return redirect(stored)
    context = {"form": form, "follow_up": shown, "version": version}
    return render(request, "evaluations/follow_up_form.html", context)


@require_POST
def follow_up_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Make one move of the workflow: report, verify, return."""
    move = next((move for move in workflow.MOVES if move.verb == verb), None)
    if move is None:
        raise Http404
    shown = get_permitted_or_404(request.user, move.permission_for(FollowUp), FollowUp, pk=pk)
    given: dict[str, Any] = {"version": seen(request)}
    if move.needs_note:
        given["note"] = note_of(request)
        if not given["note"]:
            messages.error(request, _("Tulis dahulu alasannya, agar unit tahu apa yang kurang."))
            return redirect(shown)
    MOVES[verb](follow_up=shown, by=request.user, **given)
    messages.success(request, _("Tindak lanjut kini: %s.") % shown.get_status_display())
    return redirect(shown)
