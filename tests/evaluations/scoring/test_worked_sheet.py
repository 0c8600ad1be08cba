"""A whole sheet of zi-2021, worked out by hand from the regulation; and the two extremes."""

from decimal import Decimal
from pathlib import Path

import pytest

from evaluations.assessments.answer_files import read_answer_file
from evaluations.instruments.files import read_instrument
from evaluations.scoring import AnswerType, best_answers, judge, score

ZI_2021 = read_instrument("zi-2021")
WORKED = Path(__file__).parents[1] / "zi-2021-worked.csv"

# Indicator: points of its questions / their number x weight, added up with pencil and paper.
BY_HAND = {
    "A.I.1.i": "0.38",  # 1.5 / 2 x 0.5 = 0.375
    "A.I.1.ii": "0.67",  # 2 / 3 x 1
    "A.I.1.iii": "0.67",  # (1 + 0.67 + 0.33) / 3 x 1
    "A.I.1.iv": "0.94",  # 2.5 / 4 x 1.5 = 0.9375
    "A.I.1": "2.65",  # 2.645833...
    "A.I.2.i": "0.72",  # 2.17 / 3 x 1
    "A.I.2.ii": "1.50",  # 3 / 4 x 2
    "A.I.2.iii": "0.38",  # 1.5 / 2 x 0.5 = 0.375
    "A.I.2": "2.60",  # 2.598333...
    "A.I.3.i": "0.14",  # 1.67 / 3 x 0.25
    "A.I.3.ii": "0.38",  # 2.25 / 3 x 0.5 = 0.375
    "A.I.3.iii": "0.94",  # 4.5 / 6 x 1.25 = 0.9375
    "A.I.3.iv": "1.71",  # 3.42 / 4 x 2
    "A.I.3.v": "0.50",  # 0.67 x 0.75 = 0.5025
    "A.I.3.vi": "0.25",
    "A.I.3": "3.91",  # 3.914166...
    "A.I.4.i": "1.53",  # 1.83 / 3 x 2.5 = 1.525
    "A.I.4.ii": "1.93",  # 6.17 / 8 x 2.5 = 1.928125
    "A.I.4": "3.45",  # 3.453125
    "A.I.5.i": "1.25",  # 1.67 / 2 x 1.5 = 1.2525
    "A.I.5.ii": "1.13",  # 3 / 4 x 1.5 = 1.125
    "A.I.5.iii": "1.31",  # 3.5 / 4 x 1.5 = 1.3125
    "A.I.5.iv": "1.00",  # 2 / 3 x 1.5
    "A.I.5.v": "1.00",  # 3.34 / 5 x 1.5 = 1.002
    "A.I.5": "5.69",  # 5.692
    "A.I.6.i": "0.92",  # 3.67 / 4 x 1 = 0.9175
    "A.I.6.ii": "0.63",  # 3.75 / 6 x 1 = 0.625
    "A.I.6.iii": "0.67",  # 2 / 3 x 1
    "A.I.6.iv": "0.72",  # 2.17 / 3 x 1
    "A.I.6.v": "0.89",  # 2.67 / 3 x 1
    "A.I.6": "3.82",  # 3.8225
    "A.I": "22.13",  # 22.125958...
    "A.II.1.i": "1.42",  # (3/4 + 2/3) / 2 x 2
    "A.II.1.ii": "0.75",
    "A.II.1.iii": "0.67",
    "A.II.1": "2.84",  # 2.836666...
    "A.II.2.i": "0.34",  # 0.67 x 0.5 = 0.335
    "A.II.2.ii": "0.75",  # 1.5 / 2 x 1
    "A.II.2.iii": "1.00",  # 1.5 / 3 x 2
    "A.II.2": "2.09",  # 2.085
    "A.II.3.i": "1.50",
    "A.II.3.ii": "0.75",
    "A.II.3.iii": "1.25",  # (8 - 3) / 8 x 2
    "A.II.3": "3.50",
    "A.II.4.i": "1.40",  # 7 / 10 x 2
    "A.II.4.ii": "1.50",
    "A.II.4.iii": "0.50",  # 0.33 x 1.5 = 0.495
    "A.II.4": "3.40",  # 3.395
    "A.II.5.i": "1.25",
    "A.II.5.ii": "2.50",  # 10 / 12 x 3
    "A.II.5.iii.i": "1.00",  # 3 / (1 + 2 + 0)
    "A.II.5.iii.ii": "0.90",  # 36 / (4 + 9 + 27)
    "A.II.5.iii": "1.90",
    "A.II.5": "5.65",
    "A.II.6.i": "1.78",  # (0.67 + 6/8) / 2 x 2.5 = 1.775
    "A.II.6.ii": "2.50",
    "A.II.6": "4.28",  # 4.275
    "A.II": "21.74",  # 21.741666...
    "A": "43.87",  # 43.867625
    "B.I.a": "15.84",  # 3.62 / 4 x 17.5 = 15.8375
    "B.I.b": "3.75",
    "B.I": "19.59",  # 19.5875
    "B.II.a": "14.88",  # 3.4 / 4 x 17.5 = 14.875
    "B.II": "14.88",
    "B": "34.46",  # 34.4625
}


