"""Every write to candidates and their milestones."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.instruments.models import Instrument
from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation.actions import require_open
from reformasi.organisation.models import Unit, User
from reformasi.workflow import transitions
from zona_integritas.road import stages
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.validity import RulesNotInForce, year_refusal

from . import workflow
from .models import Candidate, Milestone
from .road import blocked_by


class AlreadyCandidate(Refused):
    """One unit is a candidate for one predicate once a year."""


class NotReady(Refused):
    """The milestone lacks evidence, or an earlier one is not finished."""


@transaction.atomic
def create_candidate(
    *,
    unit: Unit,
    year: int,
    target: str,
    instrument: Instrument,
    by: User,
    prior_predicate: str = stages.Held.NONE,
    note: str = "",
    is_sample: bool = False,
) -> Candidate:
    """Name a unit as candidate and lay its road: one milestone for each step that applies.

    Raises:
        RulesNotInForce: the instrument has no road, or did not apply in ``year``.
        AlreadyCandidate: the unit is one already for this predicate and year.
    """
    if reason := year_refusal(instrument, year):
        raise RulesNotInForce(reason, verb="create", target=unit)
    try:
        with transaction.atomic():
            candidate = Candidate.objects.create(
                unit=unit,
                year=year,
                target=target,
                instrument=instrument,
                prior_predicate=prior_predicate,
                note=note,
                is_sample=is_sample,
            )
    except IntegrityError as error:
        raise AlreadyCandidate(
            _("%(unit)s sudah menjadi calon %(target)s tahun %(year)s. Buka calon yang ada.")
            % {"unit": unit, "target": target, "year": year},
            verb="create",
            target=unit,
        ) from error
    steps = MilestoneStep.objects.filter(rules__instrument_code=instrument.code)
    Milestone.objects.bulk_create(
        Milestone(candidate=candidate, step=step)
        for step in steps
        if stages.applies(step, target=target, echelon=unit.echelon)
    )
    trail.record("create", candidate, by=by)
    return candidate


def change_candidate(
    *, candidate: Candidate, by: User, version: int, prior_predicate: str, note: str
) -> Candidate:
    """What may change about a candidate; another unit, year or target is another candidate."""
    values = {"prior_predicate": prior_predicate, "note": note}
    transitions.edit(candidate, values, by=by, version=version)
    return candidate


def plan_milestone(
    *, milestone: Milestone, by: User, version: int, due_date: date | None, note: str
) -> Milestone:
    """Set when it is due and what to remember, while it is still being prepared."""
    values = {"due_date": due_date, "note": note}
    transitions.edit(milestone, values, by=by, version=version, sources=workflow.EDITABLE)
    return milestone


@transaction.atomic
def submit_milestone(
    *, milestone: Milestone, by: User, version: int | None = None, note: str = ""
) -> Milestone:
    """Hand the milestone with its evidence to the unit's team lead.

    Raises:
        NotReady: an earlier milestone is not finished, or there is no evidence.
        WindowClosed: the stage has a window in this year, and it is closed today.
    """
    transitions.lock(milestone)  # its evidence stays while we look
    require_open(
        stage=milestone.step.stage,
        year=milestone.candidate.year,
        day=timezone.localdate(),
        verb=workflow.SUBMIT.verb,
        target=milestone,
    )
    if reasons := obstacles(milestone):
        raise NotReady(
            " ".join(reasons), verb="submit", target=milestone, said=workflow.SUBMIT.said
        )
    transitions.make(workflow.SUBMIT, milestone, by=by, version=version, note=note)
    return milestone


def obstacles(milestone: Milestone) -> list[str]:
    """Why the milestone cannot be submitted yet, in sentences that say what to do."""
    reasons = []
    if blocked := blocked_by(milestone.blockers()):
        reasons.append(f"{blocked}.")
    if not milestone.attachments.exists():
        reasons.append(_("Lampirkan paling sedikit satu bukti sebelum mengajukan."))
    return reasons


def approve_milestone(
    *, milestone: Milestone, by: User, version: int | None = None, note: str = ""
) -> Milestone:
    """The team lead vouches for the record; the official decider's document is its evidence."""
    transitions.make(workflow.APPROVE, milestone, by=by, version=version, note=note)
    return milestone


def return_milestone(
    *, milestone: Milestone, by: User, note: str, version: int | None = None
) -> Milestone:
    """Send it back; ``note`` is the reason, and whoever prepared it reads it."""
    transitions.make(workflow.RETURN, milestone, by=by, version=version, note=note)
    return milestone
