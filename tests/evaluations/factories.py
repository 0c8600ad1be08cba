"""Letters as they arrive, and follow-ups as they are promised."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions
from evaluations.letters.models import MinisterialLetter
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions
from tests.evidence.files import pdf


def make_letter(
    unit: Unit, *, addressees: list[Unit] | None = None, **fields: Any
) -> MinisterialLetter:
    fields = {
        "number": "061/2470/SJ",
        "date": date(2019, 3, 18),
        "subject": "Hasil evaluasi RB",
        "evaluated_year": 2018,
    } | fields
    return actions.create_letter(by=None, unit=unit, addressees=addressees or [unit], **fields)


def make_follow_up(letter: MinisterialLetter, unit: Unit, **fields: Any) -> FollowUp:
    """A follow-up of ``unit`` to a new finding of ``letter``."""
    finding = actions.create_finding(
        letter=letter,
        description="Rencana aksi belum dipantau",
        recommendations=["Pantau setiap triwulan"],
        by=None,
    )
    fields = {"action": "Menyusun jadwal pemantauan", "due": date(2019, 6, 30)} | fields
    return follow_ups.create_follow_up(
        recommendation=finding.recommendations.get(), unit=unit, by=None, **fields
    )


def reported(follow_up: FollowUp, by: User, text: str = "Jadwal ditetapkan") -> FollowUp:
    """With a report and a proof, and handed in."""
    evidence.upload_to(owner=follow_up, files=[pdf()], by=by)
    follow_up.refresh_from_db()
    follow_ups.change_report(follow_up=follow_up, by=by, version=follow_up.version, report=text)
    return decisions.submit(follow_up, by=by)


def rows_of(*rows: tuple[int | str, str] | tuple[int | str, str, dict[str, str]]) -> dict[str, Any]:
    """The recommendations as a browser sends them: (key or "", text, what else stands there)."""
    sent: dict[str, Any] = {
        "recommendations-TOTAL_FORMS": len(rows),
        "recommendations-INITIAL_FORMS": len([row for row in rows if row[0]]),
    }
    for place, (key, text, *more) in enumerate(rows):
        row = {"id": key, "text": text, "ORDER": str(place + 1) if key else ""}
        for name, value in (row | (more[0] if more else {})).items():
            sent[f"recommendations-{place}-{name}"] = value
    return sent


def assignees(*rows: dict[str, str]) -> dict[str, Any]:
    """The units that are asked, as a browser sends them."""
    sent: dict[str, Any] = {"assignees-TOTAL_FORMS": len(rows), "assignees-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        sent |= {f"assignees-{place}-{name}": value for name, value in row.items()}
    return sent
