"""Hands one version of a file to a person who was allowed to have it."""

from __future__ import annotations

import logging
from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .models import EvidenceVersion

logger = logging.getLogger(__name__)

# A browser shows what we say it is, runs nothing in it, and lets only our pages frame it.
SHOWN = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
#: Chromium's PDF reader does not start in a sandbox; it runs no script of the page's origin.
POLICIES = {"pdf": f"{SHOWN}; object-src 'self'"}


def deliver(request: HttpRequest, version: EvidenceVersion, *, saved: bool) -> HttpResponseBase:
    """The bytes, by the web server where there is one (``ACCEL_REDIRECT_PREFIX``).

    Raises:
        Http404: the row is there but the file is gone from the store (logged).
    """
    etag = f'"{version.sha256}"'
    known = get_conditional_response(request, etag=etag)
    response = known if known is not None else _body(version)
    kind = version.kind
    charset = "; charset=utf-8" if kind.content_type.startswith("text/") else ""
    response["Content-Type"] = f"{kind.content_type}{charset}"
    response["Content-Disposition"] = cast(str, content_disposition_header(saved, version.name))
    response["Content-Security-Policy"] = POLICIES.get(kind.preview, f"sandbox; {SHOWN}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # asked again each time: rights may end
    response["ETag"] = etag
    return response


def _body(version: EvidenceVersion) -> HttpResponseBase:
    name = version.file.name or ""
    if prefix := settings.ACCEL_REDIRECT_PREFIX:
        return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{quote(name)}"})
    try:
        return FileResponse(version.file.open("rb"))
    except FileNotFoundError as error:
        logger.exception("The file of evidence version %s is not in the store", version.pk)
        words = _("Berkas ini tidak ada di tempat penyimpanan. Hubungi administrator.")
        raise Http404(words) from error
