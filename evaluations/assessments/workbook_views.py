"""A sheet as a workbook: out to work in offline, and back with a preview of every cell."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from evaluations.scoring import ScoringError
from reformasi.organisation.shortcuts import Request
from reformasi.sheets.actions import close_upload, keep_upload
from reformasi.sheets.models import Upload
from reformasi.sheets.writing import XLSX_TYPE, TooLong
from reformasi.ui.form_pages import away, posted
from reformasi.ui.text import clean
from reformasi.workflow.versions import moved_on

from . import actions, exports
from .exports import SheetLayout
from .fillings import version_in
from .forms import SheetFileForm
from .imports import SheetImport, import_of
from .models import AssessmentLayer
from .permissions import AssessmentPerm
from .previews import Preview
from .standing import sentence
from .views import own_layer
from .workbooks.reading import MAX_BYTES
from .workbooks.refusals import NoWorkbook

UPLOADS = "lke"  # what an upload of a sheet is kept under


@require_GET
def sheet_export(request: Request, pk: int, layout: str) -> HttpResponseBase:
    """What the layer answers now, as an XLSX."""
    layer = own_layer(request, pk)
    if layout not in SheetLayout.values:
        raise Http404
    try:
        workbook = exports.export_layer(layer, SheetLayout(layout), by=request.user)
    except (TooLong, NoWorkbook) as refusal:
        messages.error(request, str(refusal))
        return redirect(layer)
    except ScoringError as refusal:
        messages.error(request, sentence(refusal))
        return redirect(layer)
    response = FileResponse(
        io.BytesIO(workbook),
        as_attachment=True,
        filename=exports.file_name(layer, SheetLayout(layout)),
        content_type=XLSX_TYPE,
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(["GET", "POST"])
def sheet_import(request: Request, pk: int) -> HttpResponse:
    """Take a file and go on to its preview; nothing is written yet."""
    layer = own_layer(request, pk, AssessmentPerm.CHANGE_ANSWER)
    if response := _led_away(request, layer):
        return response
    form = SheetFileForm(
        posted(request), request.FILES or None, instrument=layer.assessment.specification
    )
    if request.method == "POST" and form.is_valid():
        name, content = form.cleaned_data["file"]
        upload = keep_upload(
            table=UPLOADS, subject=layer, by=request.user, name=name, content=content
        )
        address = reverse("evaluations:sheet_preview", args=[pk, upload.token])
        column = form.cleaned_data["column"]
        return redirect(f"{address}?column={column}" if column else address)
    context = {"form": form, "layer": layer, "assessment": layer.assessment, "limit": MAX_BYTES}
    status = 422 if form.errors else 200
    return render(request, "evaluations/workbook/import.html", context, status=status)


@require_http_methods(["GET", "POST"])
def sheet_preview(request: Request, pk: int, token: str) -> HttpResponse:
    """What each cell would change (GET); write those that were chosen (POST)."""
    layer = own_layer(request, pk, AssessmentPerm.CHANGE_ANSWER)
    uploads = Upload.objects.of(request.user, UPLOADS, layer.pk).alive(timezone.now())
    upload = uploads.filter(token=token).first()
    if upload is None:
        reason = _("Unggahan ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")
        messages.warning(request, reason)
        return redirect("evaluations:sheet_import", pk)
    if upload.confirmed_at:
        return _done(request, layer, upload.changed)
    if response := _led_away(request, layer):
        return response
    incoming = _incoming(request, layer, upload)
    if request.method == "POST":
        return _confirm(request, layer, upload, incoming)
    return _preview_page(request, layer, upload, Preview(incoming))


def _confirm(
    request: Request, layer: AssessmentLayer, upload: Upload, incoming: SheetImport
) -> HttpResponse:
    """Each answer by itself, as it was looked at; what is left over is shown once more."""
    versions = {
        code: version_in(request.POST.get(f"{code}.version", "")) for code in incoming.answers
    }
    given = {
        code: value
        for code in incoming.asked
        if (value := clean(request.POST.get(f"{code}.answer", "")).strip())
    }
    fillings = incoming.fillings(_chosen(request, incoming), versions, given)
    filled = actions.import_answers(
        layer=layer, fillings=fillings, name=upload.name, by=request.user
    )
    if filled.conflicts or filled.refused:
        again = Preview(_incoming(request, layer, upload), filled, given)
        return _preview_page(request, layer, upload, again, status=409)
    close_upload(upload=upload, changed=len(filled.changed))
    return _done(request, layer, len(filled.changed))


def _incoming(request: Request, layer: AssessmentLayer, upload: Upload) -> SheetImport:
    """As the address or the form says: which column, and codes whatever the words beside them."""
    return import_of(
        layer,
        bytes(upload.content),
        trusts_codes=_asked_for(request, "codes") == "1",
        column=clean(_asked_for(request, "column")).upper(),
    )


def _asked_for(request: Request, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _chosen(request: Request, incoming: SheetImport) -> set[str]:
    """The cells to take: ticked, or decided for the file where the sheet has moved on."""
    decided = {
        change.name
        for change in incoming.conflicts
        if request.POST.get(f"{change.name}.choice") == "file"
    }
    return decided | set(request.POST.getlist("take"))


def _done(request: Request, layer: AssessmentLayer, count: int) -> HttpResponse:
    """A repeated confirmation is answered as the first one was."""
    messages.success(
        request, _("%(count)d jawaban diambil dari berkas dan disimpan.") % {"count": count}
    )
    return redirect(layer)


def _led_away(request: Request, layer: AssessmentLayer) -> HttpResponse | None:
    """Away from a sheet that is handed in.

    Raises:
        MoveNotAllowed: something was sent for it.
    """
    if layer.is_editable:
        return None
    if response := away(request, moved_on(layer), to=layer):
        return response
    actions.require_open_sheet(layer)
    return None


def _preview_page(
    request: Request, layer: AssessmentLayer, upload: Upload, preview: Preview, status: int = 200
) -> HttpResponse:
    context = {
        "layer": layer,
        "assessment": layer.assessment,
        "upload": upload,
        "preview": preview,
        "trusts_codes": _asked_for(request, "codes") == "1",
        "column": _asked_for(request, "column"),
    }
    return render(request, "evaluations/workbook/preview.html", context, status=status)
