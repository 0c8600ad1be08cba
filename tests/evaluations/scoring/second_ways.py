"""Two other ways to compute what the way costs, for comparison: by trial, and by adding tables.

Both are exact. ``by_trial`` asks the engine about every set of raises; ``by_tables`` keeps for
each part of the sheet the most points that a cost can buy, and knows no solver.
"""

from fractions import Fraction
from itertools import product
from math import lcm

from evaluations.scoring import AreaRule, Kind, RuleUnit, judge, score
from evaluations.scoring.tree import CHOICES

HALF_A_HUNDREDTH = Fraction(1, 200)


def raises(instrument, answers, pinned=()):
    """For each question that may move: (code, letter, steps, gain), staying as it is first."""
    for node in instrument.answerable:
        if node.answer_type not in CHOICES or node.code in pinned:
            continue
        letters = [option.letter for option in node.options]
        scores = {o.letter: Fraction(o.score) for o in node.options if o.score is not None}
        letter = answers.get(node.code) or ""
        now, place = scores.get(letter, Fraction(0)), letters.index(letter or letters[-1])
        yield [
            (node.code, letter, 0, Fraction(0)),
            *(
                (node.code, other, abs(letters.index(other) - place), worth - now)
                for other, worth in scores.items()
                if worth > now
            ),
        ]


def by_trial(instrument, answers, predicate, *, prior=None, pinned=()):
    """Every cheapest set of changes, as {code: letter}; empty where none meets the rules."""
    cheapest, cost = [], None
    for chosen in product(*raises(instrument, answers, pinned)):
        moved = [one for one in chosen if one[2]]
        price = len(moved), sum(steps for _, _, steps, _ in moved)
        if cost is not None and price > cost:
            continue
        changes = {code: letter for code, letter, _, _ in moved}
        if judge(score(instrument, {**answers, **changes}), predicate, prior=prior).met:
            cheapest = [*cheapest, changes] if price == cost else [changes]
            cost = price
    return cost, cheapest


def by_tables(
    instrument, answers, predicate, *, prior=None, area_rule=AreaRule.COMBINED, pinned=()
):
    """(questions, steps) of the cheapest way, or None; for rules that lie inside each other.

    A table is [((questions, steps), points)], dearer rows with more points only.
    """
    result = score(instrument, answers)
    verdict = judge(result, predicate, prior=prior, area_rule=area_rule)
    if any(rule.unit is RuleUnit.FLAG and not rule.met for rule in verdict.rules):
        return None
    worth = {
        node.code: Fraction(instrument.node(node.parent).weight)
        / len(instrument.children[node.parent])
        for node in instrument.nodes
        if node.kind is Kind.QUESTION
    }
    tables = {
        code: [((0, 0), Fraction(result.explain(code).exact) * share)]
        for code, share in worth.items()
    }
    for options in raises(instrument, answers, pinned):
        code = options[0][0]
        (_, base), *_ = tables[code]
        tables[code] = _pruned(
            ((min(steps, 1), steps), base + gain * worth[code]) for _, _, steps, gain in options
        )
    rules = [
        (frozenset(_questions(instrument, rule.target)), Fraction(rule.minimum))
        for rule in verdict.rules
        if rule.unit is not RuleUnit.FLAG
    ]
    return _cheapest(rules, tables)


def _cheapest(rules, tables):
    """Adds the tables of the questions of each rule, the smallest rules first."""
    unit = lcm(200, *(points.denominator for table in tables.values() for _, points in table))
    parts = {
        frozenset([code]): [(cost, int(points * unit)) for cost, points in table]
        for code, table in tables.items()
    }
    for questions, minimum in sorted(rules, key=lambda rule: len(rule[0])):
        inside = [part for part in parts if part <= questions]
        assert frozenset().union(*inside) == questions, "rules overlap"
        table = [((0, 0), 0)]
        for other in [parts.pop(part) for part in inside]:
            table = _pruned(
                ((n + m, s + t), points + more)
                for (n, s), points in table
                for (m, t), more in other
            )
        least = (minimum - HALF_A_HUNDREDTH) * unit
        parts[questions] = [row for row in table if row[1] >= least]
    if not all(parts.values()):
        return None
    costs = [table[0][0] for table in parts.values()]
    return sum(n for n, _ in costs), sum(s for _, s in costs)


def _pruned(rows):
    table, most = [], -1
    for cost, points in sorted(rows, key=lambda row: (row[0], -row[1])):
        if points > most:
            table.append((cost, points))
            most = points
    return table


def _questions(instrument, target):
    """The codes of the questions under the nodes of a target."""
    above = list(instrument.children[""]) if target == "total" else [
        instrument.node(code) for code in target.split(";")
    ]  # fmt: skip
    while above:
        node = above.pop()
        if node.kind is Kind.QUESTION:
            yield node.code
        else:
            above += instrument.children[node.code]
