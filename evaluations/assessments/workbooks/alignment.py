"""The best way to lay the rows of a file along the printed order, and how sure it is.

A path goes from row to row: each takes the next node, or a later one (those between are skipped),
or jumps anywhere for a price, or is skipped itself. Every sum is a maximum over all paths, so that
"how sure" is the distance to the best path on which this row means something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

NEVER = float("-inf")


@dataclass(frozen=True)
class Place:
    """``node`` is the position in the printed order, None where the row is better skipped.

    ``margin`` is how much worse the best other reading of this row makes the whole.
    """

    node: int | None
    margin: float
    runner_up: int | None


@dataclass(frozen=True)
class Prices:
    """What it costs to leave a row or a node out, and to leave the printed order."""

    row: Sequence[float]
    node: Sequence[float]
    jump: float


def align(scores: Sequence[Sequence[float]], prices: Prices) -> list[Place]:
    """A place for each row of ``scores`` (row by node)."""
    if not scores:
        return []
    skipped = list(accumulate(prices.node, initial=0.0))
    before = _forward(scores, prices, skipped)
    after = _backward(scores, prices, skipped)
    return [
        _place(row, _entries(before[r], row, skipped, prices.jump), after[r + 1], before[r], cost)
        for r, (row, cost) in enumerate(zip(scores, prices.row, strict=True))
    ]


def _entries(
    state: Sequence[float], row: Sequence[float], skipped: Sequence[float], jump: float
) -> list[float]:
    """The best path that ends with this row on each node. State s: the last node was s - 1."""
    anywhere = max(state) - jump
    best, entries = NEVER, []
    for node, score in enumerate(row):
        best = max(best, state[node] + skipped[node])
        entries.append(score + max(best - skipped[node], anywhere))
    return entries


def _forward(
    scores: Sequence[Sequence[float]], prices: Prices, skipped: Sequence[float]
) -> list[list[float]]:
    state = [0.0] + [NEVER] * (len(skipped) - 1)
    states = [state]
    for row, cost in zip(scores, prices.row, strict=True):
        entries = _entries(state, row, skipped, prices.jump)
        stayed = [value - cost for value in state]
        state = [stayed[0], *map(max, stayed[1:], entries)]
        states.append(state)
    return states


def _backward(
    scores: Sequence[Sequence[float]], prices: Prices, skipped: Sequence[float]
) -> list[list[float]]:
    state = [-min(skipped[-1] - before, prices.jump) for before in skipped]
    states = [state]
    for row, cost in zip(reversed(scores), reversed(prices.row), strict=True):
        onward = [score + rest for score, rest in zip(row, state[1:], strict=True)]
        anywhere = max(onward) - prices.jump
        best, ahead = NEVER, [NEVER]
        for node in range(len(row) - 1, -1, -1):
            best = max(best, onward[node] - skipped[node])
            ahead.append(best + skipped[node])
        ahead.reverse()
        state = [max(rest - cost, anywhere, go) for rest, go in zip(state, ahead, strict=True)]
        states.append(state)
    states.reverse()
    return states


def _place(
    row: Sequence[float],
    entries: Sequence[float],
    after: Sequence[float],
    state: Sequence[float],
    cost: float,
) -> Place:
    totals = [entry + rest for entry, rest in zip(entries, after[1:], strict=True)]
    skip = max(value + rest for value, rest in zip(state, after, strict=True)) - cost
    order = sorted(range(len(row)), key=lambda node: (-totals[node], node))
    first, second = order[0], order[1] if len(order) > 1 else None
    if totals[first] <= skip:
        return Place(None, skip - totals[first], first)
    other = totals[second] if second is not None else NEVER
    return Place(first, totals[first] - max(other, skip), second if other > skip else None)
