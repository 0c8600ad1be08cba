from __future__ import annotations

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
from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.decisions import decide
from reformasi.workflow.making import is_same_hand, offered
from reformasi.workflow.views import answer_move, move_or_404, posted_version

from . import actions, charts, forms
from .documents import EVALUATION_REPORT
from .models import Finding, FollowUp, MinisterialLetter, Recommendation, total_of
from .permissions import LetterPerm
from .workflow import DECISIONS


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
        "may_change": request.user.has_perm(LetterPerm.CHANGE_MINISTERIAL_LETTER, shown),
        "may_plan": request.user.has_perm(LetterPerm.ADD_FOLLOW_UP),
        "report_form": forms.ReportForm(user=request.user, letter=shown)
        if request.user.has_perm(DocumentPerm.ADD_DOCUMENT_REQUEST)
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
    require_somewhere(request.user, DocumentPerm.ADD_DOCUMENT_REQUEST)
    form = forms.ReportForm(request.POST, user=request.user, letter=shown)
    if not form.is_valid():
        raise Http404  # a unit that this user was not offered
    document = request_document(
        kind=EVALUATION_REPORT, subject=shown, unit=form.cleaned_data["unit"], by=request.user
    )
    return redirect(document)


def letter_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, LetterPerm.ADD_MINISTERIAL_LETTER)
    form = forms.LetterForm(request.POST or None, user=request.user)
    if form.is_valid():
        recorded = actions.record_letter(by=request.user, **form.cleaned_data)
        messages.success(request, _("Surat tercatat. Lengkapi nilai komponen dan temuannya."))
        return redirect(recorded)
    return render(request, "evaluations/letter_form.html", {"form": form})


def letter_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    form = forms.LetterForm(request.POST or None, instance=shown, user=request.user)
    version = posted_version(request) or shown.version
    if form.is_valid():
        stored = MinisterialLetter.objects.get(pk=pk)
        actions.change_letter(
            letter=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    context = {"form": form, "letter": shown, "version": version}
    return render(request, "evaluations/letter_form.html", context)


def components(request: Request, pk: int) -> HttpResponse:
    """The component table, all rows on one page."""
    shown = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    rows = forms.ComponentFormSet(request.POST or None, queryset=shown.components.all())
    if rows.is_valid():
        kept = [
            {name: value for name, value in row.items() if name != "DELETE"}
            for row in rows.cleaned_data
            if row and not row.get("DELETE")
        ]
        actions.set_components(
            letter=shown, rows=kept, by=request.user, version=posted_version(request)
        )
        messages.success(request, _("Nilai komponen tersimpan."))
        return redirect(shown)
    context = {"letter": shown, "rows": rows, "version": posted_version(request) or shown.version}
    return render(request, "evaluations/components.html", context)


def finding_add(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    form = forms.FindingForm(request.POST or None, letter=shown)
    if form.is_valid():
        found = actions.record_finding(letter=shown, by=request.user, **form.cleaned_data)
        return redirect(found.get_absolute_url())
    return render(request, "evaluations/finding_form.html", {"letter": shown, "form": form})


def finding_edit(request: Request, pk: int, number: int) -> HttpResponse:
    shown = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    finding = get_finding(shown, number)
    texts = "\n".join(finding.recommendations.values_list("text", flat=True))
    form = forms.FindingForm(
        request.POST or None, instance=finding, letter=shown, initial={"recommendations": texts}
    )
    if form.is_valid():
        stored = get_finding(shown, number)
        actions.change_finding(
            finding=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(finding.get_absolute_url())
    version = posted_version(request) or shown.version
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
        require(request.user, LetterPerm.ADD_FOLLOW_UP, shown)
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
        "moves": offered(request.user, shown, DECISIONS, "evaluations:follow_up_move"),
        "may_change": shown.evidence_is_open
        and request.user.has_perm(LetterPerm.CHANGE_FOLLOW_UP, shown),
        "may_report": request.user.has_perm(LetterPerm.SUBMIT_FOLLOW_UP, shown),
        "own_hand": shown.is_submitted and is_same_hand(DECISIONS.approve, shown, request.user),
        "overdue": shown.is_overdue(timezone.localdate()),
    }
    return render(request, "evaluations/follow_up.html", context)


def follow_up_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, LetterPerm.CHANGE_FOLLOW_UP, FollowUp, pk=pk)
    form = forms.FollowUpForm(request.POST or None, instance=shown, user=request.user)
    version = posted_version(request) or shown.version
    if form.is_valid():
        stored = FollowUp.objects.get(pk=pk)
        actions.change_follow_up(
            follow_up=stored, by=request.user, version=posted_version(request), **form.cleaned_data
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
    """Report, verify, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    shown = get_permitted_or_404(request.user, move.permission_for(FollowUp), FollowUp, pk=pk)
    return answer_move(request, shown, move, decide)
