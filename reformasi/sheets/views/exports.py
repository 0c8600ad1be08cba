"""A table for download: at once when it is short, else made by the worker."""

from __future__ import annotations

import tempfile
from typing import IO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reformasi.organisation.shortcuts import Request, get_visible_or_404
from reformasi.sheets import actions
from reformasi.sheets.context import Context
from reformasi.sheets.exports import (
    export_context,
    file_name,
    is_small,
    note_export,
    outlet_of,
    write_export,
)
from reformasi.sheets.models import ExportJob
from reformasi.sheets.table import Table, get_table
from reformasi.sheets.tasks import announce
from reformasi.sheets.workflow import Format, Status
from reformasi.sheets.writing import CONTENT_TYPES, TooLong

from .opening import address, open_export


@require_GET
def export(request: Request, name: str, format: str, pk: int | None = None) -> HttpResponseBase:
    """The list as it is filtered."""
    table, context = open_export(request, name, pk)
    rows = outlet_of(table).queryset(context)
    if not is_small(rows):
        return _ask_worker(request, table, context, Format(format))
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        count = write_export(stream, table, context, Format(format), rows)
    except TooLong as error:
        stream.close()
        messages.error(request, str(error))
        return redirect(table.back(context))
    note_export(table=table, context=context, rows=count, format=Format(format))
    stream.seek(0)
    return _download(stream, table, Format(format))


def _ask_worker(request: Request, table: Table, context: Context, format: Format) -> HttpResponse:
    job = actions.request_export(table=table, context=context, format=format)
    # A worker that hears of it before the commit finds no row.
    transaction.on_commit(lambda: announce(job.pk))
    messages.info(request, _("Tabel ini panjang, jadi dibuat di belakang layar."))
    return redirect(job)


@require_GET
def export_job(request: Request, pk: int) -> HttpResponse:
    """How far the worker is, and the file when it is there."""
    return render(request, "sheets/export_job.html", _job_page(request, pk))


@require_GET
def export_progress(request: Request, pk: int) -> HttpResponse:
    """The changing part of the page, for htmx; a person without it gets the whole page."""
    page = _job_page(request, pk)
    if not request.htmx:
        return redirect("sheets:export_job", pk)
    return render(request, "sheets/export_job.html#state", page)


@require_GET
def export_download(request: Request, pk: int) -> HttpResponseBase:
    """The file, for whoever asked for it."""
    job = get_visible_or_404(request.user, ExportJob, pk=pk, status=Status.DONE)
    try:
        stream = job.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return _download(stream, get_table(job.table), Format(job.format))


def _job_page(request: Request, pk: int) -> dict[str, object]:
    job = get_visible_or_404(request.user, ExportJob, pk=pk)
    table = get_table(job.table)
    again = reverse("sheets:export", args=[*address(job.table, job.subject_id), job.format])
    return {"job": job, "table": table, "again": f"{again}?{job.query}", "back": _back(table, job)}


def _back(table: Table, job: ExportJob) -> str:
    """The list that was asked for; nothing where the person does not see its object any more."""
    try:
        return table.back(export_context(job))
    except Http404:
        return ""


def _download(stream: IO[bytes], table: Table, format: Format) -> FileResponse:
    response = FileResponse(stream, content_type=CONTENT_TYPES[format])
    name = content_disposition_header(True, file_name(table, format))
    response["Content-Disposition"] = name or "attachment"
    response["Cache-Control"] = "private, no-cache"
    return response
