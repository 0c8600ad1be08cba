"""Two things in turn, timed: what disturbs the machine meanwhile disturbs both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Times:
    """Seconds of each run."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """19 of 20 runs take no longer."""
        return sorted(self.seconds)[-(-95 * len(self.seconds) // 100) - 1]

    def time(self, run: Callable[[], object]) -> None:
        started = time.perf_counter()
        run()
        self.seconds.append(time.perf_counter() - started)


@dataclass(frozen=True)
class Pair:
    """What is measured, and what it is measured against."""

    measured: Times
    base: Times

    @property
    def ratio(self) -> float:
        return self.measured.median / self.base.median

    @property
    def p95_ratio(self) -> float:
        return self.measured.p95 / self.base.p95


def in_turn(measured: Callable[[], object], base: Callable[[], object], rounds: int) -> Pair:
    """Each of the two ``rounds`` times; which goes first changes every time."""
    pair = Pair(Times(), Times())
    for number in range(rounds):
        both = [(pair.measured, measured), (pair.base, base)]
        for times, run in both if number % 2 else reversed(both):
            times.time(run)
    return pair
