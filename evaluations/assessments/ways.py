"""The way of a sheet to a predicate: found by the solver, kept for a while, put into words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.db.models import Model

from evaluations.scoring import (
    Answer,
    AnswerType,
    AreaRule,
    NodeScore,
    OptionSpec,
    Result,
    ScoringError,
    half_up,
    judge,
    read_answer,
    read_answers,
    score_read,
)
from evaluations.scoring.tree import CHOICES, TOTAL
from evaluations.scoring.way import MOST_ALTERNATIVES, Change, Need, Proposal, Way, find_way, shares
from reformasi.organisation.models import User
from reformasi.ui.caching import recall, remember

from .models import Assessment
from .sheet import Question, Sheet
from .verdicts import HUNDRED, PredicateLines, RuleLine, predicate_lines

HOUR = 3600
#: Raise it when the solver finds other ways: older ones are then forgotten.
EDITION = "1"


@dataclass(frozen=True)
class Planning:
    """What an app above has made of raises of this sheet, by the code of the question, and the
    address where more is made of them; it is empty where the reader may not."""

    address: str
    made: Mapping[str, Model]


Planner = Callable[[User, Assessment], Planning]
_planners: list[Planner] = []


def plan_by(planner: Planner) -> None:
    """Let an app above make something of chosen raises."""
    _planners.append(planner)


def planning_of(user: User, assessment: Assessment) -> Planning:
    """What is made of raises; nothing where no app above does so."""
    for planner in _planners:
        return planner(user, assessment)
    return Planning("", {})


@dataclass(frozen=True)
class RaiseLine:
    """One question to raise; ``gain`` is in points of the total, ``old`` None for a blank."""

    question: Question
    change: Change
    old: OptionSpec | None
    new: OptionSpec
    gain: Decimal
    usual_evidence: str


@dataclass(frozen=True)
class AreaLines:
    """The raises of one area, which brings it from ``before`` to ``after``."""

    before: NodeScore
    after: NodeScore
    raises: tuple[RaiseLine, ...]


@dataclass(frozen=True)
class NeedLine:
    """The least that one question would have to be, and what it is; ``is_percent``: in percent.

    ``now`` is None where it is blank.
    """

    question: Question
    now: Decimal | None
    minimum: Decimal
    is_percent: bool


@dataclass(frozen=True)
class RuleNeeds:
    """What a rule needs that no raise can meet: any of ``lines``, or ``together`` all of them.

    Or else the questions ``pins`` are raised too, or one of those ``alone``, which are pinned;
    without lines only they stand in the way.
    """

    rule: RuleLine
    lines: tuple[NeedLine, ...]
    together: bool
    pins: tuple[Question, ...]
    alone: tuple[Question, ...]


class SheetWay:
    """The way of ``sheet`` to ``predicate`` where the questions ``pinned`` stay as they are.

    Whether the unit holds the predicate below is no question of the sheet: here it does.
    """

    def __init__(self, sheet: Sheet, predicate: str, pinned: Collection[str]) -> None:
        self.sheet = sheet
        self.predicate = predicate
        self.specification = sheet.specification
        questions = sheet.questions.values()
        self.pinned = [
            one for one in questions if one.code in pinned and one.node.answer_type in CHOICES
        ]
        values = {code: row.value for code, row in sheet.answers.items() if code not in sheet.wrong}
        self.answers = read_answers(self.specification, values)
        self.way = _recalled(self) or _found(self)

    @property
    def prior(self) -> str | None:
        below = self.specification.predicates.index(self.predicate) - 1
        return self.specification.predicates[below] if below >= 0 else None

    @property
    def now(self) -> PredicateLines:
        lines = predicate_lines(self.sheet.scored.result)
        return next(line for line in lines if line.predicate == self.predicate)

    @property
    def is_met(self) -> bool:
        return self.way.feasible and not self.way.changes

    def after(self, changes: Collection[Change]) -> Result:
        """The sheet as it is scored with these raises."""
        raised: dict[str, Answer] = {change.code: change.new for change in changes}
        return score_read(self.specification, {**self.answers, **raised})

    def is_met_by(self, changes: Collection[Change]) -> bool:
        return judge(self.after(changes), self.predicate, prior=self.prior).met

    def areas(self, changes: Sequence[Change]) -> list[AreaLines]:
        """``changes`` by area, in printed order."""
        before, after = self.sheet.scored.result, self.after(changes)
        points = shares(self.specification, TOTAL)
        usual = {
            question.code: indicator.usual_evidence
            for area in self.sheet.areas
            for indicator in area.indicators
            for question in indicator.questions
        }

        def line(change: Change) -> RaiseLine:
            question = self.sheet.questions[change.code]
            rise = Fraction(after.by_code[change.code].exact - question.score.exact)
            gain = points[change.code] * rise
            options = {option.letter: option for option in question.node.options}
            return RaiseLine(
                question,
                change,
                options.get(change.old),
                options[change.new],
                half_up(Decimal(gain.numerator) / Decimal(gain.denominator)),
                usual[change.code],
            )

        return [
            AreaLines(before.by_code[area], after.by_code[area], tuple(raises))
            for area, raises in groupby(map(line, changes), key=lambda one: one.question.area)
        ]

    def needs(self) -> Iterator[RuleNeeds]:
        """What the rules need beside all raises, in the order of the rules."""
        rules = {rule.outcome.rule_code: rule for rule in self.now.rules}
        binding = {one.rule_code: one for one in self.way.bindings}
        for rule_code, needs in groupby(self.way.needs, key=lambda need: need.rule_code):
            all_needs = list(needs)
            lines = tuple(self._need(need) for need in all_needs if need.code)
            bound = binding.get(rule_code)
            yield RuleNeeds(
                rules[rule_code],
                lines,
                all_needs[0].together,
                self._questions(bound.codes if bound else ()),
                self._questions(bound.alone if bound else ()),
            )

    def _questions(self, codes: Collection[str]) -> tuple[Question, ...]:
        return tuple(self.sheet.questions[code] for code in codes)

    def _need(self, need: Need) -> NeedLine:
        question = self.sheet.questions[need.code]
        is_percent = question.node.answer_type is AnswerType.PERCENT
        top = HUNDRED if is_percent else question.node.top
        now = half_up(question.score.exact * top) if question.is_answered else None
        return NeedLine(question, now, need.minimum or Decimal(0), is_percent)


def _found(asked: SheetWay) -> Way:
    way = find_way(
        asked.specification,
        asked.answers,
        asked.predicate,
        prior=asked.prior,
        pinned=[question.code for question in asked.pinned],
        alternatives=MOST_ALTERNATIVES,
    )
    if way.changes:
        _remember(asked, way)
    return way


def _key(asked: SheetWay) -> str:
    """Everything that the way follows from."""
    parts = (
        EDITION,
        asked.sheet.layer.assessment.instrument.sha256,
        asked.predicate,
        sorted((code, str(answer)) for code, answer in asked.answers.items()),
        sorted(question.code for question in asked.pinned),
    )
    return f"way:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"


def _remember(asked: SheetWay, way: Way) -> None:
    """Keep what took the solver up to a second; what is met or cannot be takes none."""
    rows = [[astuple(change) for change in one.changes] for one in way.proposals]
    remember(_key(asked), json.dumps(rows), HOUR)


def _recalled(asked: SheetWay) -> Way | None:
    """The way as it is kept, if the engine agrees: what lies in Redis is not believed (ADR 119)."""
    kept = recall(_key(asked))
    if kept is None:
        return None
    try:
        proposals = tuple(_proposal(asked, rows) for rows in json.loads(kept))
    except (TypeError, ValueError, KeyError, ScoringError):
        return None
    return Way(asked.predicate, AreaRule.COMBINED, proposals) if proposals else None


def _proposal(asked: SheetWay, rows: Sequence[Sequence[object]]) -> Proposal:
    """One proposal as it is kept. Raises ValueError where it is none, among others."""
    changes = []
    for code, old, new, steps in rows:
        question = asked.sheet.questions[str(code)]
        if old != question.answer.value or question in asked.pinned or not isinstance(steps, int):
            raise ValueError(code)
        read_answer(asked.specification, question.code, str(new))
        changes.append(Change(question.code, question.answer.value, str(new), steps))
    if not asked.is_met_by(changes):
        raise ValueError(rows)
    return Proposal(tuple(changes))
