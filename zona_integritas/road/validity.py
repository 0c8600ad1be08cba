"""Whether an instrument applies on a day or in a year, and the refusal if it does not."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.instruments.models import Instrument
from reformasi.audit.refusals import Refused

from . import stages as workflow
from .models import RoadInstrument, RuleSet


class RulesNotInForce(Refused):
    """The candidate's rules did not apply on the day, or in the year, that was given."""


def day_refusal(instrument: Instrument, held_on: date) -> str:
    """Why a declaration under ``instrument`` cannot have been on ``held_on``; "" if it can."""
    rules = RuleSet.objects.in_force_on(held_on)
    if rules and rules.instruments.filter(instrument_code=instrument.code).exists():
        return ""
    texts = {"day": date_format(held_on, "j F Y"), "own": instrument.regulation}
    if rules is None:
        return _("Pada %(day)s %(own)s belum berlaku. Periksa tanggal pencanangan.") % texts
    return _(
        "Pada %(day)s yang berlaku adalah %(rules)s, sedangkan calon ini memakai %(own)s. "
        "Periksa tanggalnya, atau buat calon dengan instrumen yang berlaku saat itu."
    ) % {**texts, "rules": rules.regulation}


def year_refusal(instrument: Instrument, year: int) -> str:
    """Why ``instrument`` cannot be used for a candidate of ``year``; "" if it can."""
    if not RoadInstrument.objects.filter(instrument_code=instrument.code).exists():
        return _("Tahap ZI untuk %(own)s belum dimuat. Minta administrator memuatnya.") % {
            "own": instrument
        }
    usable = list(RoadInstrument.objects.in_force_during(year))
    if instrument.code in {row.instrument_code for row in usable}:
        return ""
    texts = {"own": instrument.regulation, "year": year}
    if not usable:
        return _("Belum ada aturan ZI yang berlaku pada tahun %(year)s.") % texts
    return _("%(own)s tidak berlaku pada tahun %(year)s. Pilih instrumen dari %(rules)s.") % {
        **texts,
        "rules": workflow.alternatives(row.regulation for row in usable),
    }
