"""Hands a stored file to a browser."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def body_of(file: FieldFile) -> HttpResponseBase:
    """The bytes, by the web server where there is one (``ACCEL_REDIRECT_PREFIX``).

    Raises:
        Http404: the row is there but the file is gone from the store (logged).
    """
    name = file.name or ""
    if prefix := settings.ACCEL_REDIRECT_PREFIX:
        return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(name)}"})
    try:
        return FileResponse(file.open("rb"))
    except FileNotFoundError as error:
        logger.exception("The file %s is not in the store", name)
        message = _("Berkas ini tidak ada di tempat penyimpanan. Hubungi administrator.")
        raise Http404(message) from error


def describe(
    response: HttpResponseBase, *, content_type: str, name: str, as_attachment: bool
) -> None:
    """Say what the file is and how it is called; it is asked for again each time, as rights end."""
    response["Content-Type"] = content_type
    disposition = content_disposition_header(as_attachment, name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
