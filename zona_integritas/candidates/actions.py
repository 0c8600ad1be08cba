"""Every write to candidates and their milestones."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evaluations.instruments.models import Instrument
from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation.models import Unit, User
from reformasi.workflow.decisions import decide
from reformasi.workflow.models import Stateful
from reformasi.workflow.moves import Move, State
from reformasi.workflow.versions import edit
from zona_integritas.road import stages
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.validity import RulesNotInForce, year_refusal

from .models import Candidate, Milestone
from .self_assessments import follow_road


class AlreadyCandidate(Refused):
    """The unit is a candidate for this predicate in this year already."""


@transaction.atomic
def create_candidate(
    *,
    unit: Unit,
    year: int,
    target: str,
    instrument: Instrument,
    by: User,
    prior_predicate: str = stages.PriorPredicate.NONE,
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
        if not Candidate.objects.filter(unit=unit, year=year, target=target).exists():
            raise
        raise AlreadyCandidate(
            _("%(unit)s sudah menjadi calon %(target)s tahun %(year)s. Buka calon yang ada.")
            % {"unit": unit, "target": target, "year": year},
            verb="create",
            target=unit,
        ) from error
    steps = MilestoneStep.objects.filter(rules__instruments__instrument_code=instrument.code)
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
    """Change the prior predicate and the note; nothing else of a candidate changes."""
    values = {"prior_predicate": prior_predicate, "note": note}
    edit(candidate, values, by=by, version=version)
    return candidate


def change_milestone(
    *, milestone: Milestone, by: User, version: int, due_date: date | None, note: str
) -> Milestone:
    """Set when it is due and what to remember, while it is still being prepared."""
    values = {"due_date": due_date, "note": note}
    edit(milestone, values, by=by, version=version, sources=State.EDITABLE)
    return milestone


@transaction.atomic
def decide_milestone(
    obj: Stateful, move: Move, *, by: AbstractBaseUser, note: str = "", version: int | None = None
) -> Milestone:
    """Make a move of a milestone, and complete what waited for nothing else.

    Raises:
        Refused: as ``decide`` does; WindowClosed, Incomplete, RulingMissing.
    """
    if not isinstance(obj, Milestone):
        raise TypeError(obj)
    decide(obj, move, by=by, note=note, version=version)
    if obj.is_approved:
        follow_road(obj.candidate, by)
    return obj
