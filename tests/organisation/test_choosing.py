"""A select of thirty at most; of more, what a person types or a search finds, and nothing else."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import Unit, User
from reformasi.organisation.naming import UNIT
from reformasi.organisation.offering import OFFERS
from reformasi.organisation.roles import Role
from reformasi.ui.choosing import FEW, HITS, Candidates, offer
from tests.factories import make_unit
from tests.html import Element, read

pytestmark = pytest.mark.django_db


class OneForm(forms.Form):
    unit = UnitField(label="Unit")

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)
        offer(self, "unit", Candidates(UNIT, Unit.objects.all(), "/cari/"))


class SeveralForm(OneForm):
    unit = UnitField(label="Unit", several=True)


@pytest.fixture
def many(ministry: Unit) -> list[Unit]:
    """More units than a select lists, each with a name of its own."""
    return [make_unit(f"satker-{n}", ministry, name=f"Satuan Kerja {n:02}") for n in range(FEW + 1)]


def drawn(form: forms.Form) -> Element:
    return read(str(form["unit"]))


def inputs(form: forms.Form) -> list[tuple[str, str, str]]:
    """Kind, value and name of every input that the field draws."""
    return [
        (each.attrs["type"], each.attrs.get("value", ""), each.attrs["name"])
        for each in drawn(form).all("input")
    ]


def test_thirty_stay_a_select_and_one_more_is_typed(ministry: Unit, many: list[Unit]) -> None:
    assert inputs(OneForm()) == [("text", "", "unit_cari")]
    for unit in many[:2]:
        unit.delete()

    options = drawn(OneForm()).all("option")

    assert [each.attrs["value"] for each in options][:2] == ["", ministry.code]
    assert len(list(options)) <= FEW + 1


@pytest.mark.parametrize("text", ["satker-7", "SATKER-7", "satuan kerja 07", "kerja 07"])
def test_a_code_a_name_or_a_part_of_one_is_enough(many: list[Unit], text: str) -> None:
    form = OneForm(QueryDict(f"unit_cari={text}"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["unit"] == many[7]
    assert inputs(form) == [("checkbox", "satker-7", "unit"), ("text", "", "unit_cari")]


def test_where_several_match_the_refused_form_offers_them_and_one_tap_decides(
    many: list[Unit],
) -> None:
    refused = OneForm(QueryDict("unit_cari=kerja 1"))

    assert not refused.is_valid()
    offered = [value for kind, value, _name in inputs(refused) if kind == "radio"]
    assert offered == [f"satker-{n}" for n in range(10, 16)]
    assert ("text", "kerja 1", "unit_cari") in inputs(refused)

    again = OneForm(QueryDict("unit_cari=kerja 1&unit=satker-12"))
    assert again.is_valid()
    assert again.cleaned_data["unit"] == many[12]


def test_nothing_that_was_typed_is_lost_and_what_was_found_stays_chosen(many: list[Unit]) -> None:
    form = SeveralForm(QueryDict("unit=satker-1&unit_cari=satker-2; tak ada; satker-3"))

    assert "Tidak ada unit “tak ada”" in str(form.errors["unit"])
    assert inputs(form) == [
        ("checkbox", "satker-1", "unit"),
        ("checkbox", "satker-2", "unit"),
        ("checkbox", "satker-3", "unit"),
        ("text", "tak ada", "unit_cari"),
    ]


def test_what_is_typed_replaces_what_was_chosen_where_one_is_asked_for(many: list[Unit]) -> None:
    form = OneForm(QueryDict("unit=satker-1&unit_cari=satker-2"))

    assert form.is_valid()
    assert form.cleaned_data["unit"] == many[2]


def test_what_a_thing_has_is_shown_without_listing_anything(
    many: list[Unit], django_assert_num_queries: object
) -> None:
    form = OneForm(initial={"unit": many[3]})
    form.fields["unit"].present = [many[3]]

    with django_assert_num_queries(1):  # are they few?
        assert inputs(form)[0] == ("checkbox", "satker-3", "unit")
    assert "Satuan Kerja 03" in str(form["unit"])
    assert not form.fields["unit"].has_changed(
        many[3].pk, form.fields["unit"].prepare_value("satker-3")
    )


@pytest.fixture
def hits(login, member_of):
    def of(unit: Unit, role: Role, name: str, query: dict[str, object]) -> list[str]:
        client = login(member_of(unit, role))
        page = client.get(reverse("organisation:choices", args=[name]), query)
        assert page.status_code == 200
        options = read(page.content.decode()).all("li")
        return [each.attrs["data-key"] for each in options]

    return of


def test_a_search_finds_the_code_first_and_at_most_twelve(many: list[Unit], ministry, hits) -> None:
    codes = hits(ministry, Role.ADMIN, "unit-wewenang", {"q": "satker-1"})

    assert codes == ["satker-1", *(f"satker-{n}" for n in range(10, 20))]
    assert len(hits(ministry, Role.ADMIN, "unit-wewenang", {"q": "kerja"})) == HITS
    for text in ("s", ""):
        assert hits(ministry, Role.ADMIN, "unit-wewenang", {"q": text}) == []
    many[0].delete()
    many[1].delete()
    assert len(hits(ministry, Role.ADMIN, "unit-wewenang", {"q": ""})) == FEW


@pytest.mark.parametrize("query", [{"q": "Direktorat"}, {"key": ["direktorat", "tetangga"]}])
def test_nobody_finds_what_they_may_not_choose(unit, sibling, child, hits, query) -> None:
    query = {"q": "irektorat"} if "q" in query else {"key": [unit.code, sibling.code]}

    assert sibling.code not in hits(unit, Role.PEGAWAI, "unit-kegiatan", query)
    assert unit.code in hits(unit, Role.PEGAWAI, "unit-kegiatan", query)
    assert hits(unit, Role.PIMPINAN, "unit-kegiatan", query) == []


def test_who_has_no_role_finds_nothing_but_themselves(unit, member_of) -> None:
    nobody: User = member_of(unit, Role.PEGAWAI)
    nobody.memberships.all().delete()
    nobody.forget_memberships()

    assert len(OFFERS) > 25
    for name, each in OFFERS.items():
        assert set(each.rows(nobody, 0)) <= {nobody}, name
