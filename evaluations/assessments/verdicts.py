"""What each predicate asks of a sheet, rule by rule, in words (90/2021 h. 52-53, 58)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.scoring import Result, RuleOutcome, RuleUnit, judge
from evaluations.scoring.tree import TOTAL
from reformasi.ui.templatetags.ui import decimal_id

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class RuleLine:
    """One rule of a predicate with its outcome; ``codes`` are the nodes that it tests."""

    label: str
    outcome: RuleOutcome
    sentence: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class PredicateLines:
    """One predicate: the rules about scores, and whether all of them are met.

    Whether the unit holds an earlier predicate is no question of the sheet; its candidate asks it.
    """

    predicate: str
    rules: tuple[RuleLine, ...]

    @property
    def is_met(self) -> bool:
        return all(rule.outcome.met for rule in self.rules)

    @property
    def unmet(self) -> list[RuleLine]:
        return [rule for rule in self.rules if not rule.outcome.met]

    @property
    def met(self) -> list[RuleLine]:
        return [rule for rule in self.rules if rule.outcome.met]


def predicate_lines(result: Result) -> list[PredicateLines]:
    """Every predicate of the instrument, the lower one first."""
    return [
        PredicateLines(
            predicate,
            tuple(
                _line(result, outcome)
                for outcome in judge(result, predicate).rules
                if outcome.unit is not RuleUnit.FLAG
            ),
        )
        for predicate in result.instrument.predicates
    ]


def _line(result: Result, outcome: RuleOutcome) -> RuleLine:
    codes = () if outcome.target == TOTAL else tuple(outcome.target.split(";"))
    label = result.instrument.node(codes[0]).name if codes else _("Nilai total")
    texts = {
        "label": label,
        "value": decimal_id(outcome.value),
        "minimum": decimal_id(outcome.minimum),
        "gap": decimal_id(abs(outcome.gap)),
    }
    if outcome.unit is RuleUnit.PERCENT_OF_WEIGHT:
        weight = sum((result.nodes[code].weight or Decimal(0) for code in codes), Decimal(0))
        texts["value"] = f"{decimal_id(outcome.value * HUNDRED / weight, 1)} %"
        texts["minimum"] = f"{decimal_id(outcome.minimum * HUNDRED / weight, 0)} %"
    if outcome.met:
        sentence = _("%(label)s %(value)s ≥ %(minimum)s: lebih %(gap)s poin")
    else:
        sentence = _("%(label)s %(value)s < %(minimum)s: kurang %(gap)s poin")
    return RuleLine(label, outcome, sentence % texts, codes)
