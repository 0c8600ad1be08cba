"""Action plans: list, detail, form, moves."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.assessments.models import Assessment
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.views import own_layer
from programs.permissions import ProgramPerm
from programs.submissions import views as drafts
from programs.submissions.workflow import Status
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.sending.tokens import posted_token
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.views import posted_version

from . import actions
from .forms import PlanFilter, PlanForm
from .models import ActionPlan, PlannedRaise
from .quarters import QUARTERS, first_day
from .raise_forms import RaiseFormSet, YearForm

LINKED = ActionPlan.objects.select_related(
    "unit",
    "area",
    "person",
    "created_by",
    "submitted_by",
    "returned_by",
    "approved_by",
    "approved_snapshot",
)


@require_GET
def plans(request: Request) -> HttpResponse:
    visible = ActionPlan.objects.visible_to(request.user).with_links()
    visible = visible.with_progress(timezone.localdate()).select_related("person")
    rows = PlanFilter(request.GET, visible, request=request)
    context = {
        "page": page_of(rows.qs, request),
        "filter": rows,
        "may_create": request.user.has_perm(ProgramPerm.ADD_ACTION_PLAN),
    }
    return render(request, "programs/plans.html", context)


@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    plan = get_visible_or_404(request.user, LINKED.with_progress(today), pk=pk)
    may = request.user.has_perm
    context = {
        "plan": plan,
        "recommendations": plan.recommendations.select_related("finding__letter"),
        "raises": plan.raises.filter(
            assessment__in=Assessment.objects.visible_to(request.user)
        ).select_related("assessment__unit", "assessment__instrument"),
        "activities": plan.activities.visible_to(request.user).with_links()[:50],
        "may_change": plan.is_editable and may(ProgramPerm.CHANGE_ACTION_PLAN, plan),
        "may_report": plan.is_approved and may(ProgramPerm.ADD_ACHIEVEMENT, plan),
        "quarters": plan.quarters(),
        "begun": [each for each in QUARTERS if first_day(plan.year, each) <= today],
        "may_record": may(ProgramPerm.ADD_ACTIVITY, plan),
        **drafts.detail_context(request, plan, "programs:plan_move"),
    }
    return render(request, "programs/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_create(request: Request) -> HttpResponse:
    require_somewhere(request.user, ProgramPerm.ADD_ACTION_PLAN)
    form = PlanForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = actions.create_plan(
            token=posted_token(request.POST), by=request.user, **form.values
        )
        return drafts.saved_response(request, saved)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def sheet_plans_create(request: Request, pk: int) -> HttpResponse:
    """Plans of the questions of sheet ``pk`` that ``raise`` names in the address."""
    layer = own_layer(request, pk)
    assessment = layer.assessment
    require(request.user, ProgramPerm.ADD_ACTION_PLAN, ActionPlan(unit=assessment.unit))
    made = {row.code: row.plan for row in PlannedRaise.objects.of(assessment)}
    form = YearForm(posted(request), initial={"year": assessment.year})
    rows = RaiseFormSet(
        posted(request),
        sheet=Sheet(layer),
        made=made,
        chosen=_chosen(request),
        user=request.user,
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        year = form.cleaned_data["year"]
        plans = actions.create_plans(
            assessment=assessment, raises=rows.raises, year=year, by=request.user
        )
        message = _("%(count)s rencana aksi dibuat sebagai draf. Periksa, lalu ajukan.")
        messages.success(request, message % {"count": len(plans)})
        query = urlencode({"unit": assessment.unit.code, "year": year, "status": Status.DRAFT})
        return redirect(f"{reverse('programs:plans')}?{query}")
    return form_page(
        request,
        "programs/sheet_plans_form.html",
        form,
        rows=rows,
        row_sets=[rows],
        assessment=assessment,
    )


def _chosen(request: Request) -> dict[str, str]:
    """The option to raise each question to, by code: ``raise=CODE:OPTION`` for each."""
    pairs = (text.partition(":") for text in request.GET.getlist("raise"))
    return {code: option for code, _colon, option in pairs}


@require_http_methods(["GET", "POST"])
def plan_change(request: Request, pk: int) -> HttpResponse:
    plan = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTION_PLAN, LINKED.all(), pk=pk)
    message = _("Rencana aksi ini sekarang “%(status)s”, jadi tidak dapat diubah.")
    if away := drafts.closed(request, plan, message):
        return away
    form = PlanForm(posted(request), instance=plan, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = actions.change_plan(
            plan=plan, version=posted_version(request), by=request.user, **form.values
        )
        return drafts.saved_response(request, saved)
    return _form_page(request, form, plan)


def _form_page(request: Request, form: PlanForm, plan: ActionPlan | None) -> HttpResponse:
    version = posted_version(request) or (plan.version if plan else None)
    missing = drafts.gaps(request, plan)
    return form_page(
        request, "programs/plan_form.html", form, plan=plan, version=version, missing=missing
    )


@require_POST
def plan_move(request: Request, pk: int, verb: str) -> HttpResponse:
    return drafts.make_move(request, LINKED.all(), pk, verb)


@require_http_methods(["GET", "POST"])
def plan_delete(request: Request, pk: int) -> HttpResponse:
    plan = get_permitted_or_404(request.user, ProgramPerm.DELETE_ACTION_PLAN, LINKED.all(), pk=pk)
    return drafts.delete(request, plan, "programs:plans")
