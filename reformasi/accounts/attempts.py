"""Whose wrong tries are counted together, so that nobody is refused for the mistakes of others.

A ministry is one address to the outside. Tries are counted by account *and* address: wrong ones
on an account stop that address from guessing it further, and no other account or address. A browser
from which somebody has logged in before is known by a signed cookie and counts by itself, so that
not even a neighbour behind the same address can shut the owner out.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from reformasi.organisation import nip
from reformasi.organisation.models import User

COOKIE = "peramban"
SALT = "accounts.browser"
DAYS = 180


def account_of(credentials: Mapping[str, str]) -> User | None:
    """Whom the NIP or the e-mail names, however it is typed."""
    number = nip.normalise(credentials.get("username") or "")
    email = credentials.get("email") or credentials.get("username") or ""
    return User.objects.filter(Q(nip=number) | Q(email__iexact=email)).first()


def count_key(request: HttpRequest, credentials: Mapping[str, str]) -> str:
    """What tries are counted under: the account, and the browser or else the address."""
    person = account_of(credentials)
    if person is None:
        typed = credentials.get("email") or nip.normalise(credentials.get("username") or "")
        return f"{typed.lower()}|{get_ip(request)}"
    return key_of(request, person)


def key_of(request: HttpRequest, person: User) -> str:
    return f"{person.pk}|{browser_of(request, person) or get_ip(request)}"


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
