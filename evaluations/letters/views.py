"""Letters, their components and findings, as the bureau records them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.workflow.versions import require_current
from reformasi.workflow.views import (
    posted_version,
)

from . import actions, forms
from .finding_forms import FindingForm, RecommendationFormSet, RecommendationRows
from .models import Finding, MinisterialLetter
from .permissions import LetterPerm


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
    if request.method == "POST":
        require_current(letter, posted_version(request))
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
    return form_page(
        request,
        "evaluations/finding_form.html",
        form,
        rows=rows,
        row_sets=[rows],
        letter=letter,
    )


@require_http_methods(["GET", "POST"])
def finding_change(request: Request, pk: int, number: int) -> HttpResponse:
    letter = get_permitted_or_404(
        request.user, LetterPerm.CHANGE_MINISTERIAL_LETTER, MinisterialLetter, pk=pk
    )
    finding = get_finding(letter, number)
    if request.method == "POST":
        require_current(letter, posted_version(request))
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
        row_sets=[rows],
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
