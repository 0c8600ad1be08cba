"""WBK and WBBM: every minimum on its own, on the rounded score, equal passes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    AreaRule,
    InstrumentSpec,
    RuleUnit,
    UnknownPredicate,
    best_answers,
    judge,
    score,
)
from tests.evaluations.sheets import one_question, rule

ZI_2021 = read_instrument("zi-2021")
ZI_2014 = read_instrument("zi-2014")
RB_2014 = read_instrument("rb-2014")

AREAS = [f"area:{number}" for number in "123456"]
RULES_2021 = [
    "total", "lever", *AREAS,
    "clean_result", "anti_corruption_survey", "performance", "service_result",
]  # fmt: skip
MINIMA_2021 = {
    "WBK": "75 40 4.80 4.20 6.00 6.00 9.00 6.00 18.25 15.75 2.50 14.00",
    "WBBM": "85 48 6.00 5.25 7.50 7.50 11.25 7.50 19.50 15.75 3.75 15.75 1",
}
MINIMA_2014 = {
    "WBK": {"total": 75, "clean_result": 18, "anti_corruption_survey": Decimal("13.5"),
            "tlhp": Decimal("3.5")},
    "WBBM": {"total": 85, "clean_result": 18, "anti_corruption_survey": Decimal("13.5"),
             "tlhp": Decimal("3.5"), "service_result": 16, "prior_predicate": 1},
}  # fmt: skip


def out_of_hundred(points: str, *rules) -> tuple:
    """A sheet with that total, and these rules."""
    sheet = one_question(AnswerType.SCALE_0_100)
    sheet = InstrumentSpec(sheet.code, sheet.nodes, rules=tuple(rules))
    return judge(score(sheet, {"A.1.1.a": points}), "WBK")


@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
def test_the_minima_of_2021_are_those_of_table_6(predicate):
    verdict = judge(score(ZI_2021, {}), predicate)
    prior = ["prior_predicate"] if predicate == "WBBM" else []

    assert [rule.rule_code for rule in verdict.rules] == [*RULES_2021, *prior]
    assert [rule.minimum for rule in verdict.rules] == [
        Decimal(minimum) for minimum in MINIMA_2021[predicate].split()
    ]


@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
def test_the_minima_of_2014_have_no_lever_and_no_areas(predicate):
    verdict = judge(score(ZI_2014, {}), predicate)

    assert {rule.rule_code: rule.minimum for rule in verdict.rules} == MINIMA_2014[predicate]


@pytest.mark.parametrize("sheet", [ZI_2021, ZI_2014], ids=lambda sheet: sheet.code)
@pytest.mark.parametrize(
    ("predicate", "prior", "met"),
    [
        ("WBK", None, True),
        ("WBK", "WBK", True),
        ("WBBM", None, False),
        ("WBBM", "WBK", True),
        ("WBBM", "WBBM", True),
    ],
)
def test_the_best_sheet_reaches_wbbm_only_from_wbk(sheet, predicate, prior, met):
    verdict = judge(score(sheet, best_answers(sheet)), predicate, prior=prior)

    assert verdict.met is met
    assert not verdict.provisional
    assert [rule.rule_code for rule in verdict.rules if not rule.met] == (
        [] if met else ["prior_predicate"]
    )


@pytest.mark.parametrize(
    ("points", "met", "gap"),
    [
        ("74.99", False, "-0.01"),
        ("74.994", False, "-0.01"),  # shown as 74.99
        ("74.995", True, "0.00"),  # shown as 75.00: page and verdict agree
        ("75", True, "0.00"),
        ("80.5", True, "5.50"),
    ],
)
def test_a_rule_is_tested_on_the_rounded_score_and_equal_passes(points, met, gap):
    (outcome,) = out_of_hundred(points, rule("total", "75")).rules

    assert (outcome.met, str(outcome.gap)) == (met, gap)


def test_each_rule_is_listed_and_one_failure_is_enough():
    verdict = out_of_hundred("60", rule("total", "75"), rule("A", "40"))

    assert [(rule.target, rule.value, rule.met) for rule in verdict.rules] == [
        ("total", 60, False),
        ("A", 60, True),
    ]
    assert not verdict.met


def test_a_minimum_with_three_decimals_is_shown_as_what_must_be_reached():
    """75% of 3.5 is 2.625: 2.62 is too little, 2.63 is enough, and nothing lies between."""
    percent = replace(rule("each_area", "75", RuleUnit.PERCENT_OF_WEIGHT), minimum=Decimal("2.625"))

    low, high = (out_of_hundred(points, percent).rules[0] for points in ("2.62", "2.63"))

    assert (str(low.minimum), low.met, high.met, str(high.gap)) == ("2.63", False, True, "0.00")


# --- the rule on each area ---------------------------------------------------------------------


def lopsided():
    """Everything best in pemenuhan, nothing in reform: half of every area."""
    answers = best_answers(ZI_2021)
    return {code: answer for code, answer in answers.items() if not code.startswith("A.II")}


def test_by_default_the_two_halves_of_an_area_stand_together():
    verdict = judge(score(ZI_2021, lopsided()), "WBK")
    first = next(rule for rule in verdict.rules if rule.rule_code == "area:1")

    assert verdict.area_rule is AreaRule.COMBINED
    assert (first.target, first.value, first.minimum, first.gap) == (
        "A.I.1;A.II.1",
        Decimal("4.00"),
        Decimal("4.80"),
        Decimal("-0.80"),
    )


def test_the_other_reading_takes_each_half_alone():
    verdict = judge(score(ZI_2021, lopsided()), "WBK", area_rule=AreaRule.PER_SECTION)
    halves = {rule.rule_code: rule for rule in verdict.rules if rule.rule_code.startswith("area")}

    assert verdict.area_rule is AreaRule.PER_SECTION
    assert list(halves) == [
        f"area:{number}:{half}" for half in ("pemenuhan", "reform") for number in "123456"
    ]
    assert (halves["area:1:pemenuhan"].value, halves["area:1:pemenuhan"].met) == (4, True)
    assert (halves["area:1:reform"].minimum, halves["area:1:reform"].met) == (
        Decimal("2.40"),
        False,
    )


def test_a_weak_half_may_lean_on_a_strong_one_only_when_they_are_combined():
    """Area 2: 3.5 in pemenuhan and 0.915 in reform make 4.415 of 7: above 60%."""
    answers = best_answers(ZI_2021) | {
        "A.II.2.i.a": "C",  # 0.33 x 0.5 = 0.165
        "A.II.2.ii.a": "B",
        "A.II.2.ii.b": "C",  # 0.5 / 2 x 1 = 0.25
        "A.II.2.iii.a": "D",
        "A.II.2.iii.b": "D",
        "A.II.2.iii.c": "D",  # 0.25 x 2 = 0.50
    }
    result = score(ZI_2021, answers)

    together = {rule.rule_code: rule for rule in judge(result, "WBK").rules}
    alone = {
        rule.rule_code: rule for rule in judge(result, "WBK", area_rule=AreaRule.PER_SECTION).rules
    }

    assert (together["area:2"].value, together["area:2"].met) == (Decimal("4.42"), True)
    assert (alone["area:2:reform"].value, alone["area:2:reform"].met) == (Decimal("0.92"), False)


# --- the rest -------------------------------------------------------------------------------


def test_an_incomplete_sheet_gets_a_provisional_verdict():
    answers = best_answers(ZI_2021) | {"A.I.1.i.b": ""}

    verdict = judge(score(ZI_2021, answers), "WBK")

    assert (verdict.met, verdict.provisional) == (True, True)


def test_the_flag_of_the_prior_predicate_counts_one_or_zero():
    rules = [
        judge(score(ZI_2021, {}), "WBBM", prior=prior).rules[-1] for prior in (None, "WBK", "WBBM")
    ]

    assert [(str(rule.value), str(rule.gap), rule.met) for rule in rules] == [
        ("0.00", "-1.00", False),
        ("1.00", "0.00", True),
        ("1.00", "0.00", True),
    ]


@pytest.mark.parametrize(
    ("sheet", "predicate", "prior"),
    [(RB_2014, "WBK", None), (ZI_2021, "WBKX", None), (ZI_2021, "WBBM", "WBX")],
)
def test_a_predicate_that_the_instrument_does_not_know_is_refused(sheet, predicate, prior):
    with pytest.raises(UnknownPredicate):
        judge(score(sheet, {}), predicate, prior=prior)


def test_the_minima_of_the_parts_do_not_imply_the_total():
    """40 + 18.25 + 14 = 72.25, below 75: passing every part is not enough."""
    parts = {"lever", "clean_result", "service_result"}
    minima = {rule.rule_code: rule.minimum for rule in judge(score(ZI_2021, {}), "WBK").rules}

    assert sum(minima[part] for part in parts) == Decimal("72.25") < minima["total"]
