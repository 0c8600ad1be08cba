"""Whose wrong tries are counted together, so that nobody is refused for the mistakes of others.

A ministry is one address to the outside. Tries are counted by account *and* address: wrong ones
on an account stop that address from guessing it further, and no other account or address. An
address may be many people, so it has room for the mistakes of several (``AT_ADDRESS``), each of
whom has as much in their own browser as anybody (``IN_BROWSER``). A browser from which somebody has
logged in before is known by a signed cookie and counts by itself, so that not even a neighbour
behind the same address can shut the owner out.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from reformasi.organisation import nip
from reformasi.organisation.models import User

COOKIE = "peramban"
SALT = "accounts.browser"
DAYS = 180
#: The two limits of ``ACCOUNT_RATE_LIMITS`` for wrong passwords.
IN_BROWSER, AT_ADDRESS = "login_failed", "login_failed_at_address"


def account_of(credentials: Mapping[str, str]) -> User | None:
    """Whom the NIP or the e-mail names, however it is typed."""
    number = nip.normalise(credentials.get("username") or "")
    email = credentials.get("email") or credentials.get("username") or ""
    return User.objects.filter(Q(nip=number) | Q(email__iexact=email)).first()


def limits_of(request: HttpRequest, credentials: Mapping[str, str]) -> list[tuple[str, str]]:
    """Which limits hold for a try, and what each counts it under."""
    person = account_of(credentials)
    if person is not None:
        return limits_on(request, person)
    typed = credentials.get("email") or nip.normalise(credentials.get("username") or "")
    return _of_a_stranger(request, typed.lower())


def limits_on(request: HttpRequest, person: User) -> list[tuple[str, str]]:
    """The same, for an account."""
    if browser := browser_of(request, person):
        return [(IN_BROWSER, f"{person.pk}|{browser}")]
    return _of_a_stranger(request, str(person.pk))


def _of_a_stranger(request: HttpRequest, account: str) -> list[tuple[str, str]]:
    """A browser that nobody knows, by its form token's secret while it keeps that, and its address
    in any case; of IPv6, which gives one machine many, the /64."""
    get_token(request)  # makes the secret where the browser has none yet
    secret = request.META["CSRF_COOKIE"]
    return [(IN_BROWSER, f"{account}|{secret}"), (AT_ADDRESS, f"{account}|{get_ip(request)}")]


def browser_of(request: HttpRequest, person: User) -> str:
    """The name of a browser in which ``person`` has logged in before; empty for any other."""
    try:
        kept = request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return ""
    owner, _, browser = (kept or "").partition(":")
    return browser if owner == str(person.pk) else ""


def remember(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Let the browser be known as ``person``'s from now on."""
    browser = browser_of(request, person) or secrets.token_urlsafe(16)
    response.set_signed_cookie(
        COOKIE,
        f"{person.pk}:{browser}",
        salt=SALT,
        max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
