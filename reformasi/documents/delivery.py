"""Hands an edition to a person who was allowed to have it."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .models import DocumentEdition


def deliver(edition: DocumentEdition) -> HttpResponseBase:
    """The bytes, by the web server where there is one (``ACCEL_REDIRECT_PREFIX``).

    Raises:
        Http404: the file is gone from the store.
    """
    response = _body(edition.file.name or "", edition)
    response["Content-Type"] = "application/pdf"
    response["Content-Disposition"] = (
        content_disposition_header(True, edition.download_name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # asked again each time: rights may end
    return response


def _body(name: str, edition: DocumentEdition) -> HttpResponseBase:
    if prefix := settings.ACCEL_REDIRECT_PREFIX:
        return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(name)}"})
    try:
        return FileResponse(edition.file.open("rb"))
    except FileNotFoundError as error:
        words = _("Berkas ini tidak ada di tempat penyimpanan. Hubungi administrator.")
        raise Http404(words) from error
