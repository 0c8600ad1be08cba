"""Letters, their components and findings."""

from __future__ import annotations

import threading
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from evaluations.letters import actions
from evaluations.letters.actions import AlreadyRecorded, RecommendationRow
from evaluations.letters.forms import ComponentForm
from evaluations.letters.models import MinisterialLetter
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_follow_up, make_letter, rows_of


def letter_form(unit, **fields):
    """The form of the letter that ``make_letter`` records, as the browser sends it."""
    return {
        "unit": unit.code,
        "number": "061/2470/SJ",
        "date": "2019-03-18",
        "subject": "Hal yang sudah diketik panjang-panjang",
        "evaluated_year": "2018",
        "addressees": [unit.code],
    } | fields


def test_a_letter_is_seen_in_the_units_addressed_and_below_but_not_beside(
    letter, unit, sibling, ditjen, member_of, pegawai
):
    to_sibling = make_letter(ditjen, number="061/1/SJ", addressees=[sibling])

    assert set(MinisterialLetter.objects.visible_to(pegawai)) == {letter}
    neighbour = member_of(sibling, Role.PEGAWAI)
    assert set(MinisterialLetter.objects.visible_to(neighbour)) == {letter, to_sibling}


def test_the_same_number_twice_in_a_year_is_refused_by_the_database(letter, ditjen):
    for twin in ({"date": date(2019, 12, 1)}, {"number": "061/2470/sj"}):
        with pytest.raises(AlreadyRecorded, match="Surat 061/2470/SJ tahun 2019 sudah tercatat"):
            make_letter(ditjen, **twin)
    make_letter(ditjen, date=date(2020, 3, 18))


def test_a_letter_cannot_take_the_number_of_another(letter, ditjen, bureau):
    other = make_letter(ditjen, number="061/1/SJ")
    fields = {"unit": ditjen, "date": letter.date, "subject": "Hal", "evaluated_year": 2018}
    with pytest.raises(AlreadyRecorded, match="sudah tercatat"):
        actions.change_letter(
            letter=other, by=bureau, version=1, addressees=[ditjen], number=letter.number, **fields
        )
    other.refresh_from_db()
    assert other.number == "061/1/SJ"


