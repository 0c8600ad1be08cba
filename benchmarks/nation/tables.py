"""What was measured beside a nation, as Markdown: all for the terminal, by page for the docs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.tables import kilobytes, machine, section

from .measuring import CAP, ROUNDS, Cost
from .people import REACHES

#: The goals of every page: growth since the demo's size, times the empty page, queries, bytes.
GROWTH, TIMES, QUERIES, BYTES = 1.5, 10.0, 30, 60_000
SQL_LENGTH = 70
TABLE, CONDITION = re.compile(r'FROM "(\w+)"'), re.compile(r" WHERE (.*)", re.DOTALL)
FREE = "export "  # a file is as long as what it holds


@dataclass(frozen=True)
class Pair:
    """A page of a person beside a nation, and the same page of their equal in the demo before."""

    cost: Cost
    before: Cost | None

    @property
    def growth(self) -> float | None:
        """How many times the ratio at the demo's size."""
        if self.cost.refused or self.before is None or not self.before.ratio:
            return None
        return self.cost.ratio / self.before.ratio

    @property
    def misses(self) -> list[str]:
        """The goals that it misses."""
        if self.cost.refused:
            return ["refused"]
        missed = {
            "growth": (self.growth or 0) > GROWTH,
            "time": self.cost.ratio > TIMES,
            "queries": self.cost.queries > QUERIES,
            "weight": self.cost.size > BYTES,
        }
        return [name for name, is_missed in missed.items() if is_missed]


@dataclass(frozen=True)
class Result:
    """All pairs, those before as well, and how the nation was loaded."""

    scale: float
    before: list[Cost]
    after: list[Cost]
    loading: str

    @cached_property
    def pairs(self) -> list[Pair]:
        before = {(cost.page, cost.person.role, cost.person.key): cost for cost in self.before}
        return [
            Pair(cost, before.get((cost.page, cost.person.role, cost.person.key)))
            for cost in self.after
        ]

    @property
    def measured(self) -> list[Pair]:
        """The pairs for which the goals hold."""
        return [pair for pair in self.pairs if not pair.cost.page.startswith(FREE)]


def written(result: Result) -> str:
    """What goes into docs/performance.md."""
    missing = [pair for pair in result.pairs if pair.misses]
    parts = [machine(), result.loading, summary(result), by_page(result.pairs)]
    if missing:
        missing.sort(key=lambda pair: (not pair.cost.refused, -pair.cost.ratio))
        rows = [row_of(pair) for pair in missing[:MOST]]
        title = f"What misses a goal: the worst {len(rows)} of {len(missing)}"
        parts.append(section(title, GOALS, HEAD, rows))
    return "\n".join(parts)


MOST = 60  # pairs that are written down; the run prints all
GOALS = (
    f"Goals: at most {GROWTH} times the ratio at the demo's size, {TIMES:.0f} times the empty "
    f"page, {QUERIES} queries, {BYTES // 1000} kB."
)
HEAD = (
    "page, who", "ratio", "at the demo's size", "growth", "queries", "weight", "slowest query",
    "SQL", "misses",
)  # fmt: skip


def summary(result: Result) -> str:
    """How many pairs miss each goal."""
    pairs = result.measured
    counts = {
        name: sum(name in pair.misses for pair in pairs)
        for name in ("growth", "time", "queries", "weight", "refused")
    }
    labels = {
        "growth": f"grow by more than {GROWTH}",
        "time": f"over {TIMES:.0f} times the empty page",
        "queries": f"over {QUERIES} queries",
        "weight": f"over {BYTES // 1000} kB",
        "refused": f"refused, or over {CAP:.0f} s",
    }
    rows = [("pages by person", f"{len(pairs)}")]
    rows += [(labels[name], f"{count}") for name, count in counts.items()]
    rows += [("meet every goal", f"{sum(not pair.misses for pair in pairs)}")]
    return section(
        f"A nation at scale {result.scale:g}",
        f"Median of at most {ROUNDS} requests and as many to the empty page, in turn. Exports "
        "apart: a file is as long as what it holds.",
        ("pairs of page and person", "number"),
        rows,
    )


def by_page(pairs: Sequence[Pair]) -> str:
    """One row for each page: the worst ratio of each reach, the most queries and bytes."""
    pages: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        pages[pair.cost.page].append(pair)
    return section(
        "By page",
        "The worst ratio to the empty page of all roles with that reach.",
        ("page", "at the demo's size", *REACHES, "queries", "weight"),
        [tuple(page_cells(page, group)) for page, group in pages.items()],
    )


def page_cells(page: str, pairs: Sequence[Pair]) -> Iterator[str]:
    yield page
    before = [pair.before.ratio for pair in pairs if pair.before and not pair.before.refused]
    yield f"{max(before):.1f}" if before else "–"
    for reach in REACHES:
        costs = [pair.cost for pair in pairs if pair.cost.person.reach == reach]
        yield worst(costs)
    yield f"{max(pair.cost.queries for pair in pairs)}"
    yield kilobytes(max(pair.cost.size for pair in pairs))


def worst(costs: Sequence[Cost]) -> str:
    refused = [cost.refused for cost in costs if cost.refused]
    if refused:
        return refused[0]
    return f"{max(cost.ratio for cost in costs):.1f}" if costs else "–"


def every_pair(pairs: Sequence[Pair]) -> str:
    return section("Every page and person", GOALS, HEAD, [row_of(pair) for pair in pairs])


def row_of(pair: Pair) -> tuple[str, ...]:
    cost = pair.cost
    if cost.refused:
        figures = (cost.refused, ratio_of(pair.before), "–", "–", "–", "–", "–")
    else:
        figures = (
            f"{cost.ratio:.1f}",
            ratio_of(pair.before),
            number(pair.growth),
            f"{cost.queries}",
            kilobytes(cost.size),
            f"{cost.slowest:.0f} ms",
            shortened(cost.sql),
        )
    return (f"{cost.page} – {cost.person.name}", *figures, ", ".join(pair.misses))


def ratio_of(cost: Cost | None) -> str:
    return number(cost.ratio) if cost and not cost.refused else "–"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def shortened(sql: str) -> str:
    """The first words of a query: where from, and under which condition."""
    table, condition = TABLE.search(sql), CONDITION.search(sql)
    start = f"{sql.split(' ', 1)[0]} {table[1]}" if table else sql
    text = f"{start} {condition[1]}" if condition else start
    return text.replace('"', "").replace("|", "¦").replace("\n", " ")[:SQL_LENGTH]
