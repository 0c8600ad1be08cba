"""Activities: list, detail, form with autosave, moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs.permissions import ProgramPerm
from programs.submissions.actions import delete_draft
from programs.submissions.workflow import DECISIONS
from reformasi.audit import trail
from reformasi.audit.refusals import StaleForm
from reformasi.evidence.forms import FilesField
from reformasi.organisation.models import User
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
from .forms import ActivityFilter, ActivityForm
from .models import Activity

LINKED = Activity.objects.select_related(
    "unit",
    "area",
    "action_plan__unit",
    "created_by",
    "submitted_by",
    "returned_by",
    "approved_by",
    "approved_snapshot",
    "socialization",
)


def activities(request: Request) -> HttpResponse:
    rows = Activity.objects.visible_to(request.user).with_links().with_evidence_count()
    found = ActivityFilter(request.GET, rows, request=request)
    context = {
        "page": page_of(found.qs, request),
        "filter": found,
        "may_add": request.user.has_perm(ProgramPerm.ADD_ACTIVITY),
    }
    return render(request, "programs/activities.html", context)


def activity(request: Request, pk: int) -> HttpResponse:
    shown = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    event, may = shown.event, request.user.has_perm
    context = {
        "activity": shown,
        "event": event,
        "agenda": event.agenda.select_related("speaker") if event else [],
        "speakers": event.speakers.all() if event else [],
        "attendance": event.attendance.tally() if event else None,
        "recommendations": shown.recommendations.select_related("finding__letter"),
        "moves": offered(request.user, shown, DECISIONS, "programs:activity_move"),
        "may_change": shown.is_editable and may(ProgramPerm.CHANGE_ACTIVITY, shown),
        "may_delete": shown.is_disposable and may(ProgramPerm.DELETE_ACTIVITY, shown),
        "deciders": _deciders(shown),
        "own_hand": is_same_hand(DECISIONS.approve, shown, request.user),
        "shows_history": request.GET.get("bagian") == "riwayat",
        "shows_content": request.GET.get("bagian") != "riwayat",
    }
    return render(request, "programs/activity.html", context)


def _deciders(shown: Activity) -> list[Any]:
    """Who may decide on a submitted activity: never those who wrote or submitted it."""
    if not shown.is_submitted:
        return []
    people = User.objects.holding(DECISIONS.approve.permission_for(shown), shown.unit)
    return list(people.exclude(pk__in=shown.submitted_hands)[:5])


def activity_add(request: Request) -> HttpResponse:
    """An empty form; saving or autosaving it makes the draft."""
    require_somewhere(request.user, ProgramPerm.ADD_ACTIVITY)
    if request.method != "POST":
        form = ActivityForm(user=request.user, initial=_suggested(request))
        return _form_page(request, form, None)
    return _save(request, None)


def _suggested(request: Request) -> dict[str, str]:
    """What the address of "catat kegiatan" may bring along: ``?action_plan=3&kind=sosialisasi``."""
    names = ("unit", "area", "action_plan", "kind", "recommendations")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def activity_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, LINKED.all(), pk=pk)
    if request.method == "POST":
        return _save(request, shown)
    if not shown.is_editable:
        words = _("Kegiatan ini sekarang “%(status)s”, jadi tidak dapat diubah.")
        messages.warning(request, words % {"status": shown.get_status_display()})
        return redirect(shown)
    return _form_page(request, ActivityForm(instance=shown, user=request.user), shown)


def _form_page(
    request: Request, form: ActivityForm, shown: Activity | None, status: int = 200, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "activity": shown,
        "version": shown.version if shown else 0,
        "saved_at": None,
        "autosave": reverse("programs:activity_autosave_new"),
        "missing": shown.missing() if shown and "lengkapi" in request.GET else [],
        **FilesField.limits(),
    }
    if shown:
        context["autosave"] = reverse("programs:activity_autosave", args=[shown.pk])
        history: Any = shown.events  # type: ignore[attr-defined]  # of pghistory
        context["saved_at"] = history.aggregate(at=Max("pgh_created_at"))["at"]
    return render(request, "programs/activity_form.html", context | more, status=status)


def _save(request: Request, shown: Activity | None) -> HttpResponse:
    """Save what was typed, then the files; a stale form comes back with both versions."""
    form = ActivityForm(request.POST, request.FILES, instance=shown, user=request.user)
    if not form.is_valid():
        return _form_page(request, form, shown, status=422)
    try:
        saved = _written(request, form, shown)
    except StaleForm as refusal:
        return _conflict(request, form, refusal)
    files = form.cleaned_data["files"]
    if files.good:
        actions.attach_files(activity=saved, files=files.good, by=request.user)
    for words in files.refused:
        messages.error(request, words)
    if files.refused:
        return redirect("programs:activity_edit", saved.pk)
    if request.POST.get("then") == "submit":
        return _submit(request, saved, saved.version)
    messages.success(request, _("Draf tersimpan. Ajukan bila sudah lengkap."))
    return redirect(saved)


def _written(
    request: Request, form: ActivityForm, shown: Activity | None, *, on_trail: bool = True
) -> Activity:
    if shown:
        return actions.edit_activity(
            activity=shown,
            version=posted_version(request),
            by=request.user,
            on_trail=on_trail,
            **form.values,
        )
    return actions.save_draft(
        token=form.cleaned_data["token"] or form.fields["token"].initial,
        version=posted_version(request),
        by=request.user,
        on_trail=on_trail,
        **form.values,
    )


def _conflict(request: Request, form: ActivityForm, refusal: StaleForm) -> HttpResponse:
    """Both versions side by side; saving once more is then a choice, not an accident."""
    trail.refuse(refusal.verb, refusal.target, by=request.user, reason=refusal.reason)
    current = LINKED.get(pk=refusal.target.pk)
    differences = form.differences(current)
    return _form_page(request, form, current, status=409, differences=differences)


def _submit(request: Request, saved: Activity, version: int) -> HttpResponse:
    """Submit it, or lead to what is still missing."""
    require(request.user, ProgramPerm.SUBMIT_ACTIVITY, saved)
    if not saved.missing():
        return answer_move(request, saved, DECISIONS.submit, decide, version=version)
    words = _("Tersimpan sebagai draf, belum diajukan: masih ada yang perlu dilengkapi.")
    messages.warning(request, words)
    return redirect(reverse("programs:activity_edit", args=[saved.pk], query={"lengkapi": 1}))


@require_POST
def activity_autosave_new(request: Request) -> HttpResponse:
    """The draft of a form that has never been saved."""
    require_somewhere(request.user, ProgramPerm.ADD_ACTIVITY)
    return _autosave(request, None)


@require_POST
def activity_autosave(request: Request, pk: int) -> HttpResponse:
    shown = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, Activity, pk=pk)
    return _autosave(request, shown)


def _autosave(request: Request, shown: Activity | None) -> HttpResponse:
    """The answers that ``static/js/autosave.js`` expects."""
    form = ActivityForm(request.POST, instance=shown, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    saved = _written(request, form, shown, on_trail=False)
    return JsonResponse(
        {
            "saved_at": timezone.now().isoformat(),
            "version": saved.version,
            "url": reverse("programs:activity_autosave", args=[saved.pk]),
        }
    )


@require_POST
def activity_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return, withdraw or reopen."""
    move = move_or_404(DECISIONS, verb)
    shown = get_permitted_or_404(request.user, move.permission_for(Activity), LINKED.all(), pk=pk)
    if move is DECISIONS.submit and shown.is_editable:
        return _submit(request, shown, posted_version(request))
    return answer_move(request, shown, move, decide)


def activity_delete(request: Request, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    shown = get_permitted_or_404(request.user, ProgramPerm.DELETE_ACTIVITY, LINKED.all(), pk=pk)
    if request.method != "POST":
        return render(request, "programs/draft_delete.html", {"item": shown})
    delete_draft(item=shown, by=request.user)
    messages.success(request, _("Draf “%(title)s” dihapus.") % {"title": shown})
    return redirect("programs:activities")
