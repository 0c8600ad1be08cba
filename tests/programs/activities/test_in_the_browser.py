"""Logging an activity with a real browser: typing, evidence, two tabs, and JavaScript off."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.activities.models import Activity
from programs.submissions.workflow import Status
from tests.programs.factories import make_activity, photo, reform_area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture(tmp_path):
    path = tmp_path / "dokumentasi.png"
    path.write_bytes(photo().read())
    return path


def test_what_is_typed_is_a_draft_before_it_is_saved_and_one_activity_after(open_browser, tmp_path):
    area = reform_area()
    page = open_browser()
    page.goto(reverse("programs:activity_create"))
    page.get_by_label("Nama kegiatan").fill("Rapat zona integritas")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Tersimpan")
    assert Activity.objects.get().title == "Rapat zona integritas"
    page.get_by_label("Tanggal", exact=True).fill("2019-04-30")
    page.get_by_label("Area perubahan").select_option(str(area.pk))
    page.get_by_label("Uraian").fill("Menyepakati pembagian tugas.")
    page.locator("#id_files").set_input_files(picture(tmp_path))
    page.get_by_role("button", name="Simpan dan ajukan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapat zona integritas")
    activity = Activity.objects.get()
    assert (activity.status, activity.attachments.count()) == (Status.SUBMITTED, 1)


def test_two_tabs_never_overwrite_each_other_by_themselves(open_browser, unit, pegawai):
    draft = make_activity(unit, pegawai)
    page = open_browser()
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(reverse("programs:activity_change", args=[draft.pk]))
    page.get_by_label("Tempat").fill("Jakarta")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Tersimpan")
    other.get_by_label("Tempat").fill("Bandung")
    expect(other.locator("[data-autosave-status]")).to_contain_text("sudah diubah")
    other.get_by_role("button", name="Simpan draf").click()
    expect(other.get_by_role("table", name="Perbedaan")).to_contain_text("Jakarta")
    expect(other.get_by_label("Tempat")).to_have_value("Bandung")
    draft.refresh_from_db()
    assert draft.place == "Jakarta"


def test_without_javascript_an_activity_is_logged_and_submitted(open_browser, tmp_path):
    area = reform_area()
    page = open_browser(java_script_enabled=False)
    page.goto(reverse("programs:activity_create"))
    page.get_by_label("Nama kegiatan").fill("Rapat zona integritas")
    page.get_by_label("Tanggal", exact=True).fill("2019-04-30")
    page.get_by_label("Area perubahan").select_option(str(area.pk))
    page.get_by_label("Uraian").fill("Menyepakati pembagian tugas.")
    page.locator("#id_files").set_input_files(picture(tmp_path))
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_role("button", name="Ajukan ke ketua tim").click()
    expect(page.get_by_role("main")).to_contain_text("Menunggu persetujuan ketua tim")
    assert Activity.objects.get().status == Status.SUBMITTED
