"""The rules of a predicate as exact sums over questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from evaluations.scoring.predicates import RuleOutcome
from evaluations.scoring.rollup import Result
from evaluations.scoring.rounding import least_exact
from evaluations.scoring.tree import TOTAL, WEIGHTED, InstrumentSpec, NodeSpec

ZERO = Fraction(0)


@dataclass(frozen=True)
class PointsRule:
    """``shares``: what each question adds when its score is 1. ``needed``: the least exact sum."""

    rule_code: str
    shares: Mapping[str, Fraction]
    needed: Fraction

    def lacking(self, result: Result) -> Fraction:
        """How many points the sheet lacks; zero or less where the rule is met."""
        return self.needed - sum(
            (share * Fraction(result.explain(code).exact) for code, share in self.shares.items()),
            ZERO,
        )


def points_rule(instrument: InstrumentSpec, outcome: RuleOutcome) -> PointsRule:
    """The rule behind ``outcome``, which is none of a flag."""
    needed = Fraction(least_exact(outcome.minimum))
    return PointsRule(outcome.rule_code, shares(instrument, outcome.target), needed)


def shares(instrument: InstrumentSpec, target: str) -> dict[str, Fraction]:
    """The points that each question adds to ``target`` when its score is 1."""
    if target == TOTAL:
        nodes = instrument.children[""]
    else:
        nodes = [instrument.node(code) for code in target.split(";")]
    points: dict[str, Fraction] = {}
    for node in nodes:
        for code, share in _below(instrument, node):
            points[code] = points.get(code, ZERO) + share
    return points


def _below(instrument: InstrumentSpec, node: NodeSpec) -> Iterator[tuple[str, Fraction]]:
    """The questions under ``node``, each with its part of the weight of its indicator."""
    children = instrument.children[node.code]
    if children[0].kind in WEIGHTED:
        for child in children:
            yield from _below(instrument, child)
    else:
        share = Fraction(node.weight or 0) / len(children)
        for child in children:
            yield child.code, share
