"""Preparing a sheet: who sees to which part, and what last year's sheet says."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reformasi.organisation.shortcuts import Request, get_permitted_or_404, get_visible_or_404
from reformasi.ui.form_pages import form_page, posted

from . import actions, forms
from .models import Assessment, AssessmentLayer
from .permissions import AssessmentPerm
from .prefill import Prefill
from .views import own_layer
from .workflow import LayerKind


@require_http_methods(["GET", "POST"])
def people_set(request: Request, pk: int) -> HttpResponse:
    """Who is in charge of each area, or (``code``) of one question."""
    assessment = get_permitted_or_404(
        request.user,
        AssessmentPerm.CHANGE_ASSESSMENT,
        Assessment.objects.select_related("unit", "instrument"),
        pk=pk,
    )
    code = request.GET.get("code", "")
    form = forms.PeopleForm(posted(request), assessment=assessment, code=code, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_people(assessment=assessment, people=form.people, by=request.user)
        messages.success(request, _("Penanggung jawab disimpan."))
        place = f"?at={code}#{code}" if code in assessment.specification.by_code else ""
        return redirect(f"{assessment.get_absolute_url()}{place}")
    return form_page(request, "evaluations/people_form.html", form, assessment=assessment)


@require_http_methods(["GET", "POST"])
def sheet_prefill(request: Request, pk: int) -> HttpResponse:
    """What of an earlier sheet of the unit goes into this one; it is shown before it is done."""
    layer = own_layer(request, pk, AssessmentPerm.CHANGE_ANSWER)
    earlier = (
        Assessment.objects.visible_to(request.user)
        .of_unit(layer.unit)
        .before(layer.assessment)
        .select_related("instrument")
        .in_order()
    )
    form = forms.SourceForm(request.POST or request.GET or None, sources=earlier)
    source = form.cleaned_data["source"] if form.is_valid() else earlier.first()
    prefill = Prefill(_own_of(request, source), layer) if source else None
    if request.method == "POST" and form.is_valid() and prefill:
        filled = actions.import_answers(
            layer=layer, fillings=prefill.fillings, name=str(source), by=request.user
        )
        message = _("%(count)s isian diambil dari %(source)s. Periksa satu per satu.")
        messages.success(request, message % {"count": len(filled.changed), "source": source})
        return redirect(layer)
    context = {"layer": layer, "form": form, "prefill": prefill, "source": source}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/sheet_prefill.html", context, status=status)


def _own_of(request: Request, assessment: Assessment) -> AssessmentLayer:
    rows = AssessmentLayer.objects.select_related("assessment__instrument")
    return get_visible_or_404(request.user, rows, assessment=assessment.pk, kind=LayerKind.SELF)
