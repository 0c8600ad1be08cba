"""The programme of a socialization event and its attendance list, typed or imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tablib
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from programs.activities.models import Activity
from programs.resources import AttendanceResource
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    seen,
)
from reformasi.organisation.spreadsheets import (
    XLSX_TYPE,
    SpreadsheetRefused,
    numbered_rows,
    read_table,
    require_headers,
    xlsx_file,
)
from reformasi.ui.pages import page_of

from . import actions
from .forms import AgendaFormSet, AttendeeForm, EventForm, SheetForm, SpeakerFormSet
from .models import Attendance, Socialization

LINKED = Activity.objects.select_related("unit", "socialization")
SALT = "programs.attendance"
HOURS_24 = 24 * 60 * 60
#: A row takes some hundredths of a second, twice, while the person waits.
MOST_ATTENDEES = 1_000


def _event_of(activity: Activity) -> Socialization:
    """The socialization of ``activity``, or 404 for other kinds."""
    event: Socialization | None = activity.event
    if event is None:
        raise Http404
    event.activity = activity
    return event


def _changeable(request: Request, pk: int) -> Socialization:
    return _event_of(
        get_permitted_or_404(request.user, "programs.change_activity", LINKED.all(), pk=pk)
    )


def programme(request: Request, pk: int) -> HttpResponse:
    """Theme, organiser, speakers and agenda, all on one page."""
    event = _changeable(request, pk)
    agenda = event.agenda.values("starts", "ends", "title", "speaker__name")
    shown = [{**line, "speaker": line["speaker__name"]} for line in agenda]
    data = request.POST or None
    form = EventForm(data, instance=event)
    speakers = SpeakerFormSet(
        data, initial=list(event.speakers.values("name", "office")), prefix="speaker"
    )
    lines = AgendaFormSet(data, initial=shown, prefix="agenda")
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
        "version": seen(request) or event.activity.version,
        "wrong": wrong,
    }
    return render(request, "programs/programme.html", context, status=422 if wrong else 200)


def _keep_programme(
    request: Request, event: Socialization, form: EventForm, speakers: Any, lines: Any
) -> HttpResponse:
    actions.set_programme(
        event=event,
        version=seen(request),
        by=request.user,
        **form.cleaned_data,
        speakers=[actions.NewSpeaker(**row) for row in _rows(speakers)],
        agenda=[actions.ProgrammeLine(**row) for row in _rows(lines)],
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
    event = _event_of(shown)
    may_change = shown.is_editable and request.user.has_perm("programs.change_activity", shown)
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


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one row of a sheet, in words."""

    number: int
    column: str
    words: str


Rows = list[tuple[int, dict[str, Any]]]


def attendance_import(request: Request, pk: int) -> HttpResponse:
    """A sheet is tried first and shown; nothing is written before the person confirms."""
    event = _changeable(request, pk)
    if request.POST.get("rows"):
        return _import(request, event)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "activity": event.activity, "rows": [], "wrong": []}
    if request.method == "POST" and form.is_valid():
        try:
            rows = _read(form.cleaned_data["file"])
        except SpreadsheetRefused as refusal:
            form.add_error("file", refusal)
        else:
            context |= {"rows": rows, "wrong": _run(request, event, rows, dry_run=True)}
            context["signed"] = signing.dumps([pk, rows], salt=SALT, compress=True)
    status = 422 if form.errors or context["wrong"] else 200
    return render(request, "programs/attendance_import.html", context, status=status)


def _read(file: Any) -> Rows:
    table = read_table(file, max_rows=MOST_ATTENDEES)
    require_headers(table, AttendanceResource.REQUIRED, AttendanceResource.OPTIONAL)
    rows = [
        (number, {name: _cell(cell) for name, cell in row.items()})
        for number, row in numbered_rows(table)
    ]
    if not rows:
        raise SpreadsheetRefused(_("Berkas ini hanya berisi judul kolom. Isi dahulu pesertanya."))
    return rows


def _cell(cell: Any) -> int | str:
    """Numbers stay numbers, so that a rounded NIP is noticed; the rest is text."""
    return cell if isinstance(cell, int) else str(cell or "")


def _import(request: Request, event: Socialization) -> HttpResponse:
    """Write the rows that the person has seen; the signature says that they are the same."""
    try:
        known, rows = signing.loads(request.POST["rows"], salt=SALT, max_age=HOURS_24)
    except signing.BadSignature:
        known, rows = None, []
    if known != event.activity_id:
        messages.error(request, _("Pratinjau ini sudah kedaluwarsa. Unggah berkasnya sekali lagi."))
        return redirect("programs:attendance_import", event.activity_id)
    if wrong := _run(request, event, rows, dry_run=False):
        context = {"form": SheetForm(), "activity": event.activity, "rows": rows, "wrong": wrong}
        return render(request, "programs/attendance_import.html", context, status=422)
    messages.success(request, _("%(rows)s peserta diimpor.") % {"rows": len(rows)})
    return redirect("programs:attendance", event.activity_id)


def _run(request: Request, event: Socialization, rows: Rows, *, dry_run: bool) -> list[Wrong]:
    """Import all rows or none; what is wrong with which row."""
    resource = AttendanceResource(event, request.user)
    headers = [*resource.REQUIRED, *resource.OPTIONAL]
    table = tablib.Dataset(headers=headers)
    table.extend([[row.get(name, "") for name in headers] for _number, row in rows])
    result = resource.import_data(
        table, dry_run=dry_run, rollback_on_validation_errors=True, raise_errors=False
    )
    wrong = [Wrong(0, "", str(one.error)) for one in result.base_errors]
    for index, errors in result.row_errors():
        wrong += [Wrong(rows[index - 1][0], "", str(one.error)) for one in errors]
    for invalid in result.invalid_rows:
        wrong += _of_row(rows[invalid.number - 1][0], invalid.error)
    return sorted(wrong, key=lambda one: one.number)


def _of_row(number: int, error: ValidationError) -> list[Wrong]:
    labels = AttendanceResource.LABELS
    return [
        Wrong(number, str(labels.get(name, "")), text)
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def attendance_template(request: Request, pk: int) -> HttpResponse:
    """An empty sheet with the right columns and one line as an example."""
    event = _changeable(request, pk)
    headers = [*AttendanceResource.REQUIRED, *AttendanceResource.OPTIONAL]
    example = [_("Nama Peserta (contoh, hapus)"), "", _("Analis Kebijakan"), event.unit.name, "ya"]
    answer = HttpResponse(xlsx_file("daftar hadir", headers, [example]), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="templat-daftar-hadir.xlsx"'
    return answer
