"""Candidates at different places of their road, up to where a sheet (LKE) would be handed in."""

from __future__ import annotations

from datetime import date, timedelta

from evaluations.instruments.models import Instrument
from reformasi.organisation.models import Echelon
from reformasi.organisation.roles import Role
from reformasi.workflow.moves import State
from zona_integritas.candidates.models import Candidate, Milestone, MilestoneEvidence
from zona_integritas.candidates.rulings import Ruling, RulingEvidence
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.stages import Predicate, Recorder, Stage, Verdict, applies
from zona_integritas.road.validity import year_refusal

from .draw import Draw
from .evidence import Library, Proof
from .hands import Content, Hands, decided, moment
from .letters import attached
from .people import Staff, Team
from .rows import Cell, Rows
from .size import YEARS, Size
from .units import Nation, Place

INSTRUMENT = "zi-2021"
WBBM_IN = 8  # of so many candidates one wants the higher predicate
PLANNED = 12  # so many steps have a day until when
NEXT = ((State.DRAFT, 0.5), (State.SUBMITTED, 0.35), (State.RETURNED, 0.15))
#: In which role somebody records what another decided.
RECORDERS = {
    Recorder.TPI: Role.TPI_KETUA,
    Recorder.ECHELON_ONE: Role.PENILAI_PENDAHULUAN,
    Recorder.BUREAU: Role.BIRO,
}


class Road:
    """Writes candidates and their milestones."""

    def __init__(self, rows: Rows, library: Library, staff: Staff, draw: Draw, today: date) -> None:
        self.rows = rows
        self.library = library
        self.staff = staff
        self.draw = draw
        self.today = today
        self.instrument = Instrument.objects.get(code=INSTRUMENT)
        steps = MilestoneStep.objects.filter(rules__instruments__instrument_code=INSTRUMENT)
        self.steps = list(steps.select_related("rules").order_by("order"))
        self.years = [
            year
            for year in range(today.year, today.year - YEARS, -1)
            if not year_refusal(self.instrument, year)
        ]
        #: So many steps come before the unit's sheet, which nobody has filled in here.
        self.before_sheet = [step.stage for step in self.steps].index(Stage.SELF_ASSESSMENT)

    def candidate(self, place: Place, institution: Place, year: int) -> None:
        """``place`` becomes a candidate in ``year`` and takes some of its steps."""
        target = Predicate.WBBM if self.draw.below(WBBM_IN) == 0 else Predicate.WBK
        key = self.rows.add(
            Candidate,
            {
                "unit_id": place.key,
                "year": year,
                "target": target.value,
                "instrument_id": self.instrument.pk,
                "prior_predicate": "WBK" if target == Predicate.WBBM else "",
                "is_sample": True,
            },
        )
        done = self.draw.below(self.before_sheet + 1)
        if year < self.today.year:
            done = max(done, self.before_sheet // 2)
        day = min(date(year, 2, 1) + timedelta(self.draw.below(60)), self.today - timedelta(120))
        road = [step for step in self.steps if applies(step, target=target, echelon=place.echelon)]
        for number, step in enumerate(road):
            state = State.APPROVED if number < done else State.DRAFT
            if number == done < self.before_sheet:
                state = self.draw.among(NEXT)
            on = day + timedelta(days=10 * number) if number <= done else day
            due = date(year, 3, 31) + timedelta(days=20 * number) if number < PLANNED else None
            self.milestone(key, step, place, institution, state, on, due)

    def milestone(
        self,
        candidate: int,
        step: MilestoneStep,
        place: Place,
        institution: Place,
        state: str,
        day: date,
        due: date | None,
    ) -> None:
        key, team = self.rows.key(Milestone), self.staff.teams[place.key]
        columns: dict[str, Cell] = {"candidate_id": candidate, "step_id": step.pk, "due_date": due}
        if state == State.DRAFT:
            self.rows.add(Milestone, {"id": key, **columns})
            return
        writer = team.staff[key % len(team.staff)]
        hands = Hands(writer, self.decider(step, team, institution))
        files = self.prove(key, step, place, writer, day)
        content: Content = {
            "note": "",
            "candidate": candidate,
            "step__rules__code": step.rules.code,
            "step__code": step.code,
            "due_date": None if due is None else str(due),
            "sheet__target_id": None,
            "sheet__number": None,
            "sheet__sha256": None,
            "evidence": files,
            "declared": None,
            "proposed_waivers": [],
        }
        stamps = decided(self.rows, Milestone, key, state, hands, day, content)
        snapshot = stamps["submitted_snapshot_id"]
        if step.recorder and state == State.APPROVED and isinstance(snapshot, int):
            stamps["ruling_id"] = self.rule(key, step, place, hands, snapshot, day)
        self.rows.add(Milestone, {**stamps, **columns})

    def decider(self, step: MilestoneStep, team: Team, institution: Place) -> int:
        """The unit's lead, or who records for another."""
        if step.recorder is None:
            return team.lead
        return self.staff.offices[institution.key][RECORDERS[Recorder(step.recorder)]][0]

    def prove(
        self, key: int, step: MilestoneStep, place: Place, by: int, day: date
    ) -> list[dict[str, object]]:
        """A file for each document that the rules ask for."""
        contents = []
        for requirement in step.required_evidence:
            proof = self.library.add(unit=place.key, by=by, about=requirement, at=moment(day))
            row = {**attached(key, proof.key, by, moment(day)), "requirement": requirement}
            self.rows.add(MilestoneEvidence, row)
            contents.append(proof.content(requirement))
        return contents

    def rule(
        self, key: int, step: MilestoneStep, place: Place, hands: Hands, snapshot: int, day: date
    ) -> int:
        """The record of what the official decider said, with its letter."""
        at = moment(day, days=2)
        decree: Proof = self.library.add(
            unit=place.key, by=hands.decider, about=f"keputusan {step.code} {key}", at=at
        )
        ruling = self.rows.add(
            Ruling,
            {
                "milestone_id": key,
                "position": 1,
                "snapshot_id": snapshot,
                "number": f"contoh/{step.code}/{key}",
                "decided_on": day + timedelta(days=2),
                "decider": step.deciders[0],
                "verdict": Verdict.PASSED.value,
                "condition": "Dokumen lengkap (data contoh).",
                "decree_id": decree.version_key,
                "recorded_at": at,
                "recorded_by_id": hands.decider,
            },
        )
        self.rows.add(RulingEvidence, attached(ruling, decree.key, hands.decider, at))
        return ruling


def make_candidates(road: Road, nation: Nation, size: Size) -> None:
    """Units of echelon II, year by year while the rules are in force, until there are enough."""
    pairs = [
        (place, group[0])
        for group in nation.institutions
        for place in group
        if place.echelon == Echelon.II
    ]
    for number in range(min(size.candidates, len(pairs) * len(road.years))):
        again, turn = divmod(number, len(pairs))
        road.candidate(*pairs[turn], road.years[again])
