"""The fields of every form: what they take, ask back and show, in both languages alike."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reformasi.ui import days, numbers
from reformasi.ui.fields import (
    ClockField,
    DayField,
    DecimalNumberField,
    KeyField,
    WholeNumberField,
    YearField,
)

LANGUAGES = ["id", "en"]


class Everything(forms.Form):
    day = DayField(within=days.LASTING)
    clock = ClockField()
    count = WholeNumberField()
    amount = DecimalNumberField(max_digits=14, decimal_places=2, max_value=100)
    year = YearField()
    key = KeyField(required=False)


def reshown(form: forms.Form, name: str) -> str:
    """What the input of a field shows."""
    return str(form[name].value())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_form_shows_is_read_back_as_the_same(language):
    values = {
        "day": date(2019, 4, 30),
        "clock": time(13, 5),
        "count": 1250000,
        "amount": Decimal("2.50"),
        "year": 2019,
        "key": 7,
    }
    with translation.override(language):
        opened = Everything(initial=values)
        sent = Everything({name: reshown(opened, name) for name in values}, initial=values)

    assert sent.is_valid(), sent.errors
    assert sent.cleaned_data == values
    assert not sent.has_changed()
    assert reshown(opened, "day") == "30/04/2019"
    assert reshown(opened, "clock") == "13.05"
    assert reshown(opened, "amount") == "2,50"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_shown_decimal_is_never_doubtful(number):
    assert numbers.decimal_number(numbers.typed(number)) == number


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("day", "30/4/19", "dua angka tahun"),
        ("day", "3/4/0026", "tidak wajar"),
        ("day", "1/1/42019", "bukan tanggal"),
        ("clock", "9.30 PM", "24 jam"),
        ("clock", "25.00", "bukan jam"),
        ("count", "2,5", "bilangan bulat"),
        ("count", "9" * 5000, "bukan angka"),
        ("count", "3.000.000.000", "antara 0 dan"),
        ("amount", "2.500", "dapat berarti"),
        ("amount", "0.500", "dapat berarti"),
        ("amount", "101", "antara 0 dan 100"),
        ("amount", "-1", "antara 0 dan 100"),
        ("amount", "1,234567", "desimal"),
        ("amount", "Infinity", "bukan angka"),
        ("year", "26", "empat angka"),
        ("year", "1999", "Tahun antara 2000"),
        ("year", "9999", "Tahun antara 2000"),
        ("key", str(2**70), "antara 0 dan"),
    ],
)
def test_what_is_asked_back_stands_beside_the_field_and_keeps_its_text(name, text, advice):
    form = Everything({name: text})

    assert advice in form.errors[name][0]
    assert reshown(form, name) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("text", "count"), [("1.000", 1000), ("1,000", 1000), ("1000", 1000)])
def test_a_group_of_a_count_is_a_thousand_in_both_languages(language, text, count):
    with translation.override(language):
        assert WholeNumberField().clean(text) == count


def test_a_clock_takes_point_and_colon():
    assert ClockField().clean("pukul 9.05") == ClockField().clean("09:05") == time(9, 5)
    assert ClockField(required=False).clean("") is None


def test_a_letter_is_never_of_tomorrow():
    with pytest.raises(ValidationError, match="belum tiba"):
        DayField(within=days.Within(date(2000, 1, 1), lambda today: today)).clean("31/12/9998")
