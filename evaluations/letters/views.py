from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation.decidable import decision_context
from reformasi.organisation.models import Unit
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
from reformasi.workflow.views import (
    move_or_404,
    move_response,
    posted_version,
)

from . import actions, charts, forms
from .documents import EVALUATION_REPORT
from .finding_forms import FindingForm, RecommendationFormSet, RecommendationRows
from .models import Finding, FollowUp, MinisterialLetter, Recommendation, total_of
from .permissions import LetterPerm
from .workflow import DECISIONS


@require_GET
def letters(request: Request) -> HttpResponse:
    visible = MinisterialLetter.objects.visible_to(request.user).with_progress(request.user)
    rows = forms.LetterFilter(request.GET, visible.select_related("unit"), request=request)
    context = {"page": page_of(rows.qs, request), "filter": rows}
    return render(request, "evaluations/letters.html", context)


@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """The letter with its table, findings, and the follow-ups that this user may see."""
    letter = get_visible_or_404(
        request.user, MinisterialLetter.objects.select_related("unit"), pk=pk
    )
    follow_ups = FollowUp.objects.visible_to(request.user).select_related(
        "unit", "approved_snapshot"
    )
    findings = letter.findings.select_related("component").prefetch_related(
        Prefetch("recommendations__follow_ups", queryset=follow_ups)
    )
    components = list(letter.components.all())
    addressees = letter.addressees.all()
    context = {
        "letter": letter,
        "components": components,
        "total": total_of(components),
        "chart": charts.components(letter, components),
        "findings": findings,
        "addressees": addressees,
        "may_change": request.user.has_perm(LetterPerm.CHANGE_MINISTERIAL_LETTER, letter),
        "may_plan": request.user.has_perm(LetterPerm.ADD_FOLLOW_UP),
        "report_form": forms.ReportForm(user=request.user, letter=letter)
        if request.user.has_perm(DocumentPerm.ADD_DOCUMENT_REQUEST)
        else None,
        "reports": DocumentRequest.objects.visible_to(request.user)
        .about(letter)
        .select_related("unit"),
    }
    return render(request, "evaluations/letter.html", context)


@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    """Ask the worker for the evaluation report of one addressed unit."""
    letter = get_visible_or_404(request.user, MinisterialLetter, pk=pk)
    require_somewhere(request.user, DocumentPerm.ADD_DOCUMENT_REQUEST)
    form = forms.ReportForm(request.POST, user=request.user, letter=letter)
    if not form.is_valid():
        raise Http404  # a unit that this user was not offered
    document = request_document(
        kind=EVALUATION_REPORT, subject=letter, unit=form.cleaned_data["unit"], by=request.user
    )
    return redirect(document)


@require_http_methods(["GET", "POST"])
def letter_create(request: Request) -> HttpResponse:
    require_somewhere(request.user, LetterPerm.ADD_MINISTERIAL_LETTER)
    form = forms.LetterForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        recorded = actions.create_letter(by=request.user, **form.cleaned_data)
        messages.success(request, _("Surat tercatat. Lengkapi nilai komponen dan temuannya."))
        return redirect(recorded)
    return form_page(request, "evaluations/letter_form.html", form)


