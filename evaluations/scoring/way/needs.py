"""What surveys and percent questions would have to be where raising answers is not enough."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from evaluations.scoring.predicates import Verdict
from evaluations.scoring.rollup import Result
from evaluations.scoring.tree import CHOICES, AnswerType, RuleUnit

from .proposals import Binding, Need
from .rules import ZERO, PointsRule, points_rule

PARTS = 10_000


@dataclass(frozen=True)
class Fixed:
    """A question that nobody chooses the answer of.

    ``share``: the points for a score of 1. ``now``: its score, 0 to 1. ``hundredths``: how many
    times 0.01 its scale is long; percent questions count from 0 to 100.
    """

    code: str
    share: Fraction
    now: Fraction
    hundredths: int

    def at_least(self, score: Fraction) -> Fraction:
        """The least score from ``score`` that can be written on its scale; perhaps above 1."""
        return Fraction(ceil(score * self.hundredths), self.hundredths)

    def adding(self, points: Fraction) -> Fraction:
        return self.at_least(self.now + points / self.share)

    def written(self, score: Fraction) -> Decimal:
        return Decimal(int(score * self.hundredths)).scaleb(-2)


def needs(best: Result, verdict: Verdict) -> Iterator[Need]:
    """For each rule that fails although all choice questions are at their ``best``."""
    for outcome in verdict.rules:
        if outcome.met:
            continue
        if outcome.unit is RuleUnit.FLAG:
            yield Need(outcome.rule_code, outcome.target, outcome.minimum)
        else:
            yield from _of_rule(points_rule(best.instrument, outcome), best)


def bindings(best: Result, verdict: Verdict, pinned: Collection[str]) -> Iterator[Binding]:
    """The rules that fail at the ``best`` of all other choices, and would not without the pins."""
    for outcome in verdict.rules:
        if outcome.met or outcome.unit is RuleUnit.FLAG:
            continue
        rule = points_rule(best.instrument, outcome)
        gains = {code: gain for code, gain in _gains(rule, best, pinned) if gain > 0}
        lacking = rule.lacking(best)
        if sum(gains.values(), ZERO) >= lacking:
            alone = tuple(code for code, gain in gains.items() if gain >= lacking)
            yield Binding(rule.rule_code, tuple(gains), alone)


def _gains(
    rule: PointsRule, best: Result, codes: Collection[str]
) -> Iterator[tuple[str, Fraction]]:
    """What each of the questions would add to the rule at its own best option."""
    for node in best.instrument.answerable:
        if node.code in codes and node.code in rule.shares:
            top = max(Fraction(option.score or 0) for option in node.options)
            yield (
                node.code,
                rule.shares[node.code] * (top - Fraction(best.explain(node.code).exact)),
            )


def _of_rule(rule: PointsRule, best: Result) -> list[Need]:
    """Each question that is enough alone; without any, what several must be together."""
    lacking = rule.lacking(best)
    fixed = list(_fixed(rule, best))
    alone = {one: one.adding(lacking) for one in fixed}
    enough = [
        Need(rule.rule_code, one.code, one.written(score))
        for one, score in alone.items()
        if score <= 1
    ]
    if enough:
        return enough
    if sum((one.share * (1 - one.now) for one in fixed), ZERO) < lacking:
        return [Need(rule.rule_code)]
    return [
        Need(rule.rule_code, one.code, one.written(score), together=True)
        for one, score in _together(fixed, lacking).items()
        if score > one.now
    ]


def _fixed(rule: PointsRule, best: Result) -> Iterator[Fixed]:
    for code, share in rule.shares.items():
        question = best.explain(code)
        node = question.node
        if node.answer_type not in CHOICES:
            top = 100 if node.answer_type is AnswerType.PERCENT else node.top
            yield Fixed(code, share, Fraction(question.exact), int(top * 100))


def _together(fixed: Sequence[Fixed], lacking: Fraction) -> dict[Fixed, Fraction]:
    """Scores that add ``lacking`` points: all below one level are raised to it, none for nothing.

    The level is the lowest that is enough; then each in turn is lowered while it stays enough.
    """

    def added(scores: Mapping[Fixed, Fraction]) -> Fraction:
        return sum((one.share * (score - one.now) for one, score in scores.items()), ZERO)

    def at(part: int) -> dict[Fixed, Fraction]:
        return {one: max(one.now, one.at_least(Fraction(part, PARTS))) for one in fixed}

    level = bisect_left(range(PARTS), True, key=lambda part: added(at(part)) >= lacking)
    scores = at(level)
    for one in fixed:
        without = lacking - added({**scores, one: one.now})
        # Where the others are enough it stays what it is, though that may be no hundredth.
        scores[one] = one.adding(without) if without > 0 else one.now
    return scores
