"""Days as people type them, and which of them a field takes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from reformasi.ui import days


@pytest.mark.parametrize(
    "text",
    [
        "30/4/2019",
        "30-04-2019",
        "30.04.2019",
        "30 04 2019",
        "30 April 2019",
        "30 Apr 2019",
        "30-apr-2019",
        "Selasa, 30 April 2019",
        "Tuesday, 30 April 2019",
        "2019-04-30",
        "2019-04-30 00:00:00",
        "30042019",
        "20190430",
        "  30   April\u00a02019 ",
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert days.day(text) == date(2019, 4, 30)


def test_the_day_comes_before_the_month_whatever_the_language():
    with translation.override("en"):
        assert days.day("03/04/2019") == date(2019, 4, 3)


@pytest.mark.parametrize("text", ["30/4/19", "30-04-19", "30 April 19", "30 Apr '19", "3/4/26"])
def test_a_year_of_two_digits_is_asked_back(text):
    with pytest.raises(days.NotADay, match="dua angka tahun"):
        days.day(text)


@pytest.mark.parametrize("text", ["Senin, 30 April 2019", "Monday 30/4/2019", "jum'at 30-04-2019"])
def test_another_day_of_the_week_is_asked_back(text):
    with pytest.raises(days.NotADay, match="adalah hari Selasa"):
        days.day(text)


@pytest.mark.parametrize("text", ["Selasa 30 April 2019", "selasa, 30/4/2019", "Tue 2019-04-30"])
def test_a_day_of_the_week_may_stand_before_any_day(text):
    assert days.day(text) == date(2019, 4, 30)


@pytest.mark.parametrize("text", ["31/02/2019", "04/30/2019", "0/1/2019", "31 April 2019"])
def test_a_day_that_the_calendar_does_not_have_is_named(text):
    with pytest.raises(days.NotADay, match="tidak ada"):
        days.day(text)


@pytest.mark.parametrize(
    "text", ["", "besok", "43585", "2019", "April 2019", "30/4/42019", "11112019x", "9" * 5000]
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(days.NotADay, match="31-12-2026"):
        days.day(text)


@given(st.dates())
def test_a_day_is_read_back_as_it_is_shown(value):
    for language in ("id", "en"):
        with translation.override(language):
            assert days.day(days.typed(value)) == value
            assert days.day(days.in_words(value)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_sentence(text):
    try:
        days.day(text)
    except days.NotADay as refusal:
        message = str(refusal)
        assert message.endswith(".")  # every other exception fails the test


def test_a_day_to_come_is_not_past():
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(days.NotADay, match="belum tiba"):
        days.PAST.require(tomorrow)
    days.PAST.require(timezone.localdate())
    days.PLANNED.require(tomorrow)


@pytest.mark.parametrize("within", [days.PAST, days.THIS_YEAR, days.PLANNED, days.LASTING])
@pytest.mark.parametrize("value", [date(26, 4, 3), date(1026, 1, 1), date(9999, 12, 31)])
def test_a_year_that_nobody_means_is_refused_everywhere(within, value):
    with pytest.raises(days.NotADay):
        within.require(value)
    with pytest.raises(ValidationError):
        within(value)
