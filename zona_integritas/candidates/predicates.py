"""The minimum scores of the predicate that a candidate aims at, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.instruments.models import Node, PredicateRule
from evaluations.scoring import RuleUnit
from evaluations.scoring.tree import EACH_AREA, PRIOR_PREDICATE, TOTAL

from .models import Candidate


@dataclass(frozen=True)
class Minimum:
    """One rule: what is tested, and how much it must be (points or percent; None for yes/no)."""

    what: str
    minimum: Decimal | None
    is_percent: bool
    reference: str


def minimums(candidate: Candidate) -> list[Minimum]:
    """Every rule of the candidate's predicate under its instrument, in the printed order."""
    rules = list(
        PredicateRule.objects.filter(
            instrument=candidate.instrument_id, predicate=candidate.target
        ).order_by("position")
    )
    nodes = Node.objects.filter(
        instrument=candidate.instrument_id, code__in=[rule.target for rule in rules]
    )
    names = {node.code: f"{node.name} ({node.code})" for node in nodes} | {
        TOTAL: _("Nilai total"),
        EACH_AREA: _("Setiap area pengungkit"),
        PRIOR_PREDICATE: _("Sudah berpredikat Menuju WBK"),
    }
    return [
        Minimum(
            what=names[rule.target],
            minimum=None if rule.unit == RuleUnit.FLAG else rule.minimum,
            is_percent=rule.unit == RuleUnit.PERCENT_OF_WEIGHT,
            reference=rule.reference,
        )
        for rule in rules
    ]
