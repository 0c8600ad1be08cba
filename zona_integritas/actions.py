"""Every write to candidates, milestones, declarations and the rules they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluations.models import Instrument
from programs.models import Activity
from reformasi.audit import trail, transitions
from reformasi.audit.refusals import Refused
from reformasi.organisation.actions import require_open
from reformasi.organisation.models import Unit, User

from . import workflow
from .models import Declaration, IntegrityZone, Milestone, MilestoneStep, RuleSet, Witness
from .road import blocked_by
from .rule_files import RuleFile
from .windows import WINDOWS


class Outcome(StrEnum):
    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class RulesInUse(Exception):
    """A road that a candidate has taken does not change; a correction is a new version."""


class RulesNotInForce(Refused):
    """The candidate's rules did not apply on the day, or in the year, that was given."""


class AlreadyCandidate(Refused):
    """One unit is a candidate for one predicate once a year."""


class NotReady(Refused):
    """The milestone lacks evidence, or an earlier one is not finished."""


class DeclarationClosed(Refused):
    """The declaration was approved with its milestones, so it no longer changes."""


@transaction.atomic
def load_rules(*, rules: RuleFile, by: User | None) -> Outcome:
    """Store a version of the road, or replace it while no candidate is on it.

    Raises:
        RulesInUse: it differs from the stored version and a candidate is on that.
    """
    stored = RuleSet.objects.select_for_update().filter(code=rules.code).first()
    if stored and stored.sha256 == rules.sha256:
        return Outcome.UNCHANGED
    if stored and stored.in_use:
        raise RulesInUse(rules.code)
    row = stored or RuleSet(code=rules.code)
    before = stored.sha256 if stored else None
    row.instrument_code, row.regulation = rules.instrument_code, rules.regulation
    row.sha256 = rules.sha256
    row.save()
    row.steps.all().delete()
    MilestoneStep.objects.bulk_create(
        MilestoneStep(rules=row, **vars(step)) for step in rules.steps
    )
    said = gettext_noop("memuat tahap ZI")
    trail.record("load", row, by=by, said=said, changes={"sha256": [before, rules.sha256]})
    return Outcome.REPLACED if stored else Outcome.CREATED


@transaction.atomic
def create_candidate(
    *,
    unit: Unit,
    year: int,
    target: str,
    instrument: Instrument,
    by: User,
    prior_predicate: str = workflow.Held.NONE,
    note: str = "",
    is_sample: bool = False,
) -> IntegrityZone:
    """Name a unit as candidate and lay its road: one milestone for each step that applies.

    Raises:
        RulesNotInForce: the instrument has no road, or did not apply in ``year``.
        AlreadyCandidate: the unit is one already for this predicate and year.
    """
    if reason := year_refusal(instrument, year):
        raise RulesNotInForce(reason, verb="create", target=unit)
    try:
        with transaction.atomic():
            candidate = IntegrityZone.objects.create(
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
        if workflow.applies(step, target=target, echelon=unit.echelon)
    )
    trail.record("create", candidate, by=by)
    return candidate


def change_candidate(
    *, candidate: IntegrityZone, by: User, version: int, prior_predicate: str, note: str
) -> IntegrityZone:
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
        window=WINDOWS[workflow.Stage(milestone.step.stage)],
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


@transaction.atomic
def record_declaration(
    *,
    candidate: IntegrityZone,
    by: User,
    held_on: date,
    place: str,
    signed_by_title: str,
    event: Activity | None = None,
    pacts_signed: int = 0,
    staff_total: int = 0,
    note: str = "",
    witnesses: Sequence[dict[str, str]] = (),
    is_sample: bool = False,
) -> Declaration:
    """Record the declaration with its witnesses ({name, institution, title}).

    Raises:
        RulesNotInForce: the candidate's instrument did not apply on ``held_on``.
    """
    require_in_force(candidate, held_on)
    declaration = Declaration.objects.create(
        candidate=candidate,
        held_on=held_on,
        place=place,
        signed_by_title=signed_by_title,
        event=event,
        pacts_signed=pacts_signed,
        staff_total=staff_total,
        note=note,
        is_sample=is_sample,
    )
    _store_witnesses(declaration, witnesses)
    trail.record("create", declaration, by=by)
    return declaration


@transaction.atomic
def change_declaration(
    *,
    declaration: Declaration,
    by: User,
    version: int,
    witnesses: Sequence[dict[str, str]],
    **values: Any,
) -> Declaration:
    """Correct the declaration and its witnesses, until its milestones are approved.

    Raises:
        RulesNotInForce, DeclarationClosed, StaleForm.
    """
    require_in_force(declaration.candidate, values["held_on"])
    if not declaration.is_open:
        raise DeclarationClosed(
            _("Pencanangan ini sudah disetujui bersama tahapnya, sehingga tidak diubah lagi."),
            verb="change",
            target=declaration,
        )
    transitions.edit(declaration, values, by=by, version=version)
    before = [str(witness) for witness in declaration.witnesses.all()]
    _store_witnesses(declaration, witnesses)
    after = [str(witness) for witness in declaration.witnesses.all()]
    if before != after:
        trail.record("change", declaration, by=by, changes={"saksi": [before, after]})
    return declaration


def _store_witnesses(declaration: Declaration, witnesses: Sequence[dict[str, str]]) -> None:
    """Replace the list as a whole, in the order given; the row history keeps the old one."""
    declaration.witnesses.all().delete()
    Witness.objects.bulk_create(
        Witness(
            declaration=declaration,
            position=position,
            name=witness["name"],
            institution=witness["institution"],
            title=witness.get("title", ""),
        )
        for position, witness in enumerate(witnesses, start=1)
    )


def require_in_force(candidate: IntegrityZone, held_on: date) -> None:
    if reason := day_refusal(candidate.instrument, held_on):
        raise RulesNotInForce(reason, verb="declare", target=candidate)


def day_refusal(instrument: Instrument, held_on: date) -> str:
    """Why a declaration under ``instrument`` cannot have been on ``held_on``; "" if it can."""
    rules = RuleSet.objects.in_force_on(held_on)
    if rules and rules.instrument_code == instrument.code:
        return ""
    said = {"day": date_format(held_on, "j F Y"), "own": instrument.regulation}
    if rules is None:
        return _("Pada %(day)s %(own)s belum berlaku. Periksa tanggal pencanangan.") % said
    return _(
        "Pada %(day)s yang berlaku adalah %(rules)s, sedangkan calon ini memakai %(own)s. "
        "Periksa tanggalnya, atau buat calon dengan instrumen yang berlaku saat itu."
    ) % {**said, "rules": rules.regulation}


def year_refusal(instrument: Instrument, year: int) -> str:
    """Why ``instrument`` cannot be used for a candidate of ``year``; "" if it can."""
    if not RuleSet.objects.filter(instrument_code=instrument.code).exists():
        return _("Tahap ZI untuk %(own)s belum dimuat. Minta administrator memuatnya.") % {
            "own": instrument
        }
    usable = list(RuleSet.objects.in_force_during(year))
    if instrument.code in {rules.instrument_code for rules in usable}:
        return ""
    said = {"own": instrument.regulation, "year": year}
    if not usable:
        return _("Belum ada aturan ZI yang berlaku pada tahun %(year)s.") % said
    return _("%(own)s tidak berlaku pada tahun %(year)s. Pilih instrumen dari %(rules)s.") % {
        **said,
        "rules": workflow.either(rules.regulation for rules in usable),
    }
