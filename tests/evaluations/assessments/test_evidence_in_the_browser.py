"""Evidence at a question with a real browser: on a phone, by keyboard, offline, without script."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from evaluations.assessments.models import AnswerEvidence
from reformasi.evidence.actions import upload
from tests.evidence.files import pdf

from .factories import answer_of
from .sheet_pages import CODE, choose_in_place, evidence, proof, question, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OTHER = "A.I.1.i.a"
TITLE = "Notulen tim kerja"


@pytest.fixture
def library(unit, lead):
    return upload(unit=unit, files=[pdf()], by=lead, title=TITLE)


def test_a_refused_or_lost_upload_on_a_phone_loses_nothing_and_is_sent_again(
    sheet, lead, open_browser
):
    page = open_browser(by=lead, width=390)
    page.goto(sheet.get_absolute_url())
    beside = evidence(page)
    beside.get_by_role("link", name="Unggah bukti").click()
    files = beside.locator("input[type=file]")
    files.set_input_files({**proof("sk.pdf"), "buffer": b"bukan PDF"})
    beside.get_by_label("Letak dalam berkas").fill("hlm. 3\u20135")
    beside.get_by_label("Nama bukti").fill("SK Tim Kerja")
    beside.get_by_label("Berlaku sampai").fill("31/12/2025")
    send = beside.get_by_role("button", name="Unggah dan lampirkan")
    send.click()
    expect(beside.get_by_role("alert")).to_contain_text("namanya berakhiran .pdf")
    assert files.evaluate("input => input.files[0].name") == "sk.pdf"
    files.set_input_files(proof("sk.pdf"))
    page.context.set_offline(True)
    send.click()
    expect(beside.get_by_role("alert").last).to_contain_text("sambungan terputus")
    page.context.set_offline(False)
    question(page, OTHER).locator("textarea").fill("sedang diketik")
    send.click()
    expect(beside.locator(".files")).to_contain_text("SK Tim Kerja")
    expect(beside.locator(".files")).to_contain_text("tidak berlaku pada 2026")
    expect(question(page, OTHER).locator("textarea")).to_have_value("sedang diketik")
    expect(page.locator("#saring-no_evidence")).to_have_text("112")
    assert AnswerEvidence.objects.get().pointer == "hlm. 3\u20135"
    saved(page, OTHER)
    beside.get_by_role("link", name="SK Tim Kerja").click()
    beside.get_by_label("Letak dalam berkas").fill("hlm. 4")
    beside.get_by_role("button", name="Simpan letak").click()
    expect(beside.locator(".files")).to_contain_text("hlm. 4")
    beside.get_by_role("link", name="SK Tim Kerja").click()
    beside.get_by_text("Lepas bukti ini").click()
    beside.get_by_role("button", name="Ya, lepas").click()
    expect(beside).to_contain_text("Belum ada bukti.")


def test_a_session_that_ends_while_files_are_chosen_is_told_in_place(
    sheet, lead, library, open_browser
):
    page = open_browser(by=lead)
    page.goto(sheet.get_absolute_url())
    beside = evidence(page)
    beside.get_by_role("link", name="Pilih dari pustaka").click()
    beside.get_by_role("checkbox", name=TITLE).check()
    Session.objects.all().delete()
    beside.get_by_role("button", name="Lampirkan yang dipilih").click()
    expect(beside.get_by_role("alert")).to_contain_text("Sesi Anda berakhir")
    expect(beside.get_by_role("checkbox", name=TITLE)).to_be_checked()


def test_letters_answer_nothing_while_evidence_is_chosen_and_the_search_keeps_what_is_ticked(
    sheet, lead, library, open_browser
):
    page = open_browser(by=lead)
    page.goto(sheet.get_absolute_url())
    beside = evidence(page)
    beside.get_by_role("link", name="Pilih dari pustaka").click()
    box = beside.get_by_role("checkbox", name=TITLE)
    box.check()
    box.press("a")
    beside.get_by_label("Cari nama").fill("tidak ada namanya")
    expect(beside).to_contain_text("Tidak ada yang cocok")
    expect(box).to_be_checked()
    beside.get_by_role("link", name="Batal").click()
    expect(beside.get_by_role("link", name="Unggah bukti")).to_be_focused()
    choose_in_place(page, CODE, TITLE)
    assert sheet.own.values == {}


def test_without_script_an_upload_comes_back_to_the_question(sheet, lead, open_browser):
    page = open_browser(by=lead, java_script_enabled=False)
    page.goto(sheet.get_absolute_url())
    evidence(page).get_by_role("link", name="Unggah bukti").click()
    page.locator("input[type=file]").set_input_files(proof("sk-tim.pdf"))
    page.get_by_role("main").get_by_role("button", name="Unggah dan lampirkan").click()
    expect(evidence(page).locator(".files")).to_contain_text("sk-tim")
    expect(page.locator(f"[id='{CODE}']")).to_be_in_viewport()
    assert answer_of(sheet, CODE).attachments.count() == 1
