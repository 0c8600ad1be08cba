"""The pages of letters and follow-ups, as people read them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.letters import actions
from evaluations.letters.models import MinisterialLetter
from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_follow_up, make_letter
from tests.html import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)


@pytest.fixture
def bureau(ditjen, member_of):
    return member_of(ditjen, Role.BIRO)


@pytest.mark.parametrize("name", ["evaluations:letters", "evaluations:follow_ups"])
def test_a_filter_that_finds_nothing_is_not_called_an_empty_list(name, bureau, login):
    client = login(bureau)

    assert "yang cocok" not in client.get(reverse(name)).content.decode()
    page = client.get(reverse(name), {"status": "approved", "q": "tidak ada"}).content.decode()
    assert "yang cocok" in page
    assert f'href="{reverse(name)}"' in page


def test_the_list_marks_what_is_late_and_nothing_else(letter, unit, pegawai, login):
    today = timezone.localdate()
    make_follow_up(letter, unit, action="Terlambat", due=today - timedelta(days=1))
    make_follow_up(letter, unit, action="Masih ada waktu", due=today)

    page = login(pegawai).get(reverse("evaluations:follow_ups"))

    late = [row for row in page.content.decode().split("<tr>") if "badge--danger" in row]
    assert len(late) == 1
    assert "Terlambat" in late[0]


def values(*rows: dict[str, str]) -> dict[str, str]:
    """What a browser sends for the table of components of a new letter."""
    sent = {"version": "1", "form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        sent |= {f"form-{number}-{name}": value for name, value in row.items()}
    return sent


@pytest.mark.parametrize("written", ["3,75", "3.75"])
def test_a_value_may_be_written_with_a_comma_or_a_point(written, letter, bureau, login):
    row = {"name": "Pemenuhan", "maximum": "5", "last_year": "", "this_year": written}

    login(bureau).post(reverse("evaluations:components", args=[letter.pk]), values(row))

    assert letter.components.get().this_year == Decimal("3.75")


def test_a_value_above_its_maximum_is_told_at_the_top_and_at_its_row(letter, bureau, login):
    rows = [
        {"name": "Pemenuhan", "maximum": "5", "this_year": "4"},
        {"name": "Hasil antara", "maximum": "7,5", "this_year": "9,25"},
    ]
    page = login(bureau).post(reverse("evaluations:components", args=[letter.pk]), values(*rows))

    html = page.content.decode()
    message = "Isi antara 0 dan nilai maksimum (7,5)."
    assert f'<a href="#id_form-1-this_year">Baris 2, tahun ini</a>: {message}' in html.replace(
        "Tahun ini", "tahun ini"
    )
    assert html.count(message) == 2
    assert 'value="9,25"' in html
    assert not letter.components.exists()


def test_only_a_component_that_is_there_can_be_crossed_out(letter, bureau, login):
    row = {
        "name": "Pemenuhan",
        "maximum": Decimal(5),
        "last_year": None,
        "this_year": Decimal("3.75"),
    }
    actions.set_components(letter=letter, rows=[row], by=bureau, version=letter.version)

    page = login(bureau).get(reverse("evaluations:components", args=[letter.pk]))

    assert page.content.decode().count('name="form-0-DELETE"') == 1
    assert "form-1-DELETE" not in page.content.decode()
    assert 'value="3,75"' in page.content.decode()


def test_the_table_ends_with_the_sums_as_in_the_report(letter, bureau, login):
    rows = [
        {"name": "Pemenuhan", "maximum": Decimal(20), "last_year": None, "this_year": Decimal(15)},
        {
            "name": "Hasil",
            "maximum": Decimal(10),
            "last_year": Decimal("6.5"),
            "this_year": Decimal("6.25"),
        },
    ]
    actions.set_components(letter=letter, rows=rows, by=bureau, version=letter.version)

    page = login(bureau).get(letter.get_absolute_url()).content.decode()

    foot = [cell.text for cell in read(page).first("tfoot").all("td")]
    assert foot == ["Jumlah", "30,00", "–", "21,25", "–"]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_deadline_that_has_passed_is_not_offered_again(days, letter, bureau, login):
    day = timezone.localdate() + timedelta(days=days)
    MinisterialLetter.objects.filter(pk=letter.pk).update(follow_up_deadline=day)
    recommendation = make_follow_up(letter, letter.unit).recommendation

    page = login(bureau).get(reverse("evaluations:follow_up_create", args=[recommendation.pk]))

    assert (f'value="{day:%d/%m/%Y}"' in page.content.decode()) is (days > 0)
