"""Lists are walked by key: each row once, in order, whatever happens to the others meanwhile."""

from datetime import date, timedelta
from itertools import chain
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F
from django.http import HttpRequest

from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.plans.models import ActionPlan
from reformasi.organisation.models import User
from reformasi.ui.counts import Count, count_of
from reformasi.ui.keys import Order
from reformasi.ui.pages import page_of
from tests.factories import UserFactory

SIZE = 4
ORDERS = {
    "NULL first, as PostgreSQL has it": ("-date", "-pk"),
    "NULL last": ("date", "title", "pk"),
    "NULL where it is said": (F("date").desc(nulls_last=True), "-title"),
    "over tables of which one may be missing": ("-unit__path", "area__number", "-date", "pk"),
    "by what is not unique alone": ("kind",),
}


@pytest.fixture
def people(db):
    return [UserFactory() for _ in range(5)]


@pytest.fixture
def activities(unit, child, pegawai, db):
    random = Random(7)
    areas = [None, *ReformArea.objects.all()[:2]]
    rows = [_activity(random, random.choice((unit, child)), areas, pegawai) for _each in range(30)]
    return Activity.objects.bulk_create(rows)


def _activity(random, unit, areas, by):
    day = random.choice((None, None, *(date(2026, 1, 1) + timedelta(days=n) for n in range(4))))
    title = random.choice(("Rapat", "Ünïkodé", "R'apat; \\", ""))
    return Activity(unit=unit, date=day, title=title, area=random.choice(areas), created_by=by)


def asked(rf, url: str) -> HttpRequest:
    return rf.get(url or "/kegiatan/")


def walk(rf, rows, url="", backward=False, between=lambda: None):
    """The rows of all pages from ``url`` on, as they come."""
    pages = []
    while True:
        page = page_of(rows.all(), asked(rf, url), size=SIZE)
        pages.append([row.pk for row in page])
        if not (url := page.previous_url if backward else page.next_url):
            return pages, page
        between()


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_each_row_comes_once_and_in_order_forwards_and_backwards(order, activities, rf):
    rows = Activity.objects.order_by(*order)
    expected = [row.pk for row in rows.order_by(*order, *(() if "pk" in str(order) else ("pk",)))]

    forwards, last = walk(rf, rows)
    backwards, first = walk(rf, rows, last.previous_url, backward=True)

    assert list(chain(*forwards)) == expected
    assert list(chain(*reversed(backwards))) == expected[: -len(forwards[-1])]
    assert (first.number, first.has_previous, last.has_next) == (1, False, False)


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_rows_that_stay_come_once_while_others_come_and_go(
    order, backward, activities, rf, unit, pegawai
):
    random, rows = Random(1), Activity.objects.order_by(*order)
    staying = {row.pk for row in random.sample(activities, 15)}
    areas = [None, *ReformArea.objects.all()[:2]]
    start = walk(rf, rows)[1].previous_url if backward else ""
    staying -= set(walk(rf, rows)[0][-1]) if backward else set()

    def disturb() -> None:
        if going := [row.pk for row in Activity.objects.exclude(pk__in=staying)]:
            Activity.objects.filter(pk__in=random.sample(going, min(2, len(going)))).delete()
        Activity.objects.bulk_create(_activity(random, unit, areas, pegawai) for _each in range(2))

    pages, _last = walk(rf, rows, start, backward, disturb)

    seen = [pk for page in pages for pk in page if pk in staying]
    if backward:  # the first page is shown whole, so it may repeat what came before
        seen = list(dict.fromkeys(seen))
    assert sorted(seen) == sorted(staying)


def test_a_page_is_one_query_without_count_or_offset(people, rf, django_assert_num_queries):
    everyone = User.objects.order_by("pk")
    second = page_of(everyone, rf.get("/orang/"), size=2).next_url

    with django_assert_num_queries(1) as queries:
        page = page_of(everyone, rf.get(second), size=2)

    assert [person.pk for person in page] == [person.pk for person in people[2:4]]
    sql = queries.captured_queries[0]["sql"].upper()
    assert "COUNT" not in sql
    assert "OFFSET" not in sql
    assert (page.number, page.has_previous, page.has_next, len(page)) == (2, True, True, 2)


def test_going_on_keeps_the_filters(people, rf):
    page = page_of(User.objects.order_by("pk"), rf.get("/orang/?q=dit+a&unit=1&unit=2"), size=3)

    query = parse_qs(urlsplit(page.next_url).query)
    assert query.pop("page")
    assert query == {"q": ["dit a"], "unit": ["1", "2"]}


NONSENSE = ["", "0", "2", "dua", "2aW10", "2a!", "2aW251bGxd", "2aWyJcdTAwMDAiXQ", "2aW3RydWVd",
            "2aWzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "2a" + "W" * 2000]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_what_is_no_key_is_the_first_page(nonsense, people, rf):
    page = page_of(User.objects.order_by("pk"), rf.get("/orang/", {"page": nonsense}), size=3)

    assert page.number == 1
    assert [person.pk for person in page] == [person.pk for person in people[:3]]


def test_a_key_of_a_list_in_another_order_is_the_first_page(people, rf):
    url = page_of(User.objects.order_by("name", "pk"), rf.get("/"), size=2).next_url
    assert page_of(User.objects.order_by("pk"), rf.get(url), size=2).number == 1


def test_a_page_that_is_empty_by_now_is_the_first_one(people, rf):
    rows = User.objects.order_by("pk")
    url = page_of(rows, rf.get("/"), size=3).next_url
    rows.filter(pk__in=[person.pk for person in people[3:]]).delete()
    assert page_of(rows, rf.get(url), size=3).number == 1


def test_a_column_that_cannot_be_missing_begins_at_the_key(unit, rf):
    """An index finds the place: the first column is bounded by itself."""
    order = Order(ActionPlan.objects.order_by("-year", "-pk"))
    start = order.read(f"2a{order.key_of(ActionPlan(pk=7, year=2026))}")
    where = str(order.from_start(start).query).split("WHERE")[1]
    assert '"year" <= 2026' in where


@pytest.mark.parametrize(
    ("number", "cap", "text", "short"),
    [(0, 3, "0", "0"), (3, 3, "3", "3"), (4, 3, "lebih dari 3", "3+")],
)
def test_a_count_is_exact_up_to_its_cap(number, cap, text, short, db, django_assert_num_queries):
    for _each in range(number):
        UserFactory()
    with django_assert_num_queries(1) as queries:
        count = count_of(User.objects.all(), cap)
    assert f"LIMIT {cap + 1}" in queries.captured_queries[0]["sql"]
    assert (str(count), count.short) == (text, short)


def test_a_list_says_how_many_rows_all_its_pages_have(people, rf, django_assert_num_queries):
    everyone = User.objects.order_by("pk")
    with django_assert_num_queries(2):
        assert page_of(everyone, rf.get("/"), size=2).count == Count(5)
    with django_assert_num_queries(1):  # all are on it
        assert page_of(everyone, rf.get("/"), size=9).count == Count(5)
