"""Recommendations and the unit of an activity chosen by keyboard, by taps, and without scripts."""

import pytest
from playwright.sync_api import expect

from evaluations.letters.models import Finding, Recommendation
from programs.activities.models import Activity
from tests.evaluations.factories import make_letter
from tests.factories import make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/program/kegiatan/tambah/"


@pytest.fixture
def many(unit):
    """More units and more recommendations than are listed."""
    letter = make_letter(unit)
    finding = Finding.objects.create(letter=letter, number=7, description="Temuan")
    Recommendation.objects.bulk_create(
        Recommendation(finding=finding, number=n, text=f"Menyusun pedoman nomor {n:02}")
        for n in range(1, 40)
    )
    return [make_unit(f"tim-{n}", unit, name=f"Tim Kerja {n:02}", kind="team") for n in range(40)]


@pytest.mark.parametrize("width", [1366, 390])
def test_what_is_typed_is_searched_and_chosen_by_keyboard_alone(many, open_browser, width):
    page = open_browser(width=width)
    page.goto(ADDRESS)
    page.get_by_role("button", name="Hapus pilihan: Direktorat Organisasi").press("Enter")
    unit = page.locator("#id_unit")
    expect(unit).to_be_focused()
    unit.press_sequentially("kerja 0")
    expect(page.locator(".chooser__hit")).to_have_count(10)
    unit.press("ArrowDown")
    unit.press("ArrowDown")
    unit.press("Enter")
    expect(page.get_by_role("button", name="Hapus pilihan: Tim Kerja 01")).to_be_focused()
    expect(unit).to_be_hidden()

    answered = page.locator("#id_recommendations")
    for text in ("R7.5", "nomor 30", "nomor 12"):
        answered.fill(text)
        expect(page.locator(".chooser__hit")).to_have_count(1)
        answered.press("Enter")
    page.get_by_role("button", name="nomor 30").click()
    answered.fill("zzz")
    expect(page.get_by_text("Tidak ada yang cocok.")).to_be_visible()
    answered.press("Escape")
    answered.fill("")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Simpan draf").click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Catat kegiatan")
    activity = Activity.objects.get()
    assert activity.unit == many[1]
    assert {row.number for row in activity.recommendations.all()} == {5, 12}


def test_without_scripts_it_is_typed_and_one_tap_decides_between_several(many, open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto(ADDRESS)
    page.locator("#id_unit").fill("kerja 0")
    page.locator("#id_recommendations").fill("R7.5; nomor 12")
    page.get_by_role("button", name="Simpan draf").click()

    expect(page.get_by_role("alert")).to_contain_text("Ada beberapa unit yang cocok")
    page.get_by_role("radio", name="Tim Kerja 03").check()
    page.get_by_role("checkbox", name="R7.5").uncheck()
    page.get_by_role("button", name="Simpan draf").click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Catat kegiatan")
    activity = Activity.objects.get()
    assert activity.unit == many[3]
    assert [row.number for row in activity.recommendations.all()] == [12]
