"""What a record of a decision must say to be believed; asked by the form and by the action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zona_integritas.candidates.models import Milestone
from zona_integritas.road.stages import Verdict, verdicts

#: Decisions of the year before still belong to a candidate: its preparation began then.
YEARS_BEFORE = 1


def wrong_fields(
    milestone: Milestone, values: Mapping[str, object], *, corrects: bool
) -> dict[str, str]:
    """What is wrong with ``values``, by field; nothing where they can be recorded."""
    wrong = {}
    decided_on, verdict = values.get("decided_on"), values.get("verdict")
    if isinstance(decided_on, date) and (message := day_refusal(milestone, decided_on)):
        wrong["decided_on"] = message
    if values.get("decider") and values["decider"] not in milestone.step.deciders:
        wrong["decider"] = _("Tahap ini diputuskan %(decider)s.") % {
            "decider": milestone.step.decider_label
        }
    if verdict and verdict not in verdicts(milestone.step.stage):
        wrong["verdict"] = _("Putusan ini tidak ada pada tahap ini.")
    if verdict == Verdict.PASSED and (reasons := milestone.obstacles()):
        wrong["verdict"] = " ".join([*reasons, way_out(milestone)])
    if verdict == Verdict.COACHED and not values.get("recommendation"):
        wrong["recommendation"] = _(
            "Unit yang dibina perlu tahu apa yang diperbaiki. Tulis rekomendasinya."
        )
    if corrects and not values.get("reason"):
        wrong["reason"] = _("Tulis mengapa catatannya diperbaiki; catatan lama tetap terlihat.")
    return wrong


def way_out(milestone: Milestone) -> str:
    """What to do about documents that keep ``milestone`` from passing."""
    if milestone.is_submitted:
        return _("Kecualikan dokumennya dahulu pada halaman tahap ini, lalu simpan lagi.")
    return _("Dokumennya dikecualikan setelah tahap ini dibuka kembali atau diserahkan lagi.")


def earliest(milestone: Milestone) -> date:
    """The first day on which a decision about this candidate is plausible."""
    return date(milestone.candidate.year - YEARS_BEFORE, 1, 1)


def day_refusal(milestone: Milestone, decided_on: date) -> str:
    """Why nothing was decided on ``decided_on``; "" if it may have been."""
    if decided_on > timezone.localdate():
        return _("Tanggal keputusan belum tiba. Catat setelah keputusannya ada.")
    if decided_on < earliest(milestone):
        return _(
            "Calon ini untuk tahun %(year)s, jadi keputusannya tidak mungkin sebelum %(day)s. "
            "Periksa tahunnya."
        ) % {
            "year": milestone.candidate.year,
            "day": date_format(earliest(milestone), "j F Y"),
        }
    return ""
