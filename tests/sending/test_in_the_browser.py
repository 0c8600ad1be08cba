"""A session that ends in the middle, in a browser: the text is there again after login (1.7)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from evaluations.letters.models import Finding, MinisterialLetter
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_follow_up, make_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "Rahasia-sekali-1"
LONG = "Kami menyusun ulang standar pelayanan bersama pengguna, lalu mengumumkannya. " * 40


def end_session_and_send(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")
    page.locator("main form[method=post] .btn--primary").first.click()
    expect(page.locator("main")).to_contain_text("ditahan satu jam")


def log_in_again(page: Page, person) -> None:
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_text("Isian Anda belum tersimpan")).to_be_visible()


def test_five_forms_hold_their_text_after_the_session_ended(
    open_browser, ministry, unit, pegawai, member_of
):
    member_of(ministry, Role.BIRO, pegawai)
    letter = make_letter(unit)
    follow_up = make_follow_up(letter, unit)
    forms = [
        (
            reverse("programs:plan_create"),
            {"[name=title]": "Menata ulang SOP", "[name=objective]": LONG},
        ),
        (
            reverse("evaluations:letter_create"),
            {"[name=number]": "061/9/SJ", "[name=date]": "30 April 2019", "[name=subject]": "Hal"},
        ),
        (
            reverse("evaluations:follow_up_change", args=[follow_up.pk]),
            {"[name=report]": LONG},
        ),
        (
            reverse("evaluations:finding_create", args=[letter.pk]),
            {
                "[name=description]": "Standar belum ditinjau",
                "[name$='-0-text']": "Tinjau standar pelayanan",
                "[name$='-1-text']": "Umumkan hasilnya",
            },
        ),
    ]
    page = open_browser()
    for address, fields in forms:
        page.goto(address)
        for field, text in fields.items():
            page.fill(field, text)
        end_session_and_send(page)
        log_in_again(page, pegawai)
        assert page.url.endswith(address)
        for field, text in fields.items():
            expect(page.locator(field)).to_have_value(text)
    assert not ActionPlan.objects.exists()
    assert (MinisterialLetter.objects.count(), Finding.objects.count()) == (1, 1)


def test_an_activity_that_was_autosaved_goes_on_as_the_same_draft(open_browser, pegawai):
    page = open_browser()
    page.goto(reverse("programs:activity_create"))
    page.get_by_label("Nama kegiatan").fill("Rapat zona integritas")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Tersimpan")
    page.get_by_label("Uraian").fill(LONG)
    end_session_and_send(page)
    log_in_again(page, pegawai)
    expect(page.get_by_label("Nama kegiatan")).to_have_value("Rapat zona integritas")
    expect(page.get_by_label("Uraian")).to_have_value(LONG)
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapat zona integritas")
    activity = Activity.objects.get()
    assert activity.description == LONG.strip()
