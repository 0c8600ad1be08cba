"""Requests of which the very first line of Django's would fail."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

#: Every page of the portal is UTF-8, and so is what browsers send from it; ASCII is a part of it.
ENCODINGS = {"utf-8", "ascii"}


class ReadableRequest(WSGIRequest):
    """A request whose header names an encoding that nobody can read a text in.

    Django decodes the address with it while the request is made, where no middleware can answer.
    """

    is_readable = True

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        if is_readable(meta.get("CONTENT_TYPE", "")):
            super()._set_content_type_params(meta)  # type: ignore[misc]  # missing in the stubs
        else:
            self.is_readable = False
            self.content_type, self.content_params = "", {}


class ReadableHandler(WSGIHandler):
    request_class = ReadableRequest


def is_readable(content_type: str) -> bool:
    """Whether the header can be read, and names no encoding but that of the portal's pages."""
    try:
        _kind, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name in ENCODINGS
    except (LookupError, ValueError):
        return False
