"""Asks for a second factor before anything else, where the ministry requires one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from reformasi.organisation.models import User

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
