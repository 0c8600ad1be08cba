"""Candidates of this year and the last, at different places of the road of 90/2021."""

from __future__ import annotations

from datetime import date, timedelta

from evaluations.instruments.models import Instrument
from reformasi.evidence import actions as evidence
from reformasi.evidence import waiving
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions
from zona_integritas.candidates import actions as candidates_actions
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.workflow import Status
from zona_integritas.declarations import actions as declarations_actions
from zona_integritas.road.stages import Predicate, Recorder, Verdict
from zona_integritas.rulings import actions as rulings_actions

from . import files, sheets, tables
from .accounts import Cast

#: Candidate in the table -> (unit, who prepares, who decides, years ago).
CANDIDATES = {
    "ormas": ("polpum-ormas", "analis.ormas", "ketua.ormas", 0),
    "poldagri": ("polpum-poldagri", "analis.poldagri", "ketua.poldagri", 0),
    "kewaspadaan": ("polpum-kewaspadaan", "analis.kewasnas", "ketua.kewasnas", 1),
}
#: Who records what another than the unit decided.
RECORDERS = {
    Recorder.TPI: "ketua.tpi",
    Recorder.ECHELON_ONE: "pendahuluan",
    Recorder.BUREAU: "kabag.perencanaan",
}


def walk(cast: Cast, today: date) -> None:
    """Lay the roads and take their steps in the order of the table."""
    candidates = {key: start(cast, key, today) for key in CANDIDATES}
    for row in tables.rows("milestones"):
        milestone = candidates[row["candidate"]].milestones.get(step__code=row["step"])
        take(cast, milestone, row, today)


def start(cast: Cast, key: str, today: date) -> Candidate:
    code, writer, _lead, years_ago = CANDIDATES[key]
    candidate = candidates_actions.create_candidate(
        unit=Unit.objects.get(code=code),
        year=today.year - years_ago,
        target=Predicate.WBK,
        instrument=Instrument.objects.get(code="zi-2021"),
        by=cast["kabag.perencanaan"],
        note="Seluruh perjalanan calon ini data contoh.",
        is_sample=True,
    )
    declarations_actions.create_declaration(
        candidate=candidate,
        by=cast[writer],
        held_on=today - timedelta(days=230 + 320 * years_ago),
        place="Aula Ditjen Politik dan Pemerintahan Umum, Jakarta",
        signed_by_title="Direktur (data contoh)",
        pacts_signed=47,
        staff_total=47,
        witnesses=[{"name": "Wakil TPI (data contoh)", "institution": "Inspektorat Jenderal"}],
        is_sample=True,
    )
    return candidate


def take(cast: Cast, milestone: Milestone, row: tables.Row, today: date) -> None:
    """Plan the step, and bring it to the state that the table gives."""
    _code, writer, lead, _years_ago = CANDIDATES[row["candidate"]]
    candidates_actions.change_milestone(
        milestone=milestone,
        by=cast[writer],
        version=milestone.version,
        due_date=tables.day(row["due"], today),
        note="",
    )
    if row["state"] == Status.DRAFT:
        return
    if milestone.is_self_assessment:
        sheets.hand_in(milestone.candidate, writer=cast[writer], lead=cast[lead])
        return
    returned = row["state"] == Status.RETURNED
    attach_documents(milestone, cast[writer], waits=row["state"] == Status.SUBMITTED)
    decisions.submit(milestone, by=cast[writer])
    if returned:
        decisions.send_back(milestone, by=cast[lead], note=row["note"])
    elif row["state"] != Status.APPROVED:
        return
    elif milestone.step.recorder:
        record(cast, milestone, tables.day(row["due"], today))
    else:
        decisions.approve(milestone, by=cast[lead])


def attach_documents(milestone: Milestone, by: User, *, waits: bool) -> None:
    """A scan for each document; where it ``waits``, the last of several is still on its way."""
    *first, last = milestone.requirements
    for requirement in first if waits and first else [*first, last]:
        title = str(requirement.label)
        proof = files.scan(title, str(milestone.candidate).replace(":", ""))
        for kept in evidence.upload(
            unit=milestone.unit, files=[proof], by=by, title=title, is_sample=True
        ):
            evidence.attach(owner=milestone, evidence=kept, by=by, requirement=requirement.key)
    if waits and first:
        reason = "Masih menunggu tanda tangan; disusulkan (data contoh)."
        waiving.propose_waiver(owner=milestone, requirement=last, reason=reason, by=by)


def record(cast: Cast, milestone: Milestone, decided_on: date) -> None:
    """Keep what the official decider of the step decided, as those do whose role it is."""
    recorder = Recorder(milestone.step.recorder or Recorder.BUREAU)
    number = f"contoh/{milestone.step.code}/{decided_on.year}"
    rulings_actions.record_ruling(
        milestone=milestone,
        by=cast[RECORDERS[recorder]],
        version=milestone.version,
        decree=files.scan(f"Keputusan {number}", str(milestone.candidate).replace(":", "")),
        number=number,
        decided_on=decided_on,
        decider=milestone.step.deciders[0],
        verdict=Verdict.PASSED,
        condition="Dokumen lengkap dan sesuai dengan keadaan unit (data contoh).",
        recommendation="",
        score=None,
        is_sample=True,
    )
