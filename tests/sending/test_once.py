"""The same form sent again counts once, whatever form it is (F7)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.letters.models import Finding, MinisterialLetter
from programs.activities.models import Activity
from programs.events.models import Attendance
from programs.plans.models import ActionPlan
from reformasi.audit.models import Entry
from reformasi.evidence.models import Evidence
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Role
from reformasi.sending import actions, tasks
from reformasi.sending.models import KEEP, SentForm
from reformasi.sending.tokens import new_token
from tests.evaluations.factories import make_follow_up, make_letter, rows_of
from tests.html import token_of
from tests.programs.factories import make_activity

NIP = "198001012005011001"
TIMES = 6


@pytest.fixture
def add(unit, pegawai):
    event = make_activity(unit, pegawai, kind="sosialisasi")
    return reverse("programs:attendee_add", args=[event.pk])


@pytest.fixture
def form(pegawai):
    return {"name": "Budi", "signed": "on", "token": new_token(pegawai.pk)}


def names() -> list[str]:
    return sorted(Attendance.objects.values_list("name", flat=True))


def test_a_repeat_is_answered_as_the_first_time_and_told_once(add, form, pegawai, login):
    client = login(pegawai)

    first, second = client.post(add, form), client.post(add, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert names() == ["Budi"]
    assert [str(message) for message in client.get(second.url).context["messages"]] == [
        "Peserta ditambahkan."
    ]


def test_back_and_save_again_unchanged_says_when_it_was_saved(add, form, pegawai, login):
    client = login(pegawai)
    client.post(add, form, follow=True)

    page = client.post(add, form, follow=True)

    assert "Isian ini sudah dikirim pukul" in page.content.decode()
    assert "keadaan sekarang ada di halaman ini" in page.content.decode()
    assert names() == ["Budi"]


def test_a_repeat_does_not_tell_success_for_what_has_been_undone(add, form, pegawai, login):
    client = login(pegawai)
    client.post(add, form, follow=True)
    Attendance.objects.all().delete()

    page = client.post(add, form, follow=True).content.decode()

    assert "Peserta ditambahkan." not in page
    assert "Isian ini sudah dikirim pukul" in page


def test_the_second_of_two_clicks_is_told_what_the_first_did(add, form, pegawai, login):
    """It arrived before the first was answered, whose message the browser never showed."""
    client = login(pegawai)
    client.post(add, form, follow=True)
    SentForm.objects.update(at=timezone.now() + timedelta(seconds=30))

    assert "Peserta ditambahkan." in client.post(add, form, follow=True).content.decode()


def test_a_page_gives_its_form_a_token_and_a_refused_form_keeps_it(add, pegawai, login):
    client = login(pegawai)
    token = token_of(client.get(add))
    refused = client.post(add, {"name": "", "token": token})

    assert refused.status_code == 422
    assert token_of(refused) == token
    assert token_of(client.get(add)) != token
    assert client.post(add, {"name": "Ani", "token": token}).status_code == 302
    assert names() == ["Ani"]


def test_changed_content_under_a_used_token_is_a_new_act(add, form, pegawai, login):
    client = login(pegawai)
    client.post(add, form)
    client.post(add, form | {"name": "Ani"})
    client.post(add, form | {"name": "Ani"})

    assert names() == ["Ani", "Budi"]


def test_what_was_not_done_is_not_remembered_as_done(unit, pegawai, login):
    """ "Ajukan" of an incomplete draft leads to what is missing; once it is there, it submits."""
    draft = make_activity(unit, pegawai, evidence=False)
    submit = reverse("programs:activity_move", args=[draft.pk, "submit"])
    form = {"version": draft.version, "token": new_token(pegawai.pk)}
    client = login(pegawai)

    assert "missing" in client.post(submit, form).url
    assert not SentForm.objects.exists()


def test_the_form_of_another_person_is_not_saved_in_ones_name(add, form, unit, member_of, login):
    colleague = member_of(unit, Role.PEGAWAI)

    page = login(colleague).post(add, form)

    assert page.status_code == 409
    assert "Budi" in page.content.decode()
    assert names() == []


def test_two_people_have_their_own_tokens(add, form, unit, pegawai, member_of, login):
    plain = form | {"token": form["token"][:36]}  # a token that is bound to nobody
    login(pegawai).post(add, plain)
    login(member_of(unit, Role.PEGAWAI)).post(add, plain)

    assert names() == ["Budi", "Budi"]


def test_a_token_counts_for_its_address_alone(add, form, unit, pegawai, login):
    other = make_activity(unit, pegawai, kind="sosialisasi")
    login(pegawai).post(add, form)
    login(pegawai).post(reverse("programs:attendee_add", args=[other.pk]), form)

    assert names() == ["Budi", "Budi"]


@pytest.mark.parametrize("token", ["", "x", "1" * 5_000, "\x00" * 36])
def test_a_form_without_a_token_of_ours_is_still_taken(add, form, pegawai, login, token):
    assert login(pegawai).post(add, form | {"token": token}).status_code == 302


def test_a_crash_before_the_note_takes_the_act_back(add, form, pegawai, login, monkeypatch):
    """The note and the act are one transaction: a process that dies between them leaves neither."""
    client = login(pegawai)
    before = Entry.objects.count()
    with monkeypatch.context() as dying:
        dying.setattr(actions, "remember", lambda *_args, **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            client.post(add, form)
    assert (names(), Entry.objects.count()) == ([], before)

    client.post(add, form)
    assert names() == ["Budi"]


def test_files_are_a_part_of_what_a_form_says(unit, pegawai, login):
    client, address = login(pegawai), reverse("evidence:upload")
    form = {"unit": unit.code, "token": new_token(pegawai.pk)}

    def file(text: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("catatan.txt", text.encode())

    for text in ("satu", "satu", "lain"):
        client.post(address, form | {"files": file(text)})

    assert Evidence.objects.count() == 2


def test_tokens_are_forgotten_at_night(add, form, pegawai, login):
    login(pegawai).post(add, form)
    tasks.sweep()
    assert SentForm.objects.count() == 1

    SentForm.objects.update(at=timezone.now() - KEEP)
    tasks.sweep()
    assert not SentForm.objects.exists()


# --- all at once ---------------------------------------------------------------------------------
@pytest.fixture
def world(unit, ditjen, pegawai, admin, ketua_tim, member_of):
    """Everything that can be created, as (person, address, fields, rows that it makes)."""
    bureau = member_of(ditjen, Role.BIRO)
    event = make_activity(unit, pegawai, kind="sosialisasi")
    letter = make_letter(ditjen)
    make_follow_up(make_letter(ditjen, number="9/9/SJ"), unit)
    role = {"unit": unit.code, "role": "pegawai", "kind": "definitif", "valid_from": "2026-01-01"}
    person = {"name": "Analis", "nip": NIP, "email": "a@contoh.go.id", "employment": "pns"}
    below = {"name": "Unit Baru", "code": "baru", "kind": "directorate", "echelon": "II"}
    sent = {"number": "1/1/SJ", "date": "2026-01-05", "evaluated_year": "2025", "unit": ditjen.code}
    return {
        "person": (admin, reverse("organisation:person_create"), person | role, User),
        "membership": (
            admin,
            reverse("organisation:membership_create", args=[pegawai.pk]),
            role | {"role": "ketua_tim"},
            Membership,
        ),
        "unit": (admin, reverse("organisation:unit_create", args=[ditjen.code]), below, Unit),
        "letter": (
            bureau,
            reverse("evaluations:letter_create"),
            sent | {"addressees": [ditjen.code], "subject": "Hasil"},
            MinisterialLetter,
        ),
        "finding": (
            bureau,
            reverse("evaluations:finding_create", args=[letter.pk]),
            {"description": "Belum ada SOP"} | rows_of(("", "Menyusun SOP")),
            Finding,
        ),
        "plan": (
            pegawai,
            reverse("programs:plan_create"),
            {"unit": unit.code, "year": 2026, "title": "SOP", "method": "last"},
            ActionPlan,
        ),
        "activity": (
            pegawai,
            reverse("programs:activity_create"),
            {"unit": unit.code, "kind": "kegiatan", "title": "Rapat", "version": 0},
            Activity,
        ),
        "attendee": (
            pegawai,
            reverse("programs:attendee_add", args=[event.pk]),
            {"name": "Budi"},
            Attendance,
        ),
    }


def at_once(person: User, send: Callable[[Client, int], object]) -> list[Any]:
    """The responses to ``TIMES`` people of one session who press at the same moment."""
    start, responses = threading.Barrier(TIMES), []
    clients = [Client() for _number in range(TIMES)]
    for client in clients:
        client.force_login(person, backend="reformasi.accounts.backends.LoginBackend")

    def press(number: int) -> None:
        try:
            start.wait(20)
            responses.append(send(clients[number], number))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return responses


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "kind",
    ["person", "membership", "unit", "letter", "finding", "plan", "activity", "attendee"],
)
def test_every_form_that_creates_something_pressed_six_times_makes_it_once(world, kind):
    person, address, fields, model = world[kind]
    before, form = model.objects.count(), fields | {"token": new_token(person.pk)}

    responses = at_once(person, lambda client, _number: client.post(address, form))

    assert [response.status_code for response in responses] == [302] * TIMES
    assert len({response.url for response in responses}) == 1
    assert model.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_six_windows_with_the_same_new_person_make_one_and_tell_the_others(world):
    admin, address, fields, _model = world["person"]
    before = User.objects.count()

    responses = at_once(
        admin, lambda client, _number: client.post(address, fields | {"token": new_token(admin.pk)})
    )

    assert sorted(response.status_code for response in responses) == [302, *[422] * (TIMES - 1)]
    assert User.objects.count() == before + 1
