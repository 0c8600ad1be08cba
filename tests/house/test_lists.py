"""Whoever goes from a filtered list to a page below it comes back to the list as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from reformasi.documents.actions import request_document
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Role
from reformasi.ui import lists
from tests.documents import kinds
from tests.evaluations.factories import make_follow_up, make_letter
from tests.html import read
from tests.programs.factories import approved_plan, make_achievement, make_activity, photo
from tests.zona_integritas.factories import make_candidate

pytestmark = pytest.mark.django_db
Make = Callable[[Unit, User, User], Model]
#: Each list with filters, and how something in it is made.
LISTS: dict[str, Make] = {
    "programs:activities": lambda unit, one, other: make_activity(unit, one),
    "programs:plans": lambda unit, one, other: approved_plan(unit, one, other),
    "programs:achievements": lambda unit, one, other: make_achievement(
        approved_plan(unit, one, other), one
    ),
    "evaluations:letters": lambda unit, one, other: make_letter(unit),
    "evaluations:follow_ups": lambda unit, one, other: make_follow_up(make_letter(unit), unit),
    "evidence:library": lambda unit, one, other: evidence.upload(
        unit=unit, files=[photo()], by=one
    )[0],
    "documents:list": lambda unit, one, other: request_document(
        kind=kinds.REPORT, subject=unit, unit=unit, by=one
    ),
    "organisation:people": lambda unit, one, other: other,
    "organisation:units": lambda unit, one, other: unit,
    "zona_integritas:candidates": lambda unit, one, other: make_candidate(unit, one),
}


@pytest.fixture
def everybody(ministry, member_of) -> User:
    """Somebody who sees every list."""
    person: User = member_of(ministry, Role.ADMIN)
    for role in (Role.BIRO, Role.PEGAWAI):
        member_of(ministry, role, person)
    return person


def trail(client: Client, address: str) -> list[str]:
    """The addresses above a page."""
    page = read(client.get(address).content.decode())
    return [link.attrs["href"] for link in page.first("nav", "crumbs").all("a")]


@pytest.mark.parametrize(("name", "make"), LISTS.items())
def test_the_trail_leads_back_to_a_list_with_its_filters(
    login, everybody, unit, ketua_tim, name, make
):
    client, address = login(everybody), reverse(name)
    thing = resolve_url(make(unit, everybody, ketua_tim))
    assert client.get(f"{address}?q=rapat+%26+kerja&page=1").status_code == 200
    assert f"{address}?q=rapat+%26+kerja&page=1" in trail(client, thing)

    client.get(address)  # the filters are taken away
    assert address in trail(client, thing)


def test_the_filter_outlives_opening_changing_and_saving(login, pegawai, unit):
    client, activity = login(pegawai), make_activity(unit, pegawai)
    filtered = "/program/kegiatan/?year=2019&status=draft"
    client.get(filtered)
    client.get(activity.get_absolute_url())
    client.get(activity.get_change_url())
    fields = {"unit": unit.code, "kind": "kegiatan", "title": "Baru", "version": activity.version}
    saved = client.post(activity.get_change_url(), fields)
    assert saved.status_code == 302
    assert filtered in trail(client, saved["Location"])


def test_who_deletes_from_a_filtered_list_is_led_back_to_it(login, pegawai, unit):
    client, activity = login(pegawai), make_activity(unit, pegawai)
    client.get("/program/kegiatan/?mine=on")
    gone = client.post(reverse("programs:activity_delete", args=[activity.pk]))
    assert gone["Location"] == "/program/kegiatan/?mine=on"


def test_a_person_has_filters_of_their_own(login, pegawai, ketua_tim, unit):
    activity = make_activity(unit, pegawai)
    login(pegawai).get("/program/kegiatan/?mine=on")
    assert "/program/kegiatan/" in trail(login(ketua_tim), activity.get_absolute_url())


def test_what_is_kept_is_bounded_and_never_leads_elsewhere(login, pegawai, unit):
    client = login(pegawai)
    activity = make_activity(unit, pegawai)
    client.get("/program/kegiatan/?next=//evil.example/")
    assert "/program/kegiatan/?next=%2F%2Fevil.example%2F" in trail(
        client, activity.get_absolute_url()
    )
    client.get("/program/kegiatan/", {"q": "a" * 5_000})
    assert len(str(client.session[lists.SESSION_KEY])) < 1_000


def test_only_the_latest_lists_are_kept(rf, client):
    session: dict[str, object] = {}
    for number in range(lists.MOST_LISTS + 5):
        request = rf.get(f"/daftar/{number}/?q=a")
        request.session = session
        lists.remember(request)
    kept = session[lists.SESSION_KEY]
    assert (len(kept), "/daftar/0/" in kept) == (lists.MOST_LISTS, False)
