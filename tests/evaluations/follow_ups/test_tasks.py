"""The task and its deadline belong to the bureau; the unit reports."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evaluations.follow_ups import actions
from evaluations.follow_ups.changes import changes_since_task
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions as letters
from evaluations.letters.actions import RecommendationRow
from evaluations.letters.permissions import LetterPerm
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evaluations.factories import reported
from tests.evidence.files import pdf
from tests.html import read


def address(name, follow_up):
    return reverse(f"evaluations:{name}", args=[follow_up.pk])


def test_the_unit_writes_its_report_and_nothing_of_the_task(follow_up, pegawai, login):
    before = {name: getattr(follow_up, name) for name in FollowUp.TASK}
    form = {
        "version": follow_up.version, "report": "Sudah", "action": "Diganti", "due": "2028-12-31",
        "person": pegawai.pk, "amount": "1",
    }  # fmt: skip

    client = login(pegawai)
    page = client.get(address("follow_up_change", follow_up)).content.decode()
    for name in FollowUp.TASK:
        assert f'name="{name}"' not in page
    assert client.post(address("follow_up_change", follow_up), form).status_code == 302
    assert client.get(address("task_change", follow_up)).status_code == 403
    assert client.post(address("task_change", follow_up), form).status_code == 403

    follow_up.refresh_from_db()
    assert {name: getattr(follow_up, name) for name in FollowUp.TASK} == before
    assert follow_up.report == "Sudah"


def test_the_bureau_sets_the_task_and_writes_no_report_and_attaches_nothing(
    follow_up, bureau, login
):
    client = login(bureau)
    form = {
        "version": follow_up.version, "action": "Rapat", "due": "2019-07-31",
        "report": "Ditulis biro", "reason": "Diperjelas",
    }  # fmt: skip

    assert 'name="report"' not in client.get(address("task_change", follow_up)).content.decode()
    assert client.post(address("task_change", follow_up), form).status_code == 302
    assert client.post(address("follow_up_change", follow_up), form).status_code == 403

    follow_up.refresh_from_db()
    assert (follow_up.action, follow_up.due, follow_up.report) == ("Rapat", date(2019, 7, 31), "")
    assert not bureau.has_perm(LetterPerm.CHANGE_FOLLOW_UP, follow_up)


def test_the_lead_of_a_unit_does_not_set_tasks(follow_up, ketua_tim, login):
    url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
    assert login(ketua_tim).get(url).status_code == 403


def test_several_units_are_asked_at_once_each_with_its_own_person_in_charge(
    letter, follow_up, unit, sibling, child, pegawai, bureau, member_of, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
    form = {
        "units": [unit.pk, sibling.pk], "people": [pegawai.pk, neighbour.pk],
        "action": "Memantau setiap triwulan", "due": "2019-12-31", "amount": "1500000",
    }  # fmt: skip

    page = login(bureau).post(url, form)

    assert page.status_code == 302
    made = FollowUp.objects.filter(action="Memantau setiap triwulan").order_by("unit__path")
    assert {(row.unit, row.person) for row in made} == {(unit, pegawai), (sibling, neighbour)}
    assert {row.amount for row in made} == {1500000}


def test_a_person_in_charge_is_a_member_of_a_chosen_unit_and_alone(
    follow_up, unit, sibling, pegawai, ketua_tim, bureau, member_of, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
    form = {"units": [unit.pk], "action": "A", "due": "2019-12-31"}

    page = login(bureau).post(url, form | {"people": [neighbour.pk]})
    assert f"{neighbour} bukan anggota unit yang dipilih" in page.content.decode()
    page = login(bureau).post(url, form | {"people": [pegawai.pk, ketua_tim.pk]})
    assert "sudah punya penanggung jawab" in page.content.decode()
    page = login(bureau).post(
        address("task_change", follow_up),
        {"version": 1, "action": "A", "due": "2019-12-31", "reason": "x", "person": neighbour.pk},
    )
    assert page.status_code == 422
    assert FollowUp.objects.get() == follow_up


def test_who_verifies_sees_what_changed_since_the_task_was_set(
    follow_up, pegawai, bureau, member_of, ditjen, login
):
    second = member_of(ditjen, Role.BIRO)
    actions.change_task(
        follow_up=follow_up, by=bureau, version=follow_up.version, reason="Diperluas",
        action="Menyusun jadwal dan pedoman", due=date(2019, 9, 30),
    )  # fmt: skip
    finding = follow_up.recommendation.finding
    letters.change_finding(
        finding=finding, by=bureau, version=finding.letter.version,
        description=finding.description,
        recommendations=[RecommendationRow("Pantau tiap bulan", follow_up.recommendation_id)],
    )  # fmt: skip
    reported(follow_up, pegawai)
    decisions.send_back(follow_up, by=second, note="Bukti kurang")
    decisions.submit(follow_up, by=pegawai)
    follow_up = FollowUp.objects.get()

    changes = [(row.what, row.old, row.new, row.reason) for row in changes_since_task(follow_up)]
    assert changes == [
        ("tindak lanjut", "Menyusun jadwal pemantauan", "Menyusun jadwal dan pedoman", "Diperluas"),
        ("batas waktu", "30 Juni 2019", "30 September 2019", "Diperluas"),
        ("teks rekomendasi", "Pantau setiap triwulan", "Pantau tiap bulan", ""),
        ("dikembalikan", "", "", "Bukti kurang"),
    ]
    text = read(login(second).get(follow_up.get_absolute_url()).content.decode()).text
    assert "Yang berubah sejak tugas ditetapkan" in text
    assert "batas waktu: 30 Juni 2019 → 30 September 2019 “Diperluas”" in text
    assert str(bureau) in text


def test_a_change_of_the_task_needs_its_reason(follow_up, bureau, login):
    form = {"version": follow_up.version, "action": "Rapat", "due": "2019-07-31"}
    page = login(bureau).post(address("task_change", follow_up), form)

    assert page.status_code == 422
    assert "reason" in page.context["form"].errors


def test_what_nobody_has_touched_the_bureau_takes_back(follow_up, bureau, pegawai, login):
    url = address("follow_up_delete", follow_up)
    assert login(pegawai).post(url).status_code == 403
    assert "Hapus tindak lanjut" in login(bureau).get(follow_up.get_absolute_url()).content.decode()

    assert login(bureau).get(url).status_code == 200
    assert login(bureau).post(url).status_code == 302
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("touch", ["report", "evidence", "request"])
def test_what_the_unit_has_touched_is_not_deleted_and_the_page_says_so(
    follow_up, pegawai, bureau, login, touch
):
    if touch == "report":
        actions.change_report(
            follow_up=follow_up, by=pegawai, version=follow_up.version, report="Mulai"
        )
    elif touch == "evidence":
        evidence.upload_to(owner=follow_up, files=[pdf()], by=pegawai)
    else:
        actions.create_time_request(
            follow_up=follow_up, due=date(2030, 1, 1), reason="Menunggu", by=pegawai
        )
    page = login(bureau).get(follow_up.get_absolute_url()).content.decode()
    assert "Tidak dapat dihapus: unit sudah mengerjakannya." in page
    assert login(bureau).post(address("follow_up_delete", follow_up)).status_code == 409
    assert FollowUp.objects.exists()


def test_who_reported_takes_it_back_and_the_bureau_reopens_what_it_verified(
    follow_up, pegawai, bureau, login
):
    reported(follow_up, pegawai)
    page = login(pegawai).get(follow_up.get_absolute_url()).content.decode()
    assert "Tarik kembali" in page
    login(pegawai).post(
        reverse("evaluations:follow_up_move", args=[follow_up.pk, "withdraw"]),
        {"version": follow_up.version},
    )
    follow_up.refresh_from_db()
    decisions.submit(follow_up, by=pegawai)
    decisions.approve(follow_up, by=bureau)
    assert "Buka kembali" in login(bureau).get(follow_up.get_absolute_url()).content.decode()
    login(bureau).post(
        reverse("evaluations:follow_up_move", args=[follow_up.pk, "reopen"]),
        {"version": follow_up.version, "note": "Bukti keliru"},
    )
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.verdict) == ("draft", "")
