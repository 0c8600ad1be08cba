"""People and their roles on the screen, NIPs masked for those without the right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from programs.permissions import ProgramPerm
from reformasi.accounts import tasks
from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.organisation.models import Membership, User
from reformasi.organisation.roles import Role
from tests.factories import UserFactory
from tests.html import read

PERSON = {
    "name": "Analis Kebijakan",
    "nip": "19900101 201503 1 001",
    "email": "analis@contoh.go.id",
    "employment": "pns",
}
ROLE = {"unit": "direktorat", "role": "pegawai", "kind": "definitif", "valid_from": "2026-01-01"}


def people(browser, **query):
    response = browser.get(reverse("organisation:people"), query)
    assert response.status_code == 200
    return set(response.context["page"].rows)


def test_the_list_holds_the_people_of_ones_units(login, ketua_tim, pegawai, sibling, member_of):
    stranger = member_of(sibling, Role.PEGAWAI)
    listed = people(login(ketua_tim))
    assert listed == {ketua_tim, pegawai}
    assert login(ketua_tim).get(stranger.get_absolute_url()).status_code == 404


def test_the_nip_is_masked_for_those_without_the_right(login, ketua_tim, pegawai, admin):
    for address in (reverse("organisation:people"), pegawai.get_absolute_url()):
        page = login(ketua_tim).get(address).content.decode()
        assert pegawai.nip not in page
        assert f"•••{pegawai.nip[-3:]}" in page
        assert pegawai.nip in login(admin).get(address).content.decode()


def test_one_sees_ones_own_nip(login, pegawai):
    assert pegawai.nip in login(pegawai).get(reverse("accounts:own")).content.decode()


def test_a_part_of_a_nip_finds_nobody_without_the_right(login, ketua_tim, pegawai, admin):
    assert people(login(ketua_tim), q=pegawai.nip[:8]) == set()
    assert pegawai in people(login(admin), q=pegawai.nip[:8])
    assert people(login(ketua_tim), q=pegawai.nip) == {pegawai}


def test_a_second_role_opens_no_nip_beyond_the_units_of_the_first(
    login, unit, sibling, ministry, member_of
):
    local = member_of(unit, Role.ADMIN)
    member_of(ministry, Role.BIRO, user=local)
    own, other, both = (member_of(where, Role.PEGAWAI) for where in (unit, sibling, unit))
    member_of(sibling, Role.PEGAWAI, user=both)
    browser = login(local)
    page = browser.get(reverse("organisation:people")).content.decode()
    export = browser.get(reverse("sheets:export", args=["orang", "csv"]), {"nip": "1"})
    sheet = b"".join(export.streaming_content).decode()
    for text in (page, sheet):
        assert local.nip in text
        assert own.nip in text
        for hidden in (other, both):
            assert hidden.name in text
            assert hidden.nip not in text
    assert people(browser, q=own.nip[8:]) == {own}
    assert people(browser, q=other.nip[8:]) == set()
    for person in (local, own, other, both):  # the page of each says the same
        seen = person.nip in browser.get(person.get_absolute_url()).content.decode()
        assert seen is (person in {local, own})


def test_the_list_is_narrowed_by_unit_role_and_account(login, admin, unit, child, member_of):
    lead, below = member_of(unit, Role.KETUA_TIM), member_of(child, Role.PEGAWAI)
    gone = member_of(child, Role.PEGAWAI, valid_to=date(2021, 1, 1))
    User.objects.filter(pk=below.pk).update(is_active=False)
    browser = login(admin)
    assert people(browser, unit="direktorat") == {lead, below}
    assert people(browser, unit="direktorat", role="ketua_tim") == {lead}
    assert people(browser, account="inactive") == {below}
    assert gone in people(browser)
    assert people(browser, q="tak ada yang bernama ini") == set()


def test_a_filter_that_makes_no_sense_narrows_nothing(login, admin, pegawai):
    assert pegawai in people(login(admin), unit="antah-berantah", role="raja")


@pytest.mark.parametrize("size", [3, 24])
def test_the_list_costs_the_same_at_any_size(login, admin, unit, member_of, size):
    for _ in range(size):
        member_of(unit, Role.PEGAWAI)
    browser = login(admin)
    people(browser)
    with CaptureQueriesContext(connection) as captured:
        assert len(people(browser)) == size + 1
    assert len(captured) <= 14


def test_a_person_is_added_with_a_first_role(login, admin, unit):
    response = login(admin).post(reverse("organisation:person_create"), PERSON | ROLE)
    person = User.objects.get(nip="199001012015031001")
    assert response.url == person.get_absolute_url()
    assert person.memberships.get().unit == unit
    assert not person.has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"nip": "19900101201503100"}, "18 angka"),
        ({"nip": "199013012015031001"}, "tanggal lahir"),
        ({"email": "terpakai@CONTOH.go.id"}, "dipakai orang lain"),
        ({"unit": "antah-berantah"}, "Tidak ada unit"),
        ({"unit": "direktorat"} | {"kind": "plt"}, "harus punya tanggal berakhir"),
        ({"valid_to": "2025-01-01"}, "mendahului"),
    ],
)
def test_wrong_data_is_refused_with_words_and_kept(login, admin, unit, wrong, message):
    UserFactory(email="terpakai@contoh.go.id")
    response = login(admin).post(reverse("organisation:person_create"), PERSON | ROLE | wrong)
    page = response.content.decode()
    assert message in page
    assert "Analis Kebijakan" in page
    assert not User.objects.filter(name="Analis Kebijakan").exists()


def test_what_is_wrong_with_person_and_role_is_told_at_once(login, admin):
    response = login(admin).post(reverse("organisation:person_create"), {"name": "Tanpa NIP"})
    [summary] = read(response.content.decode()).all(css_class="alert--danger")

    assert "NIP: Bidang ini" in summary.text
    assert "Unit kerja: Bidang ini" in summary.text


def test_a_unit_is_typed_by_its_name(login, admin, unit, ditjen):
    login(admin).post(
        reverse("organisation:person_create"), PERSON | ROLE | {"unit": "direktorat organ"}
    )
    assert Membership.objects.filter(unit=unit, user__name="Analis Kebijakan").exists()


def test_a_name_that_fits_several_units_lists_them(login, admin, unit, sibling, pegawai):
    address = reverse("organisation:membership_create", args=[pegawai.pk])
    page = login(admin).post(address, ROLE | {"unit": "irektorat"}).content.decode()
    assert "Ketik kodenya" in page
    assert "Direktorat Tetangga (tetangga)" in page


def test_a_person_gets_a_further_role_and_it_ends(login, admin, pegawai, unit):
    browser, today = login(admin), timezone.localdate()
    browser.post(
        reverse("organisation:membership_create", args=[pegawai.pk]), ROLE | {"role": "ketua_tim"}
    )
    membership = pegawai.memberships.get(role="ketua_tim")
    assert User.objects.get(pk=pegawai.pk).has_perm(ProgramPerm.APPROVE_ACTIVITY, unit)

    end = reverse("organisation:membership_end", args=[membership.pk])
    too_early = browser.post(end, {"valid_to": "2020-01-01"})
    assert "belum mulai" in too_early.content.decode()
    browser.post(end, {"valid_to": today - timedelta(days=1)})
    assert not User.objects.get(pk=pegawai.pk).has_perm(ProgramPerm.APPROVE_ACTIVITY, unit)
    page = browser.get(reverse("organisation:person_history", args=[pegawai.pk])).content.decode()
    assert "menugaskan" in page
    assert "mengakhiri" in page


def test_the_same_role_is_not_given_twice(login, admin, pegawai):
    address = reverse("organisation:membership_create", args=[pegawai.pk])
    response = login(admin).post(address, ROLE | {"decree": "821/77"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "sudah memegang peran ini" in page
    assert "821/77" in page


def test_an_administrator_does_not_promote_themselves(login, admin, unit):
    response = login(admin).post(reverse("organisation:membership_create", args=[admin.pk]), ROLE)
    assert response.status_code == 409
    assert admin.memberships.count() == 1
    assert Entry.objects.about(unit).refused().exists()


def test_an_account_is_closed_but_never_ones_own(login, admin, pegawai):
    browser = login(admin)
    fields = {
        "name": pegawai.name,
        "nip": pegawai.nip,
        "email": pegawai.email,
        "employment": "pns",
        "version": pegawai.version,
    }
    browser.post(reverse("organisation:person_change", args=[pegawai.pk]), fields)
    pegawai.refresh_from_db()
    assert not pegawai.is_active
    fields = {"name": admin.name, "nip": admin.nip, "email": admin.email, "employment": "pns"}
    browser.post(reverse("organisation:person_change", args=[admin.pk]), fields)
    admin.refresh_from_db()
    assert admin.is_active


def test_of_two_windows_the_older_form_of_a_person_loses(login, admin, pegawai):
    opened = pegawai.version
    actions.change_person(person=pegawai, by=admin, name="Nama sesudah menikah")
    fields = {"name": "Nama lama", "nip": pegawai.nip, "email": "baru@contoh.go.id"}
    fields |= {"employment": "pns", "is_active": "on", "version": opened}

    response = login(admin).post(reverse("organisation:person_change", args=[pegawai.pk]), fields)

    assert response.status_code == 409
    assert "baru@contoh.go.id" in response.content.decode()
    pegawai.refresh_from_db()
    assert pegawai.name == "Nama sesudah menikah"


def test_a_new_email_is_told_to_the_old_address_too(
    admin, pegawai, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.tell_new_email, "delay", tasks.tell_new_email)
    old = pegawai.email
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_person(person=pegawai, by=admin, email="baru@contoh.go.id")
        actions.change_person(person=pegawai, by=admin, name="Nama baru")

    assert [letter.to for letter in mailoutbox] == [[old], ["baru@contoh.go.id"]]
    assert "baru@contoh.go.id" in mailoutbox[0].body


def test_a_letter_that_fails_hinders_no_other_and_is_tried_again(mailoutbox, monkeypatch):
    old, new, tries = "lama@contoh.go.id", "baru@contoh.go.id", []

    def away(*letter):
        tries.append(letter)
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "send_mail", away)
        tasks.tell_new_email.apply(args=[old, old, new])
    tasks.tell_new_email.apply(args=[new, old, new])

    assert len(tries) == tasks.MOST_TIMES + 1
    assert [letter.to for letter in mailoutbox] == [[new]]


def test_a_queue_that_is_away_does_not_deny_what_is_stored(
    login, admin, pegawai, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def away(*_arguments):
        raise QueueAway

    monkeypatch.setattr(tasks.tell_new_email, "delay", away)
    fields = {"name": pegawai.name, "nip": pegawai.nip, "email": "baru@contoh.go.id"}
    fields |= {"employment": "pns", "is_active": "on", "version": pegawai.version}
    with django_capture_on_commit_callbacks(execute=True):
        address = reverse("organisation:person_change", args=[pegawai.pk])
        response = login(admin).post(address, fields)

    assert response.status_code == 302
    pegawai.refresh_from_db()
    assert pegawai.email == "baru@contoh.go.id"
    assert "the queue does not answer" in caplog.text


def test_nobody_is_appointed_in_a_unit_that_is_closed_then(login, admin, pegawai, sibling):
    actions.close_unit(unit=sibling, valid_to=date(2025, 12, 31), by=admin, reason="SK 1/2025")
    fields = {"unit": sibling.code, "role": "pegawai", "kind": "definitif", "decree": "SK 2"}
    browser = login(admin)
    address = reverse("organisation:membership_create", args=[pegawai.pk])

    refused = browser.post(address, fields | {"valid_from": "2026-01-01"})
    taken = browser.post(address, fields | {"valid_from": "2025-01-01", "valid_to": "2025-12-31"})

    assert refused.status_code == 422
    assert "hanya berlaku sampai 31 Desember 2025" in refused.content.decode()
    assert taken.status_code == 302


def test_a_role_in_a_unit_that_ends_needs_an_end_too(login, admin, pegawai, sibling):
    actions.close_unit(unit=sibling, valid_to=date(2026, 12, 31), by=admin, reason="SK 1/2026")
    fields = {"unit": sibling.code, "role": "pegawai", "kind": "definitif", "decree": "SK 2"}
    address = reverse("organisation:membership_create", args=[pegawai.pk])

    response = login(admin).post(address, fields | {"valid_from": "2025-01-01"})

    assert response.status_code == 422
    assert "Isi tanggal berakhir, paling lambat hari itu." in response.content.decode()
    given = {"user": pegawai, "unit": sibling, "role": Role.PEGAWAI, "by": admin}
    with pytest.raises(actions.UnitClosed):
        actions.appoint(**given, valid_from=date(2025, 1, 1))
    membership = actions.appoint(**given, valid_from=date(2025, 1, 1), valid_to=date(2026, 6, 30))
    with pytest.raises(actions.UnitClosed):
        actions.change_membership(membership=membership, by=admin, valid_to=None)


@pytest.mark.django_db(transaction=True)
def test_two_appointments_at_once_do_not_mix_tpi_with_another_role(unit, pegawai, member_of):
    person = UserFactory()

    def give(role):
        try:
            actions.appoint(user=person, unit=unit, role=role, valid_from=date(2026, 1, 1), by=None)
        except actions.NotAllowedHere as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        messages = sorted(pool.map(give, (Role.TPI_KETUA, Role.KETUA_TIM)))

    assert messages[0] == ""
    assert "tidak boleh merangkap" in messages[1]


@pytest.mark.parametrize("name", ["person", "person_change", "membership_create"])
def test_whoever_opens_a_person_is_on_the_trail_by_any_page(login, admin, pegawai, name):
    login(admin).get(reverse(f"organisation:{name}", args=[pegawai.pk]))

    assert [str(entry.actor_id) for entry in Entry.objects.about(pegawai)] == [str(admin.pk)]


def test_the_trail_names_the_fields_of_a_person_but_not_the_nip(login, admin, pegawai):
    fields = {
        "name": "Nama baru",
        "nip": "199001012015031001",
        "email": pegawai.email,
        "employment": "pns",
        "is_active": "on",
        "version": pegawai.version,
    }
    login(admin).post(reverse("organisation:person_change", args=[pegawai.pk]), fields)
    entry = Entry.objects.about(pegawai).get()
    assert set(entry.note.split(", ")) == {"nama", "NIP"}
    assert "199001012015031001" not in f"{entry.note}{entry.changes}"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_others_change_nobody(login, unit, pegawai, member_of, role):
    browser = login(member_of(unit, role))
    sees = browser.get(pegawai.get_absolute_url()).status_code == 200
    assert sees is (role in {Role.KETUA_TIM, Role.BIRO, Role.PIMPINAN})
    expected = 403 if sees else 404
    membership = pegawai.memberships.get()
    assert browser.get(reverse("organisation:person_create")).status_code == 403
    assert (
        browser.get(reverse("organisation:person_change", args=[pegawai.pk])).status_code
        == expected
    )
    assert (
        browser.get(reverse("organisation:membership_end", args=[membership.pk])).status_code
        == expected
    )
    assert (
        browser.get(reverse("organisation:membership_create", args=[pegawai.pk])).status_code
        == expected
    )


def test_the_line_under_the_name_says_that_someone_acts_for_another(login, unit):
    acting = UserFactory()
    Membership.objects.create(
        user=acting,
        unit=unit,
        role=Role.KETUA_TIM,
        kind="plt",
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate() + timedelta(days=30),
    )

    page = login(acting).get(reverse("accounts:own")).content.decode()

    assert f'<span class="menu__role">Plt Ketua tim, {unit.label}</span>' in page
