"""Wrong ways through follow-ups with a real browser: each ends in a sentence, nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from reformasi.ui import days
from tests.evaluations.factories import reported
from tests.evidence.files import pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    return page.get_by_role("main")


def test_the_unit_writes_its_report_only_and_too_early_is_told_beside_the_field(
    follow_up, pegawai, open_browser, tmp_path
):
    page = open_browser(by=pegawai, width=390)
    page.goto(reverse("evaluations:follow_up_change", args=[follow_up.pk]))
    expect(page.locator("#id_due, #id_action")).to_have_count(0)
    main = press(page, "Simpan dan laporkan ke biro")
    expect(main).to_contain_text("Isi laporan hasil.")
    page.locator("#id_report").fill("Jadwal ditetapkan")
    expect(press(page, "Simpan dan laporkan ke biro")).to_contain_text("Lampirkan paling sedikit")
    expect(page.locator("#id_report")).to_have_value("Jadwal ditetapkan")
    assert not Entry.objects.refused().exists()

    proof = tmp_path / "jadwal.pdf"
    proof.write_bytes(pdf().read())
    page.goto(follow_up.get_absolute_url())
    page.locator("input[type=file]").set_input_files(proof)
    press(page, "Unggah dan lampirkan")
    page.goto(reverse("evaluations:follow_up_change", args=[follow_up.pk]))
    press(page, "Simpan dan laporkan ke biro")
    expect(page.get_by_role("main")).to_contain_text("Menunggu verifikasi biro")
    follow_up.refresh_from_db()
    assert (follow_up.is_submitted, follow_up.report) == (True, "Jadwal ditetapkan")


def test_more_time_is_asked_for_and_granted_by_the_bureau(follow_up, pegawai, bureau, open_browser):
    today = timezone.localdate()
    page = open_browser(by=pegawai)
    page.goto(reverse("evaluations:time_request_create", args=[follow_up.pk]))
    page.locator("#id_due").fill("1/6/2019")
    page.locator("#id_reason").fill("Anggaran belum cair")
    main = press(page, "Kirim permintaan ke biro")
    expect(main.locator(".field--wrong")).to_contain_text("Pilih tanggal sesudah")
    expect(page.locator("#id_reason")).to_have_value("Anggaran belum cair")
    page.locator("#id_due").fill(days.typed(today + timedelta(days=30)))
    expect(press(page, "Kirim permintaan ke biro")).to_contain_text("Menunggu jawaban biro")
    follow_up.refresh_from_db()
    assert follow_up.due.year == 2019

    decider = open_browser(by=bureau)
    decider.goto(follow_up.get_absolute_url())
    press(decider, "Kabulkan")
    expect(decider.get_by_role("main")).to_contain_text("Dikabulkan")
    follow_up.refresh_from_db()
    assert follow_up.due == today + timedelta(days=30)


def test_of_two_who_verify_at_once_the_second_is_told(
    follow_up, pegawai, bureau, ditjen, member_of, open_browser
):
    reported(follow_up, pegawai)
    first, second = (open_browser(by=person) for person in (bureau, member_of(ditjen, Role.BIRO)))
    for page in (first, second):
        page.goto(follow_up.get_absolute_url())
    press(first, "Verifikasi: sesuai")
    expect(first.get_by_role("main")).to_contain_text("Sesuai")

    press(second, "Verifikasi: sesuai")

    expect(second.get_by_role("main")).to_contain_text("Keadaannya sudah berubah")
    assert Entry.objects.filter(action="evaluations.followup.approve", refused=False).count() == 1
