"""The pages of a sheet: all questions at once, answers one by one, within their budgets."""

from __future__ import annotations

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.models import AssessmentLayer
from reformasi.evidence.actions import upload_to
from reformasi.organisation.roles import Role
from tests.evidence.files import pdf

from .factories import answer_of, fill, fill_best

CODE = "A.I.1.i.b"
HTMX = {"HX-Request": "true"}


def sent(code=CODE, value="A", note="", version=1):
    return {
        "code": code,
        f"{code}.value": value,
        f"{code}.note": note,
        f"{code}.version": version,
    }


def save(client, sheet, by, **fields):
    client.force_login(by)
    address = reverse("evaluations:answers_change", args=[sheet.pk])
    return client.post(address, sent(**fields), headers=HTMX)


def test_a_sheet_is_begun_once_for_a_unit_year_and_instrument(client, unit, lead, sheet):
    client.force_login(lead)
    values = {"unit": unit.code, "year": 2027, "instrument": sheet.instrument_id}
    response = client.post(reverse("evaluations:sheet_create"), values)
    assert response.status_code == 302
    again = client.post(reverse("evaluations:sheet_create"), values | {"year": 2026})
    assert again.status_code == 422
    assert "sudah ada" in again.content.decode()


def test_the_sheet_is_one_page_within_its_budget(
    client, lead, sheet, django_assert_max_num_queries
):
    fill_best(sheet, lead)
    client.force_login(lead)
    client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(25):
        page = client.get(sheet.get_absolute_url())
    text = page.content.decode()
    assert text.count("data-question=") == 113
    assert "100,00" in text
    assert len(gzip.compress(page.content, 5)) < 29_000


def test_saving_an_answer_takes_at_most_twelve_queries(client, lead, sheet):
    """Reads and writes; a savepoint asks nothing."""
    fill_best(sheet, lead)
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    actions.decide_layer(sheet.own, sheet.own.decisions.reopen, by=lead, note="Bukti baru")
    upload_to(owner=answer_of(sheet, CODE), files=[pdf()], by=lead)
    client.force_login(lead)
    client.get(sheet.get_absolute_url())
    address = reverse("evaluations:answers_change", args=[sheet.pk])
    with CaptureQueriesContext(connection) as asked:
        response = client.post(address, sent(value="B", note="SK", version=2), headers=HTMX)
    queries = [query for query in asked if "SAVEPOINT" not in query["sql"]]
    assert response.status_code == 200
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("B", "SK")
    assert len(queries) <= 12


def test_the_answer_to_a_save_renews_score_and_version(client, lead, sheet):
    text = save(client, sheet, lead).content.decode()
    assert f'name="{CODE}.version"' in text
    assert 'value="2"' in text
    assert "1,00" in text
    standing = client.get(reverse("evaluations:sheet_standing", args=[sheet.pk])).content.decode()
    assert "0,25" in standing
    assert "1 dari 113 terjawab" in standing


def test_a_conflict_shows_both_values_and_who(client, lead, colleague, sheet):
    save(client, sheet, colleague, value="A", note="Kata rekan")
    text = save(client, sheet, lead, value="C", note="Kata saya").content.decode()
    assert f"{colleague} sudah mengubahnya" in text
    assert "Kata rekan" in text
    assert "Kata saya" in text
    assert f'name="{CODE}.version"' not in text


def test_without_script_an_area_is_saved_at_once_and_what_does_not_fit_stays(client, lead, sheet):
    client.force_login(lead)
    data = {"code": [CODE, "A.I.1.i.a"], "place": "A.I.1"}
    data |= {f"{CODE}.value": "Z", f"{CODE}.note": "SK tim", f"{CODE}.version": 1}
    data |= {"A.I.1.i.a.value": "Ya", "A.I.1.i.a.note": "", "A.I.1.i.a.version": 1}
    response = client.post(reverse("evaluations:answers_change", args=[sheet.pk]), data)
    assert response.status_code == 422
    assert "Isian Anda: Z; catatan: SK tim" in response.content.decode()
    assert sheet.own.values == {"A.I.1.i.a": "Ya"}


@pytest.mark.parametrize(
    ("need", "count"), [("blank", 112), ("no_evidence", 113), ("below_best", 1), ("mine", 0)]
)
def test_the_sheet_is_narrowed_to_what_is_needed(client, lead, sheet, need, count):
    fill(sheet, {CODE: "C"}, lead)
    client.force_login(lead)
    page = client.get(sheet.get_absolute_url(), {"need": need}).content.decode()
    assert page.count("data-question=") == count


def test_the_predicate_panel_says_in_words_what_is_lacking(client, lead, sheet):
    fill_best(sheet, lead)
    fill(sheet, {"B.II.a.1": "3.10"}, lead)
    client.force_login(lead)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "Pelayanan publik yang prima 13,56 &lt; 14,00: kurang 0,44 poin" in page


def test_a_working_remark_is_the_units_own(client, lead, sheet, ditjen, member_of):
    client.force_login(lead)
    address = reverse("evaluations:remark_change", args=[sheet.pk, CODE])
    client.post(address, {"text": "Minta SK dari TU", "version": 0})
    assert "Minta SK dari TU" in client.get(sheet.get_absolute_url()).content.decode()
    client.force_login(member_of(ditjen, Role.PIMPINAN))
    assert "Minta SK dari TU" not in client.get(sheet.get_absolute_url()).content.decode()


def test_handing_in_freezes_the_sheet_and_opening_it_again_asks_why(client, lead, sheet):
    fill_best(sheet, lead)
    client.force_login(lead)
    layer = sheet.own
    move = [layer.pk, "submit"]
    client.post(reverse("evaluations:sheet_move", args=move), {"version": layer.version})
    layer = AssessmentLayer.objects.get()
    assert layer.is_submitted
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "hx-post" not in page.partition('class="sheet__main"')[2].partition("Catatan kerja")[0]
    client.post(
        reverse("evaluations:sheet_move", args=[layer.pk, "reopen"]),
        {"version": layer.version, "note": "Bukti baru"},
    )
    assert AssessmentLayer.objects.get().is_editable


def test_what_is_typed_keeps_its_blanks_where_the_page_saves_its_own(client, lead, sheet):
    note = "Baris satu\n\n  menjorok   jauh"
    save(client, sheet, lead, note=note)
    text = client.get(sheet.get_absolute_url()).content.decode()
    assert f">{note}</textarea>" in text
    assert "        <" not in text.partition('class="question"')[2].partition("</article>")[0]