@pytest.fixture(scope="module")
def result():
    return score(ZI_2021, read_answer_file(WORKED.read_bytes(), ZI_2021))


def test_every_figure_of_the_worked_sheet_is_the_one_found_by_hand(result):
    assert {code: str(node.score) for code, node in result.nodes.items()} == BY_HAND
    assert (str(result.total), result.complete, result.warnings) == ("78.33", True, ())


def test_the_worked_sheet_reaches_wbk(result):
    gaps = {rule.rule_code: str(rule.gap) for rule in judge(result, "WBK").rules}

    assert judge(result, "WBK").met
    assert gaps == {
        "total": "3.33",
        "lever": "3.87",
        "area:1": "0.68",  # 5.4825 shown as 5.48, less 4.80
        "area:2": "0.48",
        "area:3": "1.41",
        "area:4": "0.85",  # 6.848125
        "area:5": "2.34",
        "area:6": "2.10",  # 8.0975
        "clean_result": "1.34",
        "anti_corruption_survey": "0.09",
        "performance": "1.25",
        "service_result": "0.88",
    }


def test_the_worked_sheet_is_told_what_it_lacks_for_wbbm(result):
    verdict = judge(result, "WBBM", prior="WBK")

    assert not verdict.met
    assert {rule.rule_code: str(rule.gap) for rule in verdict.rules if not rule.met} == {
        "total": "-6.67",
        "lever": "-4.13",
        "area:1": "-0.52",
        "area:2": "-0.57",
        "area:3": "-0.09",
        "area:4": "-0.65",
        "service_result": "-0.87",
    }
    assert {rule.rule_code: str(rule.gap) for rule in verdict.rules if rule.met} == {
        "area:5": "0.09",
        "area:6": "0.60",
        "clean_result": "0.09",
        "anti_corruption_survey": "0.09",
        "performance": "0.00",
        "prior_predicate": "0.00",
    }


# --- the extremes ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["zi-2021", "zi-2014", "rb-2014"])
def test_the_best_answers_make_exactly_one_hundred(code):
    sheet = read_instrument(code)

    result = score(sheet, best_answers(sheet))

    assert (str(result.total), result.complete, result.warnings) == ("100.00", True, ())
    assert all(node.exact == node.weight for node in result.nodes.values())


def worst(sheet, counted):
    """The last option of every choice, the bottom of every scale, ``counted`` for each input."""
    answers = {}
    for node in sheet.answerable:
        if node.answer_type is AnswerType.OPINION:
            continue  # no opinion but WTP has points that a source gives
        answers[node.code] = node.options[-1].letter if node.options else counted(node.code)
    return answers


def test_the_worst_answers_of_2021_make_nothing():
    """Something was due everywhere, nothing was done, and the violations did not fall."""
    done = {formula.inputs["A"] for formula in ZI_2021.formulas if formula.kind == "ratio"}

    result = score(
        ZI_2021,
        worst(ZI_2021, lambda code: "0" if code in done or code.startswith("B") else "1"),
    )

    assert (str(result.total), result.complete) == ("0.00", True)


def test_where_nothing_happened_the_zeros_are_worth_seven():
    """No complaint due 3 + no LHKPN due 1 + no LHKASN due 1 + no violation in either year 2."""
    result = score(ZI_2021, worst(ZI_2021, lambda code: "0"))

    assert (result.total, result.complete) == (Decimal("7.00"), True)
    assert {code: int(node.exact) for code, node in result.nodes.items() if node.exact} == {
        "A": 7, "A.II": 7,
        "A.II.3": 2, "A.II.3.iii": 2,
        "A.II.5": 5, "A.II.5.ii": 3,
        "A.II.5.iii": 2, "A.II.5.iii.i": 1, "A.II.5.iii.ii": 1,
    }  # fmt: skip


def test_the_worst_answers_of_2014_make_nothing():
    for code, missing in (("zi-2014", ()), ("rb-2014", ("B.2.2.a",))):
        sheet = read_instrument(code)
        result = score(sheet, worst(sheet, lambda code: "0"))

        assert (str(result.total), result.missing) == ("0.00", missing)
