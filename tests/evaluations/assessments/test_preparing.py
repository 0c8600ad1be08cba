"""Preparing a sheet: who sees to what, and what last year's sheet says."""

from __future__ import annotations

from django.urls import reverse

from evaluations.assessments import actions
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role

from .factories import answer_of, fill, load, make_assessment

CODE = "A.I.1.i.b"


def test_a_person_in_charge_of_an_area_has_all_its_questions_but_those_of_another(
    client, sheet, lead, colleague
):
    client.force_login(lead)
    address = reverse("evaluations:people_set", args=[sheet.pk])
    assert client.post(address, {"A.I.1": colleague.email}).status_code == 302
    assert client.post(f"{address}?code={CODE}", {CODE: lead.email}).status_code == 302
    client.force_login(colleague)
    mine = client.get(sheet.get_absolute_url(), {"need": "mine"}).content.decode()
    assert mine.count("data-question=") == 11
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "Kemajuan menurut penanggung jawab" in page
    assert "Belum ada penanggung jawab" in page


def test_somebody_of_another_unit_is_not_put_in_charge(client, sheet, lead, ditjen, member_of):
    stranger = member_of(ditjen, Role.BIRO)
    client.force_login(lead)
    address = reverse("evaluations:people_set", args=[sheet.pk])
    response = client.post(address, {"A.I.1": stranger.email})
    assert response.status_code == 422
    assert stranger.email in response.content.decode()
    assert not sheet.people.exists()


def test_next_years_sheet_takes_over_what_still_fits_and_nothing_that_is_filled_in(
    client, unit, sheet, lead
):
    fill(sheet, {CODE: "A", "A.I.1.i.a": "Ya", "B.I.a.1": "3.6"}, lead)
    later = make_assessment(unit, lead, year=2027, code="zi-2026")
    fill(later, {"A.I.1.i.a": "Tidak"}, lead)
    client.force_login(lead)
    address = reverse("evaluations:sheet_prefill", args=[later.pk])
    actions.create_assessment(unit=unit, year=2026, instrument=load("rb-2023"), group="kl", by=lead)
    preview = client.get(address).content.decode()
    assert "Diubah" in preview
    assert "(zi-2021)" in preview
    assert "(rb-2023)" not in preview  # an index has no answers for it
    assert later.own.values == {"A.I.1.i.a": "Tidak"}
    response = client.post(address, {"source": sheet.pk})
    assert response.status_code == 302
    assert later.own.values == {"A.I.1.i.a": "Tidak", CODE: "A", "B.I.a.1": "3.6"}
    entry = Entry.objects.about(later.own).get(action__endswith=".import")
    assert entry.note == f"{sheet}, 2 jawaban"
    assert sheet.own.values == {CODE: "A", "A.I.1.i.a": "Ya", "B.I.a.1": "3.6"}


def test_questions_that_are_gone_or_new_are_told_before_anything_is_taken(
    client, unit, lead, sheet
):
    older = make_assessment(unit, lead, year=2019, code="zi-2014")
    client.force_login(lead)
    address = reverse("evaluations:sheet_prefill", args=[sheet.pk])
    preview = client.get(address, {"source": older.pk}).content.decode()
    assert "Dihapus" in preview
    assert "Baru" in preview
    assert answer_of(sheet, CODE).value == ""


def test_nothing_is_taken_from_the_sheet_of_another_unit(client, sheet, lead, ditjen, member_of):
    other = make_assessment(ditjen, member_of(ditjen, Role.KETUA_TIM))
    client.force_login(lead)
    address = reverse("evaluations:sheet_prefill", args=[sheet.pk])
    assert client.post(address, {"source": other.pk}).status_code == 422
