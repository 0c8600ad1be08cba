"""Every page, asked by people who reach 5,000 units, 20,000 people and 2,000 recommendations.

The pages are those of the access matrix, which has a row for every address: a new form cannot
escape.
"""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from evaluations.letters.models import Finding, Recommendation
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Role
from tests.house.access_domain_rows import ROWS
from tests.house.access_rows import Case, Row
from tests.house.access_world import FROM_ABOVE, OWN, World, build

pytestmark = pytest.mark.django_db
UNITS, PEOPLE, RECOMMENDATIONS = 5_000, 20_000, 2_000
INNER = 50  # units, each with its share of the rest below it
HEAVIEST, MOST_QUERIES = 30_000, 30
#: Who is asked, the farthest reach first: the first who may see a page.
ASKERS = ["biro kementerian", "admin kementerian", *(role.value for role in Role)]
#: Pages that tell of many things at once, none of which grows -> the queries that these take.
MORE_QUERIES = {
    "privacy:own": 55,  # one for each kind of data that is kept about a person
    "dashboards:ketua-tim": 34,
}
#: Of one query. One of more took minutes where many rows of the tables were dead.
MOST_JOINS = 10


@pytest.fixture(scope="module")
def world(vacuumed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        fill(world)
        yield world
        transaction.set_rollback(True)


def fill(world: World) -> None:
    """Below the directorate in which everybody serves, so that every role reaches it."""
    own = world.places[OWN].unit
    inner = add_units(own, INNER, "induk")
    units = [
        unit
        for above in inner
        for unit in add_units(above, UNITS // INNER - 1, f"{above.code}-satker")
    ]
    people = User.objects.bulk_create(
        User(
            nip=f"{10**17 + n}", name=f"Orang {n:05}", email=f"orang{n}@contoh.go.id", password="!"
        )
        for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(
            user=person,
            unit=units[n % len(units)] if n % 2 else own,
            role=Role.PEGAWAI if n % 3 else Role.KETUA_TIM,
            valid_from=date(2020, 1, 1),
        )
        for n, person in enumerate(people)
    )
    letter = world.places[FROM_ABOVE].letter
    findings = Finding.objects.bulk_create(
        Finding(letter=letter, number=100 + n, description=f"Temuan {n}") for n in range(10)
    )
    Recommendation.objects.bulk_create(
        Recommendation(finding=finding, number=n + 1, text=f"Menyusun pedoman {n} " * 5)
        for finding in findings
        for n in range(RECOMMENDATIONS // len(findings))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_units(above: Unit, count: int, code: str) -> list[Unit]:
    above = Unit.objects.get(pk=above.pk)
    taken = Unit.objects.filter(path__startswith=above.path, depth=above.depth + 1).count()
    units = [
        Unit(
            path=above.path + Unit._int2str(taken + n).rjust(Unit.steplen, "0"),
            depth=above.depth + 1,
            code=f"{code}-{n}",
            name=f"Satuan Kerja {code} {n}",
            kind="team",
        )
        for n in range(1, count + 1)
    ]
    Unit.objects.filter(pk=above.pk).update(numchild=taken + count)
    return Unit.objects.bulk_create(units)


def case_of(world: World, row: Row) -> Case | None:
    """In front of the first place of ``row``: the first who sees it and may."""
    cases = (Case(world, world.askers[label], row.at[0]) for label in ASKERS)
    return next((case for case in cases if row.see(case) and row.may(case)), None)


def measure(case: Case, address: str) -> tuple[int, int, int] | None:
    """Queries, bytes as gzip, and the most joins of a query; none where it is no page."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        page = case.asker.client.get(address)
        transaction.set_rollback(True)
    if page.streaming:
        deque(page.streaming_content, maxlen=0)  # a file closes when it has been read
    if not page.headers.get("Content-Type", "").startswith("text/html"):
        return None
    number = sum("SAVEPOINT" not in query["sql"] for query in queries)
    joins = max((joins_of(query["sql"]) for query in queries), default=0)
    return number, len(gzip.compress(page.content, 5)), joins


def joins_of(sql: str) -> int:
    """Of the widest part: parts of a union and subqueries are planned by themselves."""
    return max(part.count(" JOIN ") for part in re.split(r" UNION |\(SELECT ", sql))


def test_no_page_grows_with_the_ministry(world: World) -> None:
    wrong, asked = [], 0
    for row in ROWS:
        case = case_of(world, row) if "GET" in row.methods else None
        most = MORE_QUERIES.get(row.name, MOST_QUERIES), HEAVIEST, MOST_JOINS
        measured = measure(case, row.address(case)) if case else None
        if case is None or measured is None:
            continue
        asked += 1
        if measured[0] > most[0]:  # once more: content types are read once a process
            measured = measure(case, row.address(case)) or measured
        if any(figure > limit for figure, limit in zip(measured, most, strict=True)):
            number, weight, joins = measured
            wrong.append(
                f"{row.name}, {case.asker.label}: {number} queries, {weight} bytes, {joins} joins"
            )

    assert asked > 100
    assert not wrong, "\n".join(wrong)
