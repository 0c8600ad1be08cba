"""What every request must be before anything is asked of it, and what is kept of a refused one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Protocol

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .kept import DISCARD, SESSION_KEY, forget, keep, kept_for
from .once import is_taken
from .responses import refusal, wants_json
from .typed import typed_by


class View(Protocol):
    def __call__(
        self, request: HttpRequest, /, *args: object, **kwargs: object
    ) -> HttpResponse: ...


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


class LoginMiddleware(LoginRequiredMiddleware):
    """Whoever sends a form after the session has ended logs in, and finds it again as typed."""

    def process_view(  # type: ignore[override]  # a view that is named exactly
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view, (), {})
        if response is None:
            return None
        message = _("Sesi Anda sudah berakhir, jadi isian belum tersimpan.")
        if wants_json(request):
            return JsonResponse({"cause": "session", "message": message}, status=401)
        if kept := keep(request):
            query = urlencode({REDIRECT_FIELD_NAME: kept.page, "ended": "1"})
            return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
        if typed_by(request):
            return refusal(request, "ended.html", message, status=401, cause="session")
        return response


class KeptMiddleware:
    """Fills in a form with what was kept of it; a form that has been taken is kept no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_taken(request):
            raw = request.session.get(SESSION_KEY)
            if raw and raw.get("address") == request.path:
                forget(request)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.method != "GET" or not request.user.is_authenticated:
            return None
        kept = kept_for(request)
        if kept is None or request.path not in {kept.address, kept.page.partition("?")[0]}:
            return None
        if DISCARD in request.GET:
            forget(request)
            return HttpResponseRedirect(request.path)
        request.kept_form = kept  # type: ignore[attr-defined]
        if request.path == kept.address:
            request.kept_data = kept.data  # type: ignore[attr-defined]
        return None
