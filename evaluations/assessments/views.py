"""Sheets: the list, one sheet with all its questions, and each answer as it is given."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.organisation.decidable import decision_context
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.views import move_or_404, move_response, posted_version

from . import actions, fillings, forms
from .exports import layouts_of
from .models import Assessment, AssessmentLayer, Remark
from .permissions import AssessmentPerm
from .sheet import Need, Sheet, standings_of
from .workflow import DECISIONS, LayerKind


@require_GET
def sheets(request: Request) -> HttpResponse:
    visible = Assessment.objects.visible_to(request.user).in_order()
    rows = forms.AssessmentFilter(request.GET, visible.with_own_layer())
    page = page_of(rows.qs, request)
    standings = standings_of([layer for row in page for layer in row.own_layers])
    context = {"page": page, "filter": rows, "standings": standings}
    return render(request, "evaluations/sheets.html", context)


@require_http_methods(["GET", "POST"])
def sheet_create(request: Request) -> HttpResponse:
    require_somewhere(request.user, AssessmentPerm.ADD_ASSESSMENT)
    form = forms.AssessmentForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        assessment = actions.create_assessment(by=request.user, **form.cleaned_data)
        messages.success(request, _("LKE siap diisi. Setiap jawaban tersimpan sendiri."))
        return redirect(assessment)
    return form_page(request, "evaluations/sheet_form.html", form)


def own_layer(request: Request, pk: int, perm: str | None = None) -> AssessmentLayer:
    """The unit's own layer of the sheet ``pk``, with all that its page names."""
    rows = AssessmentLayer.objects.of_units()
    if perm is None:
        return get_visible_or_404(request.user, rows, assessment=pk)
    return get_permitted_or_404(request.user, perm, rows, assessment=pk)


@require_GET
def sheet(request: Request, pk: int) -> HttpResponse:
    """All questions on one page, narrowed by ``need``."""
    layer = own_layer(request, pk)
    return sheet_page(request, layer, Sheet(layer))


def sheet_page(
    request: Request, layer: AssessmentLayer, content: Sheet, status: int = 200, **more: object
) -> HttpResponse:
    """The page of ``layer``; ``more`` is what became of what was sent from it without script."""
    need = request.GET.get("need", "")
    need = need if need in Need.values else ""
    may_fill = request.user.has_perm(AssessmentPerm.CHANGE_ANSWER, layer)
    gaps = layer.missing(content.scored) if layer.is_editable else []
    context = {
        "layer": layer,
        "assessment": layer.assessment,
        "sheet": content,
        "areas": content.kept(need, request.user) if need else content.areas,
        "need": need,
        "needs": [
            (each.value, each.label, _count(content, each, request)) for each in content.needs
        ],
        "is_open": may_fill and layer.is_editable,
        "may_fill": may_fill,
        "standing": content.standing,
        "may_appoint": request.user.has_perm(AssessmentPerm.CHANGE_ASSESSMENT, layer.assessment),
        **decision_context(request.user, layer, layer.unit, "evaluations:sheet_move", gaps),
        "gaps": gaps,
        "layouts": layouts_of(content.specification),
        **more,
    }
    return render(request, "evaluations/sheet.html", context, status=status)


def _count(content: Sheet, need: Need, request: Request) -> int:
    return sum(question.needs(need, request.user) for question in content.questions.values())


@require_GET
def sheet_standing(request: Request, pk: int) -> HttpResponse:
    """The score, the rules and the tree as they stand: asked for once several saves are through."""
    layer = own_layer(request, pk)
    return render(request, "evaluations/sheet_standing.html", {"standing": layer.standing})


@require_POST
def answers_change(request: Request, pk: int) -> HttpResponse:
    """The answers that were sent, one by a script or all of an area without: each by itself."""
    rows = AssessmentLayer.objects.for_saving()
    layer = get_permitted_or_404(request.user, AssessmentPerm.CHANGE_ANSWER, rows, assessment=pk)
    sent = fillings.posted_fillings(request, layer.assessment.specification)
    filled = actions.change_answers(layer=layer, fillings=sent, by=request.user)
    beside = fillings.answers_beside(layer, sent)
    outcome = fillings.Outcome(layer.assessment.specification, sent, filled, beside)
    if request.htmx:
        return render(request, "evaluations/sheet_saved.html", {"outcome": outcome})
    if outcome.problems:
        layer = own_layer(request, pk)
        return sheet_page(request, layer, Sheet(layer), status=422, outcome=outcome)
    messages.success(request, _("%(count)s jawaban disimpan.") % {"count": len(filled.changed)})
    return redirect(f"{layer.get_absolute_url()}#{fillings.posted_place(request)}")


@require_http_methods(["GET", "POST"])
def remark_change(request: Request, pk: int, code: str) -> HttpResponse:
    """The unit's own working remark on one question: a part of the sheet, or a page without
    script."""
    layer = own_layer(request, pk, AssessmentPerm.CHANGE_ANSWER)
    answer = get_object_or_404(layer.answers, code=code)
    remark = Remark.objects.filter(answer=answer).select_related("written_by").first()
    form = forms.RemarkForm(posted(request), instance=remark)
    if request.method == "POST" and form.is_valid():
        remark = actions.change_remark(
            answer=answer, version=posted_version(request), by=request.user, **form.cleaned_data
        )
        if not request.htmx:
            return redirect(answer)
    if request.htmx:
        context = {"remark": remark, "code": code, "assessment": layer.assessment}
        return render(request, "evaluations/sheet/remark.html", context)
    return form_page(
        request,
        "evaluations/remark_form.html",
        form,
        answer=answer,
        question=layer.assessment.specification.node(code),
        assessment=layer.assessment,
        version=remark.version if remark else 0,
    )


@require_POST
def sheet_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Hand in, take up, return or open again; ``pk`` is that of the layer."""
    move = move_or_404(DECISIONS, verb)
    layer = get_permitted_or_404(
        request.user,
        move.permission_for(AssessmentLayer(kind=LayerKind.SELF)),
        AssessmentLayer.objects.select_related("assessment__unit", "assessment__instrument"),
        pk=pk,
        kind=LayerKind.SELF,
    )
    return move_response(request, layer, move, actions.decide_layer)
