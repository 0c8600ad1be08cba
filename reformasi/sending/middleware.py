"""What every request must be before anything is asked of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class BrokenCookies(BadRequest):
    """Cookies with control characters. The answer takes them back, or no page would ever come."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("Control characters in a cookie")
        self.names = list(names)


class ReadableMiddleware:
    """Refuses in words what nobody can read: signs that no text holds, unknown encodings.

    PostgreSQL holds no NUL, and Python's decoders fail at an encoding that is none of a text. A
    NUL that is typed into a form is taken out by ``TextGateMiddleware``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not getattr(request, "is_readable", True):
            raise BadRequest("No encoding of a text")
        parts = (request.path_info, *(value for _, each in request.GET.lists() for value in each))
        if any("\0" in part for part in parts):
            raise BadRequest("NUL in the address")
        broken = [name for name, value in request.COOKIES.items() if not is_plain(name + value)]
        if broken:
            raise BrokenCookies(broken)
        return self.get_response(request)


def is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)
