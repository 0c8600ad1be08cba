"""A day in a browser whose language writes the month first."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(open_browser, settings):
    settings.DEMO = True

    def open_form(**options):
        page = open_browser(locale="en-US", **options)
        page.goto("/galeri/")
        return page, page.locator("#id_empty-held_on")

    return open_form


@pytest.mark.parametrize("width", [1366, 390])
def test_a_typed_day_is_repeated_in_words_and_one_of_two_digits_asked_back(form, width):
    page, day = form(width=width)
    phrase = page.locator('output[for="id_empty-held_on"]')

    expect(page.locator("#kalender")).to_be_hidden()
    day.fill("03/04/2019")
    expect(phrase).to_have_text("Rabu, 3 April 2019")
    day.fill("3/4/19")
    expect(phrase).to_contain_text("dua angka tahun")
    day.fill("1/1/42019")
    expect(phrase).to_contain_text("bukan tanggal")


def test_the_calendar_is_worked_by_keyboard_alone(form):
    page, day = form()
    day.fill("30/4/2019")
    expect(page.locator('output[for="id_empty-held_on"]')).to_have_text("Selasa, 30 April 2019")
    day.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#kalender")).to_be_visible()
    expect(page.locator("#kalender-bulan")).to_have_text("April 2019")

    page.keyboard.press("ArrowRight")
    expect(page.locator("#kalender-bulan")).to_have_text("Mei 2019")
    page.keyboard.press("PageDown")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")

    expect(page.locator("#kalender")).to_be_hidden()
    expect(day).to_have_value("27/05/2019")
    expect(page.locator('output[for="id_empty-held_on"]')).to_have_text("Senin, 27 Mei 2019")


def test_escape_leaves_the_day_as_it_was(form):
    page, day = form()
    day.fill("30/4/2019")
    opener = page.locator(".day", has=day).get_by_role("button", name=re.compile("kalender"))
    opener.click()
    page.keyboard.press("Escape")

    expect(page.locator("#kalender")).to_be_hidden()
    expect(day).to_have_value("30/4/2019")
    expect(opener).to_be_focused()


def test_without_scripts_a_day_is_typed_and_nothing_else_is_offered(form):
    page, day = form(java_script_enabled=False)

    day.fill("30/4/2019")
    expect(day).to_have_value("30/4/2019")
    expect(page.locator("[data-day-open]").first).to_be_hidden()
    expect(page.locator("#kalender")).to_be_hidden()
