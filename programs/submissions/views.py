"""What several pages answer alike: a move, a spreadsheet, the year to start from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from reformasi.organisation.shortcuts import Request, note_of
from reformasi.organisation.spreadsheets import XLSX_TYPE, csv_lines, xlsx_file
from reformasi.workflow.transitions import Move

from . import actions, workflow
from .models import Submission

MOVES: dict[str, Move] = {move.verb: move for move in workflow.MOVES}
#: More rows than this are no list to read: filter first.
EXPORT_LIMIT = 20_000


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


def sheet(resource: ModelResource, rows: Any, name: str, kind: str) -> HttpResponse:
    """``rows`` as the spreadsheet ``name``: CSV for Excel in Indonesia, or XLSX."""
    table = resource.export(queryset=rows[:EXPORT_LIMIT])
    answer: Any
    if kind == "csv":
        answer = StreamingHttpResponse(csv_lines(table.headers, table), content_type="text/csv")
    else:
        answer = HttpResponse(xlsx_file(name, table.headers, table), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
