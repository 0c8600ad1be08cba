"""The life of a draft on its pages, the same for activities, action plans and achievements."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reformasi.organisation.decidable import decision_context
from reformasi.organisation.scope import permission
from reformasi.organisation.shortcuts import Request, get_permitted_or_404, require
from reformasi.ui.form_pages import away
from reformasi.ui.lists import redirect_to_list
from reformasi.workflow.decisions import Gap, decide
from reformasi.workflow.views import move_or_404, move_response, posted_version

from .actions import delete_draft
from .models import D, Draft, Submission, attached_to
from .workflow import DECISIONS

#: In the query of a form's address: say what must still be filled in.
MISSING = "missing"


def detail_context(request: Request, item: Submission, move_url: str) -> dict[str, object]:
    """What the pages of one activity and of one plan have in common."""
    history = request.GET.get("tab") == "history"
    missing = item.gaps() if item.is_editable else []
    return {
        **decision_context(request.user, item, item.unit, move_url, missing),
        "shows_history": history,
        "shows_content": not history,
        **deletion(request, item),
    }


def deletion(request: Request, item: Draft) -> dict[str, object]:
    """Whether the person may delete ``item`` now; where only its state forbids it, why."""
    may = request.user.has_perm(permission("delete", type(item)), item)
    reason = item.why_kept()
    return {"may_delete": may and not reason, "kept": reason if may and item.is_editable else ""}


def closed(request: Request, item: Draft, message: str) -> HttpResponse | None:
    """Lead from the form to the page of ``item`` where it cannot be edited in its status."""
    if item.is_editable:
        return None
    return away(request, message % {"status": item.get_status_display()}, to=item)


def gaps(request: Request, item: Draft | None) -> list[Gap]:
    """What the form says is missing, if it was opened by ``submit``; else nothing."""
    return item.gaps() if item and MISSING in request.GET else []


def saved_response(request: Request, item: Draft) -> HttpResponse:
    """Submit what was just saved if that button was pressed, else show the draft."""
    if request.POST.get("then") == "submit":
        return submit(request, item, item.version)
    messages.success(request, _("Draf tersimpan. Ajukan bila sudah lengkap."))
    return redirect(item)


def submit(request: Request, item: Draft, version: int) -> HttpResponse:
    """Submit it, or lead to what is still missing."""
    require(request.user, DECISIONS.submit.permission_for(item), item)
    gaps = item.gaps()
    if not gaps:
        return move_response(request, item, DECISIONS.submit, decide, version=version)
    if any(gap.field for gap in gaps):
        message = _("Tersimpan sebagai draf, belum diajukan: masih ada yang perlu dilengkapi.")
        messages.warning(request, message)
        return redirect(f"{item.get_change_url()}?{MISSING}=1")
    reasons = " ".join(gap.message for gap in gaps)
    message = _("Tersimpan sebagai draf, belum diajukan. %(reasons)s")
    messages.warning(request, message % {"reasons": reasons})
    return redirect(item)


def make_move(request: Request, rows: QuerySet[D], pk: int, verb: str) -> HttpResponse:
    """Submit, approve, return, withdraw or reopen one of ``rows``."""
    move = move_or_404(DECISIONS, verb)
    item = get_permitted_or_404(request.user, move.permission_for(rows.model), rows, pk=pk)
    if move is DECISIONS.submit and item.is_editable:
        return submit(request, item, posted_version(request))
    return move_response(request, item, move, decide)


def delete(request: Request, item: Draft, list_url: str) -> HttpResponse:
    """Ask, then throw a draft away."""
    if request.method != "POST" and (reason := item.why_kept()):
        messages.warning(request, reason)
        return redirect(item)
    if request.method != "POST":
        proofs = sum(rows.count() for rows in attached_to(item))
        return render(request, "programs/draft_delete.html", {"item": item, "proofs": proofs})
    delete_draft(item=item, by=request.user)
    messages.success(request, _("Draf “%(title)s” dihapus.") % {"title": item})
    return redirect_to_list(request, list_url)
