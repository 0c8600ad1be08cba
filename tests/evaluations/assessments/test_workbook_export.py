"""A sheet leaves as a workbook, with its answers and notes, and without working remarks."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.actions import Filling
from evaluations.assessments.workbooks import own_layout as own
from reformasi.audit.models import Entry
from reformasi.evidence.actions import upload_to
from tests.evidence.files import pdf

from .factories import answer_of, fill, make_assessment

CODE = "A.I.1.i.b"
REMARK = "Tanyakan notulen ke bagian umum"


@pytest.fixture
def sheet(unit, lead):
    sheet = make_assessment(unit, lead)
    fillings = {CODE: Filling("B", "=1+1, kata rapat", 1)}
    actions.change_answers(layer=sheet.own, fillings=fillings, by=lead)
    upload_to(owner=answer_of(sheet, CODE), files=[pdf()], by=lead)
    actions.change_remark(
        answer=answer_of(sheet, CODE), text=REMARK, is_done=False, version=0, by=lead
    )
    return sheet


def download(client, sheet, by, layout="own"):
    client.force_login(by)
    return client.get(reverse("evaluations:sheet_export", args=[sheet.pk, layout]))


def cells_of(response) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {tab.title: [[cell.value for cell in row] for row in tab] for tab in book}


def test_the_workbook_holds_answers_notes_and_evidence_but_no_working_remarks(client, lead, sheet):
    response = download(client, sheet, lead)
    disposition = response["Content-Disposition"]
    assert f"lke-{sheet.unit.code}-2026-" in disposition
    assert disposition.startswith("attachment")
    tabs = cells_of(response)
    row = next(row for row in tabs[own.SHEET] if row[0] == CODE)
    title = answer_of(sheet, CODE).attachments.get().evidence.title
    assert [row[5], row[7], row[8]] == ["B", "=1+1, kata rapat", title]
    origin = {row[0]: row[1] for row in tabs[own.ORIGIN]}
    assert origin["assessment"] == str(sheet.pk)
    assert origin["layer_version"] == str(sheet.own.version)
    assert origin["fingerprint"] == sheet.instrument.sha256
    assert origin[CODE] == "2"
    assert REMARK not in str(tabs)
    entry = Entry.objects.filter(action__endswith=".export").latest("pk")
    assert (entry.target_id, entry.note) == (str(sheet.own.pk), "lembar kerja Excel")


def test_the_national_layout_is_offered_where_it_has_a_row_for_every_question(
    client, unit, lead, sheet
):
    national = make_assessment(unit, lead, code="zi-2026")
    fill(national, {CODE: "A"}, lead)
    assert "Jawaban" in cells_of(download(client, national, lead, "portalrb"))
    link = reverse("evaluations:sheet_export", args=[national.pk, "portalrb"])
    assert link in client.get(national.get_absolute_url()).content.decode()


def test_a_note_that_no_cell_holds_is_named(client, lead, sheet):
    fillings = {CODE: Filling("B", "panjang " * 5_000, 2)}
    actions.change_answers(layer=sheet.own, fillings=fillings, by=lead)
    response = download(client, sheet, lead)
    page = client.get(response.url).content.decode()
    assert response.url == sheet.get_absolute_url()
    assert f"Catatan {CODE} lebih panjang daripada satu sel Excel" in page


def test_a_layout_that_nobody_has_is_not_there(client, lead, sheet):
    assert download(client, sheet, lead, "csv").status_code == 404


def test_an_export_asks_for_no_more_with_a_full_sheet(
    client, lead, sheet, django_assert_max_num_queries
):
    download(client, sheet, lead)
    with django_assert_max_num_queries(20):
        download(client, sheet, lead)
