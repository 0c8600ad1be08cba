"""The unit may ask for more time; the bureau grants it or not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.actions import AlreadyAsked
from evaluations.follow_ups.models import TimeRequest
from evaluations.follow_ups.workflow import DECLINE, GRANT, REQUEST_MOVES, RequestStatus
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import GRANTS
from reformasi.workflow import decisions
from tests.evaluations.factories import reported
from tests.html import read

LATER = date(timezone.localdate().year + 2, 12, 31)


@pytest.fixture
def asked(follow_up, pegawai):
    return actions.create_time_request(
        follow_up=follow_up, due=LATER, reason="Menunggu anggaran", by=pegawai
    )


def move(asked, verb):
    return reverse("evaluations:time_request_move", args=[asked.pk, verb])


def test_every_answer_has_a_rule():
    assert {move.permission_for(TimeRequest) for move in REQUEST_MOVES} <= GRANTS.keys()


def test_the_unit_asks_with_a_reason_and_a_later_day(follow_up, pegawai, login):
    url = reverse("evaluations:time_request_create", args=[follow_up.pk])
    client, today = login(pegawai), timezone.localdate()
    assert "Minta perpanjangan waktu" in client.get(follow_up.get_absolute_url()).content.decode()
    for wrong in ({}, {"due": LATER, "reason": " "}, {"due": follow_up.due, "reason": "a"},
                  {"due": today, "reason": "a"}):  # fmt: skip
        assert client.post(url, wrong).status_code == 422
    assert client.post(url, {"due": LATER, "reason": "Menunggu anggaran"}).status_code == 302

    request = TimeRequest.objects.get()
    assert (request.due_before, request.due, request.asked_by) == (follow_up.due, LATER, pegawai)
    follow_up.refresh_from_db()
    assert follow_up.due != LATER


def test_the_bureau_grants_it_and_the_deadline_moves(asked, bureau, login):
    page = login(bureau).get(asked.get_absolute_url()).content.decode()
    assert "Kabulkan" in page
    assert login(bureau).post(move(asked, "grant")).status_code == 302

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (RequestStatus.GRANTED, bureau)
    assert asked.follow_up.due == LATER
    text = read(login(bureau).get(asked.get_absolute_url()).content.decode()).text
    days = f"30 Juni 2019 → 31 Desember {LATER.year}"
    assert f"{days} Dikabulkan “Menunggu anggaran”" in text
    assert f"batas waktu: {days} “Menunggu anggaran”" in text


def test_the_bureau_declines_it_with_a_reason_and_the_deadline_stays(asked, bureau, login):
    assert "Tulis alasannya" in (
        login(bureau).post(move(asked, "decline"), {"note": " "}, follow=True).content.decode()
    )
    login(bureau).post(move(asked, "decline"), {"note": "Anggaran sudah cair"})

    asked.refresh_from_db()
    assert (asked.status, asked.decision_note) == (RequestStatus.DECLINED, "Anggaran sudah cair")
    assert asked.follow_up.due == date(2019, 6, 30)
    page = login(bureau).get(asked.get_absolute_url()).content.decode()
    assert "Anggaran sudah cair" in page


def test_every_request_stays_visible_with_its_answer(asked, pegawai, bureau, login):
    decisions.decide(asked, DECLINE, by=bureau, note="Belum perlu")
    second = actions.create_time_request(
        follow_up=asked.follow_up, due=LATER + timedelta(days=-1), reason="Kedua", by=pegawai
    )
    actions.decide_time_request(second, GRANT, by=bureau)

    page = read(login(pegawai).get(asked.get_absolute_url()).content.decode()).text
    for text in ("Belum perlu", "Menunggu anggaran", "Kedua", "Tidak dikabulkan", "Dikabulkan"):
        assert text in page


def test_one_request_waits_at_a_time(asked, pegawai, bureau, login):
    with pytest.raises(AlreadyAsked):
        actions.create_time_request(follow_up=asked.follow_up, due=LATER, reason="Lagi", by=pegawai)
    page = login(pegawai).get(asked.get_absolute_url()).content.decode()
    assert reverse("evaluations:time_request_create", args=[asked.follow_up_id]) not in page


def test_nobody_grants_their_own_request_not_even_the_database(asked, pegawai, unit, member_of):
    both = member_of(unit, Role.BIRO, user=pegawai)
    assert asked not in TimeRequest.objects.waiting_for(both)
    with pytest.raises(SameHand):
        actions.decide_time_request(asked, GRANT, by=both)
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        TimeRequest.objects.filter(pk=asked.pk).update(
            status=RequestStatus.GRANTED, decided_by=both, decided_at=timezone.now()
        )


def test_the_unit_does_not_answer_and_the_bureau_does_not_ask(asked, pegawai, bureau, login):
    assert login(pegawai).post(move(asked, "grant")).status_code == 403
    url = reverse("evaluations:time_request_create", args=[asked.follow_up_id])
    assert login(bureau).post(url, {"due": LATER, "reason": "a"}).status_code == 403


def test_no_time_is_asked_for_or_granted_once_it_is_reported(asked, pegawai, bureau):
    follow_up = reported(asked.follow_up, pegawai)
    with pytest.raises(MoveNotAllowed):
        actions.decide_time_request(asked, GRANT, by=bureau)
    asked.refresh_from_db()
    assert asked.status == RequestStatus.ASKED
    decisions.decide(asked, DECLINE, by=bureau, note="Sudah dilaporkan")
    with pytest.raises(MoveNotAllowed):
        actions.create_time_request(follow_up=follow_up, due=LATER, reason="a", by=pegawai)


@pytest.mark.parametrize("days", [0, 30])
def test_granting_never_shortens_what_was_set_meanwhile(asked, bureau, login, days):
    later = LATER + timedelta(days=days)
    actions.change_task(follow_up=asked.follow_up, by=bureau, version=1, due=later)

    page = login(bureau).post(move(asked, "grant"), follow=True)

    assert "tidak lebih awal dari yang diminta" in page.content.decode()
    asked.refresh_from_db()
    assert (asked.status, asked.follow_up.due) == (RequestStatus.ASKED, later)
    decisions.decide(asked, DECLINE, by=bureau, note="Sudah lebih lama")


def test_who_asked_takes_it_back_and_asks_anew(asked, pegawai, ketua_tim, bureau, login):
    assert move(asked, "withdraw") in (
        login(pegawai).get(asked.get_absolute_url()).content.decode()
    )
    for other, status in ((bureau, 403), (ketua_tim, 409)):
        assert login(other).post(move(asked, "withdraw")).status_code == status
    assert login(pegawai).post(move(asked, "withdraw")).status_code == 302

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (RequestStatus.WITHDRAWN, None)
    assert asked not in TimeRequest.objects.waiting_for(bureau)
    page = login(pegawai).get(asked.get_absolute_url()).content.decode()
    assert "Ditarik kembali" in page
    assert reverse("evaluations:time_request_create", args=[asked.follow_up_id]) in page


def test_what_is_verified_waits_for_no_answer(asked, pegawai, bureau, login):
    follow_up = reported(asked.follow_up, pegawai)
    assert asked in TimeRequest.objects.waiting_for(bureau)
    decisions.approve(follow_up, by=bureau)

    assert asked not in TimeRequest.objects.waiting_for(bureau)
    page = login(bureau).get(asked.get_absolute_url()).content.decode()
    assert "Tidak perlu dijawab lagi" in page
    assert move(asked, "decline") not in page
