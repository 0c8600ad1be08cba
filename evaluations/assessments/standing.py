"""How a sheet stands: its score with the tree beside the questions, and what it lacks for what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext

from evaluations.scoring import GradeSpec, Kind, NodeScore, Provisional, ScoringError

from .verdicts import PredicateLines, predicate_lines


@dataclass(frozen=True)
class Branch:
    """A component or an area with how many of its questions are answered."""

    score: NodeScore
    depth: int
    answered: int
    total: int

    @property
    def code(self) -> str:
        return self.score.code

    @property
    def is_area(self) -> bool:
        """Whether questions stand together under it."""
        asks = any(child.node.is_question for child in self.score.children)
        return self.score.node.kind is Kind.AREA or asks

    @property
    def is_done(self) -> bool:
        return self.answered == self.total


class Standing:
    """What stands beside the questions; it follows from the answers alone."""

    def __init__(self, scored: Provisional) -> None:
        self.scored = scored
        self.result = scored.result

    @cached_property
    def tree(self) -> list[Branch]:
        """Components and areas as they are printed."""
        return list(_branches(self.result.roots))

    @property
    def answered(self) -> int:
        return sum(branch.answered for branch in self.tree if branch.depth == 0)

    @property
    def total(self) -> int:
        return sum(branch.total for branch in self.tree if branch.depth == 0)

    @property
    def index_reason(self) -> str:
        """How the index follows from the components, for the reader; "" where there is none."""
        reason = self.result.index_reason
        return reason.render(translate=gettext) if reason else ""

    @property
    def target_grades(self) -> tuple[GradeSpec, GradeSpec] | None:
        """The grade that asks for every target, and the one that such a score has without."""
        grades = self.result.instrument.grades
        return next((pair for pair in pairwise(grades) if pair[0].at_targets), None)

    @cached_property
    def predicates(self) -> list[PredicateLines]:
        return predicate_lines(self.result)


def _branches(scores: tuple[NodeScore, ...], depth: int = 0) -> Iterator[Branch]:
    for score in scores:
        if score.node.kind in (Kind.COMPONENT, Kind.AREA):
            questions = [one for one in score.walk() if one.node.is_question]
            yield Branch(score, depth, sum(one.complete for one in questions), len(questions))
            yield from _branches(score.children, depth + 1)


def sentence(error: ScoringError) -> str:
    """What is wrong with an answer, for the reader."""
    return error.message.render(translate=gettext)
