"""Candidates, milestones and declarations as people make them: through the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluations.assessments import actions as assessments_actions
from evaluations.instruments.models import Instrument
from reformasi.evidence import actions as evidence_actions
from reformasi.organisation.models import Unit, User
from reformasi.organisation.scope import roles_with
from reformasi.workflow import decisions
from tests.evaluations.assessments.factories import QUESTION, ask_one_question, fill
from tests.evidence.files import pdf
from tests.factories import MembershipFactory
from zona_integritas.candidates import actions as candidates_actions
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.rulings import Ruling
from zona_integritas.declarations import actions as declarations_actions
from zona_integritas.declarations.models import Declaration
from zona_integritas.road import actions as road_actions
from zona_integritas.road.files import read_rules
from zona_integritas.road.models import RuleSet
from zona_integritas.road.stages import Verdict
from zona_integritas.rulings.actions import record_ruling

#: What the two instruments say about themselves; milestones need no more of them.
REGULATIONS = {
    "zi-2014": ("PermenPANRB 52/2014", date(2014, 10, 2)),
    "zi-2021": ("PermenPANRB 90/2021", date(2021, 12, 31)),
}


def rules_loaded() -> None:
    """Both roads, and the instruments that they belong to; once in a test."""
    if RuleSet.objects.exists():
        return
    for code, (regulation, start) in REGULATIONS.items():
        instrument, is_new = Instrument.objects.get_or_create(
            code=code,
            defaults={
                "title": f"LKE {code}",
                "regulation": regulation,
                "in_force_from": start,
                "sha256": "0" * 64,
            },
        )
        if is_new:
            ask_one_question(instrument)
    for rules in read_rules():
        road_actions.load_rules(rules=rules, by=None)


def make_candidate(
    unit: Unit, by: User, *, instrument: str = "zi-2021", **fields: Any
) -> Candidate:
    """A candidate at the start of its road."""
    rules_loaded()
    year = 2022 if instrument == "zi-2021" else 2019
    fields = {"year": year, "target": "WBK"} | fields
    return candidates_actions.create_candidate(
        unit=unit, by=by, instrument=Instrument.objects.get(code=instrument), **fields
    )


def step_of(candidate: Candidate, code: str) -> Milestone:
    return candidate.milestones.get(step__code=code)


def prepared(milestone: Milestone, by: User) -> Milestone:
    """With a file for each document that is asked for, ready to be submitted."""
    for requirement in milestone.requirements:
        evidence_actions.upload_to(
            owner=milestone, files=[pdf()], by=by, requirement=requirement.key
        )
    return milestone


def submitted(milestone: Milestone, by: User) -> Milestone:
    return decisions.submit(prepared(milestone, by), by=by)


def approved(milestone: Milestone, by: User, approver: User) -> Milestone:
    """Approved by ``approver`` where the unit's head decides; else its decision is recorded.

    The unit's own assessment is done by its sheet, which ``approver`` hands in.
    """
    if milestone.is_self_assessment:
        return assessed(milestone, approver)
    submitted(milestone, by)
    if not milestone.is_recorded:
        return decisions.approve(milestone, by=approver)
    make_ruling(milestone)
    return milestone


def assessed(milestone: Milestone, by: User) -> Milestone:
    """Done by a sheet of the one question that the instruments of ``rules_loaded`` ask."""
    candidate = milestone.candidate
    sheet = assessments_actions.create_assessment(
        unit=candidate.unit, year=candidate.year, instrument=candidate.instrument, by=by
    )
    fill(sheet, {QUESTION: "Ya"}, by)
    assessments_actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=by)
    milestone.refresh_from_db()
    return milestone


def recorder_for(milestone: Milestone) -> User:
    """Somebody whose role records what is decided on ``milestone``, in the ministry."""
    perm = milestone.decisions.approve.permission_for(milestone)
    unit, [role] = milestone.unit, roles_with(perm)
    person = User.objects.holding(perm, unit).exclude(pk__in=milestone.submitted_hands).first()
    ministry = Unit.objects.get(path=unit.lineage()[0])
    return person or MembershipFactory(unit=ministry, role=role).user


def make_ruling(milestone: Milestone, by: User | None = None, **fields: Any) -> Ruling:
    """What its decider decided, recorded: by default that the unit passed."""
    fields = {
        "number": "100/KEP/2022",
        "decided_on": date(milestone.candidate.year, 3, 1),
        "decider": milestone.step.deciders[0],
        "verdict": Verdict.PASSED,
        "condition": "Dokumen lengkap dan sesuai.",
        "recommendation": "",
        "score": None,
        "decree": pdf(),
        "version": milestone.version,
    } | fields
    return record_ruling(milestone=milestone, by=by or recorder_for(milestone), **fields)


def walk(candidate: Candidate, *codes: str, by: User, approver: User) -> None:
    """Approve these steps one after another."""
    for code in codes:
        approved(step_of(candidate, code), by, approver)


def make_declaration(candidate: Candidate, by: User, **fields: Any) -> Declaration:
    rules_day = date(2022, 2, 1) if candidate.year > 2021 else date(2019, 4, 30)
    fields = {
        "held_on": rules_day,
        "place": "Aula Direktorat",
        "signed_by_title": "Direktur",
    } | fields
    return declarations_actions.create_declaration(candidate=candidate, by=by, **fields)
