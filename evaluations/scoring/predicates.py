"""Whether a scored sheet reaches a predicate: every minimum tested on its own.

52/2014 h. 21-23; 90/2021 h. 52-53, 58. Rules are tested on the rounded score, so that page and
verdict agree; a score equal to the minimum passes.
"""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum

from .errors import UnknownPredicate
from .rollup import NodeScore, Result
from .rounding import EXACT, TWO_PLACES, ZERO, half_up
from .tree import EACH_AREA, PRIOR_PREDICATE, TOTAL, Kind, RuleSpec, RuleUnit


class AreaRule(StrEnum):
    """What "per area" means, which the regulation leaves open.

    COMBINED: both halves of an area (pemenuhan and reform) together. PER_SECTION: each half alone.
    """

    COMBINED = "combined"
    PER_SECTION = "per_section"


@dataclass(frozen=True)
class RuleOutcome:
    """``value`` and ``minimum`` are points; for a flag 1 is yes and 0 is no."""

    rule_code: str
    target: str
    value: Decimal
    minimum: Decimal
    unit: RuleUnit

    @property
    def met(self) -> bool:
        return self.value >= self.minimum

    @property
    def gap(self) -> Decimal:
        """How far the value lies above the minimum; below it, negative."""
        return self.value - self.minimum


@dataclass(frozen=True)
class Verdict:
    """Whether a predicate is reached, by minimum scores only; provisional while answers lack."""

    predicate: str
    area_rule: AreaRule
    rules: tuple[RuleOutcome, ...]
    provisional: bool

    @property
    def met(self) -> bool:
        return all(rule.met for rule in self.rules)


def judge(
    result: Result,
    predicate: str,
    *,
    prior: str | None = None,
    area_rule: AreaRule = AreaRule.COMBINED,
) -> Verdict:
    """Test every rule of ``predicate``; ``prior`` is the predicate the unit holds already.

    Raises UnknownPredicate for a predicate that the instrument does not know.
    """
    instrument = result.instrument
    for name in filter(None, (predicate, prior)):
        if name not in instrument.predicates:
            raise UnknownPredicate(name, instrument=instrument.code)
    with localcontext(EXACT):
        outcomes = [
            outcome
            for rule in instrument.rules
            if rule.predicate == predicate
            for outcome in _outcomes(rule, result, prior, area_rule)
        ]
    return Verdict(predicate, area_rule, tuple(outcomes), provisional=not result.complete)


def _outcomes(
    rule: RuleSpec, result: Result, prior: str | None, area_rule: AreaRule
) -> list[RuleOutcome]:
    if rule.target == PRIOR_PREDICATE:
        value = _holds_prior(rule, result, prior)
        return [_outcome(rule, rule.code, rule.target, value, rule.minimum)]
    if rule.target == TOTAL:
        return [_outcome(rule, rule.code, rule.target, result.total, rule.minimum)]
    if rule.target == EACH_AREA:
        return [
            _on_nodes(rule, f"{rule.code}:{label}", nodes)
            for label, nodes in _areas(result, area_rule).items()
        ]
    nodes = [result.explain(code) for code in rule.target.split(";")]
    return [_on_nodes(rule, rule.code, nodes)]


def _on_nodes(rule: RuleSpec, label: str, nodes: list[NodeScore]) -> RuleOutcome:
    minimum = rule.minimum
    if rule.unit is RuleUnit.PERCENT_OF_WEIGHT:
        weight = sum((node.weight or ZERO for node in nodes), ZERO)
        minimum = weight * rule.minimum / 100
    value = half_up(sum((node.exact for node in nodes), ZERO))
    return _outcome(rule, label, ";".join(node.code for node in nodes), value, minimum)


def _outcome(
    rule: RuleSpec, label: str, target: str, value: Decimal, minimum: Decimal
) -> RuleOutcome:
    """The outcome of one rule, with figures of two decimals.

    The minimum is rounded up. A score has two decimals, so it reaches the rounded minimum if and
    only if it reaches the exact one.
    """
    reachable = minimum.quantize(TWO_PLACES, rounding=ROUND_UP)
    return RuleOutcome(label, target, value.quantize(TWO_PLACES), reachable, rule.unit)


def _areas(result: Result, area_rule: AreaRule) -> dict[str, list[NodeScore]]:
    """The areas of change by their label: ``1``, or ``1:reform`` where each half stands alone."""
    areas: dict[str, list[NodeScore]] = {}
    for score in result.nodes.values():
        node = score.node
        if node.kind is Kind.AREA and node.area:
            half = f":{node.section}" if area_rule is AreaRule.PER_SECTION else ""
            areas.setdefault(node.area + half, []).append(score)
    return areas


def _holds_prior(rule: RuleSpec, result: Result, prior: str | None) -> Decimal:
    """1 when the unit holds the predicate just below, or one above that; else 0."""
    ladder = result.instrument.predicates
    needed = ladder.index(rule.predicate) - 1
    return Decimal(int(prior is not None and ladder.index(prior) >= needed))
