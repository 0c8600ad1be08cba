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

from programs.submissions import drafts as submissions_drafts
from programs.submissions import workflow
from programs.submissions.views import move_called, moved
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
    seen,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.transitions import is_same_hand, offered

from . import actions as plans_actions
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
        "may_add": request.user.has_perm("programs.add_actionplan"),
    }
    return render(request, "programs/plans.html", context)


def plan(request: Request, pk: int) -> HttpResponse:
    shown = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    may = request.user.has_perm
    context = {
        "plan": shown,
        "recommendations": shown.recommendations.select_related("finding__letter"),
        "activities": shown.activities.visible_to(request.user).with_links()[:50],
        "moves": offered(request.user, shown, workflow.MOVES, "programs:plan_move"),
        "may_change": shown.is_editable and may("programs.change_actionplan", shown),
        "may_delete": shown.is_disposable and may("programs.delete_actionplan", shown),
        "may_report": shown.status == workflow.Status.APPROVED
        and may("programs.report_actionplan", shown),
        "may_record": may("programs.add_activity", shown),
        "own_hand": is_same_hand(workflow.APPROVE, shown, request.user),
        "ended": ended_quarters(shown.year, timezone.localdate()),
        "shows_history": request.GET.get("bagian") == "riwayat",
        "shows_content": request.GET.get("bagian") != "riwayat",
    }
    return render(request, "programs/plan.html", context)


def plan_add(request: Request) -> HttpResponse:
    require_somewhere(request.user, "programs.add_actionplan")
    form = PlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _written(
            request, plans_actions.save_plan(token=form.own_token, by=request.user, **form.values)
        )
    return _form_page(request, form, None)


def plan_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, "programs.change_actionplan", LINKED.all(), pk=pk)
    form = PlanForm(request.POST or None, instance=shown, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = plans_actions.edit_plan(
            plan=shown, version=seen(request), by=request.user, **form.values
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
        "version": seen(request) or (shown.version if shown else None),
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
    require(request.user, "programs.submit_actionplan", saved)
    if not saved.missing():
        return moved(request, saved, workflow.SUBMIT, version)
    words = _("Tersimpan sebagai draf, belum diajukan: masih ada yang perlu dilengkapi.")
    messages.warning(request, words)
    return redirect(reverse("programs:plan_edit", args=[saved.pk], query={"lengkapi": 1}))


@require_POST
def plan_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return or revise."""
    move = move_called(verb)
    shown = get_permitted_or_404(request.user, move.permission_for(ActionPlan), LINKED.all(), pk=pk)
    if move is workflow.SUBMIT and shown.is_editable:
        return _submit(request, shown, seen(request))
    return moved(request, shown, move, seen(request))


def plan_delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    shown = get_permitted_or_404(request.user, "programs.delete_actionplan", LINKED.all(), pk=pk)
    if request.method != "POST":
        return render(request, "programs/draft_delete.html", {"item": shown})
    submissions_drafts.delete_draft(item=shown, by=request.user)
    messages.success(request, _("Draf “%(title)s” dihapus.") % {"title": shown})
    return redirect("programs:plans")


def progress(request: Request, pk: int) -> HttpResponse:
    """Report the cumulative achievements of an approved plan."""
    shown = get_permitted_or_404(request.user, "programs.report_actionplan", LINKED.all(), pk=pk)
    form = ProgressForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        plans_actions.report_progress(
            plan=LINKED.get(pk=pk),
            version=seen(request),
            by=request.user,
            **form.cleaned_data,
        )
        messages.success(request, _("Capaian tersimpan."))
        return redirect(shown)
    context = {"form": form, "plan": shown, "version": seen(request) or shown.version}
    return render(request, "programs/progress.html", context, status=422 if form.errors else 200)
