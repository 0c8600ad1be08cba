from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programs.permissions import ProgramPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_visible_or_404,
    require,
)
from reformasi.ui.form_pages import away, form_page, posted
from reformasi.workflow.versions import require_current
from reformasi.workflow.views import posted_version
from zona_integritas.candidates.models import Candidate
from zona_integritas.permissions import ZonaIntegritasPerm

from . import actions, forms
from .models import Declaration, Witness, why_waiting


@require_GET
def declaration(request: Request, pk: int) -> HttpResponse:
    rows = Declaration.objects.select_related("candidate__unit", "candidate__instrument", "event")
    declaration = get_visible_or_404(request.user, rows, candidate_id=pk)
    may_change = request.user.has_perm(ZonaIntegritasPerm.CHANGE_DECLARATION, declaration)
    context = {
        "declaration": declaration,
        "candidate": declaration.candidate,
        "event": declaration.event,
        "event_url": event_url(request, declaration),
        "witnesses": declaration.witnesses.all(),
        "may_change": may_change,
        "why_closed": declaration.why_closed,
    }
    return render(request, "zona_integritas/declaration.html", context)


def event_url(request: Request, declaration: Declaration) -> str:
    """The address of the event, for those who may open it; the others read that there was one."""
    event = declaration.event
    if event and request.user.has_perm(ProgramPerm.VIEW_ACTIVITY, event):
        return event.get_absolute_url()
    return ""


@require_http_methods(["GET", "POST"])
def declaration_change(request: Request, pk: int) -> HttpResponse:
    """Records the declaration the first time, corrects it afterwards; witnesses in one form."""
    rows = Candidate.objects.select_related("unit", "instrument", "declaration")
    candidate = get_visible_or_404(request.user, rows, pk=pk)
    current: Declaration | None = getattr(candidate, "declaration", None)
    if current:
        require(request.user, ZonaIntegritasPerm.CHANGE_DECLARATION, current)
    else:
        require(request.user, ZonaIntegritasPerm.ADD_DECLARATION, candidate)
    closed = current.why_closed if current else why_waiting(candidate)
    if closed and (led := away(request, closed, to=current or candidate)):
        return led
    if request.method == "POST":
        refuse_stale(current, posted_version(request))
    form = forms.DeclarationForm(
        posted(request), instance=current, candidate=candidate, user=request.user
    )
    stored_witnesses = current.witnesses.all() if current else Witness.objects.none()
    witnesses = forms.WitnessFormSet(
        posted(request), reader=request.user, queryset=stored_witnesses, prefix="witnesses"
    )
    if request.method == "POST" and form.is_valid() and witnesses.is_valid():
        return redirect(keep_declaration(request, candidate, form, forms.witnesses_of(witnesses)))
    version = posted_version(request) or (current.version if current else None)
    return form_page(
        request,
        "zona_integritas/declaration_form.html",
        form,
        witnesses=witnesses,
        row_sets=[witnesses],
        candidate=candidate,
        version=version,
    )


def refuse_stale(current: Declaration | None, version: int) -> None:
    """Before the rows are checked: they may be those of a form that is older than the rows.

    Raises:
        AlreadyDeclared: the form was opened when nothing was recorded, and now something is.
        StaleForm: the declaration was changed since the form was opened.
    """
    if current and version:
        require_current(current, version)
    elif current:
        actions.refuse_second(current.candidate)


def keep_declaration(
    request: Request,
    candidate: Candidate,
    form: forms.DeclarationForm,
    witnesses: list[dict[str, object]],
) -> Declaration:
    """Create or change it; read anew, because the form has written into the row it was given."""
    values = {**form.cleaned_data, "witnesses": witnesses}
    rows = Declaration.objects.filter(candidate=candidate).select_related("candidate__unit")
    stored = rows.first()
    if stored is None:
        created = actions.create_declaration(candidate=candidate, by=request.user, **values)
        messages.success(request, _("Pencanangan tercatat. Lampirkan piagamnya sebagai bukti."))
        return created
    changed = actions.change_declaration(
        declaration=stored, by=request.user, version=posted_version(request), **values
    )
    messages.success(request, _("Pencanangan tersimpan."))
    return changed
