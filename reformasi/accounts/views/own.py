from functools import wraps

from allauth.account import views
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reformasi.accounts.middleware import FACTORS, needs_second_factor
from reformasi.organisation.models import Membership
from reformasi.organisation.roles import Role
from reformasi.organisation.shortcuts import Request


@wraps(views.logout)
def logout(request: HttpRequest) -> HttpResponseBase:
    """The library's; the browser then forgets the pages that "Kembali" would show (over https)."""
    response = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def own(request: Request) -> HttpResponse:
    """One's own data, roles, and the ways to change password, second factor and sessions."""
    context = {
        "person": request.user,
        "memberships": Membership.objects.filter(user=request.user).with_people(),
        "today": timezone.localdate(),
        "has_factor": get_adapter().is_mfa_enabled(request.user, types=FACTORS),
    }
    return render(request, "accounts/own.html", context)


@require_GET
def second_factor(request: Request) -> HttpResponse:
    """Why the portal asks for a second factor, and the two ways to have one."""
    context = {
        "needed": needs_second_factor(request.user),
        "roles": [Role(role).label for role in settings.MFA_REQUIRED_ROLES],
    }
    return render(request, "accounts/second_factor.html", context)
