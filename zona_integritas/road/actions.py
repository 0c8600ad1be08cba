"""Loads the road of one version of the rules."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.organisation.models import User

from .files import RuleFile
from .models import MilestoneStep, RuleSet


class Outcome(StrEnum):
    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class RulesInUse(Exception):
    """A road that a candidate has taken does not change; a correction is a new version."""


@transaction.atomic
def load_rules(*, rules: RuleFile, by: User | None) -> Outcome:
    """Store a version of the road, or replace it while no candidate is on it.

    Raises:
        RulesInUse: it differs from the stored version and a candidate is on that.
    """
    stored = RuleSet.objects.select_for_update().filter(code=rules.code).first()
    if stored and stored.sha256 == rules.sha256:
        return Outcome.UNCHANGED
    if stored and stored.in_use:
        raise RulesInUse(rules.code)
    row = stored or RuleSet(code=rules.code)
    before = stored.sha256 if stored else None
    row.instrument_code, row.regulation = rules.instrument_code, rules.regulation
    row.sha256 = rules.sha256
    row.save()
    row.steps.all().delete()
    MilestoneStep.objects.bulk_create(
        MilestoneStep(rules=row, **vars(step)) for step in rules.steps
    )
    phrase = gettext_noop("memuat tahap ZI")
    trail.record("load", row, by=by, phrase=phrase, changes={"sha256": [before, rules.sha256]})
    return Outcome.REPLACED if stored else Outcome.CREATED
