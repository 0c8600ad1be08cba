"""The documents of a sheet, and its dossier: asked for, watched, downloaded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluations.assessments.documents.kinds import kinds_for
from evaluations.assessments.permissions import AssessmentPerm
from evaluations.assessments.views import own_layer
from reformasi.audit import trail
from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.shortcuts import Request, get_visible_or_404, require
from reformasi.ui.delivery import body_of, describe

from . import actions
from .models import Dossier
from .workflow import Status

#: How many documents the page of a sheet names; all of them stand in the list of documents.
LATEST = 20
DOWNLOADED = gettext_noop("mengunduh bundel bukti")


@require_GET
def sheet_documents(request: Request, pk: int) -> HttpResponse:
    """What has been printed of the sheet, and what may be asked for."""
    layer = own_layer(request, pk)
    documents = DocumentRequest.objects.visible_to(request.user).about(layer)
    context = {
        "layer": layer,
        "assessment": layer.assessment,
        "kinds": kinds_for(layer),
        "documents": documents.select_related("requested_by")[:LATEST],
        "has_more": documents.count() > LATEST,
        "dossiers": Dossier.objects.visible_to(request.user).filter(layer=layer)[:5],
        "may_request": request.user.has_perm(AssessmentPerm.REQUEST_DOCUMENT, layer),
    }
    return render(request, "evaluations/sheet_documents.html", context)


@require_POST
def sheet_document_create(request: Request, pk: int, kind: str) -> HttpResponse:
    """Ask the worker for one document about the sheet."""
    layer = own_layer(request, pk)
    asked = next((each for each in kinds_for(layer) if each.code == kind), None)
    if asked is None:
        raise Http404
    require(request.user, asked.request_perm, layer)
    document = request_document(kind=asked, subject=layer, unit=layer.unit, by=request.user)
    return redirect(document)


@require_POST
def dossier_create(request: Request, pk: int) -> HttpResponse:
    layer = own_layer(request, pk, AssessmentPerm.REQUEST_DOCUMENT)
    dossier = actions.request_dossier(layer=layer, by=request.user)
    messages.info(request, _("Bundel dibuat di belakang layar."))
    return redirect(dossier)


@require_GET
def dossier(request: Request, pk: int) -> HttpResponse:
    """How far the worker is, and the ZIP when it is there."""
    return render(request, "evaluations/dossier.html", {"dossier": _dossier(request, pk)})


@require_GET
@never_cache
def dossier_progress(request: Request, pk: int) -> HttpResponse:
    """The changing part of the page, for htmx; a person without it gets the whole page."""
    current = _dossier(request, pk)
    if not request.htmx:
        return redirect(current)
    return render(request, "evaluations/dossier.html#state", {"dossier": current})


@require_POST
def dossier_retry(request: Request, pk: int) -> HttpResponse:
    failed = _dossier(request, pk)
    require(request.user, AssessmentPerm.REQUEST_DOCUMENT, failed.layer)
    actions.retry_dossier(dossier=failed, by=request.user)
    return redirect(failed)


@require_GET
def dossier_download(request: Request, pk: int) -> HttpResponseBase:
    """The ZIP, for whoever asked for it and still sees the sheet."""
    made = _dossier(request, pk)
    if made.status != Status.DONE:
        raise Http404
    trail.record("download", made.layer, by=request.user, phrase=DOWNLOADED)
    response = body_of(made.file)
    describe(response, content_type="application/zip", name=made.download_name, as_attachment=True)
    return response


def _dossier(request: Request, pk: int) -> Dossier:
    rows = Dossier.objects.select_related(
        "layer__assessment__unit", "layer__assessment__instrument"
    )
    return get_visible_or_404(request.user, rows, pk=pk)
