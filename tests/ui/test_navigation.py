import pytest
from django.test import RequestFactory

from reformasi.ui import navigation
from reformasi.ui.context_processors import Frame
from reformasi.ui.counts import Count
from reformasi.ui.icons import SHAPES
from reformasi.ui.navigation import Item

small_portal = pytest.mark.urls("tests.ui.urls")


class Someone:
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
