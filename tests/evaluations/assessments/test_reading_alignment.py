"""The alignment is the best of all paths, and its margin the distance to the best other one."""

from __future__ import annotations

import itertools
import random

import pytest

from evaluations.assessments.workbooks.alignment import Place, Prices, align

ROWS, NODES = 4, 4


def points(path, scores, prices) -> float:
    """What one way to place every row is worth: the definition, written out."""
    total, at = 0.0, 0
    for row, node in enumerate(path):
        if node is None:
            total -= prices.row[row]
            continue
        onward = -sum(prices.node[at:node]) if node >= at else float("-inf")
        total += scores[row][node] + max(onward, -prices.jump)
        at = node + 1
    return total - min(sum(prices.node[at:]), prices.jump)


@pytest.mark.parametrize("seed", range(12))
def test_every_row_stands_where_the_best_of_all_paths_has_it(seed):
    dice = random.Random(seed)
    scores = [[dice.randint(-6, 9) + dice.random() for _n in range(NODES)] for _r in range(ROWS)]
    prices = Prices([1.0] * ROWS, [1.2, 0.5, 1.2, 0.4], jump=dice.choice([2.0, 6.0]))
    paths = list(itertools.product([None, *range(NODES)], repeat=ROWS))
    best = {path: points(path, scores, prices) for path in paths}
    first = max(paths, key=best.__getitem__)

    places = align(scores, prices)

    assert tuple(place.node for place in places) == first
    for row, place in enumerate(places):
        others = [best[path] for path in paths if path[row] != first[row]]
        assert place.margin == pytest.approx(best[first] - max(others))


def test_rows_that_may_be_either_of_two_nodes_are_not_sure():
    first, second = align([[5.0, 5.0, -5.0], [-5.0, -5.0, 5.0]], Prices([1, 1], [1, 1, 1], 6.0))

    assert first.margin == 0
    assert second == Place(node=2, margin=second.margin, runner_up=second.runner_up)
    assert second.margin > 2


def test_a_file_without_rows_has_no_places():
    assert align([], Prices([], [1.0], 6.0)) == []
