"""The way to a predicate, by examples: what is raised, what stays, what would be needed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    AreaRule,
    NotAChoice,
    OptionSpec,
    UnknownCode,
    UnknownOption,
    UnknownPredicate,
    best_answers,
    judge,
    score,
)
from evaluations.scoring.way import Binding, Change, Need, find_way
from evaluations.scoring.way.solver import Program, SolverFailed
from tests.evaluations.sheets import ZI_2021, indicator, instrument, question, rule

ZI_2014 = read_instrument("zi-2014")
YES_NO, ABC, ABCD = AnswerType.YA_TIDAK, AnswerType.ABC, AnswerType.ABCD
SURVEY = AnswerType.SCALE_0_4


def sheet(*indicators, rules):
    """An instrument from (weight, types of its questions): A.1.1.a, A.1.1.b, ..., A.1.2.a, ..."""
    nodes = [
        node
        for number, (weight, types) in enumerate(indicators, start=1)
        for node in indicator(
            f"A.1.{number}",
            weight,
            *(
                question(f"A.1.{number}.{'abcdefgh'[place]}", one)
                for place, one in enumerate(types)
            ),
        )
    ]
    return instrument(*nodes, rules=rules)


def raised(way):
    return {change.code: change.new for change in way.changes}


def met(spec, answers, predicate="WBK", **kinds):
    return judge(score(spec, answers), predicate, **kinds).met


# --- what is raised ---------------------------------------------------------------------------


def test_fewer_questions_come_before_fewer_steps():
    """B to A twice is two steps; C to A once is two as well, and one question less."""
    spec = sheet(("10", [ABC]), ("5", [ABC]), ("5", [ABC]), rules=[rule("total", "15")])

    way = find_way(spec, {"A.1.1.a": "C", "A.1.2.a": "B", "A.1.3.a": "B"}, "WBK")

    assert way.changes == (Change("A.1.1.a", "C", "A", 2),)
    assert (way.proposals[0].questions, way.proposals[0].steps) == (1, 2)


def test_no_option_is_raised_higher_than_it_must_be():
    spec = sheet(("10", [ABCD]), rules=[rule("total", "6.7")])

    assert find_way(spec, {"A.1.1.a": "D"}, "WBK").changes == (Change("A.1.1.a", "D", "B", 2),)


@pytest.mark.parametrize(("minimum", "letter"), [("1.00", "B"), ("1.01", "B"), ("1.02", "A")])
def test_a_sum_that_ends_in_half_a_hundredth_is_rounded_up_as_on_the_sheet(minimum, letter):
    """0.67 / 3 x 4.5 is 1.005 exactly, which is shown as 1.01."""
    spec = sheet(("4.5", [ABCD, ABCD, ABCD]), rules=[rule("A.1.1", minimum)])
    answers = dict.fromkeys(("A.1.1.a", "A.1.1.b", "A.1.1.c"), "D")

    way = find_way(spec, answers, "WBK")

    assert raised(way) == {"A.1.1.a": letter}
    assert met(spec, answers | raised(way))


def test_what_lies_a_hair_below_the_boundary_does_not_pass():
    """Two raises of a hundredth of a billionth apart: the cheaper one is not enough."""
    rules = [rule("total", "10.01")]
    spec = sheet(("10.00499999999", [YES_NO]), ("10.005", [ABC]), rules=rules)

    way = find_way(spec, {}, "WBK")

    assert way.changes == (Change("A.1.2.a", "", "A", 2),)


def test_a_solution_is_not_lost_to_the_fineness_of_its_weights():
    """Twenty decimals are more than the solver can tell apart; the sum is right on the boundary."""
    third = "33.33333333333333333333"
    spec = sheet((third, [YES_NO]), (third, [YES_NO]), (third, [ABC]), rules=[rule("total", "100")])

    way = find_way(spec, {"A.1.1.a": "Ya", "A.1.3.a": "B"}, "WBK")

    assert raised(way) == {"A.1.2.a": "Ya", "A.1.3.a": "A"}


def test_a_blank_counts_as_the_worst_option_and_may_stay_blank():
    spec = sheet(("10", [ABC, ABC]), rules=[rule("total", "5")])

    way = find_way(spec, {"A.1.1.a": ""}, "WBK")

    assert way.changes == (Change("A.1.1.a", "", "A", 2),)


def test_an_option_without_a_score_is_never_chosen_but_counts_as_a_step():
    spec = sheet(("10", [AnswerType.OPINION]), rules=[rule("total", "10")])

    assert find_way(spec, {}, "WBK").changes == (Change("A.1.1.a", "", "WTP", 2),)


def test_steps_are_counted_between_options_as_printed():
    """An instrument may print the best one last."""
    spec = sheet(("10", [ABC]), rules=[rule("total", "10")])
    options = tuple(OptionSpec(letter, Decimal(n) / 2) for n, letter in enumerate("ABC"))
    nodes = tuple(replace(n, options=options) if n.options else n for n in spec.nodes)

    assert find_way(replace(spec, nodes=nodes), {}, "WBK").changes == (
        Change("A.1.1.a", "", "C", 2),
    )


def test_what_is_met_already_takes_no_change():
    way = find_way(ZI_2021, best_answers(ZI_2021), "WBK")

    assert (way.feasible, way.changes, way.needs) == (True, (), ())


def test_a_pinned_question_stays():
    spec = sheet(("10", [ABC]), ("10", [ABC]), ("5", [ABC]), rules=[rule("total", "10")])

    assert raised(find_way(spec, {}, "WBK", pinned=["A.1.1.a"])) == {"A.1.2.a": "A"}
    assert raised(find_way(spec, {}, "WBK", pinned=["A.1.1.a", "A.1.2.a"])) == {}


def test_rules_of_one_part_and_of_the_whole_are_met_together():
    """Half of A.1.1 is required, and both raises of A.1.2 would reach the total alone."""
    rules = [rule("total", "16"), rule("A.1.1", "5")]
    spec = sheet(("10", [YES_NO, YES_NO]), ("16", [YES_NO]), rules=rules)

    way = find_way(spec, {"A.1.1.a": "Tidak"}, "WBK")

    assert raised(way) == {"A.1.1.a": "Ya", "A.1.2.a": "Ya"}


def test_the_area_rule_is_taken_as_asked():
    answers = {
        code: a for code, a in best_answers(ZI_2021).items() if not code.startswith("A.II.1.i.")
    }
    combined, apart = (find_way(ZI_2021, answers, "WBK", area_rule=kind) for kind in AreaRule)

    assert combined.changes == ()
    assert {need.rule_code for need in apart.needs} == {"area:1:reform"}


# --- alternatives -----------------------------------------------------------------------------


def test_alternatives_of_another_kind_come_before_exchanges():
    spec = sheet(("10", [YES_NO, YES_NO]), ("6", [YES_NO]), rules=[rule("total", "5")])

    proposals = find_way(spec, {}, "WBK", alternatives=5).proposals
    codes = [[change.code for change in proposal.changes] for proposal in proposals]

    assert len(codes) == 3
    assert ["A.1.2.a"] in codes[:2]
    assert sorted(codes) == [["A.1.1.a"], ["A.1.1.b"], ["A.1.2.a"]]


def test_every_exchange_is_found_where_there_are_few():
    spec = sheet(
        ("10", [YES_NO, YES_NO]), ("8", [ABC, ABC]), rules=[rule("A.1.1", "5"), rule("A.1.2", "4")]
    )

    proposals = find_way(spec, {}, "WBK", alternatives=5).proposals

    assert {tuple(change.code for change in one.changes) for one in proposals} == {
        (one, two) for one in ("A.1.1.a", "A.1.1.b") for two in ("A.1.2.a", "A.1.2.b")
    }


def test_no_more_than_five_proposals_are_given():
    spec = sheet(("80", [YES_NO] * 8), rules=[rule("total", "40")])

    proposals = find_way(spec, {}, "WBK", alternatives=9).proposals

    assert len(set(proposals)) == 5
    assert all(proposal.questions == 4 for proposal in proposals)
    assert len(find_way(spec, {}, "WBK").proposals) == 1


# --- what would be needed ---------------------------------------------------------------------


def test_a_survey_below_its_minimum_is_told_with_the_least_that_is_enough():
    answers = best_answers(ZI_2021) | {"B.I.a.1": "3.1", "B.II.a.1": "3.19"}

    way = find_way(ZI_2021, answers, "WBK")

    assert (way.feasible, way.changes) == (False, ())
    assert way.needs == (
        Need("anti_corruption_survey", "B.I.a.1", Decimal("3.60")),
        Need("service_result", "B.II.a.1", Decimal("3.20")),
    )


def test_the_rounding_of_the_score_is_in_the_need():
    """3.24 / 4 x 17.5 is 14.175; 14.18 is shown, and nothing lower shows as much."""
    spec = sheet(("17.5", [SURVEY]), rules=[rule("total", "14.18")])

    assert find_way(spec, {}, "WBK").needs == (Need("syarat", "A.1.1.a", Decimal("3.24")),)
    assert met(spec, {"A.1.1.a": "3.24"})
    assert not met(spec, {"A.1.1.a": "3.23"})


def test_of_several_each_that_is_enough_alone_is_told():
    """B.I of 2014 is a survey (15) and TLHP (5); at least 18 together."""
    answers = best_answers(ZI_2014) | {"B.I.1.a": "3.7", "B.I.2.a": "80"}

    assert find_way(ZI_2014, answers, "WBK").needs == (
        Need("clean_result", "B.I.1.a", Decimal("3.74")),
        Need("clean_result", "B.I.2.a", Decimal("82.40")),
    )


def test_where_none_is_enough_alone_they_are_told_together():
    spec = sheet(("10", [SURVEY]), ("10", [SURVEY]), ("1", [SURVEY]), rules=[rule("total", "16")])
    answers = {"A.1.1.a": "1", "A.1.3.a": "4"}

    needs = find_way(spec, answers, "WBK").needs
    least = {need.code: need.minimum for need in needs}

    assert all(need.together for need in needs)
    assert least == {"A.1.1.a": Decimal("3.00"), "A.1.2.a": Decimal("3.00")}
    assert met(spec, answers | least)
    for code, minimum in least.items():
        assert not met(spec, answers | least | {code: minimum - Decimal("0.01")})


def test_what_is_needed_together_leaves_nothing_over():
    """Of two that weigh 10 each, 2.01 twice makes 10.05; 2.00 and 2.01 make 10.025: enough."""
    spec = sheet(("10", [SURVEY]), ("10", [SURVEY]), rules=[rule("total", "10.03")])

    assert find_way(spec, {}, "WBK").needs == (
        Need("syarat", "A.1.1.a", Decimal("2.00"), together=True),
        Need("syarat", "A.1.2.a", Decimal("2.01"), together=True),
    )
    assert met(spec, {"A.1.1.a": "2.00", "A.1.2.a": "2.01"})


def test_a_percent_question_is_told_as_a_percentage():
    """Of area 5 (15 points) the complaints count 3; all else at its best, 2.25 may be lacking."""
    answers = best_answers(ZI_2021) | {
        "A.II.5.ii.a.1": 10_000,
        "A.II.5.ii.a.3": 0,
        "A.II.5.i.a": "C",
    }

    needs = find_way(ZI_2021, answers, "WBBM", prior="WBK", pinned=["A.II.5.i.a"]).needs

    assert needs == (Need("area:5", "A.II.5.ii.a", Decimal("16.50")),)
    assert met(ZI_2021, answers | {"A.II.5.ii.a.3": 1650}, "WBBM", prior="WBK")
    assert not met(ZI_2021, answers | {"A.II.5.ii.a.3": 1649}, "WBBM", prior="WBK")


def test_a_rule_that_only_pinned_questions_could_meet_says_so():
    spec = sheet(("10", [YES_NO]), rules=[rule("total", "10")])

    way = find_way(spec, {}, "WBK", pinned=["A.1.1.a"])
    assert way.needs == (Need("syarat"),)
    assert way.bindings == (Binding("syarat", ("A.1.1.a",), ("A.1.1.a",)),)


def test_pins_are_told_where_releasing_them_is_enough_and_which_alone():
    pinned = ["A.1.1.a", "A.1.2.a", "A.1.3.a"]

    def bindings(*rows, least):
        spec = sheet(*rows, ("9", [SURVEY]), rules=[rule("total", least)])
        return find_way(spec, {"A.1.2.a": "Ya"}, "WBK", pinned=pinned).bindings

    rows = ("4", [YES_NO]), ("5", [YES_NO]), ("2", [YES_NO])
    assert bindings(*rows, least="8") == (Binding("syarat", ("A.1.1.a", "A.1.3.a"), ("A.1.1.a",)),)
    assert bindings(*rows, least="11") == (Binding("syarat", ("A.1.1.a", "A.1.3.a"), ()),)
    assert bindings(*rows, least="12") == ()  # a survey is needed all the same


def test_what_needs_nothing_is_not_told_though_its_value_is_no_hundredth():
    """Five targets of six are 83.33 %, which is enough beside the surveys."""
    answers = {"A.II.4.i.a.1": 6, "A.II.4.i.a.2": 5}
    needs = find_way(ZI_2021, answers, "WBK").needs
    assert "A.II.4.i.a" not in {need.code for need in needs}
    assert [need.rule_code for need in needs if need.together]


def test_a_prior_predicate_that_is_not_held_cannot_be_raised():
    answers = best_answers(ZI_2021)

    assert find_way(ZI_2021, answers, "WBBM").needs == (
        Need("prior_predicate", "prior_predicate", Decimal(1)),
    )
    assert find_way(ZI_2021, answers, "WBBM", prior="WBK").feasible


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"pinned": ["A.I.9.z"]}, UnknownCode),
        ({"pinned": ["A.I.1"]}, NotAChoice),
        ({"pinned": ["B.I.a.1"]}, NotAChoice),
        ({"pinned": ["A.II.1.i.a.1"]}, NotAChoice),
        ({"predicate": "WBX"}, UnknownPredicate),
        ({"prior": "WBX"}, UnknownPredicate),
        ({"answers": {"A.I.1.i.a": "C"}}, UnknownOption),
    ],
)
def test_what_the_instrument_does_not_know_is_refused(asked, error):
    with pytest.raises(error):
        find_way(ZI_2021, **{"answers": {}, "predicate": "WBK", **asked})


def test_a_solver_without_an_answer_is_not_believed():
    program = Program()
    program.add_column(most=float("inf"))

    with pytest.raises(SolverFailed):
        program.least([-1])
