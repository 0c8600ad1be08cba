"""Wrong ways through quarterly achievements with a real browser: asked back, nothing is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.achievements.models import Achievement
from programs.submissions.workflow import Status
from reformasi.audit.models import Entry
from tests.programs.factories import approved_plan, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    return page.get_by_role("main")


def test_a_figure_is_asked_back_submitted_with_evidence_and_decided_by_another(
    unit, pegawai, ketua_tim, open_browser, tmp_path
):
    plan = approved_plan(unit, pegawai, ketua_tim)
    proof = tmp_path / "rekap.png"
    proof.write_bytes(photo().read())
    page = open_browser(by=pegawai, width=390)
    page.goto(reverse("programs:achievement_create", args=[plan.pk, 1]))
    page.locator("#id_note").fill("Semua dokumen terbit")
    for typed, sentence in {"satu": "bukan angka", "2.500": "dapat berarti 2500 atau 2,5"}.items():
        page.locator("#id_value").fill(typed)
        expect(press(page, "Simpan dan ajukan")).to_contain_text(sentence)
    page.locator("#id_value").fill("1000")
    expect(press(page, "Simpan dan ajukan")).to_contain_text("Yakin?")
    expect(page.locator("#id_note")).to_have_value("Semua dokumen terbit")
    page.locator("#id_value").fill("1")
    page.locator("#id_files").set_input_files(proof)
    expect(press(page, "Simpan dan ajukan")).to_contain_text("Menunggu persetujuan ketua tim")
    item = Achievement.objects.get()
    expect(page.get_by_role("button", name="Setujui")).to_have_count(0)

    lead = open_browser(by=ketua_tim)
    lead.goto(item.get_absolute_url())
    press(lead, "Setujui")
    expect(lead.get_by_role("main")).to_contain_text("sekarang berstatus")
    item.refresh_from_db()
    assert (item.status, item.value) == (Status.APPROVED, 1)
    assert not Entry.objects.refused().exists()
