"""A sheet filled in with a real browser: by keyboard, by two at once, offline, without script."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.assessments import actions
from evaluations.scoring import Kind, best_answers
from evaluations.scoring.answers import written
from reformasi.organisation.roles import Role
from tests.evidence.files import pdf

from .factories import answer_of, make_assessment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "A.I.1.i.b"


@pytest.fixture
def lead(unit, member_of):
    return member_of(unit, Role.KETUA_TIM)


@pytest.fixture
def colleague(unit, member_of):
    return member_of(unit, Role.PEGAWAI)


@pytest.fixture
def sheet(unit, lead):
    return make_assessment(unit, lead)


def question(page, code=CODE):
    return page.locator(f"fieldset[data-question='{code}']")


def choose(page, letter, code=CODE):
    question(page, code).get_by_role("radio").and_(page.locator(f"[value='{letter}']")).check()


def saved(page, code=CODE):
    expect(question(page, code).locator(".saving--saved")).to_have_count(1)


def test_a_whole_sheet_is_filled_in_by_two_people_and_handed_in(
    sheet, lead, colleague, open_browser
):
    """The lead at a desk, an area by keyboard alone; a colleague does one area on a phone."""
    specification = sheet.specification
    best = {code: written(value) for code, value in best_answers(specification).items()}
    desk, phone = open_browser(by=lead), open_browser(by=colleague, width=390)
    for page in (desk, phone):
        page.goto(sheet.get_absolute_url())
    questions = [node for node in specification.nodes if node.kind is Kind.QUESTION]
    # One area on the phone.
    for node in questions:
        if node.code.startswith("A.II.2."):
            choose(phone, best[node.code], node.code)
            saved(phone, node.code)
    # One area by keyboard alone.
    desk.locator("body").press("ArrowDown")
    for node in questions:
        if node.code.startswith("A.I.1."):
            desk.keyboard.press(best[node.code][0])
            desk.keyboard.press("ArrowDown")
    # The rest with the mouse and the number keys.
    for node in questions:
        if node.code.startswith(("A.I.1.", "A.II.2.")):
            continue
        if node.options:
            choose(desk, best[node.code], node.code)
        elif below := specification.children.get(node.code):
            for child in below:
                desk.locator(f"[id='isian-{child.code}']").fill(best.get(child.code, ""))
        else:
            desk.locator(f"[id='isian-{node.code}']").fill(best[node.code])
        saved(desk, node.code)
    expect(desk.locator(".live__score")).to_have_text("100,00")
    desk.reload()
    expect(desk.locator(".live__count")).to_contain_text("113 dari 113")
    desk.get_by_role("button", name="Serahkan penilaian mandiri").click()
    expect(desk.get_by_role("main")).to_contain_text("Diserahkan")
    layer = sheet.own
    assert layer.is_submitted
    assert layer.submitted_snapshot is not None
    assert len(layer.values) >= 113


def test_evidence_is_attached_at_the_question_and_the_page_comes_back_to_it(
    sheet, lead, open_browser, tmp_path
):
    proof = tmp_path / "sk-tim.pdf"
    proof.write_bytes(pdf().read())
    page = open_browser(by=lead)
    page.goto(sheet.get_absolute_url())
    page.locator(f"[id='{CODE}']").get_by_role("link", name="Unggah bukti").click()
    page.locator("input[type=file]").set_input_files(proof)
    page.get_by_role("main").get_by_role("button", name="Unggah dan lampirkan").click()
    expect(page.locator(f"[id='{CODE}'] .files")).to_contain_text("sk-tim")
    expect(page.locator(f"[id='{CODE}']")).to_be_in_viewport()
    choose(page, "A")
    saved(page)


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
