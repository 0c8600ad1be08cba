"""Activities, through the pages."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.activities import actions as activities_actions
from programs.activities.models import Activity
from programs.events import actions as events_actions
from programs.plans import actions as plans_actions
from programs.submissions.workflow import DECISIONS, Status
from reformasi.evidence import actions as library
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.html import read
from tests.programs.factories import (
    approved_activity,
    make_activity,
    make_plan,
    photo,
    reform_area,
    submitted_activity,
)
from tests.programs.pages import titles


@pytest.mark.parametrize(
    ("query", "titles_left"),
    [
        ({}, {"Rapat SOP", "Rapat zona", "Internalisasi", "Tahun lalu"}),
        ({"q": "rapat"}, {"Rapat SOP", "Rapat zona"}),
        ({"q": "bandung"}, {"Internalisasi"}),
        ({"status": "submitted"}, {"Rapat zona"}),
        ({"kind": "sosialisasi"}, {"Internalisasi"}),
        ({"year": "2018"}, {"Tahun lalu"}),
        ({"area": "2"}, {"Rapat zona"}),
        ({"unit": "subdit"}, {"Internalisasi"}),
        ({"unit": "direktorat"}, {"Rapat SOP", "Rapat zona", "Internalisasi", "Tahun lalu"}),
        ({"mine": "on", "q": "zona"}, {"Rapat zona"}),
    ],
    ids=str,
)
def test_the_list_is_filtered_and_never_shows_the_neighbour(
    query, titles_left, several, pegawai, login
):
    if "area" in query:
        query = query | {"area": reform_area(int(query["area"])).pk}
    assert titles(login(pegawai).get(reverse("programs:activities"), query)) == titles_left


def test_another_unit_cannot_be_chosen_as_a_filter(several, sibling, pegawai, login):
    page = login(pegawai).get(reverse("programs:activities"), {"unit": sibling.code})
    assert "Milik tetangga" not in page.content.decode()


def test_only_mine_leaves_out_what_colleagues_wrote(several, unit, member_of, pegawai, login):
    make_activity(unit, member_of(unit, Role.PEGAWAI), title="Milik rekan")
    page = login(pegawai).get(reverse("programs:activities"), {"mine": "on"})
    assert "Milik rekan" not in titles(page)
    assert "Rapat SOP" in titles(page)


def test_a_list_that_is_empty_says_what_to_do_next(pegawai, pimpinan, login):
    url = reverse("programs:activities")
    assert "Catat kegiatan pertama" in login(pegawai).get(url).content.decode()
    assert "Catat kegiatan" not in login(pimpinan).get(url).content.decode()
    found_nothing = login(pegawai).get(url, {"q": "tidak ada"}).content.decode()
    assert "Tidak ada yang cocok" in found_nothing
    assert "coba bagian dari judul" in found_nothing


def test_the_export_holds_what_is_filtered_and_marks_sample_data(several, unit, pegawai, login):
    Activity.objects.filter(title="Rapat SOP").update(is_sample=True)
    url = reverse("sheets:export", args=["kegiatan", "xlsx"])
    response = login(pegawai).get(url, {"q": "rapat"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active
    rows = list(sheet.iter_rows(values_only=True))
    names = rows[0]
    notes = {row[names.index("judul")]: row[names.index("keterangan")] for row in rows[1:]}
    assert notes == {"Rapat SOP": "data contoh", "Rapat zona": None}
    assert {row[names.index("status")] for row in rows[1:]} == {
        "Draf",
        "Menunggu persetujuan ketua tim",
    }
    url = reverse("sheets:export", args=["kegiatan", "csv"])
    text = b"".join(login(pegawai).get(url)).decode("utf-8-sig")
    assert "Milik tetangga" not in text
    assert "Tahun lalu" in text


def test_the_activity_page_asks_as_few_questions_of_a_long_list_as_of_a_short_one(
    unit, pegawai, login
):
    activity = make_activity(unit, pegawai, kind="sosialisasi")
    client, counts = login(pegawai), []
    client.get(activity.get_absolute_url())  # the first page of a session notes the session
    for number in (1, 40):
        for index in range(number):
            events_actions.add_attendee(event=activity.event, by=pegawai, name=f"Peserta {index}")
        with CaptureQueriesContext(connection) as queries:
            client.get(activity.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_team_lead_approves_and_returns_from_the_page(unit, pegawai, ketua_tim, login):
    good, bad = submitted_activity(unit, pegawai), submitted_activity(unit, pegawai)
    client = login(ketua_tim)
    assert titles(client.get(reverse("programs:waiting"))) == {str(good), str(bad)}
    page = client.get(good.get_absolute_url()).content.decode()
    approve = reverse("programs:activity_move", args=[good.pk, "approve"])
    assert f'action="{approve}"' in page
    client.post(approve, {"version": good.version})
    back = reverse("programs:activity_move", args=[bad.pk, "return"])
    client.post(back, {"version": bad.version, "note": " "})
    bad.refresh_from_db()
    assert bad.status == Status.SUBMITTED  # without a reason nothing comes back
    client.post(back, {"version": bad.version, "note": "Tambahkan\0 notulen"})  # pasted
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == (Status.APPROVED, Status.RETURNED)
    text = login(pegawai).get(bad.get_absolute_url()).content.decode()
    assert "Tambahkan notulen" in text


def test_a_decision_on_something_that_moved_on_is_refused_in_words(unit, pegawai, member_of, login):
    activity = submitted_activity(unit, pegawai)
    first, second = (member_of(unit, Role.KETUA_TIM) for _ in range(2))
    decisions.approve(activity, by=first)
    url = reverse("programs:activity_move", args=[activity.pk, "return"])
    response = login(second).post(url, {"version": activity.version, "note": "Kurang notulen"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Keadaannya sudah berubah: sekarang “Disetujui”" in text
    assert "Kurang notulen" in text


def test_the_writer_sees_no_button_to_approve_and_cannot_call_it(unit, pegawai, login):
    activity = submitted_activity(unit, pegawai)
    client = login(pegawai)
    url = reverse("programs:activity_move", args=[activity.pk, "approve"])
    assert url not in client.get(activity.get_absolute_url()).content.decode()
    assert client.post(url).status_code == 403
    assert (
        client.post(reverse("programs:activity_move", args=[activity.pk, "terbang"])).status_code
        == 404
    )


def test_whose_words_they_are_is_told_why_others_decide(unit, pegawai, ketua_tim, login):
    message = "Anda menulis atau mengajukannya"
    activity, plan = make_activity(unit, pegawai), make_plan(unit, pegawai)
    changed = (
        activities_actions.change_activity(
            activity=activity, version=1, by=ketua_tim, output="Lain"
        ),
        plans_actions.change_plan(plan=plan, version=1, by=ketua_tim, objective="Lain"),
    )
    for item in (*changed, submitted_activity(unit, pegawai)):
        if item in changed:
            decisions.submit(item, by=pegawai)
        page = login(ketua_tim).get(item.get_absolute_url()).content.decode()
        assert (message in page) is (item in changed)
        assert message in login(pegawai).get(item.get_absolute_url()).content.decode()


def test_a_lone_team_lead_who_submitted_is_told_that_nobody_else_can_decide(unit, ketua_tim, login):
    activity = submitted_activity(unit, ketua_tim)
    text = login(ketua_tim).get(activity.get_absolute_url()).content.decode()
    assert "Belum ada orang lain" in text


def test_a_stale_approval_is_visible_to_everyone_who_sees_the_activity(
    unit, pegawai, ketua_tim, pimpinan, login
):
    activity = approved_activity(unit, pegawai, ketua_tim)
    evidence = activity.attachments.get().evidence
    library.add_version(evidence=evidence, file=photo(), by=pegawai)

    for person in (pegawai, pimpinan):
        text = login(person).get(activity.get_absolute_url()).content.decode()
        assert "Isinya berubah sejak disetujui" in text
        assert "perlu dibuka kembali, diajukan, dan disetujui lagi" in text


def test_an_old_approval_stays_visible_beside_the_newer_version(
    unit, pegawai, ketua_tim, pimpinan, login
):
    activity = approved_activity(unit, pegawai, ketua_tim)
    url = reverse("programs:activity_move", args=[activity.pk, "reopen"])
    login(ketua_tim).post(url, {"version": activity.version, "note": "Tanggal keliru"})

    def state() -> str:
        """What the page says about decisions, without the navigation around it."""
        page = login(pimpinan).get(activity.get_absolute_url()).content.decode()
        return " ".join(alert.text for alert in read(page).all(css_class="alert"))

    assert f"Versi 1 disetujui oleh {ketua_tim}" in state()
    assert "Isinya belum berubah sejak itu" in state()

    activity.refresh_from_db()
    activities_actions.change_activity(
        activity=activity, version=activity.version, by=pegawai, place="Bogor"
    )
    assert "Isinya sudah berubah sejak itu" in state()

    activity.refresh_from_db()
    decisions.decide(activity, DECISIONS.submit, by=pegawai, version=activity.version)
    assert "Menunggu persetujuan ketua tim" in state()
    assert f"Versi 1 disetujui oleh {ketua_tim}" in state()
    assert "diajukan, dan disetujui lagi" not in state()

    history = login(pimpinan).get(activity.get_absolute_url(), {"tab": "history"}).content.decode()
    assert "membuka kembali" in history
    assert "Tanggal keliru" in history


def test_a_neighbour_sees_nothing_of_another_directorate(unit, sibling, pegawai, member_of, login):
    activity, plan = make_activity(unit, pegawai), make_plan(unit, pegawai)
    client = login(member_of(sibling, Role.KETUA_TIM))
    for url in (activity.get_absolute_url(), plan.get_absolute_url()):
        assert client.get(url).status_code == 404


def test_a_draft_is_thrown_away_after_a_question(unit, pegawai, login):
    activity = make_activity(unit, pegawai, evidence=False)
    client = login(pegawai)
    url = reverse("programs:activity_delete", args=[activity.pk])
    assert "Hapus draf ini?" in client.get(url).content.decode()
    assert Activity.objects.exists()
    client.post(url)
    assert not Activity.objects.exists()
