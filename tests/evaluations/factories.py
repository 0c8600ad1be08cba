"""Letters as they arrive, and follow-ups as they are promised."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluations.letters import actions
from evaluations.letters.models import FollowUp, MinisterialLetter
from reformasi.organisation.models import Unit


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
    return actions.create_follow_up(
        recommendation=finding.recommendations.get(), unit=unit, by=None, **fields
    )


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
