"""Units of the same name: every directorate has a "Subbagian Tata Usaha"."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reformasi.organisation import actions
from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import Unit, User
from reformasi.organisation.naming import UNIT
from reformasi.organisation.roles import Role
from reformasi.organisation.unit_names import UnitNames, unit_named
from reformasi.ui.choosing import Candidates
from tests.factories import MembershipFactory, make_unit

pytestmark = pytest.mark.django_db
TU = "Subbagian Tata Usaha"


@pytest.fixture
def ministry() -> Unit:
    return make_unit("kemendagri", name="Kementerian")


@pytest.fixture
def ormas(ministry: Unit) -> Unit:
    return make_unit("ormas", ministry, name="Direktorat Ormas", short_name="Dit. Ormas")


@pytest.fixture
def poldagri(ministry: Unit) -> Unit:
    return make_unit("poldagri", ministry, name="Direktorat Politik", short_name="Dit. Poldagri")


@pytest.fixture
def admin(ministry: Unit) -> User:
    return MembershipFactory(unit=ministry, role=Role.ADMIN).user


def text_of(code: str) -> str:
    return str(Unit.objects.get(code=code))


def test_a_name_that_nobody_shares_stands_alone(ormas: Unit) -> None:
    make_unit("ormas-tu", ormas, name=TU)

    assert text_of("ormas-tu") == TU


def test_namesakes_are_told_apart_by_the_unit_above(ormas: Unit, poldagri: Unit) -> None:
    make_unit("ormas-tu", ormas, name=TU, short_name="TU")
    make_unit("poldagri-tu", poldagri, name=TU.upper(), short_name="TU Poldagri")

    assert text_of("ormas-tu") == f"{TU}, Dit. Ormas"
    assert text_of("poldagri-tu") == f"{TU.upper()}, Dit. Poldagri"
    assert Unit.objects.get(code="ormas-tu").label == "TU, Dit. Ormas"


def test_a_short_name_that_two_units_share_tells_them_apart_too(
    ormas: Unit, poldagri: Unit
) -> None:
    make_unit("ormas-tu", ormas, name="Subbagian Umum", short_name="TU")
    make_unit("poldagri-tu", poldagri, name="Subbagian Tata Usaha", short_name="tu")

    assert Unit.objects.get(code="ormas-tu").label == "TU, Dit. Ormas"
    assert Unit.objects.get(code="poldagri-tu").label == "tu, Dit. Poldagri"


def test_as_many_units_above_are_named_as_it_takes(ormas: Unit, poldagri: Unit) -> None:
    for top in (ormas, poldagri):
        below = make_unit(f"{top.code}-set", top, name="Sekretariat")
        make_unit(f"{top.code}-set-tu", below, name=TU)

    assert text_of("ormas-set-tu") == f"{TU}, Sekretariat, Dit. Ormas"


def test_namesakes_under_one_unit_are_told_apart_by_their_codes(ormas: Unit) -> None:
    make_unit("ormas-tu-1", ormas, name=TU)
    make_unit("ormas-tu-2", ormas, name=TU)

    assert text_of("ormas-tu-1") == f"{TU}, ormas-tu-1"


def test_who_is_renamed_away_leaves_the_other_alone(
    ormas: Unit, poldagri: Unit, admin: User
) -> None:
    other = make_unit("ormas-tu", ormas, name=TU)
    make_unit("poldagri-tu", poldagri, name=TU)

    actions.change_unit(unit=Unit.objects.get(pk=other.pk), by=admin, name="Subbagian Umum")

    assert text_of("ormas-tu") == "Subbagian Umum"
    assert text_of("poldagri-tu") == TU


def test_a_new_name_of_the_unit_above_tells_its_units_apart(
    ormas: Unit, poldagri: Unit, admin: User
) -> None:
    make_unit("ormas-tu", ormas, name=TU)
    make_unit("poldagri-tu", poldagri, name=TU)

    actions.change_unit(unit=ormas, by=admin, short_name="Dit. Ormas Baru")

    assert text_of("ormas-tu") == f"{TU}, Dit. Ormas Baru"


def test_a_unit_that_moves_is_told_apart_by_its_new_place(
    ormas: Unit, poldagri: Unit, ministry: Unit, admin: User
) -> None:
    moving = make_unit("ormas-tu", ormas, name=TU)
    make_unit("poldagri-tu", poldagri, name=TU)
    bureau = make_unit("biro", ministry, name="Biro Umum")

    moved = actions.move_unit(unit=moving, parent=bureau, by=admin)

    assert str(moved) == f"{TU}, Biro Umum"


def test_a_chain_longer_than_the_column_gives_way_to_the_code(ministry: Unit) -> None:
    long = [make_unit(f"panjang-{n}", ministry, name=f"{'A' * 199}{n}") for n in range(2)]
    twins = [make_unit(f"sama-{n}", above, name="Bagian") for n, above in enumerate(long)]
    for n, above in enumerate(twins):
        make_unit(f"tu-{n}", above, name=TU)

    assert text_of("tu-0") == f"{TU}, tu-0"


def test_a_shared_name_is_asked_back_in_forms_and_in_sheets_alike(
    ormas: Unit, poldagri: Unit
) -> None:
    make_unit("ormas-tu", ormas, name=TU)
    expected = make_unit("poldagri-tu", poldagri, name=TU)
    field = UnitField(label="Unit")
    field.offer(Candidates(UNIT, Unit.objects.all()))

    for read in (
        field.clean,
        lambda text: unit_named(Unit.objects.all(), text),
        UnitNames(Unit.objects.all()).unit,
    ):
        with pytest.raises(ValidationError) as refusal:
            read(TU)
        assert "ormas-tu" in refusal.value.messages[0]
        assert "poldagri-tu" in refusal.value.messages[0]
        assert read("poldagri-tu") == expected
        assert read(f"{TU}, Dit. Poldagri") == expected


def test_a_part_of_a_name_finds_the_only_unit_that_has_it(ormas: Unit, poldagri: Unit) -> None:
    field = UnitField(label="Unit")
    field.offer(Candidates(UNIT, Unit.objects.all()))

    assert field.clean("politik") == poldagri
    with pytest.raises(ValidationError, match="Tidak ada unit"):
        field.clean("Keuangan")
    with pytest.raises(ValidationError, match="Ada beberapa unit"):
        field.clean("direktorat")


@pytest.mark.parametrize(
    ("valid", "first", "last", "told"),
    [
        ({}, date(2026, 1, 1), date(2026, 12, 31), ""),
        ({"valid_to": date(2026, 6, 30)}, date(2026, 1, 1), date(2026, 6, 30), ""),
        ({"valid_to": date(2026, 6, 30)}, date(2026, 6, 1), date(2026, 7, 1), "hanya berlaku"),
        ({"valid_from": date(2026, 6, 30)}, date(2026, 6, 29), date(2026, 7, 1), "baru berlaku"),
    ],
)  # fmt: skip
def test_a_unit_says_on_which_days_nothing_can_happen_in_it(
    valid: dict[str, date], first: date, last: date, told: str
) -> None:
    message = make_unit("unit", **valid).invalid_message(first, last)

    assert (told in message) if told else not message


def test_a_merged_unit_names_its_successor(ormas: Unit, poldagri: Unit, admin: User) -> None:
    closed = actions.close_unit(
        unit=ormas, valid_to=date(2025, 1, 1), by=admin, reason="SK 1", merged_into=poldagri
    )

    assert "Direktorat Politik" in closed.invalid_message(date(2026, 1, 1), date(2026, 1, 1))
