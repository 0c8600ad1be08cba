"""Six people's presses at the same moment: one is done, the others are told in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evaluations.follow_ups.models import TimeRequest
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from reformasi.sending.tokens import new_token
from reformasi.workflow import decisions
from reformasi.workflow.models import Snapshot
from tests.evaluations.factories import make_follow_up, make_letter, reported
from tests.programs.factories import approved_plan, make_achievement
from tests.sending.test_once import TIMES, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def follow_up(ditjen, unit, pegawai):
    """Reported, taken back, and ready to be handed in."""
    follow_up = reported(make_follow_up(make_letter(ditjen), unit), pegawai)
    return decisions.withdraw(follow_up, by=pegawai)


def six(person, address, form):
    """As from six windows: each form has a token of its own."""
    return at_once(
        person,
        lambda client, _number: client.post(address, form | {"token": new_token(person.pk)}),
    )


def one_of(responses, message):
    assert sorted(response.status_code for response in responses) == [302, *[409] * (TIMES - 1)]
    for response in responses:
        assert response.status_code == 302 or message in response.content.decode()


def acts(thing, verb):
    return Entry.objects.about(thing).filter(action__endswith=f".{verb}", refused=False).count()


def test_a_report_is_handed_in_once(follow_up, pegawai):
    url = reverse("evaluations:follow_up_move", args=[follow_up.pk, "submit"])
    before = Snapshot.objects.about(follow_up).count()

    one_of(six(pegawai, url, {"version": follow_up.version}), "Keadaannya sudah berubah")

    assert Snapshot.objects.about(follow_up).count() == before + 1


@pytest.mark.parametrize("verb", ["approve", "excuse", "record"])
def test_it_is_verified_once(verb, follow_up, pegawai, ditjen, member_of):
    bureau = member_of(ditjen, Role.BIRO)
    if verb != "record":
        decisions.submit(follow_up, by=pegawai)
    name = "follow_up_move" if verb == "approve" else f"follow_up_{verb}"
    more = [verb] if verb == "approve" else []
    url = reverse(f"evaluations:{name}", args=[follow_up.pk, *more])
    form = {"version": follow_up.version, "note": "Dicabut", "decider": "Inspektur Jenderal"}

    one_of(six(bureau, url, form), "Keadaannya sudah berubah")

    assert acts(follow_up, verb) == 1


def test_more_time_is_asked_for_once(follow_up, pegawai):
    url = reverse("evaluations:time_request_create", args=[follow_up.pk])

    one_of(
        six(pegawai, url, {"due": date(2030, 1, 1).isoformat(), "reason": "Menunggu"}),
        "Permintaan sebelumnya belum dijawab biro",
    )

    assert TimeRequest.objects.count() == 1


def test_a_quarter_is_submitted_once(unit, pegawai, ketua_tim):
    item = make_achievement(approved_plan(unit, pegawai, ketua_tim), pegawai)
    url = reverse("programs:achievement_move", args=[item.pk, "submit"])

    one_of(six(pegawai, url, {"version": item.version}), "Keadaannya sudah berubah")

    assert acts(item, "submit") == 1
