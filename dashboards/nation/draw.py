"""Chances that are the same in every run."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
SEED = 8
#: What may come out, each with its share of one.
Shares = Sequence[tuple[str, float]]


class Draw:
    """A sequence of choices that depends on the seed alone."""

    def __init__(self) -> None:
        self.next = Random(SEED).random  # noqa: S311  nothing is kept secret by it

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.next() * len(choices))]

    def below(self, end: int) -> int:
        """A whole number from 0."""
        return int(self.next() * end)

    def happens(self, share: float) -> bool:
        return self.next() < share

    def among(self, shares: Shares) -> str:
        """One of them, the last where the shares leave something."""
        rest = self.next()
        for name, share in shares:
            rest -= share
            if rest < 0:
                return name
        return shares[-1][0]
