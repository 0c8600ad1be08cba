"""Activities: list, detail, form with autosave, moves."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Manager, Max, Model
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programs.permissions import ProgramPerm
from programs.submissions import views as drafts
from reformasi.audit import trail
from reformasi.audit.refusals import StaleForm
from reformasi.evidence.actions import hold_library
from reformasi.evidence.forms import FilesField
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require_somewhere,
)
from reformasi.sending.tokens import posted_token
from reformasi.ui.form_pages import posted
from reformasi.ui.pages import page_of
from reformasi.workflow.views import posted_version

from . import actions
from .forms import ActivityFilter, ActivityForm, Difference
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


@require_GET
def activities(request: Request) -> HttpResponse:
    visible = Activity.objects.visible_to(request.user).with_links().with_evidence_count()
    rows = ActivityFilter(request.GET, visible, request=request)
    context = {
        "page": page_of(rows.qs, request),
        "filter": rows,
        "may_create": request.user.has_perm(ProgramPerm.ADD_ACTIVITY),
    }
    return render(request, "programs/activities.html", context)


@require_GET
def activity(request: Request, pk: int) -> HttpResponse:
    activity = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    event, may = activity.event, request.user.has_perm
    context = {
        "activity": activity,
        "event": event,
        "agenda": event.agenda.select_related("speaker") if event else [],
        "speakers": event.speakers.all() if event else [],
        "attendance": event.attendance.tally() if event else None,
        "recommendations": activity.recommendations.select_related("finding__letter"),
        "may_change": activity.is_editable and may(ProgramPerm.CHANGE_ACTIVITY, activity),
        **drafts.detail_context(request, activity, "programs:activity_move"),
    }
    return render(request, "programs/activity.html", context)


@require_http_methods(["GET", "POST"])
def activity_create(request: Request) -> HttpResponse:
    """An empty form; saving or autosaving it makes the draft."""
    require_somewhere(request.user, ProgramPerm.ADD_ACTIVITY)
    form = ActivityForm(
        posted(request),
        request.FILES or None,
        user=request.user,
        initial=_suggested(request),
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, form, None)
    return _form_page(request, form, None)


def _suggested(request: Request) -> dict[str, object]:
    """What the address of "catat kegiatan" may bring along: ``?action_plan=3&kind=sosialisasi``."""
    names = ("unit", "area", "action_plan", "kind", "recommendations")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


@require_http_methods(["GET", "POST"])
def activity_change(request: Request, pk: int) -> HttpResponse:
    activity = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, LINKED.all(), pk=pk)
    message = _("Kegiatan ini sekarang “%(status)s”, jadi tidak dapat diubah.")
    if away := drafts.closed(request, activity, message):
        return away
    form = ActivityForm(
        posted(request), request.FILES or None, user=request.user, instance=activity
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, form, activity)
    return _form_page(request, form, activity)


def _form_page(
    request: Request,
    form: ActivityForm,
    activity: Activity | None,
    differences: list[Difference] | None = None,
) -> HttpResponse:
    """The form: with 422 where it has errors, with 409 where another version is stored."""
    kept = posted_version(request) if request.method == "GET" else 0
    context: dict[str, object] = {
        "form": form,
        "activity": activity,
        "version": kept or (activity.version if activity else 0),
        "saved_at": None,
        "autosave": reverse("programs:activity_autosave_new"),
        "missing": drafts.gaps(request, activity),
        "differences": differences,
        **FilesField.limits(),
    }
    if activity:
        context["autosave"] = reverse("programs:activity_autosave", args=[activity.pk])
        history: Manager[Model] = activity.events  # type: ignore[attr-defined]  # of pghistory
        context["saved_at"] = history.aggregate(at=Max("pgh_created_at"))["at"]
    wrong = form.errors and request.method == "POST"
    status = 422 if wrong else 200 if differences is None else 409
    return render(request, "programs/activity_form.html", context, status=status)


def _save(request: Request, form: ActivityForm, activity: Activity | None) -> HttpResponse:
    """Save what was typed, then the files; a stale form comes back with both versions."""
    files = form.cleaned_data["files"]
    if files.good:
        hold_library(form.values["unit"])
    try:
        saved = _written(request, form, activity)
    except StaleForm as refusal:
        return _conflict(request, form, refusal)
    if files.good:
        actions.attach_files(activity=saved, files=files.good, by=request.user)
    for note in files.notes:
        messages.info(request, note)
    for message in files.refused:
        messages.error(request, message)
    if files.refused:
        return redirect(saved.get_change_url())
    return drafts.saved_response(request, saved)


def _written(
    request: Request, form: ActivityForm, activity: Activity | None, *, on_trail: bool = True
) -> Activity:
    if activity:
        return actions.change_activity(
            activity=activity,
            version=posted_version(request),
            by=request.user,
            on_trail=on_trail,
            **form.values,
        )
    return actions.create_activity(
        token=posted_token(request.POST),
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
    return _form_page(request, form, current, differences)


@require_POST
def activity_autosave_new(request: Request) -> HttpResponse:
    """The draft of a form that has never been saved."""
    require_somewhere(request.user, ProgramPerm.ADD_ACTIVITY)
    return _autosave(request, None)


@require_POST
def activity_autosave(request: Request, pk: int) -> HttpResponse:
    activity = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, Activity, pk=pk)
    return _autosave(request, activity)


def _autosave(request: Request, activity: Activity | None) -> HttpResponse:
    """Answer as ``static/js/autosave.js`` expects: the draft with its version, or the errors."""
    form = ActivityForm(request.POST, instance=activity, user=request.user)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    saved = _written(request, form, activity, on_trail=False)
    return JsonResponse(
        {
            "saved_at": timezone.now().isoformat(),
            "version": saved.version,
            "url": reverse("programs:activity_autosave", args=[saved.pk]),
        }
    )


@require_POST
def activity_move(request: Request, pk: int, verb: str) -> HttpResponse:
    return drafts.make_move(request, LINKED.all(), pk, verb)


@require_http_methods(["GET", "POST"])
def activity_delete(request: Request, pk: int) -> HttpResponse:
    activity = get_permitted_or_404(request.user, ProgramPerm.DELETE_ACTIVITY, LINKED.all(), pk=pk)
    return drafts.delete(request, activity, "programs:activities")
