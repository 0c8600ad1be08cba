"""Two things in turn, timed: what disturbs the machine meanwhile disturbs both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial


@dataclass
class Times:
    """Seconds of each run; ``cpu`` counts only those that this process computed."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """19 of 20 runs take no longer."""
        return sorted(self.seconds)[-(-95 * len(self.seconds) // 100) - 1]

    def time(self, run: Callable[[], object]) -> None:
        started, computed = time.perf_counter(), time.process_time()
        run()
        self.seconds.append(time.perf_counter() - started)
        self.cpu.append(time.process_time() - computed)


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

    @property
    def cpu_ratio(self) -> float:
        return statistics.median(self.measured.cpu) / statistics.median(self.base.cpu)


def in_turn(measured: Callable[[int], object], base: Callable[[int], object], rounds: int) -> Pair:
    """Run both in every round, with its number as argument; which goes first alternates."""
    pair = Pair(Times(), Times())
    for number in range(rounds):
        both = [(pair.measured, measured), (pair.base, base)]
        for times, run in both if number % 2 else reversed(both):
            times.time(partial(run, number))
    return pair
