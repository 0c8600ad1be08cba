"""Sheets (LKE) of this year, half filled in and not handed in."""

from __future__ import annotations

from datetime import date, timedelta

from evaluations.assessments.models import Answer, Assessment, AssessmentLayer
from evaluations.assessments.workflow import LayerKind
from evaluations.instruments.models import Instrument, specification_of
from evaluations.scoring import Kind, best_answers
from evaluations.scoring.answers import written
from reformasi.organisation.models import Echelon
from reformasi.workflow.moves import State

from .candidates import INSTRUMENT
from .hands import Hands, decided, moment
from .people import Staff
from .rows import Cell, Rows
from .size import Size
from .units import Nation, Place

DAYS_AGO = 40


class Sheets:
    """Writes the sheets of units."""

    def __init__(self, rows: Rows, staff: Staff, today: date) -> None:
        self.rows = rows
        self.staff = staff
        self.today = today
        self.instrument = Instrument.objects.get(code=INSTRUMENT)
        specification = specification_of(self.instrument)
        best = {code: written(value) for code, value in best_answers(specification).items()}
        asked = [
            node.code for node in specification.nodes if node.is_question or node.kind is Kind.INPUT
        ]
        #: What every second question is filled in with; nothing for the others.
        self.values = {code: best.get(code, "") if n % 2 else "" for n, code in enumerate(asked)}

    def sheet(self, place: Place) -> None:
        """One sheet of ``place``, with the layer of the unit itself."""
        team, day = self.staff.teams[place.key], self.today - timedelta(days=DAYS_AGO)
        sheet = self.rows.add(
            Assessment,
            {
                "unit_id": place.key,
                "year": self.today.year,
                "instrument_id": self.instrument.pk,
                "created_at": moment(day),
                "created_by_id": team.lead,
                "is_sample": True,
            },
        )
        key = self.rows.key(AssessmentLayer)
        frozen = [
            {"code": code, "value": value, "note": "", "evidence": []}
            for code, value in sorted(self.values.items())
        ]
        hands = Hands(team.assessor, team.lead)
        content = {"assessment": sheet, "answers": frozen}
        columns = decided(self.rows, AssessmentLayer, key, State.DRAFT, hands, day, content)
        layer: dict[str, Cell] = {"assessment_id": sheet, "kind": LayerKind.SELF.value}
        self.rows.add(AssessmentLayer, {**columns, **layer})
        for code, value in self.values.items():
            row: dict[str, Cell] = {"layer_id": key, "code": code}
            if value:
                hand: dict[str, Cell] = {
                    "written_at": moment(day, days=1),
                    "written_by_id": team.assessor,
                }
                row |= {"value": value, "version": 2, **hand}
            self.rows.add(Answer, row)


def make_sheets(sheets: Sheets, nation: Nation, size: Size) -> None:
    """One unit of echelon II of each institution after the other, until there are enough."""
    groups = [
        [place for place in group if place.echelon == Echelon.II] for group in nation.institutions
    ]
    places = [
        group[turn]
        for turn in range(max(map(len, groups)))
        for group in groups
        if turn < len(group)
    ]
    for place in places[: size.sheets]:
        sheets.sheet(place)
