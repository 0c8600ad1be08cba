"""The one write to rulings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.files.base import File
from django.db.models import F
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.content import Inspected
from reformasi.evidence.models import EvidenceVersion
from reformasi.organisation.models import Unit, User
from reformasi.organisation.scope import roles_with
from reformasi.ui.storage import atomic_with_files
from reformasi.workflow.moves import State
from reformasi.workflow.versions import lock, moved_on
from zona_integritas.candidates.actions import decide_milestone
from zona_integritas.candidates.models import Milestone
from zona_integritas.candidates.rulings import Ruling, RulingEvidence
from zona_integritas.candidates.workflow import record_move
from zona_integritas.road.stages import Recorder, Verdict

from .validity import wrong_fields

CORRECTED = gettext_noop("memperbaiki catatan keputusan")


class RulingRefused(Refused):
    """The record does not say what it must, or says what cannot be."""


class RulingFields(TypedDict):
    """The decision as its letter says it."""

    number: str
    decided_on: date
    decider: str
    verdict: str
    condition: str
    recommendation: str
    score: Decimal | None


@atomic_with_files()
def record_ruling(
    *,
    milestone: Milestone,
    by: User,
    version: int,
    decree: EvidenceVersion | Inspected | File[bytes],
    reason: str = "",
    is_sample: bool = False,
    **fields: Unpack[RulingFields],
) -> Ruling:
    """Keep what another decided on ``milestone``, and let the milestone follow its verdict.

    ``decree`` is the letter: a file, or a version of one in the library. On what has a ruling
    already this is a correction, which needs a ``reason``; before the panel it is the result.

    Locks the library in which the letter is kept before the milestone, as ``evidence.upload_to``
    does, so that neither waits for the other; the candidate is not locked.

    Raises:
        RulingRefused: the decider, the day, the verdict or a reason is missing or cannot be.
        SameHand: ``by`` wrote or submitted what was decided on.
        MoveNotAllowed: it is not, or no longer, waiting for this; ContentChanged.
        FileRefused: the letter is empty, too large, or not what it says it is.
    """
    milestone.refresh_from_db()
    kept = (
        decree if isinstance(decree, EvidenceVersion) else _keep(milestone, decree, by, is_sample)
    )
    current = lock(milestone)
    recorder = current.step.recorder
    if recorder is None or current.submitted_snapshot is None:
        raise MoveNotAllowed(moved_on(current), verb="record", target=current)
    before = current.ruling_in_force
    corrects = current.is_correctable
    if wrong := wrong_fields(current, {**fields, "reason": reason}, corrects=corrects):
        raise RulingRefused(" ".join(wrong.values()), verb="record", target=current)
    ruling = Ruling.objects.create(
        milestone=current,
        position=current.rulings.count() + 1,
        snapshot=current.submitted_snapshot,
        decree=kept,
        reason=reason,
        recorded_by=by,
        **fields,
    )
    RulingEvidence.objects.create(owner=ruling, evidence=kept.evidence, attached_by=by)
    _follow(milestone, ruling, recorder, by=by, version=version, corrects=corrects)
    if corrects:
        changes = trail.changes_of(before, dict(fields)) if before else {}
        trail.record("correct", milestone, by=by, phrase=CORRECTED, changes=changes, note=reason)
    return ruling


def _follow(
    milestone: Milestone,
    ruling: Ruling,
    recorder: Recorder,
    *,
    by: User,
    version: int,
    corrects: bool,
) -> None:
    """Make the move of the verdict; the version rises, so that a second click is refused."""
    rows = Milestone.objects.filter(pk=milestone.pk)
    rows.update(ruling=ruling)
    sources = (State.APPROVED, State.RETURNED) if corrects else (State.SUBMITTED,)
    coached = ruling.verdict == Verdict.COACHED
    decide_milestone(
        milestone,
        record_move(recorder, ruling.verdict, sources),
        by=by,
        note=ruling.recommendation if coached else ruling.condition,
        version=version,
    )
    rows.update(version=F("version") + 1)
    milestone.refresh_from_db()


def _keep(
    milestone: Milestone, file: Inspected | File[bytes], by: User, is_sample: bool
) -> EvidenceVersion:
    """The letter, in the library of those who record it: not in the hands of the unit."""
    [evidence] = evidence_actions.upload(
        unit=library_of(milestone, by), files=[file], by=by, is_sample=is_sample
    )
    return evidence.current


def library_of(milestone: Milestone, by: User) -> Unit:
    """The unit in which ``by`` holds the role that records for ``milestone``."""
    roles = roles_with(milestone.decisions.approve.permission_for(milestone))
    reaching = (
        post.unit
        for post in by.memberships_today
        if post.role in roles and milestone.unit.path.startswith(post.unit.path)
    )
    return next(reaching, milestone.unit)
