"""The one answer to the POST of a move, for every app."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reformasi.audit.refusals import NotReady
from reformasi.ui.form_pages import posted
from reformasi.ui.text import clean

from .models import Stateful, Versioned
from .moves import Move, named

#: Python itself reads no number of more than 4,300 digits.
LIKE_A_VERSION = re.compile(r"[0-9]{1,9}")


class Act(Protocol):
    """Makes a move: ``decisions.decide``, or an action of the subject."""

    def __call__(
        self, obj: Stateful, move: Move, *, by: AbstractBaseUser, note: str, version: int | None
    ) -> object: ...


def posted_version(request: HttpRequest) -> int:
    """The version of the row that the form was opened with; 0 (never current) if it says none."""
    data = posted(request)
    text = data.get("version", "") if data else ""
    return int(text) if LIKE_A_VERSION.fullmatch(text) else 0


def posted_note(request: HttpRequest) -> str:
    """What was written beside a button, in a form without fields of its own: mostly a reason."""
    return clean(request.POST.get("note", "")).strip()


def move_or_404(moves: Iterable[Move], verb: str) -> Move:
    """The move that the address names."""
    if move := named(moves, verb):
        return move
    raise Http404


def move_response(
    request: HttpRequest, obj: Stateful, move: Move, act: Act, version: int | None = None
) -> HttpResponse:
    """Let ``act`` make ``move`` on ``obj`` with the note of the form, and show it.

    ``version`` is the one that the person decides on: by default that of the page they saw. What
    is not there or not open yet is told on the page of ``obj``; what is written already stays.
    """
    note = posted_note(request)
    if move.needs_note and not note:
        messages.error(request, _("Tulis alasannya dahulu, lalu kirim lagi."))
        return redirect(obj.get_absolute_url())
    if version is None and isinstance(obj, Versioned):
        version = posted_version(request)
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    try:
        with transaction.atomic():
            act(obj, move, by=request.user, note=note, version=version)
    except NotReady as refusal:
        messages.error(request, refusal.reason)
        return redirect(obj.get_absolute_url())
    texts = {"item": obj, "status": obj.get_status_display()}
    messages.success(request, _("“%(item)s” sekarang berstatus “%(status)s”.") % texts)
    return redirect(obj.get_absolute_url())
