import pytest
from django.test import RequestFactory

from reformasi.ui import navigation
from reformasi.ui.context_processors import Frame
from reformasi.ui.counts import Count
from reformasi.ui.icons import SHAPES
from reformasi.ui.navigation import Item

small_portal = pytest.mark.urls("tests.ui.urls")


class Someone:
    pk = 0
    is_authenticated = True

    def has_perm(self, perm):
        return perm == "ui.view_gallery"


@pytest.fixture
def menu(monkeypatch):
    """An empty menu to fill."""
    monkeypatch.setattr(navigation, "_items", {})
    return navigation.register


@small_portal
def test_the_menu_follows_its_order_and_hides_what_is_not_for_this_person(menu):
    menu(
        Item("Galeri", "ui:gallery", "eye", order=20, perm="ui.view_gallery"),
        Item("Sehat", "ui:health", "shield", order=10),
        Item("Rahasia", "ui:theme", "lock", perm="ui.change_theme"),
    )

    assert [entry.label for entry in navigation.entries(Someone(), "/")] == ["Sehat", "Galeri"]


@small_portal
def test_the_longest_matching_address_is_the_current_section(menu):
    menu(Item("Beranda", "start", "home"), Item("Galeri", "ui:gallery", "eye"))

    def current(path):
        return [entry.label for entry in navigation.entries(Someone(), path) if entry.current]

    assert current("/galeri/apa-saja/") == ["Galeri"]
    assert current("/") == ["Beranda"]
    assert current("/sehat/") == []


@small_portal
def test_pages_elsewhere_can_belong_to_a_section(menu):
    menu(Item("Beranda", "start", "home", within="/dasbor/"))

    assert navigation.entries(Someone(), "/dasbor/pegawai/")[0].current


@small_portal
def test_an_entry_without_an_address_is_left_out(menu):
    menu(Item("Belum ada", "nowhere:at_all", "x"))

    assert navigation.entries(Someone(), "/") == []


@small_portal
def test_what_waits_is_counted_for_the_person_who_looks(menu):
    menu(Item("Galeri", "ui:gallery", "eye", count=lambda user: Count(3)))

    assert navigation.entries(Someone(), "/")[0].count == Count(3)


def test_the_public_sees_no_menu(menu, rf: RequestFactory):
    menu(Item("Galeri", "ui:gallery", "eye"))
    frame = Frame(rf.get("/"))

    assert (frame.sections, frame.own_pages, frame.introduction) == ([], [], "")


def test_every_registered_entry_has_an_address_and_an_icon():
    assert len({item.url_name.split(":")[0] for item in navigation.registered()}) > 3  # apps

    wrong = [item for item in navigation.registered() if not item.url() or item.icon not in SHAPES]

    assert wrong == []


@small_portal
class TestWhatWaits:
    @pytest.fixture
    def asked(self, menu):
        """How often the menu has counted; each time it is one more."""
        asked = []

        def tally(_user):
            asked.append(1)
            return Count(len(asked), more=True)

        menu(Item("Galeri", "ui:gallery", "eye", count=tally, perm="ui.view_gallery"))
        navigation.count_again(Someone())
        yield asked
        navigation.count_again(Someone())

    def test_it_is_counted_once_for_some_seconds(self, asked):
        first, second = (navigation.entries(Someone(), "/")[0].count for _ in range(2))

        assert (first, second, len(asked)) == (Count(1, more=True), Count(1, more=True), 1)

    def test_it_is_counted_again_after_what_the_person_did(self, asked):
        navigation.entries(Someone(), "/")
        navigation.count_again(Someone())

        assert navigation.entries(Someone(), "/")[0].count == Count(2, more=True)

    def test_it_is_counted_again_when_the_person_sees_other_entries(self, asked, menu):
        navigation.entries(Someone(), "/")
        menu(Item("Sehat", "ui:health", "shield", count=lambda user: Count(7)))

        counts = [entry.count.number for entry in navigation.entries(Someone(), "/")]

        assert counts == [2, 7]

    def test_without_redis_it_is_counted_each_time(self, asked, settings):
        settings.CACHES = {
            "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
        }

        for _ in range(2):
            navigation.entries(Someone(), "/")

        assert len(asked) == 2
