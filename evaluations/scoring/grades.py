"""Grades of the RB index: AA above 90, A above 80, ... An upper bound belongs to its own grade."""

from collections.abc import Sequence
from decimal import Decimal

from .errors import OutOfScale
from .rounding import half_up
from .tree import GradeSpec


def grade(score: Decimal, grades: Sequence[GradeSpec], *, at_targets: bool = True) -> GradeSpec:
    """The first grade, best first, that holds the rounded score. Raises OutOfScale.

    Without ``at_targets`` those that ask for every target are passed over.
    """
    rounded = half_up(score)
    for candidate in grades:
        floor = candidate.above
        if candidate.at_targets and not at_targets:
            continue
        if 0 <= rounded <= candidate.up_to and (floor is None or rounded > floor):
            return candidate
    high = max(candidate.up_to for candidate in grades)
    raise OutOfScale("Indeks RB", answer=rounded, low=0, high=high)
