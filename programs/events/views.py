"""The programme of a socialization event and its attendance list, typed or imported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from programs.activities.models import Activity, Socialization
from programs.permissions import ProgramPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
)
from reformasi.ui.pages import page_of
from reformasi.workflow.views import posted_version

from . import actions
from .forms import AgendaFormSet, AttendeeForm, EventForm, SpeakerFormSet
from .models import Attendance
from .tables import event_of

LINKED = Activity.objects.select_related("unit", "socialization")


def _changeable(request: Request, pk: int) -> Socialization:
    return event_of(
        get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACTIVITY, LINKED.all(), pk=pk)
    )


def programme(request: Request, pk: int) -> HttpResponse:
    """Theme, organiser, speakers and agenda, all on one page."""
    event = _changeable(request, pk)
    agenda = event.agenda.values("id", "starts", "ends", "title", "speaker__name")
    rows = [{**line, "speaker": line["speaker__name"]} for line in agenda]
    data = request.POST or None
    form = EventForm(data, instance=event)
    speakers = SpeakerFormSet(
        data, initial=list(event.speakers.values("id", "name", "office")), prefix="speaker"
    )
    lines = AgendaFormSet(data, initial=rows, prefix="agenda")
    wrong = False
    if request.method == "POST":
        wrong = not all([form.is_valid(), speakers.is_valid(), lines.is_valid()])
        if not wrong:
            return _keep_programme(request, event, form, speakers, lines)
    context = {
        "form": form,
        "speakers": speakers,
        "agenda": lines,
        "activity": event.activity,
        "version": posted_version(request) or event.activity.version,
        "wrong": wrong,
    }
    return render(request, "programs/programme.html", context, status=422 if wrong else 200)


def _keep_programme(
    request: Request, event: Socialization, form: EventForm, speakers: Any, lines: Any
) -> HttpResponse:
    actions.set_programme(
        event=event,
        version=posted_version(request),
        by=request.user,
        **form.cleaned_data,
        speakers=[actions.SpeakerRow(**row) for row in _rows(speakers)],
        agenda=[actions.AgendaRow(**row) for row in _rows(lines)],
    )
    messages.success(request, _("Susunan acara tersimpan."))
    if request.POST.get("then") == "more":
        return redirect("programs:programme", event.activity_id)
    return redirect(event)


def _rows(formset: Any) -> list[dict[str, Any]]:
    """The filled rows that are not to be deleted."""
    kept = [form.cleaned_data for form in formset if form.cleaned_data]
    return [
        {name: value for name, value in row.items() if name != "DELETE"}
        for row in kept
        if not row.get("DELETE")
    ]


def attendance(request: Request, pk: int) -> HttpResponse:
    """The list, and for those who may change it a form for one more line."""
    shown = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    event = event_of(shown)
    may_change = shown.is_editable and request.user.has_perm(ProgramPerm.CHANGE_ACTIVITY, shown)
    form = AttendeeForm(instance=Attendance(socialization=event))
    context = {
        "activity": shown,
        "tally": event.attendance.tally(),
        "page": page_of(event.attendance.select_related("unit"), request, size=50),
        "form": form if may_change else None,
    }
    return render(request, "programs/attendance.html", context)


def attendee_add(request: Request, pk: int) -> HttpResponse:
    event = _changeable(request, pk)
    form = AttendeeForm(request.POST or None, instance=Attendance(socialization=event))
    if request.method == "POST" and form.is_valid():
        actions.add_attendee(event=event, by=request.user, **form.cleaned_data)
        messages.success(request, _("Peserta ditambahkan."))
        return redirect("programs:attendance", pk)
    context = {"form": form, "activity": event.activity}
    return render(request, "programs/attendee.html", context, status=422 if form.errors else 200)


def attendee(request: Request, pk: int, attendee_pk: int) -> HttpResponse:
    """Correct one line of the list."""
    event = _changeable(request, pk)
    shown = get_object_or_404(event.attendance, pk=attendee_pk)
    form = AttendeeForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        actions.change_attendee(attendee=shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("Data peserta tersimpan."))
        return redirect("programs:attendance", pk)
    context = {"form": form, "activity": event.activity, "attendee": shown}
    return render(request, "programs/attendee.html", context, status=422 if form.errors else 200)


def attendee_remove(request: Request, pk: int, attendee_pk: int) -> HttpResponse:
    """Ask, then take one line out."""
    event = _changeable(request, pk)
    shown = get_object_or_404(event.attendance, pk=attendee_pk)
    if request.method != "POST":
        context = {"attendee": shown, "activity": event.activity}
        return render(request, "programs/attendee_remove.html", context)
    actions.remove_attendee(attendee=shown, by=request.user)
    messages.success(request, _("%(name)s dihapus dari daftar hadir.") % {"name": shown.name})
    return redirect("programs:attendance", pk)
