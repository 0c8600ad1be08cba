"""Upload, preview, confirm; and the template to fill in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reformasi.organisation.shortcuts import Request
from reformasi.sheets import actions
from reformasi.sheets.blanks import blank_workbook
from reformasi.sheets.context import Context
from reformasi.sheets.forms import FileForm, LayoutForm
from reformasi.sheets.imports import Preview, grids_of, try_upload
from reformasi.sheets.models import Upload
from reformasi.sheets.preview_rows import listed
from reformasi.sheets.reading import MAX_BYTES
from reformasi.sheets.refusals import ColumnsUnread, SheetRefused
from reformasi.sheets.table import Table
from reformasi.sheets.writing import XLSX_TYPE
from reformasi.ui.form_pages import posted

from .opening import address, open_import


@require_http_methods(["GET", "POST"])
def import_table(request: Request, name: str, pk: int | None = None) -> HttpResponse:
    """Take a file and go on to its preview; nothing is written yet."""
    table, context = open_import(request, name, pk)
    form = FileForm(posted(request), request.FILES or None, table=table)
    if request.method == "POST" and form.is_valid():
        file, content = form.cleaned_data["file"]
        upload = actions.keep_upload(
            table=table.name, subject=context.subject, by=context.by, name=file, content=content
        )
        return redirect("sheets:preview", *address(name, pk), upload.token)
    page = {"form": form, "limit": MAX_BYTES, **_page(table, context, pk)}
    return render(request, "sheets/import.html", page, status=422 if form.errors else 200)


@require_GET
def template(request: Request, name: str, pk: int | None = None) -> HttpResponse:
    """The empty sheet with the right columns."""
    table, context = open_import(request, name, pk)
    headers = {"Content-Disposition": f'attachment; filename="templat-{name}.xlsx"'}
    return HttpResponse(blank_workbook(table, context), content_type=XLSX_TYPE, headers=headers)


@require_http_methods(["GET", "POST"])
def preview(request: Request, name: str, token: str, pk: int | None = None) -> HttpResponse:
    """What each row would do (GET); do it, all rows or none (POST)."""
    table, context = open_import(request, name, pk)
    uploads = Upload.objects.of(request.user, name, pk).alive(timezone.now())
    upload = uploads.filter(token=token).first()
    if upload is None:
        messages.warning(
            request, _("Unggahan ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")
        )
        return redirect("sheets:import", *address(name, pk))
    if upload.confirmed_at:
        return _done(request, table, context, upload)
    if request.method != "POST":
        return _preview_page(request, table, context, upload)
    if "baca" in request.POST:
        return _choose(request, table, context, upload)
    return _confirm(request, table, context, upload)


def _confirm(request: Request, table: Table, context: Context, upload: Upload) -> HttpResponse:
    digest = request.POST.get("digest", "")
    try:
        report = actions.confirm(
            upload=upload,
            table=table,
            context=context,
            digest=digest,
            drop_unknown="tanpa" in request.POST,
        )
    except ColumnsUnread as refusal:
        unticked = refusal.messages[0]
        return _preview_page(request, table, context, upload, status=409, unticked=unticked)
    except SheetRefused:
        return _preview_page(request, table, context, upload, status=409)
    if report and (report.wrong or report.digest != digest):
        return _preview_page(request, table, context, upload, status=409, moved_on=True)
    upload.refresh_from_db()
    return _done(request, table, context, upload)


def _done(request: Request, table: Table, context: Context, upload: Upload) -> HttpResponse:
    """A repeated confirmation is answered as the first one was."""
    messages.success(
        request,
        _("Semua baris tersimpan: %(added)d baru, %(changed)d berubah.")
        % {"added": upload.added, "changed": upload.changed},
    )
    return redirect(table.back(context))


def _choose(request: Request, table: Table, context: Context, upload: Upload) -> HttpResponse:
    form = LayoutForm(request.POST, grids=grids_of(upload))
    if not form.is_valid():
        return _preview_page(request, table, context, upload, status=422, layout_form=form)
    actions.choose_layout(upload=upload, **form.cleaned_data)
    return redirect("sheets:preview", *address(upload.table, upload.subject_id), upload.token)


def _preview_page(
    request: Request,
    table: Table,
    context: Context,
    upload: Upload,
    *,
    status: int = 200,
    unticked: str = "",
    layout_form: LayoutForm | None = None,
    moved_on: bool = False,
) -> HttpResponse:
    tried = try_upload(table, context, upload)
    page = {
        "upload": upload,
        "preview": tried,
        "layout_form": layout_form or _layout_form(upload, tried),
        "unticked": unticked,
        "moved_on": moved_on,
        **listed(table, context, tried),
        **_page(table, context, upload.subject_id),
    }
    return render(request, "sheets/preview.html", page, status=status)


def _layout_form(upload: Upload, tried: Preview) -> LayoutForm:
    initial: dict[str, int | None] = {"sheet": upload.sheet, "header": upload.header}
    if layout := tried.layout:
        initial = {"sheet": tried.grids.index(layout.grid), "header": layout.header.number}
    return LayoutForm(grids=tried.grids, initial=initial)


def _page(table: Table, context: Context, pk: int | None) -> dict[str, object]:
    """What every page of an import shows around itself."""
    return {
        "table": table,
        "subject": context.subject,
        "back": table.back(context),
        "import_url": reverse("sheets:import", args=address(table.name, pk)),
        "template_url": reverse("sheets:template", args=address(table.name, pk)),
    }
