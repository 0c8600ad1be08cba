"""A sheet filled in with a real browser: by keyboard, by two at once, offline, without script."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.assessments import actions
from evaluations.scoring import Kind, best_answers
from evaluations.scoring.answers import written
from reformasi.evidence.actions import upload
from reformasi.organisation.roles import Role
from tests.evidence.files import pdf

from .factories import answer_of
from .sheet_pages import (
    CODE,
    choose,
    choose_by_keyboard,
    choose_in_place,
    question,
    saved,
    upload_in_place,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill_in(page, node, specification, best):
    """With the mouse, and counts with the number keys."""
    if node.options:
        choose(page, best[node.code], node.code)
    elif below := specification.children.get(node.code):
        for child in below:
            page.locator(f"[id='isian-{child.code}']").fill(best.get(child.code, ""))
    else:
        page.locator(f"[id='isian-{node.code}']").fill(best[node.code])


def test_a_whole_sheet_with_evidence_is_filled_in_by_two_people_and_handed_in(
    sheet, unit, lead, colleague, open_browser, login
):
    """The lead at a desk, an area by keyboard alone; a colleague does one area on a phone. Every
    question gets evidence: the first of an area a new file, the others one of the library."""
    specification = sheet.specification
    best = {code: written(value) for code, value in best_answers(specification).items()}
    upload(unit=unit, files=[pdf()], by=lead, title="Laporan pembangunan ZI")
    desk, phone = open_browser(by=lead), open_browser(by=colleague, width=390)
    for page in (desk, phone):
        page.goto(sheet.get_absolute_url())
    questions = [node for node in specification.nodes if node.kind is Kind.QUESTION]
    desk.locator("body").press("ArrowDown")
    areas = set()
    for node in questions:
        if node.code.startswith("A.I.1."):  # by keyboard alone
            desk.keyboard.press(best[node.code][0])
            choose_by_keyboard(desk, node.code)
            desk.keyboard.press("ArrowDown")
            continue
        page = phone if node.code.startswith("A.II.2.") else desk
        fill_in(page, node, specification, best)
        area = node.code[:6]
        if area in areas:
            choose_in_place(page, node.code, "Laporan pembangunan ZI")
        else:
            areas.add(area)
            upload_in_place(page, node.code, f"SK {area}.pdf")
        saved(page, node.code)
    expect(desk.locator(".live__score")).to_have_text("100,00")
    desk.reload()
    expect(desk.locator(".live__count")).to_contain_text("113 dari 113")
    expect(desk.locator("#saring-no_evidence")).to_have_text("0")
    content = login(lead).get(sheet.get_absolute_url()).content
    assert len(gzip.compress(content, 5)) < 29_000
    desk.get_by_role("button", name="Serahkan penilaian mandiri").click()
    expect(desk.get_by_role("main")).to_contain_text("Diserahkan")
    layer = sheet.own
    assert layer.is_submitted
    frozen = [row for row in layer.submitted_snapshot.content["answers"] if row["evidence"]]
    assert len(frozen) == len(questions) == 113


def test_ten_answers_given_offline_are_sent_when_the_line_is_back(sheet, lead, open_browser):
    page = open_browser(by=lead)
    page.goto(sheet.get_absolute_url())
    codes = [
        node.code
        for node in sheet.specification.nodes
        if node.kind is Kind.QUESTION and node.options
    ][:10]
    page.context.set_offline(True)
    for code in codes:
        question(page, code).get_by_role("radio").first.check()
    expect(page.locator("[data-sheet-queue]")).to_contain_text("(10)")
    assert sheet.own.values == {}
    page.context.set_offline(False)
    for code in codes:
        saved(page, code)
    assert sorted(sheet.own.values) == sorted(codes)
    expect(page.locator("[data-sheet-queue]")).to_be_hidden()


def test_what_is_given_after_the_session_ended_comes_back_after_the_login(
    sheet, lead, open_browser
):
    page = open_browser(by=lead)
    page.goto(sheet.get_absolute_url())
    question(page, "A.I.1.i.a").locator("textarea").fill("SK 12/2026")
    saved(page, "A.I.1.i.a")
    Session.objects.all().delete()
    question(page).locator("[value=A]").click(no_wait_after=True)
    expect(page.locator("input[name=login]")).to_be_visible()
    page.fill("input[name=login]", lead.email)
    page.fill("input[name=password]", "Rahasia-sekali-1")
    page.get_by_role("main").get_by_role("button", name="Masuk").first.click()
    expect(page).to_have_url(
        f"{page.url.partition('/akun')[0].partition('/evaluasi')[0]}{sheet.get_absolute_url()}"
    )
    saved(page)
    assert sheet.own.values == {CODE: "A"}
    assert answer_of(sheet, "A.I.1.i.a").note == "SK 12/2026"


def test_two_who_answer_the_same_question_see_both_values_and_choose(
    sheet, lead, colleague, open_browser
):
    first, second = open_browser(by=lead), open_browser(by=colleague)
    for page in (first, second):
        page.goto(sheet.get_absolute_url())
    choose(first, "A")
    saved(first)
    choose(second, "C")
    problem = question(second).locator("[data-problem=conflict]")
    expect(problem).to_contain_text(f"{lead} sudah mengubahnya")
    assert sheet.own.values == {CODE: "A"}
    problem.get_by_role("button", name="Pakai isian saya").click()
    saved(second)
    assert sheet.own.values == {CODE: "C"}
    choose(first, "B")
    problem = question(first).locator("[data-problem=conflict]")
    problem.get_by_role("button", name="Pakai yang sekarang").click()
    expect(question(first).get_by_role("radio").and_(first.locator("[value=C]"))).to_be_checked()
    assert sheet.own.values == {CODE: "C"}


def test_a_value_that_does_not_fit_stays_on_the_page_and_is_explained(sheet, lead, open_browser):
    page = open_browser(by=lead, width=390)
    page.goto(sheet.get_absolute_url())
    field = page.locator("[id='isian-B.I.a.1']")
    field.fill("4,7")
    field.blur()
    expect(question(page, "B.I.a.1")).to_contain_text("di luar skala 0 sampai 4")
    expect(field).to_have_value("4,7")
    field.fill("3,7")
    saved(page, "B.I.a.1")
    assert sheet.own.values == {"B.I.a.1": "3.7"}


def test_without_script_an_area_is_saved_by_its_button(sheet, lead, open_browser):
    page = open_browser(by=lead, java_script_enabled=False)
    page.goto(sheet.get_absolute_url())
    choose(page, "A")
    question(page, "A.I.1.i.a").locator("[value=Ya]").check()
    question(page).locator("textarea").fill("Dipilih terbuka")
    page.get_by_role("button", name="Simpan Manajemen Perubahan").first.click()
    expect(page.get_by_role("main")).to_contain_text("2 jawaban disimpan")
    assert sheet.own.values == {CODE: "A", "A.I.1.i.a": "Ya"}
    assert answer_of(sheet, CODE).note == "Dipilih terbuka"


def test_an_assessor_reads_the_sheet_and_changes_nothing(
    sheet, lead, ditjen, member_of, open_browser
):
    layer = sheet.own
    answer = answer_of(sheet, CODE)
    actions.change_remark(answer=answer, text="Rahasia unit", is_done=False, version=0, by=lead)
    page = open_browser(by=member_of(ditjen, Role.PENILAI_PENDAHULUAN))
    page.goto(sheet.get_absolute_url())
    expect(question(page).get_by_role("radio").first).to_be_disabled()
    expect(page.get_by_role("main")).not_to_contain_text("Rahasia unit")
    expect(page.get_by_role("link", name="Unggah bukti")).to_have_count(0)
    assert reverse("evaluations:sheet", args=[layer.assessment_id]) in page.url
