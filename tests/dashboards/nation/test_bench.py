"""What ``script/bench --nation`` asks for, and what it says of the goals."""

import re
import time

import pytest
from django.test import Client

from benchmarks.nation import measuring, pages, people, tables
from benchmarks.nation.measuring import Cost
from benchmarks.nation.people import LARGEST, LEAF, NATION
from reformasi.organisation.models import User
from reformasi.organisation.roles import Role

pytestmark = [pytest.mark.load, pytest.mark.xdist_group("demo")]


@pytest.fixture
def everybody():
    return people.of_nation()


@pytest.fixture
def bureau(everybody):
    return next(each for each in everybody if (each.role, each.reach) == (Role.BIRO, NATION))


def test_every_role_is_asked_and_the_leaders_at_every_reach(everybody):
    assert len({each.user.pk for each in everybody}) == len(everybody)
    assert {each.role for each in everybody if each.reach == NATION} >= {
        Role.PIMPINAN, Role.BIRO, Role.ADMIN, Role.KETUA_TIM, Role.TPI_KETUA,
    }  # fmt: skip
    assert {each.role for each in everybody if each.reach == LEAF} == {
        Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR,
    }  # fmt: skip
    assert all(each.unit.path.startswith(each.top.path) for each in everybody)


def test_every_page_that_is_measured_is_there(bureau, settings):
    """Each answers, or says that it is not this person's."""
    client = Client()
    client.force_login(bureau.user)
    session = type("Asked", (), {"client": client})()
    answered = {
        page: measuring.ask_here(session, path)
        for page, path in pages.addresses(bureau).items()
        if not page.endswith(pages.NEXT_PAGE)
    }

    assert {status for status, _queries, _next in answered.values()} <= {200, 302, 403, 404}
    status, queries, following = answered["activities"]
    assert status == 200
    assert queries
    assert following
    assert client.get(following).status_code == 200


def test_a_request_that_takes_too_long_is_given_up():
    with pytest.raises(measuring.TooSlow), measuring.capped(0.05):
        time.sleep(10)


def person_of(role, reach, key="ortala"):
    return people.Person(User(), None, None, role, reach, key)


def pair(cost, before):
    [one] = tables.Result(1, [before], [cost], "").pairs
    return one


def test_growth_is_counted_from_the_same_page_of_the_same_role_in_the_demo():
    before = Cost("activities", person_of("biro", "demo"), ratio=4)
    now = Cost("activities", person_of("biro", NATION), ratio=5)

    assert pair(now, before).growth == pytest.approx(1.25)
    assert pair(now, Cost("plans", before.person, ratio=4)).growth is None
    assert pair(now, before).misses == []


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        ({"ratio": 6.1}, ["growth"]),
        ({"ratio": 10.5}, ["growth", "time"]),
        ({"ratio": 4, "queries": 31}, ["queries"]),
        ({"ratio": 4, "size": 60_001}, ["weight"]),
        ({"refused": "over 20 s"}, ["refused"]),
    ],
)
def test_a_page_says_which_goal_it_misses(figures, missed):
    before = Cost("activities", person_of("biro", "demo"), ratio=4)
    now = Cost("activities", person_of("biro", NATION), **figures)

    assert pair(now, before).misses == missed


def test_tables_name_each_page_once_with_its_worst_role_and_count_what_misses():
    sql = 'SELECT COUNT(*) FROM "programs_activity" WHERE ("title" LIKE \'%a%\' | 1)'
    after = [
        Cost("activities", person_of("biro", NATION), ratio=12, queries=9, size=8000, sql=sql),
        Cost("activities", person_of("pimpinan", NATION), ratio=3, queries=31, size=9000),
        Cost("activities", person_of("pimpinan", LARGEST), refused="over 20 s"),
        Cost("export kegiatan", person_of("biro", NATION), ratio=400, size=90_000_000),
    ]
    result = tables.Result(0.1, [], after, "loaded\n")

    text = tables.written(result)

    assert "| activities      |" in text
    assert "over 20 s |   12.0 |      31 |     9.0 kB |" in text
    assert re.search(r"\| pages by person +\| +3 \|", text)
    assert re.search(r"\| meet every goal +\| +0 \|", text)
    assert "SELECT programs_activity (title LIKE" in tables.every_pair(result.pairs)
