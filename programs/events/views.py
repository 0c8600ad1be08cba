"""The programme of a socialization event and its attendance list, typed or imported."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programs.activities.models import Activity, Socialization
from programs.permissions import ProgramPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.lists import redirect_to_list
from reformasi.ui.pages import page_of
from reformasi.workflow.views import posted_version

from . import actions
from .forms import (
    AgendaForm,
    AgendaFormSet,
    AttendeeForm,
    EventForm,
    SpeakerForm,
    SpeakerFormSet,
)
from .models import Attendance
from .tables import event_of

F = TypeVar("F", bound=BaseForm)
LINKED = Activity.objects.select_related("unit", "socialization")


def _changeable(request: Request, pk: int) -> Socialization:
    return event_of(
        get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, LINKED.all(), pk=pk)
    )


@require_http_methods(["GET", "POST"])
def programme(request: Request, pk: int) -> HttpResponse:
    """Theme, organiser, speakers and agenda, all on one page."""
    event = _changeable(request, pk)
    agenda = event.agenda.values("id", "starts", "ends", "title", "speaker__name")
    rows = [{**line, "speaker": line["speaker__name"]} for line in agenda]
    data = posted(request)
    form = EventForm(data, instance=event)
    speakers = SpeakerFormSet(
        data, initial=list(event.speakers.values("id", "name", "office")), prefix="speaker"
    )
    lines = AgendaFormSet(data, initial=rows, prefix="agenda")
    # A list, so that every part is checked and says what is wrong with it.
    if request.method == "POST" and all([form.is_valid(), speakers.is_valid(), lines.is_valid()]):
        return _write_programme(request, event, form, speakers, lines)
    return form_page(
        request,
        "programs/programme.html",
        form,
        speakers=speakers,
        agenda=lines,
        activity=event.activity,
        version=posted_version(request) or event.activity.version,
        row_sets=[speakers, lines],
    )


def _write_programme(
    request: Request,
    event: Socialization,
    form: EventForm,
    speakers: BaseFormSet[SpeakerForm],
    lines: BaseFormSet[AgendaForm],
) -> HttpResponse:
    actions.set_programme(
        event=event,
        version=posted_version(request),
        by=request.user,
        **form.cleaned_data,
        speakers=[row.row for row in _filled(speakers)],
        agenda=[row.row for row in _filled(lines)],
    )
    messages.success(request, _("Susunan acara tersimpan."))
    if request.POST.get("then") == "more":
        return redirect("programs:programme", event.activity_id)
    return redirect(event)


def _filled(formset: BaseFormSet[F]) -> list[F]:
    """The rows that are filled in and not to be deleted."""
    return [form for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")]


@require_GET
def attendance(request: Request, pk: int) -> HttpResponse:
    """The list, and for those who may change it a form for one more line."""
    activity = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    event = event_of(activity)
    permitted = request.user.has_perm(ProgramPerm.CHANGE_ACTIVITY, activity)
    form = AttendeeForm(instance=Attendance(socialization=event))
    context = {
        "activity": activity,
        "tally": event.attendance.tally(),
        "page": page_of(event.attendance.select_related("unit"), request, size=50),
        "form": form if activity.is_editable and permitted else None,
    }
    return render(request, "programs/attendance.html", context)


@require_http_methods(["GET", "POST"])
def attendee_add(request: Request, pk: int) -> HttpResponse:
    event = _changeable(request, pk)
    form = AttendeeForm(posted(request), instance=Attendance(socialization=event))
    if request.method == "POST" and form.is_valid():
        actions.add_attendee(event=event, by=request.user, **form.cleaned_data)
        messages.success(request, _("Peserta ditambahkan."))
        return redirect_to_list(request, "programs:attendance", pk)
    return form_page(request, "programs/attendee.html", form, activity=event.activity)


@require_http_methods(["GET", "POST"])
def attendee(request: Request, pk: int, attendee_pk: int) -> HttpResponse:
    """Correct one line of the list."""
    event = _changeable(request, pk)
    attendee = get_object_or_404(event.attendance, pk=attendee_pk)
    form = AttendeeForm(posted(request), instance=attendee)
    if request.method == "POST" and form.is_valid():
        actions.change_attendee(attendee=attendee, by=request.user, **form.cleaned_data)
        messages.success(request, _("Data peserta tersimpan."))
        return redirect_to_list(request, "programs:attendance", pk)
    return form_page(
        request, "programs/attendee.html", form, activity=event.activity, attendee=attendee
    )


@require_http_methods(["GET", "POST"])
def attendee_remove(request: Request, pk: int, attendee_pk: int) -> HttpResponse:
    """Ask, then take one line out."""
    event = _changeable(request, pk)
    attendee = get_object_or_404(event.attendance, pk=attendee_pk)
    if request.method != "POST":
        context = {"attendee": attendee, "activity": event.activity}
        return render(request, "programs/attendee_remove.html", context)
    actions.remove_attendee(attendee=attendee, by=request.user)
    messages.success(request, _("%(name)s dihapus dari daftar hadir.") % {"name": attendee.name})
    return redirect_to_list(request, "programs:attendance", pk)
