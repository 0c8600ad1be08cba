"""From the way to a predicate to its plans, with a real browser and no script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.plans.models import ActionPlan
from tests.evaluations.assessments.factories import fill_lacking, make_assessment
from tests.journeys.axe import violations
from tests.programs.factories import reform_area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def way(unit, ketua_tim):
    """The address of a way to WBK, which lacks points in two areas."""
    reform_area()
    sheet = make_assessment(unit, ketua_tim)
    fill_lacking(sheet, ketua_tim)
    return reverse("evaluations:way", args=[sheet.pk]) + "?predicate=WBK"


def test_without_script_a_question_is_pinned_and_the_others_become_plans(
    way, pegawai, open_browser
):
    page = open_browser(width=390, java_script_enabled=False)
    page.goto(way)
    pins = page.get_by_role("checkbox", name="Tidak dapat diubah tahun ini")
    pinned = pins.first.get_attribute("value")
    pins.first.check()
    page.get_by_role("button", name="Cari lagi tanpa butir yang ditahan").click()
    expect(page.locator(f"input[name='pin'][value='{pinned}']")).to_be_checked()
    raises = page.get_by_role("checkbox", name="Jadikan rencana aksi")
    count = raises.count()
    page.get_by_role("button", name="Jadikan rencana aksi").click()
    page.get_by_label("Penanggung jawab").first.select_option(pegawai.email)
    page.get_by_role("button", name="Buat rencana aksi").click()
    expect(page.get_by_role("main")).to_contain_text("dibuat sebagai draf")
    assert ActionPlan.objects.count() == count > 0
    assert ActionPlan.objects.get(person=pegawai)
    page.goto(f"{way}&pin={pinned}")
    expect(page.get_by_text("Rencana aksi: Menaikkan butir").first).to_be_visible()


def test_axe_finds_nothing_wrong_with_the_way_and_its_plans(way, open_browser):
    page = open_browser()
    wrong = violations(page, way)
    page.get_by_role("button", name="Jadikan rencana aksi").click()
    wrong += violations(page, page.url)
    wrong += violations(page, f"{way}&pin=A.I.1.ii.a")

    assert wrong == []
