"""Numbers as people type them: both marks, groups in threes, and never a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformasi.ui.numbers import (
    DoubtfulNumber,
    NotANumber,
    decimal_number,
    share_of,
    typed,
    whole_number,
)
from reformasi.ui.templatetags.ui import percent, share


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(199, 200, 99), (1, 300, 1), (1, 200, 1), (3, 200, 2), (0, 5, 0), (5, 5, 100), (0, 0, 0)],
)
def test_a_share_is_all_only_where_it_is_all_and_nothing_only_where_it_is(part, whole, percent):
    assert share_of(part, whole) == percent
    assert share(part, whole) == (f"{percent}%" if whole else "–")


@pytest.mark.parametrize(
    ("value", "text"),
    [("99.96", "99,9%"), ("0.01", "0,1%"), ("100", "100,0%"), ("100.04", "100,0%"), ("0", "0,0%")],
)
def test_a_percentage_with_a_fraction_is_rounded_by_the_same_rule(value, text):
    assert percent(Decimal(value), 1) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        ("2,50", "2.50"),
        ("-9,5", "-9.5"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250 000", "1250000"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000,75", "1250000.75"),
        ("1234,567", "1234.567"),
        (" 360\u00a0", "360"),
        ("0,5", "0.5"),
    ],
)
def test_a_decimal_number_is_read_in_both_ways_of_writing(text, number):
    assert decimal_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["2.500", "2,500", " 360.000 ", "0.500", "1.000"])
def test_three_digits_after_one_mark_are_asked_back(text):
    with pytest.raises(DoubtfulNumber, match="dapat berarti"):
        decimal_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.500", 2500),
        ("1.000", 1000),
        (" 360.000 ", 360000),
        ("1.250.000", 1250000),
        ("1 250", 1250),
        ("007", 7),
        ("-3", -3),
    ],
)
def test_groups_of_a_whole_number_are_thousands(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["2.5", "2,5", "0.500", "2,00", "12.50"])
def test_a_whole_number_with_a_fraction_is_asked_back(text):
    with pytest.raises(DoubtfulNumber):
        whole_number(text)


@pytest.mark.parametrize(
    "text", ["", "dua", "1.25.000", "1.2.3", "1,25,00", "٣", "1.250,000.5", "12a", "1.250 000"]
)
@pytest.mark.parametrize("parse", [whole_number, decimal_number])
def test_what_is_no_number_is_refused(parse, text):
    with pytest.raises(NotANumber):
        parse(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_decimals_are_read_back_with_either_mark(number):
    text = format(number, "f")
    assert decimal_number(text) == decimal_number(text.replace(".", ",")) == number


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_grouped_whole_numbers_are_read_back(number):
    grouped = format(number, ",")
    for sign in ",. ":
        assert whole_number(grouped.replace(",", sign)) == number


@given(st.text(alphabet="0123456789.,- ", max_size=14))
def test_a_number_is_never_multiplied_without_a_word(text):
    """Whatever is taken has exactly the digits that were typed, in their order."""
    try:
        number = decimal_number(text)
    except NotANumber:
        return
    typed = "".join(sign for sign in text if sign.isdigit()).strip("0")
    assert "".join(sign for sign in format(number, "f") if sign.isdigit()).strip("0") == typed


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_is_read_back_as_an_input_shows_it(number):
    assert decimal_number(typed(number)) == number


def test_three_places_are_not_taken_for_a_group():
    assert [typed(Decimal(text)) for text in ("2.500", "100.00", "2.125")] == [
        "2,5",
        "100,00",
        "2,1250",
    ]


def test_the_minus_of_a_word_processor_counts():
    assert decimal_number("\u22122,5") == Decimal("-2.5")
