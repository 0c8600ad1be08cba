"""Each answer type against the values of the regulation, and each refusal by its name."""

from decimal import Decimal

import pytest

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    InstrumentSpec,
    Kind,
    MissingAnswerType,
    NegativeCount,
    NodeSpec,
    NotAnswerable,
    NotANumber,
    NotAWholeNumber,
    OutOfScale,
    ScoringError,
    UnknownCode,
    UnknownOption,
    UnscoredOption,
    read_answer,
    score,
)
from tests.evaluations.sheets import indicator, instrument, one_percent, one_question

T = AnswerType

WORTH = [  # answer, points of an indicator of weight 100
    (T.YA_TIDAK, "Ya", "100.00"),
    (T.YA_TIDAK, "Tidak", "0.00"),
    (T.ABC, "A", "100.00"),
    (T.ABC, "B", "50.00"),
    (T.ABC, "C", "0.00"),
    (T.ABCD, "A", "100.00"),
    (T.ABCD, "B", "67.00"),
    (T.ABCD, "C", "33.00"),
    (T.ABCD, "D", "0.00"),
    (T.ABCDE, "A", "100.00"),
    (T.ABCDE, "B", "75.00"),
    (T.ABCDE, "C", "50.00"),
    (T.ABCDE, "D", "25.00"),
    (T.ABCDE, "E", "0.00"),
    (T.OPINION, "WTP", "100.00"),
    (T.SCALE_0_4, "0", "0.00"),
    (T.SCALE_0_4, "3.6", "90.00"),
    (T.SCALE_0_4, "4", "100.00"),
    (T.SCALE_0_5, "3.55", "71.00"),
    (T.SCALE_0_5, "5", "100.00"),
    (T.SCALE_0_100, "70.125", "70.13"),
    (T.SCALE_0_100, "100", "100.00"),
]


@pytest.mark.parametrize(("answer_type", "answer", "points"), WORTH)
def test_an_answer_is_worth_what_the_regulation_says(answer_type, answer, points):
    result = score(one_question(answer_type), {"A.1.1.a": answer})

    assert str(result.total) == points
    assert result.complete


@pytest.mark.parametrize(
    ("answer_type", "written", "meant"),
    [
        (T.YA_TIDAK, " ya ", "Ya"),
        (T.YA_TIDAK, "TIDAK", "Tidak"),
        (T.ABCD, "b", "B"),
        (T.OPINION, "wtp", "WTP"),
        (T.SCALE_0_4, "3,60", Decimal("3.60")),
        (T.SCALE_0_4, Decimal("3.60"), Decimal("3.6")),
        (T.SCALE_0_4, "3.3333333333333335", Decimal("3.3333333333333335")),
        (T.SCALE_0_100, Decimal("1E+2"), Decimal(100)),
        (T.SCALE_0_100, 70, Decimal(70)),
    ],
)
def test_people_may_write_an_answer_in_their_own_way(answer_type, written, meant):
    assert read_answer(one_question(answer_type), "A.1.1.a", written) == meant


