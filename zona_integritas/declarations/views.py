from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programs.permissions import ProgramPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_visible_or_404,
    require,
)
from reformasi.workflow.views import posted_version
from zona_integritas.candidates.models import Candidate
from zona_integritas.permissions import ZonaIntegritasPerm

from . import actions, forms
from .models import Declaration, Witness


def declaration(request: Request, pk: int) -> HttpResponse:
    rows = Declaration.objects.select_related("candidate__unit", "candidate__instrument", "event")
    shown = get_visible_or_404(request.user, rows, candidate_id=pk)
    context = {
        "declaration": shown,
        "candidate": shown.candidate,
        "event": event_for(request, shown),
        "witnesses": shown.witnesses.all(),
        "may_change": shown.is_open
        and request.user.has_perm(ZonaIntegritasPerm.CHANGE_DECLARATION, shown),
    }
    return render(request, "zona_integritas/declaration.html", context)


def event_for(request: Request, shown: Declaration) -> Any:
    """The event, for those who may open it; the others read that there was one."""
    event = shown.event
    may_open = event is not None and request.user.has_perm(ProgramPerm.VIEW_ACTIVITY, event)
    return {"row": event, "url": event.get_absolute_url() if may_open else ""} if event else None


def declaration_edit(request: Request, pk: int) -> HttpResponse:
    """Records the declaration the first time, corrects it afterwards; witnesses in one form."""
    rows = Candidate.objects.select_related("unit", "instrument", "declaration")
    shown = get_visible_or_404(request.user, rows, pk=pk)
    known: Declaration | None = getattr(shown, "declaration", None)
    verb = "change" if known else "add"
    require(request.user, f"zona_integritas.{verb}_declaration", known or shown)
    version = posted_version(request) or (known.version if known else None)
    form = forms.DeclarationForm(
        request.POST or None, instance=known, candidate=shown, user=request.user
    )
    rows_of = known.witnesses.all() if known else Witness.objects.none()
    witnesses = forms.WitnessFormSet(request.POST or None, queryset=rows_of, prefix="saksi")
    if form.is_valid() and witnesses.is_valid():
        given = {**form.cleaned_data, "witnesses": forms.witnesses_of(witnesses)}
        return redirect(keep_declaration(request, shown, given))
    context = {"form": form, "witnesses": witnesses, "candidate": shown, "version": version}
    return render(request, "zona_integritas/declaration_form.html", context)


def keep_declaration(request: Request, of: Candidate, given: dict[str, Any]) -> Declaration:
    stored = Declaration.objects.filter(candidate=of).select_related("candidate__unit").first()
    if stored is None:
        messages.success(request, _("Pencanangan tercatat. Lampirkan piagamnya sebagai bukti."))
        return actions.record_declaration(candidate=of, by=request.user, **given)
    messages.success(request, _("Pencanangan tersimpan."))
    return actions.change_declaration(
        declaration=stored, by=request.user, version=posted_version(request), **given
    )
