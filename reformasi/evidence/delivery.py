"""Hands one version of a file to a person who was allowed to have it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from reformasi.ui.delivery import body_of, describe

from .models import EvidenceVersion

# A browser shows what we say it is, runs nothing in it, and lets only our pages frame it.
SHOWN = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
#: Chromium's PDF reader does not start in a sandbox; it runs no script of the page's origin.
POLICIES = {"pdf": f"{SHOWN}; object-src 'self'"}


def deliver(request: HttpRequest, version: EvidenceVersion, *, saved: bool) -> HttpResponseBase:
    """The bytes, or 304 if the browser has them already. ``saved``: as a download.

    Raises:
        Http404: the file is gone from the store.
    """
    etag = f'"{version.sha256}"'
    not_modified = get_conditional_response(request, etag=etag)
    response = body_of(version.file) if not_modified is None else not_modified
    kind = version.kind
    charset = "; charset=utf-8" if kind.content_type.startswith("text/") else ""
    describe(
        response,
        content_type=f"{kind.content_type}{charset}",
        name=version.name,
        as_attachment=saved,
    )
    response["Content-Security-Policy"] = POLICIES.get(kind.preview, f"sandbox; {SHOWN}")
    response["ETag"] = etag
    return response