@pytest.mark.parametrize(
    ("answer_type", "answer", "refusal"),
    [
        (T.YA_TIDAK, "Y", UnknownOption),
        (T.YA_TIDAK, "A", UnknownOption),
        (T.ABC, "D", UnknownOption),
        (T.ABCD, "E", UnknownOption),
        (T.ABCDE, "F", UnknownOption),
        (T.ABCDE, "1", UnknownOption),
        (T.OPINION, "baik", UnknownOption),
        (T.OPINION, "WDP", UnscoredOption),
        (T.OPINION, "wtp-dpp", UnscoredOption),
        (T.SCALE_0_4, "4.01", OutOfScale),
        (T.SCALE_0_4, "-0.01", OutOfScale),
        (T.SCALE_0_5, "5,5", OutOfScale),
        (T.SCALE_0_100, "101", OutOfScale),
        (T.SCALE_0_4, "A", NotANumber),
        (T.SCALE_0_4, "1e0", NotANumber),
        (T.SCALE_0_4, "NaN", NotANumber),
        (T.SCALE_0_4, Decimal("Infinity"), NotANumber),
        (T.SCALE_0_100, "70%", NotANumber),
        (T.SCALE_0_100, "1.000,5", NotANumber),
        (T.SCALE_0_4, "٣", NotANumber),
    ],
)
def test_an_answer_outside_its_scale_is_refused_by_name(answer_type, answer, refusal):
    with pytest.raises(ScoringError) as refused:
        score(one_question(answer_type), {"A.1.1.a": answer})

    assert type(refused.value) is refusal
    assert refused.value.code == "A.1.1.a"
    assert "A.1.1.a" in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        ("-1", NegativeCount),
        ("1.5", NotAWholeNumber),
        ("1.000", NotAWholeNumber),  # a thousand, or one?
        ("1,0", NotAWholeNumber),
        ("tiga", NotANumber),
        ("9" * 16, NotANumber),
    ],
)
def test_a_count_is_a_whole_number_of_zero_or_more(answer, refusal):
    with pytest.raises(ScoringError) as refused:
        read_answer(one_percent(FormulaKind.RATIO), "A.1.1.a.1", answer)

    assert type(refused.value) is refusal


@pytest.mark.parametrize("code", ["A", "A.1", "A.1.1", "A.1.1.a"])
def test_what_the_sheet_computes_cannot_be_answered(code):
    with pytest.raises(NotAnswerable):
        score(one_percent(FormulaKind.RATIO), {code: "1"})


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_a_blank_may_stand_beside_any_code(blank):
    sheet = one_percent(FormulaKind.RATIO)

    assert {read_answer(sheet, node.code, blank) for node in sheet.nodes} == {None}


def test_an_unknown_code_is_refused_even_when_it_is_blank():
    with pytest.raises(UnknownCode, match=r"A\.9\.9"):
        score(one_question(T.ABC), {"A.9.9": ""})


def test_a_question_without_an_answer_type_is_refused_rather_than_scored_zero():
    question = NodeSpec("A.1.1.a", Kind.QUESTION, "A.1.1")
    sheet = instrument(*indicator("A.1.1", "100", question))

    with pytest.raises(MissingAnswerType):
        score(sheet, {"A.1.1.a": "A"})


def test_an_opinion_counts_once_the_instrument_gives_it_points():
    """Points for opinions other than WTP are data: none is invented, any can be added."""
    sheet = one_question(T.OPINION)
    qualified = [NodeSpec(**{**vars(node), "options": _with_points(node)}) for node in sheet.nodes]
    sheet = InstrumentSpec("uji", tuple(qualified))

    assert score(sheet, {"A.1.1.a": "WDP"}).total == Decimal("25.00")


def _with_points(node):
    return tuple(
        type(option)(option.letter, Decimal("0.25") if option.letter == "WDP" else option.score)
        for option in node.options
    )


@pytest.mark.parametrize("code", ["zi-2021", "zi-2014", "rb-2014"])
def test_the_instruments_use_the_literals_of_the_workbook_and_never_thirds(code):
    standard = {
        T.YA_TIDAK: [("Ya", "1"), ("Tidak", "0")],
        T.ABC: [("A", "1"), ("B", "0.5"), ("C", "0")],
        T.ABCD: [("A", "1"), ("B", "0.67"), ("C", "0.33"), ("D", "0")],
        T.ABCDE: [("A", "1"), ("B", "0.75"), ("C", "0.5"), ("D", "0.25"), ("E", "0")],
    }
    lettered = [node for node in read_instrument(code).nodes if node.answer_type in standard]

    assert lettered
    for node in lettered:
        options = [(option.letter, str(option.score)) for option in node.options]
        assert options == standard[node.answer_type], node.code
