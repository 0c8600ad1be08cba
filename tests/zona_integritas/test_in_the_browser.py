"""Wrong ways through integrity zones with a real browser: each ends in a sentence."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reformasi.evidence import waiving
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evidence.files import pdf
from tests.zona_integritas.factories import make_candidate, step_of, submitted
from zona_integritas.candidates.workflow import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page, **fields):
    for name, text in fields.items():
        page.locator(f"#id_{name}").fill(text)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    return page.get_by_role("main")


def test_a_decision_is_recorded_by_one_of_two_and_never_wrongly(
    unit, ketua_tim, pegawai, biro, member_of, open_browser, tmp_path
):
    charter = step_of(make_candidate(unit, ketua_tim, instrument="zi-2014"), "Z14-01")
    submitted(charter, pegawai)
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(pdf().read())
    other = open_browser(by=member_of(biro.memberships.get().unit, Role.BIRO), width=390)
    page = open_browser(by=biro)
    for tab in (page, other):
        tab.goto(reverse("zona_integritas:ruling_record", args=[charter.pk]))
        fill(tab, condition="Piagam ditandatangani", decided_on="30 April 2999", score="101")

    page.locator("#id_verdict").select_option("coached")
    main = press(page, "Catat keputusan")
    for sentence in [
        "Bidang ini tidak boleh kosong", "belum tiba", "100", "Tulis rekomendasinya",
        "Lampirkan suratnya",
    ]:  # fmt: skip
        expect(main).to_contain_text(sentence)
    expect(page.locator("#id_condition")).to_have_value("Piagam ditandatangani")
    fill(page, decided_on="31 Februari 2019", number="061/123/SJ", score="87,5")
    page.locator("#id_verdict").select_option("passed")
    page.locator("#id_files").set_input_files(letter)
    press(page, "Catat keputusan")
    expect(page.get_by_role("alert")).to_contain_text("“31 Februari 2019” tidak ada")
    fill(page, decided_on="30/4/2019")
    page.locator("#id_files").set_input_files(letter)
    expect(press(page, "Catat keputusan")).to_contain_text("nomor 061/123/SJ, 30 April 2019")

    fill(other, number="061/999/SJ", decided_on="30/4/2019", score="")
    other.locator("#id_verdict").select_option("passed")
    other.locator("#id_files").set_input_files(letter)
    main = press(other, "Catat keputusan")
    expect(main).to_contain_text("tidak dapat Anda catat sekarang")
    expect(main).to_contain_text("061/999/SJ")
    assert charter.rulings.count() == 1


def test_the_units_lead_waives_and_approves_only_what_is_theirs_and_was_read(
    candidate, ketua_tim, pegawai, open_browser
):
    step = step_of(candidate, "ZI-01")
    [requirement] = step.requirements

    def hand_over(reason):
        waiving.propose_waiver(owner=step, requirement=requirement, reason=reason, by=pegawai)
        decisions.submit(step, by=pegawai)

    hand_over("Hilang")
    page = open_browser(by=ketua_tim)
    page.goto(step.get_absolute_url())
    main = page.get_by_role("main")
    expect(main).to_contain_text("Belum dapat disetujui")
    expect(main.get_by_role("button", name="Setujui")).to_have_count(0)
    decisions.withdraw(step, by=pegawai)
    hand_over("Terbakar")
    page.get_by_text("Kecualikan dokumen ini").click()
    expect(press(page, "Kecualikan")).to_contain_text("Alasan dari unit sekarang: “Terbakar”")
    page.goto(step.get_absolute_url())
    page.get_by_text("Kecualikan dokumen ini").click()
    press(page, "Kecualikan")
    stale = page.context.new_page()
    stale.goto(step.get_absolute_url())
    press(page, "Setujui")
    expect(main).to_contain_text("sekarang berstatus “Selesai”")
    expect(press(stale, "Setujui")).to_contain_text("Keadaannya sudah berubah")

    step.refresh_from_db()
    assert (step.status, step.approved_by) == (Status.APPROVED, ketua_tim)


def test_a_declaration_saved_again_after_back_is_told_and_nothing_is_lost(candidate, open_browser):
    page = open_browser(width=390)
    page.goto(reverse("zona_integritas:declaration_change", args=[candidate.pk]))
    fill(page, held_on="1/2/2022", place="Aula", signed_by_title="Direktur", pacts_signed="3")
    fill(page, staff_total="4")
    page.locator("#id_witnesses-0-name").fill("Wakil")
    expect(press(page, "Simpan")).to_contain_text("Isi nama dan instansinya")
    page.locator("#id_witnesses-0-institution").fill("KPK")
    expect(press(page, "Simpan")).to_contain_text("Pencanangan tercatat")

    page.go_back()
    page.locator("#id_place").fill("Hotel lain")
    press(page, "Simpan")
    main = page.get_by_role("main")
    expect(main).to_contain_text("sudah tercatat")

    assert [str(one) for one in candidate.declaration.witnesses.all()] == ["Wakil, KPK"]
