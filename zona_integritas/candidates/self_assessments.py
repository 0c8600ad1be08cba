"""The step "Penilaian mandiri" follows from the sheet of its unit (ADR 129)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.assessments import actions as assessments
from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.workflow import LayerKind
from reformasi.workflow.decisions import decide
from reformasi.workflow.models import Snapshot
from reformasi.workflow.moves import Move
from reformasi.workflow.versions import lock
from zona_integritas.road.stages import Stage

from .models import Candidate, Milestone
from .workflow import COMPLETE, OPEN_WITH_SHEET


def register() -> None:
    assessments.follow(follow_sheet)


def follow_sheet(layer: AssessmentLayer, move: Move, by: AbstractBaseUser) -> None:
    """Complete the step of each candidate whose sheet ``layer`` is, or open it again with it.

    Whatever is in the way of a step is no reason to refuse the sheet: the step stays open, says
    what it waits for, and is completed by ``follow_road`` then.
    """
    if layer.kind != LayerKind.SELF:
        return
    sheet = layer.assessment
    candidates = Candidate.objects.filter(
        unit=sheet.unit_id, year=sheet.year, instrument=sheet.instrument_id
    )
    for candidate in candidates.order_by("pk"):
        for milestone in _steps_of(candidate):
            if layer.is_editable:
                _open_again(milestone, reason=getattr(layer, move.note_field), by=by)
            else:
                _complete(milestone, by=by)


def follow_road(candidate: Candidate, by: AbstractBaseUser) -> None:
    """Complete the step whose sheet was handed in before the way to it was open."""
    for milestone in _steps_of(candidate):
        _complete(milestone, by=by)


def _steps_of(candidate: Candidate) -> list[Milestone]:
    steps = candidate.milestones.filter(step__stage=Stage.SELF_ASSESSMENT)
    return list(steps.order_by("step__order"))


def _complete(milestone: Milestone, *, by: AbstractBaseUser) -> None:
    # Locked before its sheet and the steps before it are looked at: of a sheet that is handed in
    # and a step that is decided at the same moment, the later one sees what the other did.
    current = lock(milestone)
    layer = current.candidate.own_layer
    if current.is_approved or layer is None or layer.is_editable or current.blockers():
        return
    snapshot = layer.submitted_snapshot
    Milestone.objects.filter(pk=current.pk).update(sheet=snapshot)
    decide(current, COMPLETE, by=by, note=_handed_in(layer, snapshot))


def _open_again(milestone: Milestone, *, reason: str, by: AbstractBaseUser) -> None:
    current = lock(milestone)
    if current.is_approved and current.sheet_id:
        decide(current, OPEN_WITH_SHEET, by=by, note=reason)


def _handed_in(layer: AssessmentLayer, snapshot: Snapshot | None) -> str:
    """Which version of which sheet, for the trail."""
    texts = {
        "sheet": layer.assessment,
        "number": snapshot.number if snapshot else "–",
        "sha256": snapshot.sha256[:12] if snapshot else "–",
    }
    with translation.override(settings.LANGUAGE_CODE):  # as all that the trail keeps
        return _("%(sheet)s, versi %(number)s, SHA-256 %(sha256)s") % texts
