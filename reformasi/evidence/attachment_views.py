"""One attached file where it is attached: what it is, its pointer, its other uses."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from reformasi.organisation.shortcuts import Request, get_visible_or_404, require
from reformasi.ui.form_pages import form_page

from . import actions
from .attachments import Attachment
from .forms import PointerForm
from .views import back, kind_of

NAMED_USES = 10  # of an attached file that proves many things; its own page names them all


@dataclass(frozen=True)
class OtherUses:
    """Where else the evidence is attached; ``more`` are not named, ``hidden`` out of reach."""

    named: list[Attachment]
    more: int
    hidden: int


@require_GET
def attachment(request: Request, kind: str, pk: int) -> HttpResponse:
    """What is attached, and where else: a part of the page, or a page without script."""
    row = _visible(request, kind, pk)
    form = PointerForm(initial={"pointer": row.pointer}, auto_id=f"lampiran-{row.pk}-%s")
    return _page(request, row, form)


@require_POST
def change_pointer(request: Request, kind: str, pk: int) -> HttpResponse:
    """Say anew where to look in the file."""
    row = _visible(request, kind, pk)
    require(request.user, row.change_perm, row.attached_to)
    form = PointerForm(request.POST, auto_id=f"lampiran-{row.pk}-%s")
    if not form.is_valid():
        return _page(request, row, form)
    actions.change_pointer(attachment=row, by=request.user, **form.cleaned_data)
    return back(request, row.attached_to, type(row))


def _visible(request: Request, kind: str, pk: int) -> Attachment:
    rows = kind_of(kind).objects.with_owners().with_files()
    return get_visible_or_404(request.user, rows, pk=pk)


def _page(request: Request, row: Attachment, form: PointerForm) -> HttpResponse:
    owner = row.attached_to
    is_open = owner.evidence_is_open and not owner.awaiting
    return form_page(
        request,
        "evidence/attachment_part.html" if request.htmx else "evidence/attachment.html",
        form,
        attachment=row,
        owner=owner,
        kind=row._meta.label_lower,
        evidence=row.evidence,
        version=row.evidence.current,
        other_uses=_other_uses(request, row),
        may_change=is_open and request.user.has_perm(row.change_perm, owner),
    )


def _other_uses(request: Request, row: Attachment) -> OtherUses:
    seen, hidden = row.evidence.uses_for(request.user)
    others = [use for use in seen if use != row]
    return OtherUses(others[:NAMED_USES], len(others[NAMED_USES:]), hidden)
