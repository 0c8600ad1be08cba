"""The way of any sheet: it meets every rule, and nothing cheaper does."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.instruments.files import read_instrument
from evaluations.scoring import AnswerType, AreaRule, RuleSpec, half_up, judge, score
from evaluations.scoring.tree import CHOICES, SCALE_TOPS
from evaluations.scoring.way import find_way
from tests.evaluations.scoring.second_ways import by_tables, by_trial
from tests.evaluations.scoring.test_properties import sheets
from tests.evaluations.sheets import LETTERS, indicator, instrument, question

REAL = {code: read_instrument(code) for code in ("zi-2021", "zi-2014")}
TYPES = [*CHOICES, AnswerType.SCALE_0_4]
WEIGHTS = ["0.25", "1", "1.5", "2.75", "4.5", "10", "33.33"]
TARGETS = ["total", "A.1.1", "A.1.2", "A.1.1;A.1.2", "A.1.2;A.1.3", "A.1.1;A.1.3"]
LETTER = st.integers(0, 5)
STEP = Decimal("0.01")


@st.composite
def small(draw):
    """An instrument of up to seven questions, and two sheets of it: the second one is to be
    reached, so its rounded scores, many of them on the boundary, are the minima."""
    nodes, codes = [], []
    for number in (1, 2, 3):
        types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2 if number > 1 else 3))
        questions = [question(f"A.1.{number}.{'abc'[n]}", one) for n, one in enumerate(types)]
        nodes += indicator(f"A.1.{number}", draw(st.sampled_from(WEIGHTS)), *questions)
        codes += questions
    spec = instrument(*nodes)
    now, then = ({node.code: draw(answer_to(node)) for node in codes} for _ in range(2))
    target = score(spec, then)
    rules = [
        RuleSpec("WBK", f"rule {name}", name, _points(target, name))
        for name in draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3, unique=True))
    ]
    pinned = draw(st.sets(st.sampled_from([n.code for n in codes]), max_size=2))
    pinned = {code for code in pinned if spec.node(code).options}
    return replace(spec, rules=tuple(rules)), now, pinned


def answer_to(node):
    if node.answer_type is AnswerType.SCALE_0_4:
        return st.sampled_from(["", "3", "3.21", "4"])
    letters = [letter for letter, points in LETTERS[node.answer_type].items() if points]
    return st.sampled_from(["", *letters])


def _points(result, target):
    if target == "total":
        return result.total
    return half_up(sum(result.explain(code).exact for code in target.split(";")))


def changes_of(proposal):
    return {change.code: change.new for change in proposal.changes}


@settings(deadline=None, derandomize=True, max_examples=100)
@given(small())
def test_the_way_is_a_cheapest_one_of_all_that_there_are(case):
    """Rules of any parts, overlapping too; every set of raises is tried on the engine."""
    spec, answers, pinned = case

    way = find_way(spec, answers, "WBK", pinned=pinned, alternatives=5)
    cost, cheapest = by_trial(spec, answers, "WBK", pinned=pinned)

    assert way.feasible == bool(cheapest)
    for proposal in way.proposals:
        assert (proposal.questions, proposal.steps) == cost
        assert changes_of(proposal) in cheapest
    assert len({proposal.changes for proposal in way.proposals}) == len(way.proposals)
    assert len(way.proposals) == min(5, len(cheapest))


@settings(deadline=None, derandomize=True, max_examples=100)
@given(small())
def test_what_is_needed_is_enough_and_a_hundredth_less_is_not(case):
    spec, answers, pinned = case
    free = {n.code: n.options[0].letter for n in spec.nodes if n.options and n.code not in pinned}
    best = answers | free

    way = find_way(spec, answers, "WBK", pinned=pinned)

    failing = {rule.rule_code for rule in judge(score(spec, best), "WBK").rules if not rule.met}
    assert {need.rule_code for need in way.needs} == failing
    for rule_code in failing:
        needs = [need for need in way.needs if need.rule_code == rule_code]
        together = {need.code: need.minimum for need in needs if need.together}
        for need in needs:
            if need.minimum is None:
                tops = {n.code: 4 for n in spec.nodes if n.answer_type in SCALE_TOPS}
                assert not holds(spec, best | tops, rule_code)
            else:
                with_need = best | together | {need.code: need.minimum}
                assert holds(spec, with_need, rule_code)
                assert not holds(spec, with_need | {need.code: need.minimum - STEP}, rule_code)


def holds(spec, answers, rule_code):
    (rule,) = [
        rule for rule in judge(score(spec, answers), "WBK").rules if rule.rule_code == rule_code
    ]
    return rule.met


@pytest.mark.parametrize("code", REAL)
@settings(deadline=None, derandomize=True, max_examples=20)
@given(data=st.data())
def test_on_real_sheets_another_computation_finds_the_same_cost(code, data):
    spec = REAL[code]
    answers = data.draw(sheets(spec)) | {
        node.code: node.top - data.draw(st.integers(0, 1)) * STEP * 10 * int(node.top)
        for node in spec.nodes
        if node.answer_type in SCALE_TOPS
    }
    choices = [node.code for node in spec.nodes if node.options]
    asked = {
        "predicate": data.draw(st.sampled_from(["WBK", "WBBM"])),
        "prior": "WBK",
        "area_rule": data.draw(st.sampled_from(AreaRule)),
        "pinned": data.draw(st.sets(st.sampled_from(choices), max_size=12)),
    }

    way = find_way(spec, answers, **asked)

    assert by_tables(spec, answers, **asked) == (
        (way.proposals[0].questions, way.proposals[0].steps) if way.feasible else None
    )
    if way.feasible:
        asked.pop("pinned")
        assert judge(score(spec, answers | changes_of(way.proposals[0])), **asked).met
        assert changes_of(way.proposals[0]).keys() <= set(choices)


def without_choices(**counted):
    """A sheet of 2021 on which everything but the choice questions is filled in."""
    spec = REAL["zi-2021"]
    answers = {n.code: 5 for n in spec.answerable if n.answer_type is AnswerType.COUNT}
    return spec, answers | {"B.I.a.1": "3.7", "B.II.a.1": "3.7"} | counted


def test_a_step_that_some_solvers_lose_is_not_lost():
    """HiGHS 1.16 proves 199 steps; 198 are enough."""
    spec, answers = without_choices(
        **{"A.II.1.i.a.2": 0, "A.II.4.i.a.2": 1, "A.II.5.iii.i.a.2": 1, "A.II.5.iii.ii.a.2": 1},
        **{"A.II.6.i.b.2": 0},
    )

    way = find_way(spec, answers, "WBBM", prior="WBK")

    assert (way.proposals[0].questions, way.proposals[0].steps) == (83, 198)
    assert by_tables(spec, answers, "WBBM", prior="WBK") == (83, 198)


def test_the_same_sheet_has_the_same_way_in_any_order_of_its_answers():
    spec, answers = without_choices()
    backwards = dict(reversed(answers.items()))

    first, second = (find_way(spec, sheet, "WBK", alternatives=3) for sheet in (answers, backwards))

    assert len(first.proposals) == 3
    assert first == second


def test_the_way_takes_no_longer_than_some_hundred_scorings():
    """A scoring takes a millisecond or two, so this is well below two seconds."""
    spec, answers = without_choices()
    find_way(spec, answers, "WBK")  # has the solver imported

    def seconds(act):
        start = time.process_time()
        act()
        return time.process_time() - start

    scoring = min(seconds(lambda: judge(score(spec, answers), "WBK")) for _ in range(5))
    finding = min(seconds(lambda: find_way(spec, answers, "WBK")) for _ in range(3))

    assert finding < 400 * scoring
