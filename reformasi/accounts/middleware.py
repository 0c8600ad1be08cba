"""Ends sessions that nobody uses; asks for a second factor where the ministry requires one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from reformasi.organisation.models import User

#: In the session: when it was last used; and, after it was ended for that, the limit it had.
SEEN, ENDED = "last_used", "ended_idle"
MINUTE = 60
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
#: What remains open meanwhile: setting a factor up, leaving, and what that needs.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "accounts:second_factor",
    "ui:chart",
}


def needs_second_factor(user: User) -> bool:
    """Whether a role of ``user`` requires a second factor and there is none yet.

    Where any role does, a superuser needs one too: they may do what every role may.
    """
    required = settings.MFA_REQUIRED_ROLES
    if not required:
        return False
    if not (user.is_superuser or any(m.role in required for m in user.memberships_today)):
        return False
    return not get_adapter().is_mfa_enabled(user, types=FACTORS)


def begin(request: HttpRequest, **_signal: object) -> None:
    """A session is in use from the login on."""
    request.session[SEEN] = int(time.time())


class IdleMiddleware:
    """Ends a session that nobody used for ``SESSION_IDLE_MINUTES``, and says so at the login.

    What a form brings then is kept like that of every session that ended (ADR 106). The moment of
    use is written once a minute at most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            idle = now - int(request.session.get(SEEN, now))
            if idle > settings.SESSION_IDLE_MINUTES * 60:
                logout(request)
                request.session[ENDED] = settings.SESSION_IDLE_MINUTES
            elif idle >= MINUTE or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class SessionListMiddleware(UserSessionsMiddleware):
    """Notes in the list of one's sessions that this one is in use: once a minute, as
    ``IdleMiddleware`` before it does, instead of with every answer of a sheet."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.modified:
            response: HttpResponse = super().__call__(request)
            return response
        return self.get_response(request)


def name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


class SecondFactorMiddleware:
    """Sends holders of the roles in ``MFA_REQUIRED_ROLES`` to the set-up until they have one.

    The pages that show secrets of it (keys, recovery codes) are kept nowhere, not even by the
    browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if name_of(request).startswith("mfa_"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: object,
        args: Sequence[object],
        kwargs: Mapping[str, object],
    ) -> HttpResponse | None:
        name = name_of(request)
        public = not getattr(view, "login_required", True)
        if public or name in OPEN or name.startswith("mfa_"):
            return None
        if not isinstance(request.user, User) or not needs_second_factor(request.user):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("accounts:second_factor"))
        return redirect("accounts:second_factor")
