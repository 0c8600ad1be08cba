"""Refusals are shown to whoever administers the person today, however many there are."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from reformasi.audit import trail
from reformasi.audit.models import Entry
from reformasi.audit.permissions import AuditPerm
from reformasi.organisation import refusals
from reformasi.organisation.actions import move_unit
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Role
from tests.factories import MembershipFactory, UserFactory, make_unit

ADDRESS = "/organisasi/orang/penolakan/"


def offices(chance: random.Random, units: list[Unit], person: User) -> None:
    """Up to three roles, some of them over, some not begun."""
    today = timezone.localdate()
    for year in range(chance.randint(0, 3)):
        ended = chance.random() < 0.4
        MembershipFactory(
            user=person,
            unit=chance.choice(units),
            role=chance.choice(list(Role)),
            valid_from=date(2020 + year, 1, 1),
            valid_to=today - timedelta(days=chance.randint(1, 900)) if ended else None,
        )
    person.forget_memberships()


@pytest.mark.parametrize("few", [0, refusals.FEW])
def test_they_are_those_of_the_people_whom_one_administers_today(db, few, monkeypatch):
    """From the newest entry on, or from the people: the same, for any tree and roles."""
    monkeypatch.setattr(refusals, "FEW", few)
    chance = random.Random(few)
    units = [make_unit("akar")]
    for number in range(9):
        parent = Unit.objects.get(pk=chance.choice(units).pk)
        units.append(make_unit(f"unit-{number}", parent))
    people = [UserFactory() for _number in range(14)]
    people.append(UserFactory(is_superuser=True))
    for person in people:
        offices(chance, units, person)
        for unit in chance.sample(units, 2):
            trail.refuse("change", unit, by=person, reason="Bukan wewenang Anda.")
    for person in chance.sample(people, 3):  # what was refused is judged by the roles of today
        Membership.objects.filter(user=person).update(valid_to=None, unit=chance.choice(units))
    admins = [MembershipFactory(unit=unit, role=Role.ADMIN).user for unit in units]
    moved, parent = Unit.objects.get(pk=units[-1].pk), Unit.objects.get(pk=units[0].pk)
    move_unit(unit=moved, parent=parent, by=admins[0])

    for admin in admins:
        user = User.objects.get(pk=admin.pk)
        theirs = {
            str(p.pk) for p in User.objects.all() if user.has_perm(AuditPerm.VIEW_REFUSALS, p)
        }
        entries = list(refusals.refusals_for(user))
        right = Entry.objects.refused().filter(actor_id__in=theirs)
        assert entries == list(right)


def test_who_administers_nobody_and_who_has_not_logged_in_sees_none(db, pegawai, login, admin):
    trail.refuse("change", admin, by=pegawai, reason="Bukan wewenang Anda.")

    assert not refusals.refusals_for(pegawai).exists()
    assert [entry.actor_id for entry in refusals.refusals_for(admin)] == [str(pegawai.pk)]


def test_the_page_asks_as_little_for_many_refusals(
    db, login, admin, unit, member_of, django_assert_max_num_queries
):
    for _number in range(30):
        person = member_of(unit, Role.PEGAWAI)
        trail.refuse("change", unit, by=person, reason="Bukan wewenang Anda.")
    browser = login(admin)
    browser.get(ADDRESS)

    with django_assert_max_num_queries(14):
        page = browser.get(ADDRESS)
    assert page.content.decode().count("Bukan wewenang Anda.") == 25
