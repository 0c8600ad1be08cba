"""Action plans: list, detail, form, quarterly progress, moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs.permissions import ProgramPerm
from programs.submissions.actions import delete_draft
from programs.submissions.workflow import DECISIONS
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

from . import actions
from .forms import PlanFilter, PlanForm, ProgressForm
from .models import ActionPlan, ended_quarters

LINKED = ActionPlan.objects.select_related(
    "unit", "area", "created_by", "submitted_by", "returned_by", "approved_by", "approved_snapshot"
)


def plans(request: Request) -> HttpResponse:
    rows = ActionPlan.objects.visible_to(request.user).with_links().with_progress()
    found = PlanFilter(request.GET, rows, request=request)
    context = {
        "page": page_of(found.qs, request),
        "filter": found,
        "may_add": request.user.has_perm(ProgramPerm.ADD_ACTION_PLAN),
    }
    return render(request, "programs/plans.html", context)


def plan(request: Request, pk: int) -> HttpResponse:
    shown = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    may = request.user.has_perm
    context = {
        "plan": shown,
        "recommendations": shown.recommendations.select_related("finding__letter"),
        "activities": shown.activities.visible_to(request.user).with_links()[:50],
        "moves": offered(request.user, shown, DECISIONS, "programs:plan_move"),
        "may_change": shown.is_editable and may(ProgramPerm.CHANGE_ACTION_PLAN, shown),
        "may_delete": shown.is_disposable and may(ProgramPerm.DELETE_ACTION_PLAN, shown),
        "may_report": shown.is_approved and may(ProgramPerm.REPORT_ACTION_PLAN, shown),
        "may_record": may(ProgramPerm.ADD_ACTIVITY, shown),
        "own_hand": is_same_hand(DECISIONS.approve, shown, request.user),
        "ended": ended_quarters(shown.year, timezone.localdate()),
        "shows_history": request.GET.get("bagian") == "riwayat",
        "shows_content": request.GET.get("bagian") != "riwayat",
    }
    return render(request, "programs/plan.html", context)


def plan_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, ProgramPerm.ADD_ACTION_PLAN)
    form = PlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _written(
            request, actions.save_plan(token=form.own_token, by=request.user, **form.values)
        )
    return _form_page(request, form, None)


def plan_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTION_PLAN, LINKED.all(), pk=pk)
    form = PlanForm(request.POST or None, instance=shown, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = actions.edit_plan(
            plan=shown, version=posted_version(request), by=request.user, **form.values
        )
        return _written(request, saved)
    return _form_page(request, form, shown)


def _form_page(request: Request, form: PlanForm, shown: ActionPlan | None) -> HttpResponse:
    if shown and not shown.is_editable:
        words = _("Rencana aksi ini sekarang “%(status)s”, jadi tidak dapat diubah.")
        messages.warning(request, words % {"status": shown.get_status_display()})
        return redirect(shown)
    context: dict[str, Any] = {
        "form": form,
        "plan": shown,
        "version": posted_version(request) or (shown.version if shown else None),
        "missing": shown.missing() if shown and "lengkapi" in request.GET else [],
    }
    return render(request, "programs/plan_form.html", context, status=422 if form.errors else 200)


def _written(request: Request, saved: ActionPlan) -> HttpResponse:
    if request.POST.get("then") == "submit":
        return _submit(request, saved, saved.version)
    messages.success(request, _("Draf tersimpan. Ajukan bila sudah lengkap."))
    return redirect(saved)


def _submit(request: Request, saved: ActionPlan, version: int) -> HttpResponse:
    """Submit it, or lead to what is still missing."""
    require(request.user, ProgramPerm.SUBMIT_ACTION_PLAN, saved)
    if not saved.missing():
        return answer_move(request, saved, DECISIONS.submit, decide, version=version)
    words = _("Tersimpan sebagai draf, belum diajukan: masih ada yang perlu dilengkapi.")
    messages.warning(request, words)
    return redirect(reverse("programs:plan_edit", args=[saved.pk], query={"lengkapi": 1}))


@require_POST
def plan_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    shown = get_permitted_or_404(request.user, move.permission_for(ActionPlan), LINKED.all(), pk=pk)
    if move is DECISIONS.submit and shown.is_editable:
        return _submit(request, shown, posted_version(request))
    return answer_move(request, shown, move, decide)


def plan_delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    shown = get_permitted_or_404(request.user, ProgramPerm.DELETE_ACTION_PLAN, LINKED.all(), pk=pk)
    if request.method != "POST":
        return render(request, "programs/draft_delete.html", {"item": shown})
    delete_draft(item=shown, by=request.user)
    messages.success(request, _("Draf “%(title)s” dihapus.") % {"title": shown})
    return redirect("programs:plans")


def progress(request: Request, pk: int) -> HttpResponse:
    """Report the cumulative achievements of an approved plan."""
    shown = get_permitted_or_404(request.user, ProgramPerm.REPORT_ACTION_PLAN, LINKED.all(), pk=pk)
    form = ProgressForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        actions.report_progress(
            plan=LINKED.get(pk=pk),
            version=posted_version(request),
            by=request.user,
            **form.cleaned_data,
        )
        messages.success(request, _("Capaian tersimpan."))
        return redirect(shown)
    context = {"form": form, "plan": shown, "version": posted_version(request) or shown.version}
    return render(request, "programs/progress.html", context, status=422 if form.errors else 200)
