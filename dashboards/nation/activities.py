"""Activities of three years, in every status, with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dashboards.demo import tables
from programs.activities.models import (
    Activity,
    ActivityEvidence,
    ActivityKind,
    ActivityRecommendation,
)
from programs.areas.models import ReformArea
from reformasi.workflow.moves import State

from .draw import Draw
from .evidence import Library, Proof
from .hands import REOPENED, Content, Hands, decided, moment
from .letters import Asked, attached
from .people import Team
from .plans import Plan, token
from .rows import Cell, Rows
from .size import YEARS
from .trail import Trail
from .units import Place

OLD_DAYS = 45  # what is older has been decided, but for a few
OLD = (
    (State.APPROVED, 0.91), (State.RETURNED, 0.04), (State.SUBMITTED, 0.02), (REOPENED, 0.01),
    (State.DRAFT, 0.02),
)  # fmt: skip
LATE = (
    (State.APPROVED, 0.35), (State.SUBMITTED, 0.35), (State.RETURNED, 0.1), (State.DRAFT, 0.2),
)  # fmt: skip
STALE = 0.005  # of the approved: a file was renewed since
CARRIES_OUT = 0.6  # of them, a plan of the same unit and year
LINKED_IN = 10  # of so many activities one answers a recommendation
SECOND_FILE = 0.12
#: What their verb on the trail is, by state.
VERBS = {
    State.APPROVED: "approve", State.SUBMITTED: "submit", State.RETURNED: "return",
    REOPENED: "reopen", State.DRAFT: "create",
}  # fmt: skip


class Work:
    """Writes the activities of one unit after the other."""

    def __init__(self, rows: Rows, library: Library, trail: Trail, draw: Draw, today: date) -> None:
        self.rows = rows
        self.library = library
        self.trail = trail
        self.draw = draw
        self.today = today
        self.areas = {area.code: area.pk for area in ReformArea.objects.all()}
        self.texts = [
            row for row in tables.rows("activities") if row["kind"] == ActivityKind.KEGIATAN
        ]
        self.days = (today - date(today.year - YEARS + 1, 1, 3)).days

    def activity(
        self, place: Place, team: Team, plans: Sequence[Plan], asked: Sequence[Asked]
    ) -> list[Proof]:
        """One activity of ``place``; gives its files."""
        key, text = self.rows.key(Activity), self.draw.one_of(self.texts)
        day = self.today - timedelta(days=1 + self.draw.below(self.days))
        is_old = (self.today - day).days > OLD_DAYS
        state = self.draw.among(OLD if is_old else LATE)
        hands = Hands(self.draw.one_of(team.staff), team.lead)
        on = self.submitted_on(day, is_old)
        columns = self.columns(place, text, day, key)
        plan = self.plan_of(plans, day, text["area"])
        links = [self.draw.one_of(asked).key] if asked and not self.draw.below(LINKED_IN) else []
        proofs = self.prove(key, place, hands.writer, state, day)
        files = [proof.content() for proof in proofs]
        content = frozen_of(columns, place, text["area"], plan, links, files)
        before = None
        if state == State.APPROVED and proofs and self.draw.happens(STALE):
            before = content
            proofs[0] = self.renew(proofs[0], hands.writer)
            content = {**content, "evidence": [proof.content() for proof in proofs]}
        stamps = decided(self.rows, Activity, key, state, hands, on, content, before)
        if state == State.APPROVED:
            stamps["approved_at"] = moment(min(on + timedelta(days=2), self.today))
        self.rows.add(
            Activity,
            {
                **stamps, **columns,
                "unit_id": place.key,
                "area_id": self.areas[text["area"]],
                "action_plan_id": plan,
                "created_by_id": hands.writer,
                "created_at": moment(on),
                "token": token(2, key),
                "is_sample": True,
            },
        )  # fmt: skip
        for link in links:
            self.rows.add(ActivityRecommendation, {"activity_id": key, "recommendation_id": link})
        actor = hands.decider if VERBS[state] in {"approve", "return", "reopen"} else hands.writer
        self.trail.tell(Activity, key, str(columns["title"]), VERBS[state], actor, moment(on))
        return proofs

    def submitted_on(self, day: date, is_old: bool) -> date:
        """Some days after ``day``, and some before today."""
        late = self.today - timedelta(days=3)
        return min(day + timedelta(days=3), late) if is_old else max(day, late)

    def columns(self, place: Place, text: tables.Row, day: date, key: int) -> dict[str, Cell]:
        """What people write of it."""
        title = text["title"].format(unit=place.label)
        return {
            "kind": ActivityKind.KEGIATAN.value,
            "title": f"{title[:180]} ({key % 12 + 1}/{day.year})",
            "date": day,
            "end_date": None,
            "place": text["place"].format(unit=place.label),
            "description": text["description"],
            "output": text["output"],
            "participant_count": 8 + key % 60,
            "participants": text["participants"],
        }

    def plan_of(self, plans: Sequence[Plan], day: date, area: str) -> int | None:
        """The plan that it carries out: of its year, of its area if there is one."""
        fitting = [plan for plan in plans if plan.year == day.year]
        if not fitting or not self.draw.happens(CARRIES_OUT):
            return None
        return next((plan.key for plan in fitting if plan.area == area), fitting[0].key)

    def prove(self, key: int, place: Place, by: int, state: str, day: date) -> list[Proof]:
        """Its files: every second draft has none yet."""
        if state == State.DRAFT and key % 2:
            return []
        count = 2 if self.draw.happens(SECOND_FILE) else 1
        at = moment(day)
        proofs = []
        for _number in range(count):
            proof = self.library.add(unit=place.key, by=by, about=f"kegiatan {key} {day}", at=at)
            self.rows.add(ActivityEvidence, attached(key, proof.key, by, at))
            proofs.append(proof)
        return proofs

    def renew(self, proof: Proof, by: int) -> Proof:
        """A newer version of a file, which the approval has not seen."""
        title = proof.name.rpartition(".")[0]
        return self.library.version(
            proof.key, title, proof.version + 1, by=by, at=moment(self.today)
        )


def frozen_of(
    columns: dict[str, Cell],
    place: Place,
    area: str,
    plan: int | None,
    links: list[int],
    files: list[dict[str, object]],
) -> Content:
    """What ``Activity.frozen`` reads of it."""
    return {
        **columns,
        "date": str(columns["date"]),
        "unit__code": place.code,
        "area__code": area,
        "action_plan": plan,
        "recommendations": links,
        "evidence": files,
        "event": None,
        "proposed_waivers": [],
    }
