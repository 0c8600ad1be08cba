from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reformasi.audit.refusals import MoveNotAllowed
from reformasi.evidence.forms import FilesField
from reformasi.organisation.shortcuts import Request, get_visible_or_404, require
from reformasi.ui.form_pages import away, form_page, posted
from reformasi.workflow.making import is_same_hand, open_to
from reformasi.workflow.moves import Move
from reformasi.workflow.versions import moved_on
from reformasi.workflow.views import posted_version
from zona_integritas.candidates.models import Milestone
from zona_integritas.candidates.workflow import correct_move

from . import actions, forms


@require_http_methods(["GET", "POST"])
def ruling_record(request: Request, pk: int) -> HttpResponse:
    """ "Catat keputusan": what the official decider said of a milestone that waits for it."""
    milestone = recorded_or_404(request, pk)
    return record_page(request, milestone, milestone.decisions.approve)


@require_http_methods(["GET", "POST"])
def ruling_correct(request: Request, pk: int) -> HttpResponse:
    """Record it anew, with a reason; the older record stays visible."""
    milestone = recorded_or_404(request, pk)
    recorder = milestone.step.recorder
    if recorder is None:
        raise Http404
    return record_page(request, milestone, correct_move(recorder))


def recorded_or_404(request: Request, pk: int) -> Milestone:
    """The milestone, if another than its unit's head decides it."""
    rows = Milestone.objects.with_place().with_hands().select_related("ruling__decree")
    milestone = get_visible_or_404(request.user, rows, pk=pk)
    if not milestone.is_recorded:
        raise Http404
    return milestone


def why_not(request: Request, milestone: Milestone, move: Move) -> str:
    """Why this person cannot record a decision now; "" if they can."""
    if milestone.is_submitted and is_same_hand(move, milestone, request.user):
        return _("Anda menulis atau mengajukannya, jadi keputusannya dicatat orang lain.")
    corrects = move.verb == "correct"
    if open_to(request.user, milestone, [move]) and corrects is milestone.is_correctable:
        return ""
    return _("Keputusan tahap ini tidak dapat Anda catat sekarang.") + " " + moved_on(milestone)


def record_page(request: Request, milestone: Milestone, move: Move) -> HttpResponse:
    require(request.user, move.permission_for(milestone), milestone)
    if reason := why_not(request, milestone, move):
        if request.method == "POST":  # what was typed stays on the page of the refusal
            raise MoveNotAllowed(reason, verb=move.verb, target=milestone, phrase=move.phrase)
        if led := away(request, reason, to=milestone):
            return led
    corrects = move.verb == "correct"
    form = forms.RulingForm(posted(request), request.FILES or None, milestone=milestone)
    if request.method == "POST" and form.is_valid() and form.decree:
        actions.record_ruling(
            milestone=milestone,
            by=request.user,
            version=posted_version(request),
            decree=form.decree,
            **form.cleaned_data,
        )
        messages.success(
            request, _("Keputusan tercatat: %(ruling)s.") % {"ruling": milestone.ruling}
        )
        for note in form.notes:
            messages.info(request, note)
        return redirect(milestone)
    return form_page(
        request,
        "zona_integritas/ruling_form.html",
        form,
        milestone=milestone,
        corrects=corrects,
        version=posted_version(request) or milestone.version,
        **FilesField.limits(),
    )
