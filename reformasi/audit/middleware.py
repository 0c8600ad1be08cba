"""Tells the trail who acts and from where, and answers refusals without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from . import trail
from .refusals import NotPermitted, Refused
from .values import as_text, column_of, from_typed, label

#: Fields of forms about a move, which no model has.
FIELDS = {"note": _lazy("catatan"), "reason": _lazy("alasan")}
HIDDEN = {"csrfmiddlewaretoken", "version", "password", "password1", "password2", "oldpassword"}


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
            with pghistory.context(actor=actor, url=request.path, origin=origin):
                return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.user.is_authenticated or not isinstance(error, Refused | NotPermitted):
            return None
        trail.refuse(
            error.verb, error.target, by=request.user, reason=error.reason, phrase=error.phrase
        )
        if isinstance(error, NotPermitted):
            return None  # Django answers 403 with our template
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"conflict": error.reason}, status=409)
        get_url = getattr(error.target, "get_absolute_url", None)
        context = {
            "reason": error.reason,
            "target": error.target,
            "typed": typed(request, error.target),
            "back_url": get_url() if get_url else "/",
            "title": _("Belum dapat dilakukan"),
        }
        return render(request, "refused.html", context, status=409)


def address_of(request: HttpRequest) -> str:
    """Where the request came from: behind proxies of ours, the address that the outermost saw."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    told = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return told or str(request.META.get("REMOTE_ADDR", ""))


def typed(request: HttpRequest, target: models.Model) -> list[tuple[str, str]]:
    """What the person typed into the refused form, with labels, so that nothing is lost."""
    return [
        (
            str(FIELDS.get(name) or label(target, name)),
            as_text(target, name, from_typed(column_of(target, name), value)),
        )
        for name, values in request.POST.lists()
        for value in values
        if name not in HIDDEN and value.strip()
    ]
