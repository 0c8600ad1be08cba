"""An index of measured indicators: values in a range, weights by group, a coefficient, grades."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    NOT_APPLICABLE,
    AlwaysApplies,
    AnswerType,
    MissingGroup,
    MissingRange,
    MissingWeight,
    MultiplierDoesNotApply,
    NotAnswerable,
    NotANumber,
    NothingApplies,
    OutOfScale,
    UnknownGroup,
    as_json,
    best_answers,
    contradictions,
    read_answer,
    score,
)

RB_2023 = read_instrument("rb-2023")
GROUPS = {group.code: RB_2023.for_group(group.code) for group in RB_2023.groups}
KL = GROUPS["kl"]
MEASURED = {
    code: [node for node in sheet.nodes if node.answer_type is AnswerType.MEASURED]
    for code, sheet in GROUPS.items()
}
examples = settings(deadline=None, derandomize=True, max_examples=60)

WORKED = {"2130": "2,4", "2131": 80, "2136": 75, "2152": 90, "2159": "1.5", "koefisien": -3}
"""All else at its maximum. 2130: 2.4 of 3. 2131: 80 / 100 x 7 x 2.4 / 3 = 4.48 of 7. 2136: 3 of 4.
2152: 90 / 100 x 7 x 75 / 100 = 4.725 of 7. So RB General is 100 - 0.6 - 2.52 - 1 - 2.275 = 93.605,
the index (93.605 - 3) / 100 x 100 + 9.5 = 100.105.
"""


def at_target(sheet):
    """Every indicator at its target, or at its maximum where it has none."""
    return best_answers(sheet) | {
        node.code: node.measure.target
        for node in MEASURED[sheet.group]
        if node.measure.target is not None
    }


# --- worked by hand ----------------------------------------------------------------------------


def test_an_index_worked_by_hand_is_rounded_once_at_the_end():
    result = score(KL, best_answers(KL) | WORKED)

    assert result.explain("2131").exact == Decimal("4.48")
    assert result.explain("2152").exact == Decimal("4.725")
    assert result.nodes["2124"].exact == Decimal("93.605")
    assert result.nodes["2125"].exact == Decimal("9.5")
    assert result.total == Decimal("100.11")
    assert result.grade.letter == "AA"
    assert result.complete


def test_what_does_not_apply_leaves_the_weights():
    """2132 and 2141 weigh 2 each: (96 - 4.8) / 96 x 100 + 10."""
    left_out = {"2132": NOT_APPLICABLE, "2141": "Tidak  Berlaku", "koefisien": "-4,8"}

    result = score(KL, best_answers(KL) | left_out)

    assert result.total == Decimal("105.00")
    assert (result.nodes["2124"].weight, result.nodes["2127"].weight) == (96, 36)
    assert result.nodes["2132"].weight == 0
    assert result.complete


def test_rounding_comes_after_the_weights_that_apply():
    """(96 - 0.0144) / 96 x 100 + 10 is 109.985 exactly, and goes up."""
    left_out = best_answers(KL) | {"2132": NOT_APPLICABLE, "2141": NOT_APPLICABLE}

    assert score(KL, left_out | {"koefisien": "-0.01"}).total == Decimal("109.99")
    assert score(KL, left_out | {"koefisien": "-0.0144"}).total == Decimal("109.99")
    assert score(KL, left_out | {"koefisien": "-0.01440001"}).total == Decimal("109.98")


@pytest.mark.parametrize(("group", "top"), [("kl", 110), ("provinsi", 120), ("kabupaten", 120)])
def test_the_best_sheet_of_a_group_reaches_its_top(group, top):
    result = score(GROUPS[group], best_answers(GROUPS[group]))

    assert (result.total, result.grade.letter, result.below_target) == (top, "AA", ())


def test_an_empty_sheet_lacks_everything_and_has_the_lowest_grade():
    result = score(KL, {})

    assert (result.total, result.grade.letter) == (0, "D")
    assert set(result.missing) == {*(node.code for node in MEASURED["kl"]), "koefisien"}


def test_below_zero_the_lowest_grade_holds():
    result = score(KL, {"koefisien": -10})

    assert (result.total, result.grade.letter) == (-10, "D")


# --- grades ------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
def test_the_grade_is_a_with_every_indicator_at_its_target_and_a_minus_without(group):
    sheet = GROUPS[group]
    answers = at_target(sheet)
    reached = score(sheet, answers)

    assert (reached.grade.letter, reached.below_target) == ("A", ())
    for node in MEASURED[group]:
        if node.measure.target is not None:
            missed = score(sheet, answers | {node.code: node.measure.target - Decimal("0.0001")})
            assert missed.below_target == (node.code,)
            assert missed.grade.letter == "A-"
            assert missed.total > 80


def test_a_blank_is_not_at_its_target_and_what_does_not_apply_is_no_hindrance():
    answers = best_answers(KL) | {"koefisien": -10, "2159": 0, "2160": 0, "2161": 0}

    assert score(KL, answers).grade.letter == "A"
    assert score(KL, answers | {"2133": ""}).grade.letter == "A-"
    assert score(KL, answers | {"2133": NOT_APPLICABLE}).grade.letter == "A"
    assert score(KL, answers | {"2131": "80"}).grade.letter == "A"  # it has no target


@pytest.mark.parametrize(
    ("taken_off", "index", "letter"),
    [
        ("0", "100.00", "AA"),
        ("-0.0051", "99.99", "A"),
        ("-0.005", "100.00", "AA"),
        ("-10", "90.00", "A"),
    ],
)
def test_the_best_grade_begins_at_a_hundred(taken_off, index, letter):
    no_themes = dict.fromkeys(("2159", "2160", "2161", "2162", "2163"), 0)

    result = score(KL, best_answers(KL) | no_themes | {"koefisien": taken_off})

    assert (str(result.total), result.grade.letter) == (index, letter)


@pytest.mark.parametrize(
    ("survey", "letter"),
    [("0", "A-"), ("100", "A")],
)
def test_targets_decide_between_two_grades_for_the_same_scores(survey, letter):
    answers = best_answers(KL) | {"2163": 0, "koefisien": -10, "2157": survey}

    assert score(KL, answers).grade.letter == letter


def test_targets_decide_nothing_at_or_below_eighty():
    """2157 weighs 10: (100 - 10 - 10) / 100 x 100."""
    answers = best_answers(KL) | dict.fromkeys(("2159", "2160", "2161", "2162", "2163"), 0)

    result = score(KL, answers | {"2157": 0, "koefisien": -10})

    assert (result.total, result.grade.letter) == (80, "BB")


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "answer", "refusal"),
    [
        ("2134", "0.99", OutOfScale),
        ("2134", "5.01", OutOfScale),
        ("2134", "-", NotANumber),
        ("2134", "n/a", NotANumber),
        ("koefisien", "0.5", OutOfScale),
        ("koefisien", "-10.1", OutOfScale),
        ("koefisien", NOT_APPLICABLE, AlwaysApplies),
        ("2159", NOT_APPLICABLE, AlwaysApplies),  # nothing takes a theme out of its weights
        ("2127", "40", NotAnswerable),
    ],
)
def test_what_is_not_in_the_range_is_refused(code, answer, refusal):
    with pytest.raises(refusal, match=code):
        read_answer(KL, code, answer)


def test_a_multiplier_that_does_not_apply_is_a_contradiction():
    answers = {"2136": NOT_APPLICABLE, "2152": Decimal(90)}

    assert [type(error) for error in contradictions(KL, answers)] == [MultiplierDoesNotApply]
    with pytest.raises(MultiplierDoesNotApply, match="2152"):
        score(KL, answers)
    assert score(KL, {"2136": NOT_APPLICABLE, "2152": NOT_APPLICABLE}).total == 0


def test_a_sheet_of_which_nothing_applies_is_a_contradiction():
    nothing = dict.fromkeys(KL.optional, NOT_APPLICABLE)

    with pytest.raises(NothingApplies, match="2124"):
        score(KL, nothing)
    assert len(nothing) == 28


def test_a_blank_multiplier_counts_nothing_and_leaves_both_open():
    result = score(KL, best_answers(KL) | {"2130": ""})

    assert result.total == 100  # 110 - 3 - 7
    assert result.missing == ("2130",)
    assert not result.explain("2131").complete


def test_weights_by_group_are_never_guessed():
    with pytest.raises(MissingGroup, match="kl, provinsi, kabupaten"):
        score(RB_2023, {})
    with pytest.raises(UnknownGroup, match="desa"):
        RB_2023.for_group("desa")


@pytest.mark.parametrize(
    ("missing", "refusal"), [("weight", MissingWeight), ("measure", MissingRange)]
)
def test_an_indicator_that_cannot_be_measured_is_refused_rather_than_scored_zero(missing, refusal):
    nodes = tuple(replace(n, **{missing: None}) if n.code == "2134" else n for n in KL.nodes)

    with pytest.raises(refusal, match="2134"):
        score(replace(KL, nodes=nodes), {"2134": Decimal(3)})


# --- whatever the sheet ------------------------------------------------------------------------


@st.composite
def sheets(draw, group):
    """Any valid sheet: values with four decimals, blanks, some indicators that do not apply."""
    sheet, answers = GROUPS[group], {}
    for node in MEASURED[group]:
        values = st.decimals(node.low, node.top, places=4)
        choices = [values, values, st.just("")]
        if node.code in sheet.optional:
            choices.append(st.just(NOT_APPLICABLE))
        answers[node.code] = draw(st.one_of(choices))
    answers["2150"] = draw(st.decimals(1, 5, places=2))  # something applies
    for node in MEASURED[group]:
        by = node.measure.multiplied_by
        if by and answers[by] == NOT_APPLICABLE:
            answers[node.code] = NOT_APPLICABLE
    return answers | {"koefisien": draw(st.decimals(-10, 0, places=2))}


def expected(group, answers):
    """The formula of the reference in fractions, written once more."""
    general = themes = applies = Fraction(0)
    for node in MEASURED[group]:
        value, weight = answers[node.code], Fraction(node.weight)
        if value == NOT_APPLICABLE:
            continue
        points = Fraction(value or 0) / Fraction(node.measure.maximum) * weight
        if by := node.measure.multiplied_by:
            other = next(one for one in MEASURED[group] if one.code == by)
            points *= Fraction(answers[by] or 0) / Fraction(other.measure.maximum)
        if node.section == "tematik":
            themes += points
        else:
            general, applies = general + points, applies + weight
    index = (general + Fraction(answers["koefisien"])) / applies * 100 + themes
    cents = abs(index) * 100 + Fraction(1, 2)
    return Decimal(cents.numerator // cents.denominator) / 100 * (-1 if index < 0 else 1)


@pytest.mark.parametrize("group", GROUPS)
@examples
@given(data=st.data())
def test_the_index_is_that_of_the_formula_and_within_its_bounds(group, data):
    answers = data.draw(sheets(group))
    result = score(GROUPS[group], answers)

    assert result.total == expected(group, answers)
    assert result.total <= GROUPS[group].top
    assert set(result.missing) == {code for code, answer in answers.items() if answer == ""}
    for node in result.nodes.values():
        parts = [child for child in node.children if child.weight is not None]
        assert 0 <= node.exact <= node.weight
        assert not parts or node.weight == sum(part.weight for part in parts)
    assert (result.grade.letter == "A") <= (not result.below_target)
    assert (result.grade.letter == "A-") <= bool(result.below_target)


@pytest.mark.parametrize("group", GROUPS)
@examples
@given(data=st.data())
def test_a_higher_value_never_lowers_the_index(group, data):
    answers = data.draw(sheets(group))
    node = data.draw(st.sampled_from(MEASURED[group]))
    if NOT_APPLICABLE in (answers[node.code], answers.get(node.measure.multiplied_by)):
        answers |= {code: "" for code in answers if code != "koefisien"}
    values = st.decimals(node.low, node.top, places=4)
    worse, better = sorted(data.draw(st.tuples(values, values)))

    low = score(GROUPS[group], answers | {node.code: worse})
    high = score(GROUPS[group], answers | {node.code: better})

    assert high.total >= low.total
    assert set(high.below_target) <= set(low.below_target)


def test_json_has_the_index_its_grade_and_its_group():
    sheet = as_json(score(KL, best_answers(KL) | WORKED), [])

    assert list(sheet)[-3:] == ["index", "grade", "group"]
    assert (sheet["index"], sheet["total"]) == ("100.11", "100.11")
    assert (sheet["grade"], sheet["group"]) == ("AA", "kl")
    assert sheet["nodes"]["2131"] == {"weight": "7.00", "score": "4.48"}

    no_index = score(read_instrument("rb-2014"), {})
    assert "index" not in as_json(no_index, [])
    assert (no_index.index_reason, no_index.grade) == (None, None)
