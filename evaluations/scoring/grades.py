"""Grades of the RB index: AA above 90, A above 80, ... An upper bound belongs to its own grade."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .errors import OutOfScale
from .rollup import half_up


@dataclass(frozen=True)
class GradeSpec:
    """Scores above ``above`` (None: no lower bound) up to and including ``up_to``."""

    letter: str
    above: Decimal | None
    up_to: Decimal
    description: str


def grade(score: Decimal, grades: Iterable[GradeSpec]) -> GradeSpec:
    """The grade of a score out of 100, tested on the rounded score. Raises OutOfScale."""
    rounded = half_up(score)
    for candidate in grades:
        floor = candidate.above
        if 0 <= rounded <= candidate.up_to and (floor is None or rounded > floor):
            return candidate
    raise OutOfScale("Indeks RB", answer=rounded, low=0, high=100)
