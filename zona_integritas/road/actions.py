"""Loads the road of one version of the rules."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext_noop

from evaluations.instruments.versions import Outcome, load_version
from reformasi.organisation.models import User

from .files import RuleFile
from .models import MilestoneStep, RuleSet


def load_rules(*, rules: RuleFile, by: User | None) -> Outcome:
    """Store a version of the road, or replace it while no candidate is on it.

    Raises:
        VersionInUse: it differs from the stored version and a candidate is on that.
    """

    def store(row: RuleSet) -> None:
        row.instrument_code, row.regulation = rules.instrument_code, rules.regulation
        row.save()
        row.steps.all().delete()
        MilestoneStep.objects.bulk_create(
            MilestoneStep(rules=row, **asdict(step)) for step in rules.steps
        )

    phrase = gettext_noop("memuat tahap ZI")
    return load_version(RuleSet, rules.code, rules, store=store, by=by, phrase=phrase)
