"""The task and its deadline belong to the bureau; the unit reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.changes import changes_since_task
from evaluations.follow_ups.documents import build
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions as letters
from evaluations.letters.actions import RecommendationRow
from evaluations.letters.permissions import LetterPerm
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import User
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evaluations.factories import assignees, make_follow_up, reported
from tests.evidence.files import pdf
from tests.html import read

LATER = date(timezone.localdate().year + 1, 6, 30).isoformat()


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
        "version": follow_up.version, "action": "Rapat", "due": "2019-07-31", "is_past": "on",
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


@pytest.fixture
def ask(follow_up, bureau, login):
    """Send the form of new tasks with these rows; what comes back."""

    def send(*rows, **fields):
        url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
        form = {"action": "Memantau", "due": LATER, **assignees(*rows)}
        return login(bureau).post(url, form | fields)

    return send


def test_each_unit_is_asked_with_its_own_person_and_amount_and_rupiah_do_not_multiply(
    letter, unit, sibling, ditjen, pegawai, bureau, member_of, ask, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    again = {"is_again": "on"}

    page = ask(
        {"unit": unit.code, "person": pegawai.email, "amount": "1500000", **again},
        {"unit": sibling.code, "person": neighbour.email, "amount": "500000"},
    )

    assert page.status_code == 302
    made = FollowUp.objects.filter(action="Memantau")
    assert {(row.unit, row.person, row.amount) for row in made} == {
        (unit, pegawai, 1500000), (sibling, neighbour, 500000)
    }  # fmt: skip
    client = login(bureau)
    assert client.get(letter.get_absolute_url()).context["progress"].amount == 2_000_000
    assert client.get(reverse("dashboards:biro")).context["progress"].amount == 2_000_000
    assert build(letter, ditjen)["progress"]["amount"] == "2000000.00"


def test_a_person_of_two_units_is_in_charge_where_the_row_says_so(
    unit, sibling, pegawai, member_of, ask
):
    both = member_of(sibling, Role.PEGAWAI, user=member_of(unit, Role.PEGAWAI))
    for own, other in ((both, pegawai), (pegawai, both)):
        FollowUp.objects.filter(action="Memantau").delete()
        rows = [{"unit": unit.code, "person": own.email, "is_again": "on"}]
        if other == both:
            rows.append({"unit": sibling.code, "person": both.email})
        assert ask(*rows).status_code == 302
        assert FollowUp.objects.get(action="Memantau", unit=unit).person == own
    assert FollowUp.objects.get(action="Memantau", unit=sibling).person == both


def test_a_person_in_charge_is_a_member_of_the_unit_and_namesakes_are_told_apart(
    follow_up, unit, sibling, pegawai, bureau, member_of, ask, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    page = ask({"unit": unit.code, "person": neighbour.email, "is_again": "on"})
    assert page.status_code == 422
    assert f"{neighbour} bukan anggota {unit}" in page.content.decode()
    for person in (pegawai, neighbour):
        User.objects.filter(pk=person.pk).update(name="Budi Santoso")
    page = ask({"unit": unit.code, "person": "Budi Santoso", "is_again": "on"})
    assert page.status_code == 422
    assert pegawai.email in page.content.decode()
    assert neighbour.email in page.content.decode()
    page = login(bureau).post(
        address("task_change", follow_up),
        {"version": 1, "action": "A", "due": LATER, "reason": "x", "person": neighbour.email},
    )
    assert page.status_code == 422
    assert FollowUp.objects.get() == follow_up


def test_who_left_the_unit_stays_in_charge_until_another_is_named(
    follow_up, unit, pegawai, bureau, login
):
    actions.change_task(follow_up=follow_up, by=bureau, version=1, person=pegawai)
    pegawai.memberships.update(valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 2))
    client, url = login(bureau), address("task_change", follow_up)

    page = client.get(url).content.decode()

    assert f'value="{pegawai.email}"' in page
    assert "tidak lagi bertugas di unit ini" in page
    form = {"version": 2, "action": "Lain", "due": "2019-06-30", "reason": "x"}
    assert client.post(url, form | {"person": pegawai.email}).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.action, follow_up.person) == ("Lain", pegawai)


def test_the_same_unit_is_asked_twice_only_when_somebody_is_sure(follow_up, unit, ask):
    page = ask({"unit": unit.code})
    assert page.status_code == 422
    assert "sudah ditugasi" in page.content.decode()
    assert 'type="checkbox" name="assignees-0-is_again"' in page.content.decode()
    assert "disebut pada baris lain" in (
        ask({"unit": unit.code, "is_again": "on"}, {"unit": unit.code, "is_again": "on"})
        .content.decode()
    )  # fmt: skip
    assert ask({}).status_code == 422
    assert FollowUp.objects.get() == follow_up

    assert ask({"unit": unit.code, "is_again": "on"}).status_code == 302


def test_a_deadline_that_has_passed_is_asked_back_once(follow_up, sibling, bureau, ask, login):
    page = ask({"unit": sibling.code}, due="2001-01-01")
    assert page.status_code == 422
    assert "1 Januari 2001 sudah lewat" in page.content.decode()
    assert ask({"unit": sibling.code}, due="2001-01-01", is_past="on").status_code == 302

    client, url = login(bureau), address("task_change", follow_up)
    form = {"version": 1, "action": "A", "due": "2019-06-29", "reason": "x"}
    assert client.post(url, form).status_code == 422
    assert client.post(url, form | {"due": "2019-06-30"}).status_code == 302, "it was so already"


def test_an_amount_is_not_lowered_below_what_the_unit_wrote_as_settled(
    follow_up, pegawai, bureau, login
):
    actions.change_task(follow_up=follow_up, by=bureau, version=1, amount=Decimal(2_000_000))
    actions.change_report(
        follow_up=follow_up, by=pegawai, version=2, amount_settled=Decimal(1_500_000)
    )
    client, url = login(bureau), address("task_change", follow_up)
    form = {"version": 3, "action": "A", "due": "2019-06-30", "reason": "x"}

    for amount in ("1000000", ""):
        page = client.post(url, form | {"amount": amount})
        assert page.status_code == 422
        assert "Rp1.500.000 sudah diselesaikan" in str(page.context["form"].errors["amount"])
    assert client.post(url, form | {"amount": "1500000"}).status_code == 302


def test_a_form_that_could_only_be_refused_is_not_opened(follow_up, pegawai, bureau, login):
    reported(follow_up, pegawai)
    for person, name in (
        (bureau, "task_change"), (pegawai, "follow_up_change"), (pegawai, "time_request_create")
    ):  # fmt: skip
        page = login(person).get(address(name, follow_up), follow=True)
        assert page.redirect_chain[-1][0] == follow_up.get_absolute_url()
        assert [str(message) for message in page.context["messages"]]
    form = {"version": 1, "action": "Diketik", "due": "2019-06-30", "reason": "x"}
    page = login(bureau).post(address("task_change", follow_up), form)
    assert page.status_code == 409
    assert "Diketik" in page.content.decode()


@pytest.mark.parametrize("move", ["approve", "return", "excuse"])
def test_the_units_own_people_do_not_judge_its_report(
    follow_up, ditjen, unit, child, sibling, pegawai, bureau, member_of, login, move
):
    reported(follow_up, pegawai)
    perm = {"return": LetterPerm.RETURN_FOLLOW_UP}.get(move, LetterPerm.APPROVE_FOLLOW_UP)
    for own in (unit, child):
        person = member_of(own, Role.KETUA_TIM, user=member_of(ditjen, Role.BIRO))
        assert not person.has_perm(perm, follow_up)
        assert follow_up not in FollowUp.objects.waiting_for(person)
        url = reverse("evaluations:follow_up_move", args=[follow_up.pk, move])
        assert login(person).post(url, {"version": 1}).status_code == 403
        beside = make_follow_up(follow_up.recommendation.finding.letter, sibling)
        assert person.has_perm(perm, beside)
    assert bureau.has_perm(perm, follow_up)


def test_the_excuse_goes_when_it_is_opened_again(follow_up, pegawai, bureau):
    reported(follow_up, pegawai)
    excuse = actions.Excuse("Dicabut", "Inspektur Jenderal", "1/2", date(2019, 5, 2))
    actions.excuse_follow_up(
        follow_up=follow_up, excuse=excuse, by=bureau, version=follow_up.version
    )
    decisions.reopen(follow_up, by=bureau, note="Lihat lagi")

    follow_up.refresh_from_db()
    kept = (follow_up.excuse_reason, follow_up.excuse_decider, follow_up.excuse_letter)
    assert (*kept, follow_up.excuse_date) == ("", "", "", None)


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
