from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from reformasi.ui.icons import SHAPES
from reformasi.ui.templatetags.ui import (
    LOOKS,
    change_id,
    decimal_id,
    mask_nip,
    percent,
    share,
    whole,
    widget,
)


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Decimal("78.255"), 2, "78,26"),
        (Decimal("1234.5"), 2, "1.234,50"),
        (3, 0, "3"),
        ("0.005", 2, "0,01"),
        (None, 2, "–"),
        ("", 2, "–"),
        ("kosong", 2, "–"),
    ],
)
def test_official_figures_have_a_decimal_comma(number, places, text):
    assert decimal_id(number, places) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [(Decimal("0.5"), "+0,50"), ("-0.5", "-0,50"), ("0.00", "0,00"), (None, "–")],
)
def test_a_rise_is_marked_as_a_fall_is(change, text):
    assert change_id(change) == text


def test_a_share_of_nothing_is_a_dash_and_not_zero():
    assert share(3, 4) == "75%"
    assert share(0, 0) == "–"
    assert percent(None) == "–"


def test_of_a_nip_others_see_the_last_three_digits():
    assert mask_nip("198001012005011001") == "•••001"
    assert mask_nip("") == "–"


def test_whole_numbers_are_grouped():
    assert whole(1234567) == "1.234.567"
    assert whole(None) == "–"


def test_an_icon_is_silent_for_screen_readers():
    drawn = Template('{% icon "flag" 18 %}').render(Context())

    assert 'aria-hidden="true"' in drawn
    assert 'width="18"' in drawn


def test_a_misspelt_icon_is_noticed():
    with pytest.raises(KeyError):
        Template('{% icon "bendera" %}').render(Context())


def test_every_known_status_has_an_icon_that_exists():
    assert {look.icon for look in LOOKS.values()} <= set(SHAPES)


def test_a_field_that_is_drawn_twice_has_its_counter_twice_and_is_never_cut():
    class TitleForm(forms.Form):
        title = forms.CharField(max_length=7)

    form = TitleForm()
    for _time in range(2):
        drawn = widget(form["title"])
        assert 'data-limit="7"' in drawn
        assert "maxlength" not in drawn
