"""Finds the cheapest raises: fewest questions, then fewest steps; exactly."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import ceil, gcd, lcm

from .choices import Bundle
from .proposals import Change
from .solver import NothingFits, Program

FINEST = Fraction(1, 10**6)
"""The finest part of a sum that is left to the solver, whose own tolerance is a thousandth."""


@dataclass(frozen=True)
class Column:
    """Counts how many questions of ``bundle`` get the raise ``kind``."""

    bundle: Bundle
    kind: int

    @property
    def size(self) -> int:
        return len(self.bundle.raises)

    @property
    def steps(self) -> int:
        return self.bundle.raises[0][self.kind].change.steps

    def points(self, rule: int) -> Fraction:
        """What one of these raises adds to the sum that ``rule`` tests."""
        return self.bundle.shares[rule] * self.bundle.raises[0][self.kind].gain


class Search:
    """Over how many questions of each bundle get each kind of raise.

    A row says that a rule is met, in whole numbers: a sum reaches the minimum, or stays a whole
    step below it. The row asks for half a step less, so nothing that the solver takes for equal
    can hide a solution or pass for one. Where steps are finer than the solver can tell, it asks
    for ``FINEST`` less, which lets pass what does not reach the minimum. So the engine judges every
    solution; one that fails is forbidden, with all that raise no more than it.
    """

    def __init__(
        self,
        bundles: Sequence[Bundle],
        lacking: Sequence[Fraction],
        accepts: Callable[[Collection[Change]], bool],
    ) -> None:
        self.program = Program()
        self.bundles = bundles
        self.accepts = accepts
        self.columns = [Column(bundle, kind) for bundle in bundles for kind in bundle.kinds]
        for column in self.columns:
            self.program.add_column(most=column.size)
        for bundle in bundles:
            ones = {n: 1 for n, column in enumerate(self.columns) if column.bundle is bundle}
            self.program.add_row(ones, most=len(bundle.raises))
        for rule, points in enumerate(lacking):
            self._require(rule, points)

    def cheapest(self) -> Iterator[list[Change]]:
        """All sets of raises of the least cost, those that differ in kind first."""
        different = []
        for counts in self._kinds():
            different.append(counts)
            yield next(self._changes(counts))
        for counts in different:
            yield from filter(self.accepts, islice(self._changes(counts), 1, None))

    def _kinds(self) -> Iterator[list[int]]:
        """The counts of least cost: the first, then each as unlike those before as can be."""
        for costs in ([1 for _ in self.columns], [column.steps for column in self.columns]):
            counts = self._least(costs)
            most = sum(cost * count for cost, count in zip(costs, counts, strict=True))
            self.program.add_row(dict(enumerate(costs)), most=most)
        often = [0 for _ in self.columns]
        with suppress(NothingFits):
            while True:
                yield counts
                self._require_less(counts)
                often = [old + new for old, new in zip(often, counts, strict=True)]
                counts = self._least(often)

    def _least(self, costs: Sequence[int]) -> list[int]:
        """The counts of the least cost with which the engine agrees. Raises NothingFits."""
        while True:
            counts = self.program.least(costs)[: len(self.columns)]
            if self.accepts(next(self._changes(counts))):
                return counts
            self._require_more(counts)

    def _changes(self, counts: Sequence[int]) -> Iterator[list[Change]]:
        """Every choice of questions that makes these counts; printed order comes first."""
        given = iter(counts)
        parts = [(bundle, [next(given) for _ in bundle.kinds]) for bundle in self.bundles]
        return _combined([(bundle, part) for bundle, part in parts if any(part)])

    def _require(self, rule: int, lacking: Fraction) -> None:
        """That the raises make up for what ``rule`` lacks."""
        points = {n: column.points(rule) for n, column in enumerate(self.columns)}
        unit = lcm(*(one.denominator for one in points.values()))
        whole = {n: int(one * unit) for n, one in points.items() if one}
        common = gcd(*whole.values())
        least = ceil(lacking * unit / common)
        whole = {n: min(one // common, least) for n, one in whole.items()}
        largest = max(whole.values())
        margin = max(Fraction(1, 2), FINEST * largest)
        self.program.add_row(
            {n: one / largest for n, one in whole.items()},
            least=float((least - margin) / largest),
        )

    def _require_less(self, counts: Sequence[int]) -> None:
        """That at least one of the counts is smaller."""
        fewer = {}
        for n, (column, count) in enumerate(zip(self.columns, counts, strict=True)):
            if count:
                flag = self.program.add_column(most=1)
                fewer[flag] = 1
                self.program.add_row({n: 1, flag: column.size + 1 - count}, most=column.size)
        self.program.add_row(fewer, least=1)

    def _require_more(self, counts: Sequence[int]) -> None:
        """That at least one of the counts is larger: what raises no more than these fails too."""
        more = {}
        for n, (column, count) in enumerate(zip(self.columns, counts, strict=True)):
            if count < column.size:
                flag = self.program.add_column(most=1)
                more[flag] = 1
                self.program.add_row({n: 1, flag: -1 - count}, least=0)
        self.program.add_row(more, least=1)


def _combined(parts: Sequence[tuple[Bundle, Sequence[int]]]) -> Iterator[list[Change]]:
    if not parts:
        yield []
        return
    (bundle, counts), *rest = parts
    for arrangement in bundle.arrangements(counts):
        for others in _combined(rest):
            yield [*bundle.changes(arrangement), *others]
