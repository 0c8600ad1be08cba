"""What several pages answer alike: a move, the year to start from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reformasi.organisation.shortcuts import Request, note_of
from reformasi.workflow.transitions import Move

from . import actions, workflow
from .models import Submission

MOVES: dict[str, Move] = {move.verb: move for move in workflow.MOVES}


def move_called(verb: str) -> Move:
    """The move of this verb, or 404."""
    if verb not in MOVES:
        raise Http404
    return MOVES[verb]


def moved(request: Request, item: Submission, move: Move, version: int) -> HttpResponse:
    """Make ``move`` on the ``version`` seen, with the note of the form; say so, show ``item``."""
    note = note_of(request)
    if move.needs_note and not note:
        messages.error(request, _("Tulis alasannya dahulu, lalu kirim lagi."))
        return redirect(item)
    wanted: dict[str, Any] = {"note": note} if move.needs_note else {}
    actions.ACTS[move.verb](item=item, by=request.user, version=version, **wanted)
    words = {"item": item, "status": item.get_status_display()}
    messages.success(request, _("“%(item)s”: %(status)s.") % words)
    return redirect(item)
