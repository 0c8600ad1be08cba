import pytest

from reformasi.organisation.models import User
from reformasi.ui.pages import page_of
from tests.factories import UserFactory


@pytest.fixture
def people(db):
    return [UserFactory() for _ in range(5)]


def test_a_list_is_cut_into_pages_without_ever_counting_it(people, rf, django_assert_num_queries):
    everyone = User.objects.order_by("pk")

    with django_assert_num_queries(1) as queries:
        page = page_of(everyone, rf.get("/orang/", {"page": "2"}), size=2)

    assert [person.pk for person in page] == [person.pk for person in people[2:4]]
    assert "COUNT" not in queries.captured_queries[0]["sql"].upper()
    assert (page.has_previous, page.has_next, len(page)) == (True, True, 2)


def test_the_last_page_has_no_next(people, rf):
    page = page_of(User.objects.order_by("pk"), rf.get("/orang/", {"page": "3"}), size=2)

    assert (len(page), page.has_next, page.next_url) == (1, False, "")


def test_going_on_keeps_the_filters(rf):
    page = page_of(list(range(9)), rf.get("/orang/?q=dit+a&page=2&unit=1&unit=2"), size=3)

    assert page.next_url == "/orang/?q=dit+a&unit=1&unit=2&page=3"
    assert page.previous_url == "/orang/?q=dit+a&unit=1&unit=2"


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "dua", "1.5", "²"])
def test_a_page_number_that_makes_no_sense_is_the_first_page(nonsense, rf):
    page = page_of(list(range(9)), rf.get("/orang/", {"page": nonsense}), size=3)

    assert (page.number, page.rows) == (1, [0, 1, 2])


def test_nobody_reads_beyond_the_thousandth_page(rf):
    page = page_of(list(range(3_100)), rf.get("/orang/", {"page": "99999999999999999999"}), size=3)

    assert (page.number, page.has_next) == (1_000, False)
