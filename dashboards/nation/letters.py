"""Letters to institutions, with findings, recommendations and follow-ups in every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from dashboards.demo import tables
from evaluations.follow_ups.documents import EVALUATION_REPORT
from evaluations.follow_ups.models import FollowUp, FollowUpEvidence, TimeRequest
from evaluations.follow_ups.workflow import RequestStatus, Verdict
from evaluations.letters.models import (
    ComponentValue,
    Finding,
    LetterEvidence,
    MinisterialLetter,
    Recommendation,
)
from programs.areas.models import ReformArea
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.workflow import Status, Step
from reformasi.organisation.roles import Role
from reformasi.workflow.moves import State

from .draw import Draw
from .evidence import Library
from .hands import REOPENED, Hands, canonical, decided, moment
from .people import Staff
from .rows import Cell, Rows
from .units import Place

RECOMMENDATIONS_EACH = 10  # of a finding
EXCUSED = "excused"
STATES = (
    (State.APPROVED, 0.45), (EXCUSED, 0.03), (State.SUBMITTED, 0.12), (State.RETURNED, 0.08),
    (REOPENED, 0.05), (State.DRAFT, 0.27),
)  # fmt: skip
AMOUNT_IN = 20  # of so many one is about money
ASKED_IN = 6  # of so many one asks for more time, while it waits
EXCUSE_DECIDER = "Inspektur Jenderal (data contoh)"
EXCUSE_REASON = "Layanannya sudah dialihkan ke unit lain (data contoh)."


@dataclass(frozen=True)
class Asked:
    """A recommendation as activities and plans answer it."""

    key: int
    text: str


class Post:
    """Writes letters, one after the other."""

    def __init__(self, rows: Rows, library: Library, staff: Staff, draw: Draw, today: date) -> None:
        self.rows = rows
        self.library = library
        self.staff = staff
        self.draw = draw
        self.today = today
        self.areas = list(ReformArea.objects.order_by("number"))
        self.findings = tables.rows("findings")
        self.reports = [row for row in tables.rows("follow_ups") if row["report"]]
        self.number = 0

    def letter(
        self, top: Place, addressees: list[Place], places: list[Place], count: int
    ) -> list[Asked]:
        """A letter that ``top`` records, with ``count`` recommendations to ``places``."""
        self.number += 1
        year = self.today.year - 1 - self.number % 3
        day = date(year + 1, 1, 5) + timedelta(days=self.number % 40)
        day = min(day, self.today - timedelta(days=5))
        bureau = self.staff.offices[top.key][Role.BIRO]
        key = self.rows.add(
            MinisterialLetter,
            {
                "unit_id": top.key,
                "number": f"700/{self.number:04}/NC",
                "date": day,
                "subject": f"Hasil evaluasi tahun {year} pada {top.name} (data contoh)",
                "evaluated_year": year,
                "summary": "Seluruh surat ini data contoh.",
                "follow_up_deadline": date(year + 1, 12, 31),
                "is_sample": True,
            },
        )
        through = MinisterialLetter.addressees.through
        for place in addressees:
            self.rows.add(through, {"ministerialletter_id": key, "unit_id": place.key})
        proof = self.library.add(
            unit=top.key, by=bureau[0], about=f"surat {self.number:04}", at=moment(day)
        )
        self.rows.add(LetterEvidence, attached(key, proof.key, bureau[0], moment(day)))
        self.document(key, top, bureau, day)
        components = [self.component(key, position) for position in range(len(self.areas))]
        return self.ask(key, components, day, bureau, places, count)

    def document(self, letter: int, top: Place, bureau: list[int], day: date) -> None:
        """The report on a letter, made by the worker and not signed."""
        at, stored = moment(day, days=2), self.library.stored[0]
        snapshot = canonical({"letter": letter, "is_sample": True})
        number = f"{self.number:04}/LHE/{top.code}/{day.year}"
        key = self.rows.add(
            DocumentRequest,
            {
                "kind": EVALUATION_REPORT,
                "title": "Laporan evaluasi",
                "subject_type": MinisterialLetter._meta.label_lower,
                "subject_id": str(letter),
                "subject_label": f"700/{self.number:04}/NC ({day:%d-%m-%Y})",
                "unit_id": top.key,
                "number": number,
                "token": sha256(number.encode()).hexdigest()[:43],
                "snapshot": snapshot,
                "snapshot_sha256": sha256(snapshot.encode()).hexdigest(),
                "is_sample": True,
                "status": Status.DONE.value,
                "progress_step": Step.FINISHED.value,
                "requested_at": at,
                "finished_at": at,
                "requested_by_id": bureau[0],
            },
        )
        self.rows.add(
            DocumentEdition,
            {
                "document_id": key,
                "number": 1,
                "file": stored.path,
                "sha256": stored.sha256,
                "size": stored.size,
                "pages": 1,
                "made_at": at,
            },
        )

    def component(self, letter: int, position: int) -> int:
        area = self.areas[position]
        share = Decimal(40 + 5 * self.draw.below(10))
        return self.rows.add(
            ComponentValue,
            {
                "letter_id": letter,
                "position": position + 1,
                "name": area.name,
                "maximum": area.weight,
                "last_year": (area.weight * (share - 10) / 100).quantize(Decimal("0.01")),
                "this_year": (area.weight * share / 100).quantize(Decimal("0.01")),
            },
        )

    def ask(
        self,
        letter: int,
        components: list[int],
        day: date,
        bureau: list[int],
        places: list[Place],
        count: int,
    ) -> list[Asked]:
        """Its findings, their recommendations, and a follow-up of each."""
        asked: list[Asked] = []
        for number in range(count):
            if number % RECOMMENDATIONS_EACH == 0:
                finding = self.finding(letter, components, number // RECOMMENDATIONS_EACH + 1)
            row = self.findings[number % len(self.findings)]
            text = f"{row['recommendation'].rstrip('.')} (butir {number + 1})."
            position = number % RECOMMENDATIONS_EACH + 1
            values: dict[str, Cell] = {"finding_id": finding, "number": position, "text": text}
            key = self.rows.add(Recommendation, values)
            asked.append(Asked(key, text))
            self.follow_up(asked[-1], self.draw.one_of(places), day, bureau)
        return asked

    def finding(self, letter: int, components: list[int], number: int) -> int:
        described = [row["description"] for row in self.findings if row["description"]]
        return self.rows.add(
            Finding,
            {
                "letter_id": letter,
                "number": number,
                "component_id": components[number % len(components)],
                "description": described[number % len(described)],
            },
        )

    def follow_up(self, asked: Asked, place: Place, day: date, bureau: list[int]) -> None:
        """What ``place`` does about it, as far as it is."""
        key, state = self.rows.key(FollowUp), self.draw.among(STATES)
        team, text = self.staff.teams[place.key], self.draw.one_of(self.reports)
        hands = Hands(self.draw.one_of(team.staff), bureau[1], asker=bureau[0])
        status = State.APPROVED if state == EXCUSED else state
        due = day + timedelta(days=90 + self.draw.below(270))
        on = day + timedelta(days=self.draw.below(80))
        on = min(on, self.today - timedelta(days=4))
        amount = "12500000.00" if self.draw.below(AMOUNT_IN) == 0 else None
        task: dict[str, Cell] = {"action": text["action"], "due": due, "amount": amount}
        report: dict[str, Cell] = {"report": "", "amount_settled": None}
        files = []
        if state != State.DRAFT:
            report = {"report": text["report"], "amount_settled": amount}
            proof = self.library.add(
                unit=place.key, by=hands.writer, about=f"tindak lanjut {key}", at=moment(on)
            )
            self.rows.add(FollowUpEvidence, attached(key, proof.key, hands.writer, moment(on)))
            files = [proof.content()]
        content = {
            "unit__code": place.code,
            "recommendation": asked.key,
            "recommendation__text": asked.text,
            **task,
            "due": str(due),
            **report,
            "evidence": files,
        }
        columns = decided(self.rows, FollowUp, key, status, hands, on, content)
        if state == State.DRAFT:
            columns |= {"writers": []}
        verdict = {State.APPROVED: Verdict.DONE.value, EXCUSED: Verdict.EXCUSED.value}.get(
            state, ""
        )
        excuse = (EXCUSE_REASON, EXCUSE_DECIDER) if state == EXCUSED else ("", "")
        self.rows.add(
            FollowUp,
            {
                **columns, **task, **report,
                "unit_id": place.key,
                "recommendation_id": asked.key,
                "person_id": hands.writer if key % 2 else None,
                "verdict": verdict,
                "excuse_reason": excuse[0],
                "excuse_decider": excuse[1],
                "is_sample": True,
            },
        )  # fmt: skip
        if state == State.DRAFT and key % ASKED_IN == 0:
            self.ask_for_time(key, due, hands, on)

    def ask_for_time(self, follow_up: int, due: date, hands: Hands, day: date) -> None:
        """Waiting for an answer, or declined."""
        declined = follow_up // ASKED_IN % 2 == 0
        reply: dict[str, Cell] = {"status": RequestStatus.ASKED.value}
        if declined:
            reply = {
                "status": RequestStatus.DECLINED.value,
                "decided_at": moment(day, days=1),
                "decided_by_id": hands.decider,
                "decision_note": "Batas waktunya sudah cukup (data contoh).",
            }
        self.rows.add(
            TimeRequest,
            {
                "follow_up_id": follow_up,
                "due_before": due,
                "due": due + timedelta(days=30),
                "reason": "Menunggu jadwal narasumber (data contoh).",
                "asked_at": moment(day),
                "asked_by_id": hands.writer,
                **reply,
            },
        )


def attached(owner: int, evidence: int, by: int, at: str) -> dict[str, Cell]:
    """The columns of an attachment."""
    return {
        "owner_id": owner,
        "evidence_id": evidence,
        "attached_by_id": by,
        "attached_at": at,
    }
