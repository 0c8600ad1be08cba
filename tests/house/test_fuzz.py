"""Forms with valid tokens and open objects, filled in wrongly: never a crash."""

from __future__ import annotations

import logging
from random import Random
from typing import Any

import pytest
from django.db import transaction

from reformasi.organisation.roles import Role
from tests.house.access_world import ANONYMOUS, World
from tests.house.fuzz import Form, Tally, by_kind, filled, forms_of, walk

pytestmark = [
    pytest.mark.load,
    pytest.mark.django_db,
    pytest.mark.xdist_group("fuzz"),
]
PAGES, TRIES = 30, 32
ASKERS = (
    Role.PEGAWAI,
    Role.KETUA_TIM,
    Role.BIRO,
    Role.PIMPINAN,
    Role.TPI_KETUA,
    "admin kementerian",
    "biro kementerian",
    ANONYMOUS,
)


@pytest.fixture(scope="module")
def tally() -> Tally:
    return Tally()


@pytest.fixture(autouse=True)
def quiet(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.mark.parametrize("label", ASKERS)
def test_no_form_of_anybody_ends_in_a_crash(world: World, tally: Tally, label: str) -> None:
    random, own = Random(f"6-{label}"), Tally()
    client = world.askers[label].client
    client.raise_request_exception = False
    pages = list(walk(client, limit=PAGES))
    forms = [form for address, page in pages for form in forms_of(address, page)]
    kinds = by_kind(forms)
    random.shuffle(kinds)
    for number in range(TRIES if kinds else 0):
        form = random.choice(kinds[number % len(kinds)])
        data = filled(form, random)
        own.add(sent(client, form, data), f"{form.method} {form.action} {data!r:.600}")
    for status, count in own.statuses.items():
        tally.statuses[status] = tally.statuses.get(status, 0) + count
    assert not own.crashes, "\n".join(own.crashes)


def test_most_of_it_reached_what_it_asked_for(tally: Tally) -> None:
    """A fuzz that meets only 403, 404 and 405 has tried nothing."""
    assert tally.total > TRIES * len(ASKERS) / 2
    assert tally.understood >= tally.total / 2, tally.statuses


def sent(client: Any, form: Form, data: dict[str, object]) -> int:
    """The status of the answer, redirects followed; the database is as before."""
    with transaction.atomic():
        if form.method == "post":
            response = client.post(form.action, data, follow=True)
        else:
            response = client.get(form.action, data, follow=True)
        if response.streaming:
            b"".join(response)  # closing it unread would close the connection of the world too
        transaction.set_rollback(True)
    return int(response.status_code)
