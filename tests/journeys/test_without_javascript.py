"""Acceptance 6: every write of the journey works with JavaScript off."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.follow_ups.workflow import Status as FollowUpStatus
from programs.activities.models import Activity
from programs.submissions.workflow import Status
from reformasi.documents.models import DocumentRequest
from reformasi.documents.workflow import Status as DocumentStatus
from zona_integritas.candidates.workflow import Status as MilestoneStatus

from .conftest import becomes, fill_activity, log_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def enter(open_as):
    """``enter(user)``: a browser that runs no scripts."""

    def open_page(user):
        return open_as(user, java_script_enabled=False)

    return open_page


def test_somebody_logs_in_and_out(open_window, world):
    page = open_window(java_script_enabled=False)
    log_in(page, world.people.pegawai)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.goto(reverse("programs:activities"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk ke Reformasi")


def test_an_activity_is_logged_with_its_files_and_submitted_and_approved(
    enter, world, photo, minutes
):
    page = enter(world.people.pegawai)
    page.goto(reverse("programs:activity_create"))
    fill_activity(page, world, title="Rapat tanpa skrip")
    page.locator("#id_files").set_input_files([photo, minutes])
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapat tanpa skrip")
    activity = Activity.objects.get(title="Rapat tanpa skrip")
    assert (activity.status, activity.attachments.count()) == (Status.DRAFT, 2)

    page.get_by_role("button", name="Ajukan ke ketua tim").click()
    becomes(activity, Status.SUBMITTED)

    lead = enter(world.people.ketua_tim)
    lead.goto(activity.get_absolute_url())
    lead.get_by_role("button", name="Setujui").click()
    becomes(activity, Status.APPROVED)


def test_an_activity_is_returned_corrected_and_submitted_again(enter, world):
    lead = enter(world.people.ketua_tim)
    lead.goto(world.waiting.get_absolute_url())
    lead.locator("summary", has_text="Kembalikan").click()
    lead.get_by_label("Apa yang perlu diperbaiki?").fill("Tempatnya belum ditulis.")
    lead.get_by_role("button", name="Kembalikan").click()
    becomes(world.waiting, Status.RETURNED)

    page = enter(world.people.pegawai)
    page.goto(world.waiting.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Tempatnya belum ditulis.")
    page.get_by_role("link", name="Ubah", exact=True).click()
    page.get_by_label("Tempat").fill("Jakarta")
    page.get_by_role("button", name="Simpan dan ajukan").click()
    becomes(world.waiting, Status.SUBMITTED)
    assert world.waiting.place == "Jakarta"


def test_a_draft_is_thrown_away_after_a_question(enter, world):
    page = enter(world.people.pegawai)
    page.goto(reverse("programs:activity_create"))
    page.get_by_label("Nama kegiatan").fill("Salah catat")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_role("link", name="Hapus draf").click()
    page.get_by_role("main").get_by_role("button", name="Hapus").click()
    expect(page.get_by_text("Draf “Salah catat” dihapus.")).to_be_visible()
    assert not Activity.objects.filter(title="Salah catat").exists()


def test_one_milestone_is_approved_and_another_returned(enter, world):
    page = enter(world.people.ketua_tim)
    page.goto(world.pact.get_absolute_url())
    page.get_by_role("button", name="Setujui").click()
    becomes(world.pact, MilestoneStatus.APPROVED)

    page.goto(world.declaration.get_absolute_url())
    page.locator("summary", has_text="Kembalikan").click()
    page.get_by_label("Alasan pengembalian").fill("Piagam belum ditandatangani saksi.")
    page.get_by_role("button", name="Kembalikan").click()
    becomes(world.declaration, MilestoneStatus.RETURNED)


def test_a_follow_up_is_reported_and_verified_and_another_returned(enter, world, minutes):
    page = enter(world.people.pegawai)
    page.goto(world.promised.get_absolute_url())
    page.get_by_role("link", name="Isi laporan").click()
    page.get_by_label("Laporan hasil").fill("Penanggung jawab ditetapkan dengan SK.")
    page.get_by_role("button", name="Simpan dahulu").click()
    page.locator("#followupevidence input[type=file]").set_input_files(minutes)
    page.get_by_role("button", name="Unggah dan lampirkan").click()
    page.get_by_role("button", name="Laporkan ke biro").click()
    becomes(world.promised, FollowUpStatus.SUBMITTED)

    office = enter(world.people.biro)
    office.goto(world.reported.get_absolute_url())
    office.locator("summary", has_text="Kembalikan").click()
    office.get_by_label("Apa yang masih kurang?").fill("Lampirkan jadwal yang bertanda tangan.")
    office.get_by_role("button", name="Kembalikan").click()
    becomes(world.reported, FollowUpStatus.RETURNED)

    office.goto(world.promised.get_absolute_url())
    office.get_by_role("button", name="Verifikasi: sesuai").click()
    becomes(world.promised, FollowUpStatus.APPROVED)


def test_evidence_is_taken_off_and_chosen_from_the_library_again(enter, world):
    [attachment] = world.draft.attachments.all()
    page = enter(world.people.pegawai)
    page.goto(world.draft.get_absolute_url())
    panel = page.locator("#activityevidence")
    panel.get_by_role("button", name=f"Lepas: {attachment.evidence.title}").click()
    panel.get_by_role("button", name="Ya, lepas").click()
    expect(panel).to_contain_text("Belum ada bukti")

    panel.get_by_role("link", name="Pilih dari pustaka").click()
    page.locator(f"input[name=evidence][value='{attachment.evidence.pk}']").check()
    page.get_by_label("Letak dalam berkas").fill("lembar 1")
    page.get_by_role("button", name="Lampirkan yang dipilih").click()
    expect(panel).to_contain_text("lembar 1")
    [attached] = world.draft.attachments.all()
    assert attached.evidence == attachment.evidence


def test_a_report_is_asked_for_looked_at_again_and_cancelled(enter, world):
    page = enter(world.people.biro)
    page.goto(world.letter.get_absolute_url())
    page.get_by_label("Laporan untuk unit").select_option(world.unit.code)
    page.get_by_role("button", name="Buat laporan").click()
    expect(page.get_by_text("Permintaan Anda sudah di antrean")).to_be_visible()
    document = DocumentRequest.objects.get()
    assert document.unit == world.unit

    page.get_by_role("link", name="Muat ulang keadaan").click()
    page.get_by_role("button", name="Batalkan").click()
    becomes(document, DocumentStatus.CANCELLED)


def test_the_language_and_the_colours_are_changed(enter, world):
    page = enter(world.people.pegawai)
    page.goto(world.draft.get_absolute_url())
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Gelap").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    menu.locator("summary").click()
    menu.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(world.draft.get_absolute_url())
