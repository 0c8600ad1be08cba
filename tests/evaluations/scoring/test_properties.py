"""What must hold for any sheet whatever: bounds, monotony, sums, and no order among rows."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    as_json,
    judge,
    score,
)

SHEETS = {code: read_instrument(code) for code in ("zi-2021", "zi-2014", "rb-2014")}
ZI_2021 = SHEETS["zi-2021"]
examples = settings(deadline=None, derandomize=True, max_examples=40)
few_examples = settings(deadline=None, derandomize=True, max_examples=25)


def answers_to(node):
    """Any valid answer, or a blank."""
    if node.answer_type is AnswerType.COUNT:
        return st.one_of(st.just(""), st.integers(0, 50))
    if node.options:
        scored = [option.letter for option in node.options if option.score is not None]
        return st.sampled_from(["", *scored])
    return st.one_of(
        st.just(""), st.decimals(0, node.top, places=2, allow_nan=False, allow_infinity=False)
    )


@st.composite
def sheets(draw, instrument):
    """A sheet without contradictions: where nothing is due, nothing is done."""
    answers = {node.code: draw(answers_to(node)) for node in instrument.answerable}
    parts = {total.code: tuple(total.inputs.values()) for total in instrument.totals}
    for formula in instrument.formulas:
        if formula.kind is FormulaKind.RATIO:
            done, due = formula.inputs.values()
            if not any(answers[code] for code in parts.get(due, (due,))):
                answers[done] = 0
    return answers


@pytest.mark.parametrize("code", SHEETS)
@few_examples
@given(data=st.data())
def test_every_score_lies_between_zero_and_its_weight(code, data):
    result = score(SHEETS[code], data.draw(sheets(SHEETS[code])))

    for node in result.by_code.values():
        if node.node.answer_type is not AnswerType.COUNT:
            top = 1 if node.weight is None else node.weight
            assert 0 <= node.exact <= top, node.code
    assert 0 <= result.total <= 100


@pytest.mark.parametrize("code", SHEETS)
@few_examples
@given(data=st.data())
def test_a_parent_is_the_sum_of_its_parts_and_no_blank_goes_unnoticed(code, data):
    answers = data.draw(sheets(SHEETS[code]))
    result = score(SHEETS[code], answers)

    for node in result.nodes.values():
        parts = [child for child in node.children if child.weight is not None]
        if parts:
            assert abs(node.exact - sum(part.exact for part in parts)) < Decimal("1e-20")
            assert node.weight == sum(part.weight for part in parts)
    assert set(result.missing) == {code for code, answer in answers.items() if answer == ""}
    assert result.complete == all(root.complete for root in result.roots)


@examples
@given(data=st.data())
def test_the_order_of_the_rows_is_irrelevant(data):
    answers = data.draw(sheets(ZI_2021))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))

    first, second = (
        as_json(result, [judge(result, "WBBM")])
        for result in (score(ZI_2021, answers), score(ZI_2021, shuffled))
    )

    assert first == second


@pytest.mark.parametrize("code", SHEETS)
@few_examples
@given(data=st.data())
def test_a_better_answer_never_lowers_any_score(code, data):
    sheet = SHEETS[code]
    answers = data.draw(sheets(sheet))
    node = data.draw(
        st.sampled_from([n for n in sheet.answerable if n.answer_type is not AnswerType.COUNT])
    )
    if node.options:
        letters = [option.letter for option in node.options if option.score is not None]
        places = st.integers(0, len(letters) - 1)  # the best stands first
        better, worse = (letters[n] for n in sorted(data.draw(st.tuples(places, places))))
    else:
        points = st.decimals(0, node.top, places=2)
        worse, better = sorted(data.draw(st.tuples(points, points)))

    low = score(sheet, {**answers, node.code: worse})
    high = score(sheet, {**answers, node.code: better})

    assert all(high.nodes[code].exact >= low.nodes[code].exact for code in low.nodes)


@examples
@given(data=st.data())
def test_more_done_never_lowers_a_percentage_and_more_due_never_raises_it(data):
    """For a reduction, more violations last year or fewer this year never lower it."""
    formulas = [f for f in ZI_2021.formulas if f.kind is not FormulaKind.SUM]
    formula = data.draw(st.sampled_from(formulas))
    up, down = formula.inputs.values()  # A and B of a ratio, last and this of a reduction
    totals = {total.code: next(iter(total.inputs.values())) for total in ZI_2021.totals}
    down = totals.get(down, down)
    answers = {code: 0 for code in formula.asked if code not in totals} | {
        part: 0 for total in ZI_2021.totals for part in total.inputs.values()
    }
    numbers = st.integers(0, 12)
    more, less = sorted(data.draw(st.tuples(numbers, numbers)), reverse=True)
    fixed = data.draw(numbers)

    def value(**counted):
        done, due = counted["up"], counted["down"]
        assume(formula.kind is FormulaKind.REDUCTION or due > 0 or done == 0)
        return score(ZI_2021, {**answers, up: done, down: due}).explain(formula.code).exact

    assert value(up=more, down=fixed) >= value(up=less, down=fixed)
    assert value(up=fixed, down=less) >= value(up=fixed, down=more)


@examples
@given(data=st.data())
def test_filling_in_a_blank_never_adds_to_what_is_missing(data):
    answers = data.draw(sheets(ZI_2021))
    blank = [code for code, answer in answers.items() if answer == "" and code in CHOICES]
    assume(blank)
    code = data.draw(st.sampled_from(blank))

    before = score(ZI_2021, answers)
    after = score(ZI_2021, {**answers, code: CHOICES[code]})

    assert set(before.missing) - set(after.missing) == {code}
    assert after.total >= before.total


CHOICES = {node.code: node.options[-1].letter for node in ZI_2021.answerable if node.options}


@given(points=st.decimals(0, 100, places=6))
@examples
def test_rounding_moves_a_score_by_at_most_half_a_cent(points):
    sheet = SHEETS["zi-2014"]  # B.I.2 weighs 5 and is typed as a percentage

    exact = score(sheet, {"B.I.2.a": points}).explain("B.I.2")

    assert abs(exact.score - exact.exact) <= Decimal("0.005")
    assert exact.exact == points / 20