@require_http_methods(["GET", "POST"])
def letter_change(request: Request, pk: int) -> HttpResponse:
    letter = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    form = forms.LetterForm(posted(request), instance=letter, user=request.user)
    version = posted_version(request) or letter.version
    if request.method == "POST" and form.is_valid():
        stored = MinisterialLetter.objects.get(pk=pk)
        actions.change_letter(
            letter=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        return redirect(stored)
    return form_page(request, "evaluations/letter_form.html", form, letter=letter, version=version)


@require_http_methods(["GET", "POST"])
def components(request: Request, pk: int) -> HttpResponse:
    """The component table, all rows on one page."""
    letter = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    rows = forms.ComponentFormSet(
        posted(request), reader=request.user, queryset=letter.components.all()
    )
    if request.method == "POST" and rows.is_valid():
        kept = [
            {**form.values, "id": form.instance.pk}
            for form in rows
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        actions.set_components(
            letter=letter, rows=kept, by=request.user, version=posted_version(request)
        )
        messages.success(request, _("Nilai komponen tersimpan."))
        return redirect(letter)
    version = posted_version(request) or letter.version
    return form_page(request, "evaluations/components.html", rows, letter=letter, version=version)


@require_http_methods(["GET", "POST"])
def finding_create(request: Request, pk: int) -> HttpResponse:
    letter = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    form = FindingForm(posted(request), letter=letter)
    rows = RecommendationFormSet(posted(request), reader=request.user)
    if request.method == "POST" and may_be_kept(form, rows):
        finding = actions.create_finding(
            letter=letter,
            by=request.user,
            recommendations=[row.text for row in rows.rows],
            **form.cleaned_data,
        )
        return redirect(finding.get_absolute_url())
    return form_page(request, "evaluations/finding_form.html", form, rows=rows, letter=letter)


@require_http_methods(["GET", "POST"])
def finding_change(request: Request, pk: int, number: int) -> HttpResponse:
    letter = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    finding = get_finding(letter, number)
    form = FindingForm(posted(request), instance=finding, letter=letter)
    rows = RecommendationFormSet(posted(request), reader=request.user, finding=finding)
    if request.method == "POST" and may_be_kept(form, rows):
        actions.change_finding(
            finding=get_finding(letter, number),
            by=request.user,
            version=posted_version(request),
            recommendations=rows.rows,
            **form.cleaned_data,
        )
        return redirect(finding.get_absolute_url())
    version = posted_version(request) or letter.version
    return form_page(
        request,
        "evaluations/finding_form.html",
        form,
        rows=rows,
        letter=letter,
        finding=finding,
        version=version,
    )


def may_be_kept(form: FindingForm, rows: RecommendationRows) -> bool:
    """Whether all is right, and nothing of what was pasted has still to be looked at."""
    return all([form.is_valid(), rows.is_valid(), not rows.tidied.is_new])


def get_finding(letter: MinisterialLetter, number: int) -> Finding:
    finding = letter.findings.filter(number=number).first()
    if finding is None:
        raise Http404
    return finding


@require_http_methods(["GET", "POST"])
def follow_up_create(request: Request, recommendation_pk: int) -> HttpResponse:
    recommendation = get_visible_or_404(
        request.user,
        Recommendation.objects.select_related("finding__letter__unit"),
        pk=recommendation_pk,
    )
    letter = recommendation.finding.letter
    mine = Unit.objects.where(request.user, LetterPerm.ADD_FOLLOW_UP)
    units = forms.addressed(letter, mine)
    if not units.exists():
        require(request.user, LetterPerm.ADD_FOLLOW_UP, letter)
    form = forms.FollowUpPlanForm(posted(request), units=units, letter=letter)
    if request.method == "POST" and form.is_valid():
        planned = actions.create_follow_up(
            recommendation=recommendation, by=request.user, **form.cleaned_data
        )
        return redirect(planned)
    return form_page(
        request,
        "evaluations/follow_up_create.html",
        form,
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
    missing = follow_up.missing() if follow_up.is_editable else []
    context = {
        "follow_up": follow_up,
        "letter": follow_up.recommendation.finding.letter,
        **decision_context(
            request.user, follow_up, follow_up.unit, "evaluations:follow_up_move", missing
        ),
        "may_change": follow_up.evidence_is_open
        and request.user.has_perm(LetterPerm.CHANGE_FOLLOW_UP, follow_up),
        "may_report": request.user.has_perm(LetterPerm.SUBMIT_FOLLOW_UP, follow_up),
        "overdue": follow_up.is_overdue(timezone.localdate()),
    }
    return render(request, "evaluations/follow_up.html", context)


@require_http_methods(["GET", "POST"])
def follow_up_change(request: Request, pk: int) -> HttpResponse:
    follow_up = get_permitted_or_404(request.user, LetterPerm.CHANGE_FOLLOW_UP, FollowUp, pk=pk)
    form = forms.FollowUpForm(posted(request), instance=follow_up, user=request.user)
    version = posted_version(request) or follow_up.version
    if request.method == "POST" and form.is_valid():
        stored = FollowUp.objects.get(pk=pk)
        actions.change_follow_up(
            follow_up=stored, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        if "report" in form.fields:
            messages.success(request, _("Tersimpan. Lampirkan bukti, lalu laporkan ke biro."))
        else:
            messages.success(request, _("Perubahan disimpan."))
        return redirect(stored)
    return form_page(
        request, "evaluations/follow_up_form.html", form, follow_up=follow_up, version=version
    )


@require_POST
def follow_up_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Report, verify, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    follow_up = get_permitted_or_404(request.user, move.permission_for(FollowUp), FollowUp, pk=pk)
    return move_response(request, follow_up, move, decide)
