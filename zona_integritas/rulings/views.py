from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reformasi.evidence.forms import FilesField
from reformasi.organisation.shortcuts import Request, get_visible_or_404, require
from reformasi.ui.form_pages import form_page, posted
from reformasi.workflow.making import open_to
from reformasi.workflow.moves import Move
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


def record_page(request: Request, milestone: Milestone, move: Move) -> HttpResponse:
    require(request.user, move.permission_for(milestone), milestone)
    corrects = move.verb == "correct"
    if move not in open_to(request.user, milestone, [move]) or (
        corrects is not milestone.is_correctable
    ):
        messages.info(request, _("Keputusan tahap ini tidak dapat Anda catat sekarang."))
        return redirect(milestone)
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
