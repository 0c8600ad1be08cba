"""Percent questions: ratio, reduction and sum, their zeros, blanks and contradictions."""

from decimal import Decimal

import pytest

from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    FormulaSpec,
    MissingFormula,
    MissingZeroDenominator,
    MoreThanNone,
    TotalContradictsParts,
    contradictions,
    read_answers,
    score,
)
from tests.evaluations.sheets import (
    count,
    counts,
    indicator,
    instrument,
    one_percent,
    one_question,
    question,
)

RATIO, REDUCTION = FormulaKind.RATIO, FormulaKind.REDUCTION


@pytest.mark.parametrize(
    ("done", "due", "zero_denominator", "points"),
    [
        (3, 4, "0", "75.00"),
        (1, 3, "0", "33.33"),
        (2, 3, "0", "66.67"),
        (4, 4, "0", "100.00"),
        (0, 4, "1", "0.00"),
        (0, 0, "0", "0.00"),  # something should exist: agents, changes, targets, services
        (0, 0, "1", "100.00"),  # nothing was due: complaints, wealth reports
        (0, 0, "0.5", "50.00"),  # configurable
    ],
)
def test_a_ratio(done, due, zero_denominator, points):
    sheet = one_percent(RATIO, zero_denominator=zero_denominator)

    result = score(sheet, counts(done, due))

    assert (str(result.total), result.complete, result.warnings) == (points, True, ())


def test_more_done_than_due_counts_as_all_and_is_shown_with_a_warning():
    result = score(one_percent(RATIO), counts(5, 4))

    assert result.total == 100
    assert [warning.code for warning in result.warnings] == ["A.1.1.a"]
    assert str(result.warnings[0].message) == "5 ÷ 4 melebihi 1: dihitung 1"


@pytest.mark.parametrize("zero_denominator", ["0", "1"])
def test_something_done_where_nothing_was_due_contradicts_itself(zero_denominator):
    sheet = one_percent(RATIO, zero_denominator=zero_denominator)

    with pytest.raises(MoreThanNone) as refused:
        score(sheet, counts(1, 0))

    assert refused.value.code == "A.1.1.a.1"
    assert "A.1.1.a.2 = 0" in str(refused.value)


def test_a_zero_denominator_without_a_ruling_is_an_error_and_not_a_zero():
    with pytest.raises(MissingZeroDenominator):
        score(one_percent(RATIO, zero_denominator=None), counts(0, 0))


@pytest.mark.parametrize(
    ("last", "this", "zero_denominator", "points"),
    [
        (8, 3, "0", "62.50"),
        (3, 2, "0", "33.33"),
        (8, 0, "0", "100.00"),
        (8, 8, "0", "0.00"),
        (8, 9, "0", "0.00"),  # a rise is not below zero
        (0, 0, "0", "100.00"),  # none last year, none this year
        (0, 2, "0", "0.00"),  # risen from none
        (0, 2, "0.1", "10.00"),  # configurable
    ],
)
def test_a_reduction(last, this, zero_denominator, points):
    sheet = one_percent(REDUCTION, zero_denominator=zero_denominator)

    result = score(sheet, counts(last, this))

    assert (str(result.total), result.warnings) == (points, ())


@pytest.mark.parametrize("kind", [RATIO, REDUCTION])
@pytest.mark.parametrize("blank", ["A.1.1.a.1", "A.1.1.a.2", "A.1.1.a.3"])
def test_a_blank_input_leaves_the_question_blank_even_one_that_is_not_used(kind, blank):
    result = score(one_percent(kind), {**counts(2, 1, 7), blank: ""})

    assert (result.total, result.complete, result.missing) == (0, False, (blank,))


@pytest.mark.parametrize("unused", [0, 1, 999])
def test_an_unused_input_does_not_enter_the_value(unused):
    assert score(one_percent(RATIO), counts(3, 4, unused)).total == 75


def test_a_percent_question_without_a_formula_is_refused():
    with pytest.raises(MissingFormula):
        score(one_question(AnswerType.PERCENT), {})


# --- totals that the form fills in -----------------------------------------------------------

WITH_TOTAL = instrument(
    *indicator("A.1.1", "100", question("A.1.1.a", AnswerType.PERCENT)),
    *(count(f"A.1.1.a.{name}") for name in ("1", "1a", "1b", "2")),
    formulas=[
        FormulaSpec(
            "A.1.1.a",
            RATIO,
            {"A": "A.1.1.a.2", "B": "A.1.1.a.1"},
            zero_denominator=Decimal(1),
        ),
        FormulaSpec("A.1.1.a.1", FormulaKind.SUM, {"A": "A.1.1.a.1a", "B": "A.1.1.a.1b"}),
    ],
)


def due(first, second, total="", done=0):
    return {
        "A.1.1.a.1a": first,
        "A.1.1.a.1b": second,
        "A.1.1.a.1": total,
        "A.1.1.a.2": done,
    }


@pytest.mark.parametrize("total", ["", "5"])
def test_a_total_need_not_be_given(total):
    result = score(WITH_TOTAL, due(2, 3, total, done=4))

    assert (result.total, result.missing) == (80, ())
    assert result.explain("A.1.1.a.1").exact == 5


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [(2, 3, "6"), (2, 3, "4"), (2, 3, "0"), (2, "", "1"), ("", 3, "2")],
)
def test_a_total_that_its_parts_cannot_make_is_refused(first, second, total):
    with pytest.raises(TotalContradictsParts) as refused:
        score(WITH_TOTAL, due(first, second, total))

    assert refused.value.code == "A.1.1.a.1"


@pytest.mark.parametrize("total", ["", "5"])
def test_a_missing_part_leaves_the_total_and_its_question_blank(total):
    result = score(WITH_TOTAL, due(2, "", total, done=4))

    assert (result.total, result.missing) == (0, ("A.1.1.a.1b",))


def test_a_total_of_nothing_due_takes_the_ruling_of_the_instrument():
    assert score(WITH_TOTAL, due(0, 0)).total == 100


def test_every_contradiction_of_a_sheet_can_be_listed_at_once():
    answers = read_answers(WITH_TOTAL, due(0, 0, "3", done=2))

    errors = contradictions(WITH_TOTAL, answers)

    assert [(type(error), error.code) for error in errors] == [
        (TotalContradictsParts, "A.1.1.a.1"),
        (MoreThanNone, "A.1.1.a.2"),
    ]
