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
