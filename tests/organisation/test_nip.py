"""The NIP: 18 digits, of which a PNS number tells birth, appointment, sex and sequence."""

import contextlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from reformasi.organisation import nip
from reformasi.organisation.models import User
from tests.factories import UserFactory

GOOD = "198001012005011001"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (GOOD[:17], "length"),
        (GOOD[:16], "nik"),
        (GOOD + "1", "length"),
        ("", "digits"),
        ("19800101200501100A", "digits"),
        ("١٩٨٠٠١٠١٢٠٠٥٠١١٠٠١", "digits"),
        ("198002302005011001", "birth"),
        ("198013012005011001", "birth"),
        ("189001012005011001", "birth"),
        ("209001012105011001", "birth"),
        ("198001012005131001", "month"),
        ("198001012005001001", "month"),
        ("198001011980011001", "appointment"),
        ("198001011979121001", "appointment"),
        ("198001012005013001", "sex"),
        ("198001012005010001", "sex"),
        ("198001012005011000", "cut"),
        ("198808152023211899", "pppk"),
    ],
)
def test_a_wrong_number_is_refused_by_name(number, code):
    with pytest.raises(ValidationError) as error:
        nip.validate_pns(number)
    assert error.value.code == code


@pytest.mark.parametrize("number", [GOOD, "199912312020122999", "198002291999022001"])
def test_a_right_number_passes(number):
    nip.validate_pns(number)


def test_a_pppk_number_has_a_birth_date_and_a_sequence_too():
    nip.validate_nip("198808152023211899")
    for number, message in (
        ("9" * 17, "17 angka"),
        ("9" * 18, "tanggal lahir"),
        ("198503032008121000", "dipotong Excel"),
    ):
        with pytest.raises(ValidationError, match=message):
            nip.validate_nip(number)


def test_numbers_are_typed_in_groups():
    assert nip.normalise(" 19800101 200501 1 001") == GOOD
    assert nip.normalise("19800101.200501-1.001") == GOOD
    assert nip.normalise("'19800101\u00a0200501 1 001") == GOOD


def test_others_see_the_last_three_digits():
    assert nip.masked(GOOD) == "•" * 15 + "001"


def test_the_error_stands_on_the_field():
    with pytest.raises(ValidationError) as error:
        User(nip="198013012005011001", name="A", email="a@contoh.go.id").clean()
    assert set(error.value.message_dict) == {"nip"}


@pytest.mark.parametrize("number", [GOOD[:17], "19800101200501100A"])
def test_the_database_refuses_what_is_no_number(db, number):
    with pytest.raises(IntegrityError, match="nip_18_digits"):
        UserFactory(nip=number)


def test_an_email_belongs_to_one_person_in_any_case(db):
    UserFactory(email="orang@contoh.go.id")
    with pytest.raises(IntegrityError, match="email_once"):
        UserFactory(email="Orang@contoh.go.id")


@given(st.text(max_size=40))
def test_any_text_passes_or_is_refused(text):
    digits = nip.normalise(text)
    assert nip.normalise(digits) == digits
    with contextlib.suppress(ValidationError):  # and nothing else
        nip.validate_pns(digits)


@given(
    st.dates(date(1950, 1, 1), date(2000, 12, 31)),
    st.integers(20, 60),
    st.integers(1, 12),
    st.sampled_from("12"),
    st.integers(1, 999),
    st.sampled_from(["", " ", ".", "-", "\u00a0"]),
)
def test_every_number_of_a_pns_passes_however_it_is_grouped(born, age, month, sex, order, mark):
    parts = (f"{born:%Y%m%d}", f"{born.year + age}{month:02d}", sex, f"{order:03d}")
    nip.validate_pns(nip.normalise(mark.join(parts)))


@given(st.integers(10**15, 10**18 - 1))
def test_no_number_that_a_spreadsheet_cut_passes(number):
    cut = f"{number:018d}"[:15] + "000"
    with pytest.raises(ValidationError):
        nip.validate_nip(cut)
