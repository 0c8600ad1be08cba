"""Acceptance 6: the main job by keyboard alone. Nothing here clicks, fills or touches."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.follow_ups.workflow import Status as FollowUpStatus
from programs.activities.models import Activity
from programs.submissions.workflow import Status
from reformasi.documents.models import DocumentRequest
from zona_integritas.candidates.workflow import Status as MilestoneStatus

from .conftest import PASSWORD, becomes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.django_db(transaction=True),
]
STEPS = 80  # more than any page of the journey has to offer
#: Whether somebody who looks sees where the focus is.
SHOWS_FOCUS = """(it) => {
    const style = getComputedStyle(it);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return it.matches(":focus-visible") && (outlined || style.boxShadow !== "none");
}"""


def reach(page, target):
    """Tab on until ``target`` has the focus, and shows it."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            assert target.evaluate(SHOWS_FOCUS), "nobody sees where the focus is"
            return
    raise AssertionError(f"Tab never comes to {target}")


def type_into(page, target, text):
    reach(page, target)
    page.keyboard.type(text)


def press(page, target, key="Enter"):
    reach(page, target)
    page.keyboard.press(key)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def test_somebody_logs_in(open_window, world):
    page = open_window()
    page.goto(reverse("account_login"))
    type_into(page, page.get_by_label("NIP atau surel"), world.people.pegawai.nip)
    type_into(page, page.get_by_label("Kata sandi"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.menu summary")).to_contain_text(world.people.pegawai.name)


def test_the_first_stop_leads_past_the_menu_to_the_content(open_as, world):
    page = open_as(world.people.pegawai)
    page.goto(reverse("programs:activities"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_activity_is_logged_with_its_evidence_and_submitted(open_as, world, photo):
    page = open_as(world.people.pegawai)
    page.goto(reverse("programs:activity_create"))
    type_into(page, page.get_by_label("Nama kegiatan"), "Rapat tanpa tetikus")
    type_into(page, page.get_by_label("Tanggal", exact=True), "4/4/2019")
    type_into(page, page.get_by_label("Area perubahan"), "1. Manajemen")
    type_into(page, page.get_by_label("Uraian"), "Membahas kemajuan rencana aksi.")
    press(page, page.get_by_label(world.recommendation.label), "Space")
    with page.expect_file_chooser() as chooser:
        press(page, page.locator("#id_files"))
    chooser.value.set_files(photo)
    press(page, button(page, "Simpan dan ajukan"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Rapat tanpa tetikus")
    activity = Activity.objects.get(title="Rapat tanpa tetikus")
    assert activity.status == Status.SUBMITTED
    assert activity.area == world.area
    assert activity.attachments.count() == 1
    assert list(activity.recommendations.all()) == [world.recommendation]


def test_a_draft_is_submitted_and_approved(open_as, world):
    page = open_as(world.people.pegawai)
    page.goto(world.draft.get_absolute_url())
    press(page, button(page, "Ajukan ke ketua tim"))
    becomes(world.draft, Status.SUBMITTED)

    lead = open_as(world.people.ketua_tim)
    lead.goto(reverse("programs:waiting"))
    press(lead, lead.get_by_role("link", name=world.draft.title))
    lead.wait_for_url(f"**{world.draft.get_absolute_url()}")
    press(lead, button(lead, "Setujui"), "Space")
    becomes(world.draft, Status.APPROVED)


def test_a_milestone_is_returned_with_a_reason(open_as, world):
    page = open_as(world.people.ketua_tim)
    page.goto(world.declaration.get_absolute_url())
    press(page, page.locator("summary", has_text="Kembalikan"))
    type_into(page, page.get_by_label("Alasan pengembalian"), "Piagam belum lengkap.")
    press(page, button(page, "Kembalikan"))
    becomes(world.declaration, MilestoneStatus.RETURNED)
    assert world.declaration.return_reason == "Piagam belum lengkap."


def test_a_follow_up_is_verified_and_a_report_asked_for(open_as, world):
    page = open_as(world.people.biro)
    page.goto(world.reported.get_absolute_url())
    press(page, button(page, "Verifikasi: sesuai"))
    becomes(world.reported, FollowUpStatus.APPROVED)

    page.goto(world.letter.get_absolute_url())
    type_into(page, page.get_by_label("Laporan untuk unit"), world.unit.name)
    press(page, button(page, "Buat laporan"))
    expect(page.get_by_text("Permintaan Anda sudah di antrean")).to_be_visible()
    assert DocumentRequest.objects.get().unit == world.unit


def test_a_question_before_evidence_is_taken_off_can_be_left_with_escape(open_as, world):
    page = open_as(world.people.pegawai)
    page.goto(world.draft.get_absolute_url())
    panel = page.locator("#activityevidence")
    trigger = panel.get_by_role("button", name="Lepas:")
    press(page, trigger)
    expect(button(panel, "Ya, lepas")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(panel, "Ya, lepas")).to_be_hidden()
    expect(trigger).to_be_focused()

    page.keyboard.press("Enter")
    press(page, button(panel, "Ya, lepas"))
    expect(panel).to_contain_text("Belum ada bukti")
    assert not world.draft.attachments.exists()
