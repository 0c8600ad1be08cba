"""Tells the trail who acts and from where, and answers refusals without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from reformasi.sending.responses import refusal

from . import trail
from .refusals import NotPermitted, Refused


class AuditMiddleware:
    """The row history gets the actor and the address; a refusal becomes an entry and a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = address_of(request)
        with trail.coming_from(origin):
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                return self.get_response(request)
            actor = str(request.user.pk) if request.user.is_authenticated else ""
            with pghistory.context(actor=actor, url=request.path):
                return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.user.is_authenticated or not isinstance(error, Refused | NotPermitted):
            return None
        trail.refuse(
            error.verb, error.target, by=request.user, reason=error.reason, phrase=error.phrase
        )
        if isinstance(error, NotPermitted):
            return None  # Django answers 403 with our template
        get_url = getattr(error.target, "get_absolute_url", None)
        return refusal(
            request,
            "refused.html",
            error.reason,
            status=409,
            cause="conflict",
            target=error.target,
            back_url=get_url() if get_url else "/",
        )


def address_of(request: HttpRequest) -> str:
    """Where the request came from: behind proxies of ours, the address that the outermost saw.

    The login library asks here too (``AccountAdapter.get_client_ip``): its own way ends in an error
    where a request came past the proxies.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    told = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return clean_client_ip(told) or str(request.META.get("REMOTE_ADDR", ""))
