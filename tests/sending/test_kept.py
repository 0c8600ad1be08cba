"""A session that ends, or a form token that is gone, loses no text on any form (1.7, F12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs.activities.models import Activity
from programs.events.models import Attendance
from programs.plans.models import ActionPlan
from reformasi.organisation.roles import Role
from reformasi.sending import kept
from reformasi.sending.tokens import new_token
from reformasi.workflow import decisions
from tests.html import read, token_of
from tests.programs.factories import approved_plan, make_activity, make_plan
from tests.zona_integritas.factories import make_candidate, make_ruling, step_of, submitted

pytestmark = pytest.mark.django_db
TEXT = "Menyusun SOP layanan, diketik lama"
PASSWORD = "Rahasia-sekali-1"


@pytest.fixture
def client(pegawai) -> Client:
    client = Client()
    sign_in(client, pegawai)
    return client


def sign_in(client: Client, person, next: str = "") -> object:
    data = {"login": person.email, "password": PASSWORD, "next": next}
    return client.post("/akun/masuk/", data)


def end_session() -> None:
    Session.objects.all().delete()


def plan_form(client: Client, unit) -> dict[str, object]:
    token = token_of(client.get(reverse("programs:plan_create")))
    return {
        "unit": unit.code,
        "year": 2026,
        "title": TEXT,
        "objective": "Satu\r\nDua",
        "method": "last",
        "token": token,
    }


def value_of(response, name: str) -> str:
    page = read(response.content.decode())
    return next(each.attrs["value"] for each in page.all("input") if each.attrs.get("name") == name)


def test_after_login_the_form_holds_what_was_typed(client, unit, pegawai):
    address, form = reverse("programs:plan_create"), plan_form(client, unit)
    end_session()

    sent = client.post(address, form, headers={"referer": f"http://testserver{address}"})
    login_page = client.get(sent.url)
    back = sign_in(client, pegawai, address)
    page = client.get(back.url)

    assert sent.url.startswith("/akun/masuk/?next=")
    assert "ditahan satu jam" in login_page.content.decode()
    assert (back.url, page.status_code) == (address, 200)
    assert value_of(page, "title") == TEXT
    assert "sudah diisikan lagi" in page.content.decode()
    assert token_of(page) == form["token"]
    assert not ActionPlan.objects.exists()

    saved = client.post(address, form)
    assert saved.status_code == 302
    assert ActionPlan.objects.get().title == TEXT
    assert "sudah diisikan lagi" not in client.get(address).content.decode()


def test_an_activity_that_was_saved_before_goes_on_as_the_same_draft(client, unit, pegawai):
    token = token_of(client.get(reverse("programs:activity_create")))
    form = {"unit": unit.code, "kind": "kegiatan", "title": "Ra", "version": 0, "token": token}
    first = client.post(reverse("programs:activity_autosave_new"), form)
    form |= {"title": TEXT, "version": first.json()["version"]}
    end_session()

    client.post(reverse("programs:activity_create"), form)
    sign_in(client, pegawai)
    page = client.get(reverse("programs:activity_create"))
    form["version"] = value_of(page, "version")
    client.post(reverse("programs:activity_create"), form | {"token": token_of(page)})

    assert [activity.title for activity in Activity.objects.all()] == [TEXT]


def test_rows_of_a_form_come_back_too(client, unit, pegawai):
    event = make_activity(unit, pegawai, kind="sosialisasi")
    address = reverse("programs:programme", args=[event.pk])
    token = token_of(client.get(address))
    rows = {"theme": "Tema", "speaker-TOTAL_FORMS": 1, "speaker-INITIAL_FORMS": 0}
    rows |= {"agenda-TOTAL_FORMS": 0, "agenda-INITIAL_FORMS": 0, "speaker-0-name": TEXT}
    end_session()

    client.post(address, rows | {"token": token, "version": event.version})
    sign_in(client, pegawai)

    assert value_of(client.get(address), "speaker-0-name") == TEXT


def test_the_reason_beside_a_button_is_shown_on_the_page_where_it_stood(unit, pegawai, ketua_tim):
    plan, client = make_plan(unit, pegawai), Client()
    decisions.submit(plan, by=pegawai)
    sign_in(client, ketua_tim)
    page = plan.get_absolute_url()
    token, move = (
        token_of(client.get(page)),
        reverse("programs:plan_move", args=[plan.pk, "return"]),
    )
    end_session()

    sent = client.post(
        move, {"note": TEXT, "token": token}, headers={"referer": f"http://testserver{page}"}
    )
    back = sign_in(client, ketua_tim, page)

    assert f"next={page.replace('/', '%2F')}" in sent.url
    assert back.url == page
    assert TEXT in client.get(page).content.decode()
    assert "Salin ke isiannya" in client.get(page).content.decode()


def test_another_person_at_the_same_machine_sees_nothing_of_it(client, unit, member_of):
    address, form = reverse("programs:plan_create"), plan_form(client, unit)
    end_session()
    client.post(address, form)
    sign_in(client, member_of(unit, Role.PEGAWAI))

    assert TEXT not in client.get(address).content.decode()
    assert kept.SESSION_KEY not in client.session


def test_it_can_be_thrown_away_and_is_gone_after_an_hour(client, unit, pegawai, monkeypatch):
    address, form = reverse("programs:plan_create"), plan_form(client, unit)
    end_session()
    client.post(address, form)
    sign_in(client, pegawai)
    assert TEXT in client.get(address).content.decode()

    later = timezone.now() + kept.LIFE + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr("reformasi.sending.kept.timezone.now", lambda: later)
        assert TEXT not in client.get(address).content.decode()

    end_session()
    client.post(address, form)
    sign_in(client, pegawai)
    assert client.get(f"{address}?buang=1").url == address
    assert TEXT not in client.get(address).content.decode()


def test_passwords_are_never_kept(client, pegawai):
    token = new_token(pegawai.pk)
    end_session()
    secrets = {"oldpassword": "lama-sekali", "password1": "baru-sekali", "password2": "baru-sekali"}
    client.post("/akun/sandi/ganti/", secrets | {"token": token})

    stored = client.session[kept.SESSION_KEY]
    assert "sekali" not in str(stored)


def test_the_code_of_a_new_unit_is_kept(admin, unit):
    client = Client()
    sign_in(client, admin)
    address = reverse("organisation:unit_create", args=[unit.code])
    form = {"name": "Subdirektorat", "code": "subdit.baru", "token": token_of(client.get(address))}
    end_session()
    client.post(address, form)
    sign_in(client, admin)

    assert value_of(client.get(address), "code") == "subdit.baru"


def test_what_an_older_portal_kept_is_forgotten_and_hinders_no_page(client, unit):
    session = client.session
    session[kept.SESSION_KEY] = {"address": "/program/kegiatan/", "removed_part": "x"}
    session.save()

    assert client.get(reverse("programs:plan_create")).status_code == 200
    assert kept.SESSION_KEY not in client.session


def test_a_form_that_is_told_to_mend_something_keeps_what_was_kept(unit, pegawai, ketua_tim):
    """ "Tulis alasannya dahulu" leads back to the page, and has taken nothing."""
    plan, client = make_plan(unit, pegawai), Client()
    decisions.submit(plan, by=pegawai)
    sign_in(client, ketua_tim)
    move = reverse("programs:plan_move", args=[plan.pk, "return"])
    form = {"token": token_of(client.get(plan.get_absolute_url())), "version": plan.version}
    end_session()
    client.post(move, form | {"note": TEXT})
    sign_in(client, ketua_tim)

    assert client.post(move, form | {"note": " "}).status_code == 302
    assert kept.SESSION_KEY in client.session
    assert client.post(move, form | {"note": TEXT}).status_code == 302
    assert kept.SESSION_KEY not in client.session


def test_a_way_round_by_the_second_factor_keeps_it_too(client, unit, pegawai, settings):
    address, form = reverse("programs:plan_create"), plan_form(client, unit)
    end_session()
    client.post(address, form)
    sign_in(client, pegawai)
    settings.MFA_REQUIRED_ROLES = [Role.PEGAWAI]

    away = client.post(address, form)

    assert (away.status_code, away.url != address) == (302, True)
    assert client.session[kept.SESSION_KEY]["fields"]["title"] == [TEXT]


def test_files_are_named_and_must_be_chosen_again(client, unit, pegawai, tmp_path):
    token = token_of(client.get(reverse("programs:activity_create")))
    file = tmp_path / "undangan.pdf"
    file.write_bytes(b"%PDF-1.4")
    form = {"unit": unit.code, "kind": "kegiatan", "title": TEXT, "token": token}
    end_session()
    with file.open("rb") as sent:
        client.post(reverse("programs:activity_create"), form | {"files": sent})
    sign_in(client, pegawai)

    page = client.get(reverse("programs:activity_create")).content.decode()
    assert "undangan.pdf" in page
    assert "Berkas harus dipilih lagi." in page


def test_a_text_too_long_to_be_kept_is_listed_at_once(client, unit, pegawai):
    form = plan_form(client, unit) | {"objective": "x" * (kept.MAX_LETTERS + 1)}
    end_session()
    page = client.post(reverse("programs:plan_create"), form)

    assert page.status_code == 401
    assert TEXT in page.content.decode()


def test_nobody_fills_sessions_with_forms_that_the_portal_never_made(db):
    stranger = Client()
    sent = stranger.post(reverse("programs:plan_create"), {"title": TEXT, "token": "x" * 36})

    assert sent.status_code in {302, 401}
    assert kept.SESSION_KEY not in stranger.session


def test_an_autosave_is_told_that_the_session_has_ended(client, unit):
    end_session()
    sent = client.post(
        reverse("programs:activity_autosave_new"), {}, headers={"accept": "application/json"}
    )

    assert (sent.status_code, sent.json()["cause"]) == (401, "session")


def test_an_old_form_token_keeps_the_text_for_the_form(unit, pegawai):
    client = Client(enforce_csrf_checks=True)
    client.force_login(pegawai, backend="reformasi.accounts.backends.LoginBackend")
    address, form = reverse("programs:plan_create"), plan_form(client, unit)

    page = client.post(address, form | {"csrfmiddlewaretoken": "x" * 64})

    assert page.status_code == 403
    assert TEXT in page.content.decode()
    assert "Tujuan" in page.content.decode() or "Sasaran" in page.content.decode()
    assert "objective" not in read(page.content.decode()).text
    assert value_of(client.get(address), "title") == TEXT


def test_a_permission_that_ended_shows_what_was_typed(client, unit, pegawai):
    draft = make_activity(unit, pegawai)
    pegawai.memberships.update(valid_to="2021-01-01")
    form = {"title": TEXT, "unit": unit.code, "token": new_token(pegawai.pk)}

    page = client.post(reverse("programs:activity_change", args=[draft.pk]), form)
    autosave = client.post(
        reverse("programs:activity_autosave", args=[draft.pk]),
        form,
        headers={"accept": "application/json"},
    )

    assert page.status_code in {403, 404}
    assert TEXT in page.content.decode()
    assert "Nama kegiatan" in page.content.decode()
    assert (autosave.status_code, autosave.json()["cause"]) == (page.status_code, "permission")


def test_over_long_text_is_refused_in_words_and_kept_whole(client, unit):
    title = "Penyusunan rencana " * 15
    form = plan_form(client, unit) | {"title": title}
    page = client.post(reverse("programs:plan_create"), form)

    assert page.status_code == 422
    assert value_of(page, "title") == title.strip() or value_of(page, "title") == title
    assert "maxlength" not in page.content.decode()
    assert "data-limit" in page.content.decode()
    assert not ActionPlan.objects.exists()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("make", [make_plan, make_activity], ids=["plan", "activity"])
def test_what_was_typed_is_shown_where_a_colleague_has_submitted_it_meanwhile(
    make, client, unit, pegawai
):
    draft = make(unit, pegawai)
    address = draft.get_change_url()
    form = {"unit": unit.code, "title": TEXT, "token": token_of(client.get(address))}
    end_session()

    client.post(address, form)
    decisions.submit(draft, by=pegawai)
    sign_in(client, pegawai)
    page = client.get(address)

    assert (page.status_code, value_of(page, "title")) == (200, TEXT)
    assert "tidak dapat diubah" in page.content.decode()


def test_what_was_typed_of_a_quarter_is_shown_where_its_plan_was_reopened(
    client, unit, pegawai, ketua_tim
):
    plan = approved_plan(unit, pegawai, ketua_tim)
    address = reverse("programs:achievement_create", args=[plan.pk, 1])
    form = {"value": "3", "note": TEXT, "token": token_of(client.get(address))}
    end_session()

    client.post(address, form)
    decisions.reopen(plan, note="Keliru", by=ketua_tim)
    sign_in(client, pegawai)

    text = client.get(address).content.decode()
    assert "setelah rencana aksinya disetujui" in text
    assert value_of(client.get(address), "value") == "3"


def test_what_was_typed_of_a_decision_is_shown_where_another_has_recorded_it(
    unit, pegawai, ketua_tim, biro
):
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2014")
    milestone = submitted(step_of(candidate, "Z14-01"), pegawai)
    client = Client()
    sign_in(client, biro)
    address = reverse("zona_integritas:ruling_record", args=[milestone.pk])
    form = {"number": TEXT, "token": token_of(client.get(address))}
    end_session()

    client.post(address, form)
    make_ruling(milestone, by=biro)
    sign_in(client, biro)
    page = client.get(address)

    assert (page.status_code, value_of(page, "number")) == (200, TEXT)
    assert "tidak dapat Anda catat sekarang" in page.content.decode()
