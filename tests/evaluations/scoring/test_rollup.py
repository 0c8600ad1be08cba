"""From questions to the total, the one rounding, and the reason behind each figure."""

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest

from evaluations.scoring import (
    AnswerType,
    EmptyIndicator,
    GradeSpec,
    InstrumentSpec,
    Kind,
    MissingOptions,
    MissingWeight,
    NodeSpec,
    OptionSpec,
    OutOfScale,
    UnknownCode,
    grade,
    half_up,
    rollup,
    score,
)
from tests.evaluations.sheets import indicator, instrument, one_question, question

ABCD = AnswerType.ABCD
BCD = [("a", "B"), ("b", "C"), ("c", "D")]


def questions(code):
    return [question(f"{code}.{letter}", ABCD) for letter in "abc"]


THREE = instrument(*indicator("A.1.1", "1", *questions("A.1.1")))


def test_the_example_of_the_reference_with_one_question_left_blank():
    result = score(THREE, {"A.1.1.a": "A", "A.1.1.b": "B"})

    assert result.explain("A.1.1").score == Decimal("0.56")
    assert not result.complete
    assert result.missing == ("A.1.1.c",)


def test_a_blank_stays_in_the_mean():
    one_of_three = score(THREE, {"A.1.1.a": "A"})

    assert one_of_three.explain("A.1.1").score == Decimal("0.33")


def test_an_empty_sheet_scores_nothing_and_lacks_everything():
    result = score(THREE, {})

    assert (result.total, result.missing) == (0, ("A.1.1.a", "A.1.1.b", "A.1.1.c"))


def test_an_indicator_with_sub_indicators_is_their_sum():
    """A.II.5.iii of zi-2021: LHKPN and LHKASN with weight 1 each."""
    sheet = instrument(
        NodeSpec("A.1.1", Kind.INDICATOR, "A.1", weight=Decimal(2)),
        *indicator("A.1.1.i", "1", question("A.1.1.i.a", AnswerType.ABC)),
        *indicator("A.1.1.ii", "1", question("A.1.1.ii.a", ABCD)),
    )

    result = score(sheet, {"A.1.1.i.a": "B", "A.1.1.ii.a": "C"})

    assert result.explain("A.1.1").score == Decimal("0.83")


def test_parents_add_what_was_not_rounded():
    """Three times one third is 1; three times the rounded 0.33 would be 0.99."""
    sheet = instrument(
        *(
            node
            for number in "123"
            for node in indicator(f"A.1.{number}", "1", *questions(f"A.1.{number}"))
        )
    )
    answers = {f"A.1.{number}.{letter}": answer for number in "123" for letter, answer in BCD}

    result = score(sheet, answers)

    assert [result.explain(f"A.1.{n}").score for n in "123"] == [Decimal("0.33")] * 3
    assert result.total == Decimal("1.00")


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        ("0.125", "0.13"),
        ("0.135", "0.14"),
        ("0.1249999", "0.12"),
        ("14.875", "14.88"),
        ("-0.125", "-0.13"),
        ("100", "100.00"),
    ],
)
def test_halves_are_rounded_up(number, rounded):
    assert str(half_up(Decimal(number))) == rounded


def test_a_third_that_makes_a_half_is_still_rounded_up():
    """0.67 / 3 x 4.5 is 1.005 exactly, though the third never ends."""
    sheet = instrument(*indicator("A.1.1", "4.5", *questions("A.1.1")))

    assert score(sheet, {"A.1.1.a": "B"}).total == Decimal("1.01")


def test_the_precision_of_the_caller_changes_nothing():
    two_roots = (*THREE.nodes, NodeSpec("B", Kind.COMPONENT), NodeSpec("B.1", Kind.AREA, "B"))
    sheet = InstrumentSpec(
        "uji", (*two_roots, *indicator("B.1.1", "50", question("B.1.1.a", ABCD)))
    )

    with localcontext(prec=2):
        assert score(sheet, {"A.1.1.a": "A", "B.1.1.a": "B"}).total == Decimal("33.83")


def test_an_indicator_without_a_weight_is_refused_rather_than_scored_zero():
    sheet = one_question(ABCD)
    unweighted = tuple(
        replace(node, weight=None) if node.code == "A.1.1" else node for node in sheet.nodes
    )

    with pytest.raises(MissingWeight, match=r"A\.1\.1"):
        score(InstrumentSpec("uji", unweighted), {"A.1.1.a": "A"})


def test_a_component_without_a_weight_weighs_what_its_parts_weigh():
    sheet = one_question(ABCD, weight="7.5")
    bare = tuple(
        replace(node, weight=None) if node.kind in {Kind.COMPONENT, Kind.AREA} else node
        for node in sheet.nodes
    )

    result = score(InstrumentSpec("uji", bare), {"A.1.1.a": "A"})

    assert result.explain("A").weight == Decimal("7.5")


def test_an_indicator_without_questions_is_refused():
    with pytest.raises(EmptyIndicator):
        score(instrument(*indicator("A.1.1", "100")), {})


def test_every_figure_explains_itself():
    result = score(THREE, {"A.1.1.a": "A", "A.1.1.b": "B"})

    explained = result.explain("A.1")

    assert explained.weight == 100
    assert [(node.code, str(node.score), str(node.reason)) for node in explained.walk()] == [
        ("A.1", "0.56", "jumlah 1 bagian di bawahnya"),
        ("A.1.1", "0.56", "1,67 ÷ 3 butir × bobot 1"),
        ("A.1.1.a", "1.00", "jawaban A bernilai 1"),
        ("A.1.1.b", "0.67", "jawaban B bernilai 0,67"),
        ("A.1.1.c", "0.00", "belum dijawab: dihitung 0"),
    ]
    assert [node.complete for node in explained.walk()] == [False, False, True, True, False]


def test_nothing_explains_a_code_that_is_not_there():
    with pytest.raises(UnknownCode):
        score(THREE, {}).explain("A.1.9")


GRADES = (
    GradeSpec("AA", Decimal(90), Decimal(100), "Sangat memuaskan"),
    GradeSpec("A", Decimal(80), Decimal(90), "Memuaskan"),
    GradeSpec("D", None, Decimal(80), "Sangat kurang"),
)


@pytest.mark.parametrize(
    ("points", "letter"),
    [
        ("100", "AA"),
        ("90.01", "AA"),
        ("90.00", "A"),  # an upper bound belongs to the grade below
        ("90.004", "A"),
        ("90.005", "AA"),
        ("80.00", "D"),
        ("0", "D"),
    ],
)
def test_a_grade_is_read_from_the_rounded_score(points, letter):
    assert grade(Decimal(points), GRADES).letter == letter


@pytest.mark.parametrize("points", ["-0.01", "100.01"])
def test_a_score_outside_the_grades_is_refused(points):
    with pytest.raises(OutOfScale):
        grade(Decimal(points), GRADES)


def test_points_are_never_guessed_where_an_option_has_none():
    unscored = replace(question("A.1.1.a", ABCD), options=(OptionSpec("A", None),))

    with pytest.raises(MissingOptions, match=r"A\.1\.1\.a"):
        rollup._points(unscored, "A")
