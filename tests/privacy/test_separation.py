"""A person is taken out of their acts by two administrators; the acts stay."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from programs.activities.models import Activity
from reformasi.audit import trail
from reformasi.audit.models import Entry, PersonKey
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.organisation import actions as organisation
from reformasi.organisation.models import Membership
from reformasi.organisation.roles import Role
from reformasi.privacy import actions
from reformasi.privacy.actions import StillServing
from reformasi.privacy.models import Separation
from reformasi.workflow.frozen import digest
from reformasi.workflow.models import Snapshot
from tests.programs.factories import submitted_activity

ADDRESS = "203.0.113.77"


@pytest.fixture
def other_admin(unit, member_of):
    return member_of(unit, Role.ADMIN)


@pytest.fixture
def gone(unit, pegawai):
    """Somebody who wrote and submitted an activity, and whose roles ended."""
    with trail.coming_from(ADDRESS):
        submitted_activity(unit, pegawai)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=pegawai).update(valid_to=yesterday)
    pegawai.forget_memberships()
    return pegawai


@pytest.fixture
def asked(gone, admin):
    return actions.request_separation(person=gone, reason="Surat 12/2026", by=admin)


def everything():
    """All that the database holds of people, trail and row history, as text."""
    tables = ("audit_entry", "audit_tally", "organisation_user", "organisation_userevent",
              "organisation_membershipevent", "pghistory_context", "audit_snapshot")  # fmt: skip
    parts = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT string_agg({table}::text, E'\\n') FROM {table}")
            parts.append(str(cursor.fetchone()[0]))
    return "\n".join(parts)


def test_names_numbers_and_addresses_are_gone_and_acts_are_counted(asked, gone, other_admin):
    secrets = (gone.name, gone.nip, gone.email)
    assert all(secret in everything() for secret in secrets)
    acts = Entry.objects.filter(actor_id=gone.pk).count()
    assert acts

    actions.separate(separation=asked, by=other_admin)

    text = everything()
    assert [secret for secret in (*secrets, ADDRESS) if secret in text] == []
    read = Entry.objects.filter(actor_id=gone.pk)
    assert read.count() == acts
    assert {entry.actor_label for entry in read} == {f"Orang terhapus #{gone.pk}"}
    assert {entry.origin for entry in read} == {""}
    activity = Activity.objects.get(created_by=gone)
    assert str(activity.submitted_by) == f"Orang terhapus #{gone.pk}"
    assert Activity.objects.filter(submitted_by=gone).count() == 1


def test_frozen_content_keeps_its_digest(asked, other_admin):
    actions.separate(separation=asked, by=other_admin)
    for snapshot in Snapshot.objects.all():
        assert digest(snapshot.content) == snapshot.sha256


def test_nobody_logs_in_with_it_any_more(asked, gone, other_admin, client):
    nip = gone.nip
    actions.separate(separation=asked, by=other_admin)
    gone.refresh_from_db()
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert not client.login(username=nip, password="Rahasia-sekali-1")


def test_who_asked_does_not_do_it(asked, admin, gone):
    with pytest.raises(SameHand):
        actions.separate(separation=asked, by=admin)
    assert PersonKey.objects.filter(person_id=gone.pk).exists()


def test_whoever_still_serves_is_not_separated(admin, other_admin, ketua_tim):
    with pytest.raises(StillServing):
        actions.request_separation(person=ketua_tim, reason="x", by=admin)


def test_whoever_serves_again_by_then_is_not_separated_either(asked, gone, other_admin):
    Membership.objects.filter(user=gone).update(valid_to=None)
    with pytest.raises(StillServing), transaction.atomic():
        actions.separate(separation=asked, by=other_admin)


def test_asked_twice_the_first_request_stands(login, asked, gone, other_admin):
    address = reverse("privacy:separation_create", args=[gone.pk])
    browser = login(other_admin)

    response = browser.post(address, {"reason": "Surat kedua"})

    assert response.status_code == 409
    assert "Surat kedua" in response.content.decode()
    assert Separation.objects.get().reason == "Surat 12/2026"
    page = browser.get(address, follow=True).content.decode()
    assert f"Pemisahan {gone} sudah diminta." in page


def test_whoever_comes_second_is_told_that_it_is_done(asked, gone, other_admin):
    actions.separate(separation=asked, by=other_admin)
    for act in (actions.separate, actions.withdraw_separation):
        with pytest.raises(MoveNotAllowed, match="sudah dilaksanakan"):
            act(separation=asked, by=other_admin)
    assert Entry.objects.filter(action="organisation.user.separate").count() == 1


def test_a_separated_account_is_never_used_again(asked, gone, unit, admin, other_admin):
    actions.separate(separation=asked, by=other_admin)
    gone.refresh_from_db()

    with pytest.raises(organisation.NotAllowedHere, match="dipisahkan"):
        organisation.change_person(person=gone, by=admin, name="Nama lama", is_active=True)
    with pytest.raises(organisation.NotAllowedHere, match="dipisahkan"):
        organisation.appoint(
            user=gone, unit=unit, role=Role.PEGAWAI, valid_from=timezone.localdate(), by=admin
        )


def test_the_database_wants_two_people_too(asked, gone, admin):
    with (
        pytest.raises(DatabaseError, match="two people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT audit_separate_person(%s)", [gone.pk])
    with pytest.raises(DatabaseError, match="by_another"), transaction.atomic():
        Separation.objects.update(done_by=admin, done_at=timezone.now())


class TestPages:
    def test_one_asks_and_another_does_it(self, login, admin, other_admin, gone):
        address = reverse("privacy:separation_create", args=[gone.pk])
        client = login(admin)
        assert client.post(address, {"reason": ""}).status_code == 422
        page = client.post(address, {"reason": "Surat 12/2026"}, follow=True)
        assert "Menunggu administrator lain" in page.content.decode()
        separation = Separation.objects.get()
        do = reverse("privacy:separation_separate", args=[separation.pk])
        assert client.post(do).status_code == 409

        page = login(other_admin).post(do, follow=True)

        assert f"Orang terhapus #{gone.pk}" in page.content.decode()
        assert login(other_admin).post(do).status_code == 404

    def test_a_request_can_be_taken_back(self, login, asked, other_admin, gone):
        address = reverse("privacy:separation_withdraw", args=[asked.pk])
        assert login(other_admin).post(address).status_code == 302
        assert not Separation.objects.exists()
        assert Entry.objects.filter(action="organisation.user.withdraw_separation").exists()

    def test_only_administrators_come_here(self, login, asked, ketua_tim):
        assert login(ketua_tim).get(reverse("privacy:separations")).status_code == 403
        do = reverse("privacy:separation_separate", args=[asked.pk])
        assert login(ketua_tim).post(do).status_code == 404
