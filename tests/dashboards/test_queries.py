"""The number of queries of a dashboard does not depend on the size of the tree."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reformasi.audit import trail
from reformasi.documents import actions as documents
from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_follow_up, make_letter
from tests.factories import make_unit
from tests.programs.factories import approved_plan, make_activity, submitted_activity
from tests.zona_integritas.factories import make_candidate, step_of
from zona_integritas.candidates import actions as candidates

SIZES = (3, 30, 150)  # units below the directorate-general
RICH = 12  # so many of them have one of everything: more than the lists of a dashboard show
ROLES = {
    "pegawai": Role.PEGAWAI,
    "ketua-tim": Role.KETUA_TIM,
    "biro": Role.BIRO,
    "pimpinan": Role.PIMPINAN,
    "admin": Role.ADMIN,
}


def fill(unit, writer, lead, letter, number, year):
    """A unit at work; the first ``RICH`` have something on every list."""
    today = timezone.localdate()
    make_activity(unit, writer, date=today, evidence=False)
    make_follow_up(letter, unit, due=today - timedelta(days=1), action=f"Tindak lanjut {number}")
    if number >= RICH:
        return
    submitted_activity(unit, writer, date=today)
    approved_plan(unit, writer, lead)
    milestone = step_of(make_candidate(unit, lead, year=year), "ZI-01")
    candidates.change_milestone(milestone=milestone, by=lead, version=1, due_date=today, note="")
    trail.refuse("approve", unit, by=writer, reason="Bukan wewenang.")
    documents.request_document(
        kind="evaluation_report", subject=letter, unit=unit, by=lead, announce=False
    )


@pytest.mark.load
def test_queries_are_as_many_for_three_thirty_and_a_hundred_and_fifty_units(
    ditjen, member_of, login
):
    today = timezone.localdate()
    people = {
        slug: member_of(ditjen, role, valid_to=today + timedelta(days=20))
        for slug, role in ROLES.items()
    }
    letter = make_letter(ditjen)
    counts: dict[str, list[int]] = {slug: [] for slug in ROLES}
    made = 0
    for size in SIZES:
        for number in range(made, size):
            unit = make_unit(f"unit-{number}", ditjen)
            fill(unit, people["pegawai"], people["ketua-tim"], letter, number, today.year)
        made = size
        for slug, person in people.items():
            client = login(person)
            client.get(reverse(f"dashboards:{slug}"))  # the first reading fills caches
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"dashboards:{slug}")).status_code == 200
            counts[slug].append(len(queries))

    assert {slug: len(set(numbers)) for slug, numbers in counts.items()} == dict.fromkeys(ROLES, 1)
    assert max(max(numbers) for numbers in counts.values()) < 30