def is_blocked() -> bool:
    """Whether a connection of this test's database waits for another one's transaction to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one state else
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND cardinality(pg_blocking_pids(pid)) > 0)"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_letter_at_once_the_second_reads_that_it_is_recorded(
    ditjen, bureau, login
):
    client, pages = login(bureau), []
    url = reverse("evaluations:letter_create")

    def post():
        try:
            pages.append(client.post(url, letter_form(ditjen)))
        finally:
            connection.close()

    second = threading.Thread(target=post)
    with transaction.atomic():
        make_letter(ditjen)
        second.start()
        deadline = time.monotonic() + 20
        while not is_blocked() and time.monotonic() < deadline:
            time.sleep(0.05)
    second.join(20)

    assert pages[0].status_code == 409
    assert "Surat 061/2470/SJ tahun 2019 sudah tercatat" in pages[0].content.decode()
    assert MinisterialLetter.objects.count() == 1


@pytest.mark.parametrize("number", [" 061/2470/SJ ", "061/2470/sj", "061/\u200b2470/SJ"])
def test_the_same_number_twice_is_explained_and_the_form_is_kept(
    letter, ditjen, bureau, login, number
):
    page = login(bureau).post(
        reverse("evaluations:letter_create"), letter_form(ditjen, number=number)
    )

    assert page.status_code == 422
    assert "sudah tercatat" in page.content.decode()
    assert "Hal yang sudah diketik panjang-panjang" in page.content.decode()
    assert MinisterialLetter.objects.count() == 1


@pytest.mark.parametrize("year", ["1999", "99999"])
def test_a_year_that_cannot_be_is_explained_beside_the_field(ditjen, bureau, login, year):
    page = login(bureau).post(reverse("evaluations:letter_create"), {"evaluated_year": year})

    error = page.context["form"].errors["evaluated_year"][0]
    assert error.startswith(("Tahun antara", "Tulis tahun"))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"this_year": "5.01"}, "this_year_within"),
        ({"this_year": "-0.01"}, "this_year_within"),
        ({"maximum": "0", "this_year": "0"}, "this_year_within"),
        ({"last_year": "5.01"}, "last_year_within"),
        ({"last_year": "-0.01"}, "last_year_within"),
    ],
)
def test_no_value_of_a_component_lies_above_its_maximum_or_below_zero(letter, wrong, constraint):
    row = {"name": "Tatalaksana", "maximum": "5", "this_year": "5", "last_year": "0"} | wrong

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        letter.components.create(position=1, **row)


def test_a_value_above_the_maximum_is_explained_and_nothing_is_kept(letter, bureau, login):
    row = {"name": "Tatalaksana", "maximum": "5", "last_year": "", "this_year": "5.01"}
    table = {f"form-0-{name}": value for name, value in row.items()}
    count = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "version": letter.version}

    page = login(bureau).post(reverse("evaluations:components", args=[letter.pk]), table | count)

    assert "Isi antara 0 dan nilai maksimum (5" in page.content.decode()
    assert 'value="5.01"' in page.content.decode()
    assert not letter.components.exists()


def test_an_old_table_of_components_does_not_delete_what_was_added_since(letter, bureau, login):
    opened = letter.version
    row = {"name": "Tatalaksana", "maximum": 5, "last_year": None, "this_year": 4}
    actions.set_components(letter=letter, rows=[row], by=bureau, version=opened)
    empty = {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0, "version": opened}

    page = login(bureau).post(reverse("evaluations:components", args=[letter.pk]), empty)

    assert page.status_code == 409
    assert letter.components.get().name == "Tatalaksana"


def test_an_old_form_of_a_finding_does_not_write_over_a_newer_one(follow_up, bureau, login):
    finding = follow_up.recommendation.finding
    opened, pk = finding.letter.version, follow_up.recommendation_id
    new = {
        "description": "Sudah diperbaiki",
        "recommendations": [RecommendationRow("Pantau setiap bulan", pk)],
    }
    actions.change_finding(finding=finding, by=bureau, version=opened, **new)
    rows = rows_of((pk, "Rekomendasi ketikan lama"))
    old = rows | {"description": "Ketikan lama", "version": opened}

    url = reverse("evaluations:finding_change", args=[finding.letter.pk, finding.number])
    page = login(bureau).post(url, old)

    assert page.status_code == 409
    for typed in ("Ketikan lama", "Rekomendasi ketikan lama"):
        assert typed in page.content.decode()
    finding.refresh_from_db()
    assert finding.description == "Sudah diperbaiki"


def test_only_the_bureau_records_letters(ditjen, unit, pegawai, ketua_tim, bureau, pimpinan, login):
    for person, status in [(pegawai, 403), (ketua_tim, 403), (pimpinan, 403), (bureau, 200)]:
        assert login(person).get(reverse("evaluations:letter_create")).status_code == status


@pytest.mark.parametrize("is_sample", [True, False])
def test_pages_on_which_a_sample_is_edited_say_that_it_is_one(
    ditjen, unit, bureau, login, is_sample
):
    letter = make_letter(ditjen, addressees=[unit], is_sample=is_sample)
    follow_up = make_follow_up(letter, unit, is_sample=is_sample)
    addresses = {
        "components": [letter.pk],
        "finding_create": [letter.pk],
        "finding_change": [letter.pk, 1],
        "follow_up_create": [follow_up.recommendation_id],
        "task_change": [follow_up.pk],
    }

    for name, key in addresses.items():
        page = login(bureau).get(reverse(f"evaluations:{name}", args=key))
        assert ("badge--sample" in page.content.decode()) is is_sample, name


@pytest.mark.parametrize("size", [1, 20])
def test_the_letter_page_costs_the_same_queries_whatever_its_findings(
    size, letter, unit, bureau, login, django_assert_max_num_queries
):
    for _number in range(size):
        make_follow_up(letter, unit)
    client = login(bureau)
    client.get(reverse("evaluations:letter", args=[letter.pk]))
    with django_assert_max_num_queries(34):
        page = client.get(reverse("evaluations:letter", args=[letter.pk]))
    assert page.status_code == 200


def test_a_change_of_addressees_is_on_the_trail_since_it_changes_who_reads(
    letter, ditjen, unit, sibling, bureau, member_of
):
    actions.change_letter(letter=letter, by=bureau, version=letter.version, addressees=[unit])

    assert not MinisterialLetter.objects.visible_to(member_of(sibling, Role.PEGAWAI)).exists()
    entry = Entry.objects.about(letter).filter(action__endswith=".addressees").get()
    assert entry.changes == {"addressees": [ditjen.name, unit.name]}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("text", ["9,5", "9.5", "9,50"])
def test_a_score_is_read_as_it_was_typed_in_whatever_language(db, language, text):
    with translation.override(language):
        form = ComponentForm(
            {"name": "Penguatan", "maximum": "100", "last_year": "9.500", "this_year": text}
        )

        assert list(form.errors) == ["last_year"]
        assert form.cleaned_data["this_year"] == Decimal("9.5")
