"""Loads the road of one version of the rules, and says which instruments take it."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluations.instruments.models import Instrument
from evaluations.instruments.versions import Outcome, VersionInUse, load_version
from reformasi.audit import trail
from reformasi.organisation.models import User

from .files import RoadLine, RuleFile, RuleFileError
from .models import MilestoneStep, RoadInstrument, RuleSet

LOADED = gettext_noop("memuat tahap ZI")
TAKEN = gettext_noop("menetapkan instrumen pada tahap ZI")


def load_rules(*, rules: RuleFile, by: User | None) -> Outcome:
    """Store a version of the road, or replace it while no candidate is on it.

    Raises:
        RuleFileError: a road of that code came with another instrument.
        VersionInUse: it differs from the stored version and a candidate is on that.
    """
    others = RuleSet.objects.filter(code=rules.code).exclude(instrument_code=rules.instrument_code)
    if other := others.first():
        raise RuleFileError(
            _("Tahap %(code)s sudah ada untuk instrumen %(instrument)s. Beri kode lain.")
            % {"code": rules.code, "instrument": other.instrument_code}
        )

    def store(row: RuleSet) -> None:
        row.instrument_code, row.regulation = rules.instrument_code, rules.regulation
        row.save()
        row.steps.all().delete()
        MilestoneStep.objects.bulk_create(
            MilestoneStep(rules=row, **asdict(step)) for step in rules.steps
        )
        RoadInstrument.objects.get_or_create(
            instrument_code=rules.instrument_code, defaults={"rules": row}
        )

    return load_version(RuleSet, rules.code, rules, store=store, by=by, phrase=LOADED)


@transaction.atomic
def take_road(*, line: RoadLine, by: User | None) -> Outcome:
    """Let the candidates of an instrument take a road that is stored.

    Raises:
        RuleFileError: the road is that of another regulation.
        VersionInUse: the instrument is in use, and takes another road.
    """
    rules = RuleSet.objects.get(code=line.code)
    if rules.regulation != line.regulation:
        raise RuleFileError(
            _("Tahap %(code)s adalah tahap %(own)s, bukan %(given)s. Perbaiki rules.csv.")
            % {"code": rules.code, "own": rules.regulation, "given": line.regulation}
        )
    row, is_new = RoadInstrument.objects.get_or_create(
        instrument_code=line.instrument_code, defaults={"rules": rules}
    )
    if not is_new:
        if row.rules == rules:
            return Outcome.UNCHANGED
        instrument = Instrument.objects.filter(code=line.instrument_code).first()
        if instrument and instrument.in_use():
            raise VersionInUse(line.instrument_code)
        row.rules = rules
        row.save()
    trail.record("load", rules, by=by, phrase=TAKEN, note=line.instrument_code)
    return Outcome.CREATED if is_new else Outcome.REPLACED
