"""Action plans with their targets, and what each quarter reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from dashboards.demo import tables
from programs.achievements.models import Achievement, AchievementEvidence
from programs.areas.models import ReformArea
from programs.plans.models import ActionPlan, ActionPlanRecommendation
from programs.plans.quarters import QUARTERS, Method, ended_quarters
from reformasi.workflow.moves import State

from .draw import Draw
from .evidence import Proof
from .hands import REOPENED, Hands, decided, moment
from .letters import Asked, attached
from .people import Team
from .rows import Cell, Rows
from .units import Place

CENT = Decimal("0.01")
PAST = ((State.APPROVED, 0.96), (REOPENED, 0.01), (State.RETURNED, 0.02), (State.DRAFT, 0.01))
PRESENT = (
    (State.APPROVED, 0.78), (State.SUBMITTED, 0.09), (State.RETURNED, 0.05), (REOPENED, 0.01),
    (State.DRAFT, 0.07),
)  # fmt: skip
REPORTED = 0.94  # of the quarters that are over
LATEST = (
    (State.APPROVED, 0.7),
    (State.SUBMITTED, 0.2),
    (State.RETURNED, 0.05),
    (State.DRAFT, 0.05),
)
LINKED_IN = 6  # of so many plans one answers a recommendation
SHARES = (100, 80, 100, 95, 60, 110)  # of the target, in percent


@dataclass(frozen=True)
class Plan:
    """A plan as its activities and achievements point to it."""

    key: int
    year: int
    area: str
    is_approved: bool
    text: tables.Row


class Planning:
    """Writes the plans of one unit after the other."""

    def __init__(self, rows: Rows, draw: Draw, today: date) -> None:
        self.rows = rows
        self.draw = draw
        self.today = today
        self.areas = {area.code: area.pk for area in ReformArea.objects.all()}
        self.texts = tables.rows("plans")

    def plan(self, place: Place, team: Team, year: int, asked: list[Asked]) -> Plan:
        """One plan of ``place`` in ``year``, without its achievements."""
        key, text = self.rows.key(ActionPlan), self.draw.one_of(self.texts)
        state = self.draw.among(PRESENT if year == self.today.year else PAST)
        hands = Hands(self.draw.one_of(team.staff), team.lead)
        day = min(date(year, 1, 10) + timedelta(self.draw.below(60)), self.today - timedelta(5))
        links = [self.draw.one_of(asked).key] if asked and not self.draw.below(LINKED_IN) else []
        columns: dict[str, Cell] = {
            "year": year,
            "title": text["title"],
            "objective": text["objective"],
            "indicator": text["indicator"],
            "unit_of_measure": text["measure"],
            "method": Method.LAST.value,
            **{f"target_q{quarter}": amount(text[f"q{quarter}"]) for quarter in QUARTERS},
        }
        person = hands.writer if key % 2 else None
        content = {
            **columns,
            "unit__code": place.code,
            "area__code": text["area"],
            "person": person,
            "recommendations": links,
        }
        stamps = decided(self.rows, ActionPlan, key, state, hands, day, content)
        self.rows.add(
            ActionPlan,
            {
                **stamps, **columns,
                "unit_id": place.key,
                "area_id": self.areas[text["area"]],
                "person_id": person,
                "created_by_id": hands.writer,
                "created_at": moment(day),
                "token": token(1, key),
                "is_sample": True,
            },
        )  # fmt: skip
        for link in links:
            self.rows.add(
                ActionPlanRecommendation, {"action_plan_id": key, "recommendation_id": link}
            )
        return Plan(key, year, text["area"], state == State.APPROVED, text)

    def report(self, plan: Plan, team: Team, proofs: list[Proof]) -> None:
        """What the quarters of ``plan`` that are over report, each with one of ``proofs``."""
        ended = ended_quarters(plan.year, self.today)
        share = self.draw.one_of(SHARES)
        for quarter in QUARTERS[:ended]:
            is_latest = plan.year == self.today.year and quarter == ended
            if not proofs or not self.draw.happens(REPORTED):
                continue
            state = self.draw.among(LATEST) if is_latest else State.APPROVED
            value = amount(Decimal(plan.text[f"q{quarter}"]) * share / 100)
            self.quarter(plan, team, quarter, value, state, self.draw.one_of(proofs))

    def quarter(
        self, plan: Plan, team: Team, quarter: int, value: str, state: str, proof: Proof
    ) -> None:
        key = self.rows.key(Achievement)
        hands = Hands(self.draw.one_of(team.staff), team.lead)
        day = date(plan.year + quarter // 4, 3 * quarter % 12 + 1, 8)
        day = min(day, self.today - timedelta(days=4))
        columns: dict[str, Cell] = {
            "value": value,
            "note": "Sesuai rencana (data contoh).",
            "reason": "",
        }
        content = {
            **columns,
            "plan": plan.key,
            "quarter": quarter,
            "plan__method": Method.LAST.value,
            "plan__unit_of_measure": plan.text["measure"],
            "evidence": [proof.content()],
        }
        stamps = decided(self.rows, Achievement, key, state, hands, day, content)
        self.rows.add(
            Achievement,
            {
                **stamps, **columns,
                "plan_id": plan.key,
                "quarter": quarter,
                "created_by_id": hands.writer,
                "created_at": moment(day),
            },
        )  # fmt: skip
        self.rows.add(AchievementEvidence, attached(key, proof.key, hands.writer, moment(day)))


def amount(value: Decimal | str) -> str:
    """A number as its column gives it back."""
    return str(Decimal(value).quantize(CENT))


def token(kind: int, key: int) -> str:
    """The token of a form that was sent once, another for each row."""
    return str(UUID(int=(0x8000 + kind) << 64 | key))
