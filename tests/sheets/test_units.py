"""A ministry brings its own tree: units are added, renamed, moved and closed from one file."""

from datetime import date

import pytest
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from tests.factories import UserFactory, make_unit

from .files import csv, uploaded

HEADERS = ["kode", "nama", "induk", "jenis", "berlaku_sampai", "dilebur_ke", "dasar"]


@pytest.fixture
def browser(login, admin, unit, sibling):
    return login(admin)


def preview(browser, *rows, headers=HEADERS):
    content = csv([[*row, *[""] * (len(headers) - len(row))] for row in rows], headers)
    url = reverse("sheets:import", args=["unit"])
    taken = browser.post(url, {"file": uploaded(content, "unit.csv")})
    assert taken.status_code == 302, taken.content.decode()
    return taken.url, browser.get(taken.url)


def bring_in(browser, *rows, headers=HEADERS):
    url, page = preview(browser, *rows, headers=headers)
    assert page.context["preview"].is_right, problems(page)
    assert browser.post(url, {"digest": page.context["digest"]}).status_code == 302
    return page


def problems(page):
    return {
        (row.number, problem.column, problem.message)
        for row in page.context["rows"]
        for problem in row.problems
    }


def parent_of(code):
    return Unit.objects.get_parent(Unit.objects.get(code=code)).code


def test_parents_may_come_later_in_the_file(browser):
    bring_in(
        browser,
        ("seksi-a", "Seksi A", "bagian-a", "team"),
        ("bagian-a", "Bagian A", "biro-a", "division"),
        ("biro-a", "Biro A", "kementerian", "Biro"),
    )
    assert [parent_of(code) for code in ("seksi-a", "bagian-a", "biro-a")] == [
        "bagian-a",
        "biro-a",
        "kementerian",
    ]
    assert Unit.objects.get(code="biro-a").kind == "bureau"


def test_units_are_renamed_and_moved_and_the_preview_says_so(browser, unit, sibling):
    child = make_unit("subdit-x", unit, name="Subdirektorat X")
    page = bring_in(browser, ("SUBDIT-X", "Subdirektorat Baru", "tetangga"))
    (row,) = page.context["rows"]
    assert [(c.before, c.after) for c in row.effect.changes] == [
        ("Subdirektorat X", "Subdirektorat Baru"),
        ("direktorat", "tetangga"),
    ]
    child.refresh_from_db()
    assert (child.name, parent_of("subdit-x")) == ("Subdirektorat Baru", "tetangga")
    acts = set(Entry.objects.about(child).values_list("action", flat=True))
    assert acts >= {"organisation.unit.change", "organisation.unit.move"}


def test_a_subtree_is_turned_inside_its_own_file(browser, unit, sibling):
    """What stood below comes to stand above, through a third unit."""
    make_unit("a", unit)
    make_unit("b", Unit.objects.get(code="a"))
    bring_in(browser, ("b", "Unit b", "tetangga"), ("a", "Unit a", "b"))
    assert (parent_of("a"), parent_of("b")) == ("b", "tetangga")


def test_a_unit_does_not_move_below_itself(browser, unit):
    make_unit("a", unit)
    make_unit("b", Unit.objects.get(code="a"))
    _url, page = preview(browser, ("a", "Unit a", "b"))
    ((number, _column, message),) = problems(page)
    assert number == 2
    assert "ke bawah dirinya sendiri" in message


def test_a_circle_in_the_file_is_told_row_by_row(browser):
    _url, page = preview(
        browser,
        ("x", "X", "y", "team"),
        ("y", "Y", "z", "team"),
        ("z", "Z", "x", "team"),
        ("w", "W", "x", "team"),
    )
    messages = {number: message for number, _column, message in problems(page)}
    assert "Induk berputar: x → y → z → x" in messages[2]
    assert set(messages) == {2, 3, 4, 5}
    assert "keliru di baris 2" in messages[5]


def test_units_close_from_below_and_their_successor_is_kept(browser, unit, sibling):
    make_unit("subdit-x", unit)
    bring_in(
        browser,
        ("direktorat", "Direktorat Organisasi", "", "", "31-12-2025", "tetangga", "Perpres 1/2025"),
        ("subdit-x", "Unit subdit-x", "", "", "31-12-2025"),
    )
    unit.refresh_from_db()
    assert (unit.valid_to, unit.merged_into) == (date(2025, 12, 31), sibling)
    closing = Entry.objects.about(unit).get(action="organisation.unit.close")
    assert closing.note == "Perpres 1/2025"


def test_a_unit_does_not_close_before_what_is_below_it(browser, unit):
    make_unit("subdit-x", unit)
    url, page = preview(
        browser,
        ("direktorat", "Direktorat Organisasi", "", "", "31-12-2025"),
        ("b", "B", "tetangga", "team"),
    )
    ((_number, _column, message),) = problems(page)
    assert "Masih ada unit di bawahnya" in message
    assert browser.post(url, {"digest": page.context["digest"]}).status_code == 409
    assert not Unit.objects.filter(code="b").exists()


def test_a_closed_unit_is_opened_again_by_a_blank_end(browser, unit):
    bring_in(browser, ("tetangga", "Direktorat Tetangga", "", "", "31-12-2025"))
    bring_in(browser, ("tetangga", "Direktorat Tetangga"))
    assert Unit.objects.get(code="tetangga").valid_to is None


def test_a_column_that_is_not_there_changes_nothing(browser, sibling):
    bring_in(browser, ("tetangga", "Direktorat Tetangga", "", "", "31-12-2025"))
    bring_in(browser, ("tetangga", "Direktorat Lain"), headers=["kode", "nama"])
    sibling.refresh_from_db()
    assert (sibling.name, sibling.valid_to) == ("Direktorat Lain", date(2025, 12, 31))
    assert sibling.kind == "directorate"


@pytest.mark.parametrize(
    ("row", "column", "advice"),
    [
        (("b", "B", "antah"), "Jenis", "Isi jenis unit"),
        (("b", "B", "antah", "team"), "Kode induk", "Tidak ada unit berkode"),
        (("b", "B", "", "team"), "Kode induk", "Isi kode induk"),
        (("b.1", "B", "tetangga", "team"), "Kode", "huruf kecil, angka"),
        (("b", "B", "tetangga", "kerajaan"), "Jenis", "tidak dikenal"),
        (("", "B", "tetangga", "team"), "Kode", "wajib diisi"),
        (("b", "", "tetangga", "team"), "Nama", "wajib diisi"),
        (("tetangga", "T", "", "", "31-12-2025", "antah"), "Dilebur ke", "Tidak ada unit berkode"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(browser, row, column, advice):
    _url, page = preview(browser, row)
    assert any(name == column and advice in text for _n, name, text in problems(page)), problems(
        page
    )


def test_the_same_code_twice_is_refused(browser):
    _url, page = preview(browser, ("b", "B", "tetangga", "team"), ("B", "C", "tetangga", "team"))
    ((number, _column, message),) = problems(page)
    assert (number, message) == (3, "Kode ini sudah ada di baris 2.")


def test_an_administrator_reaches_the_own_subtree_alone(login, unit, sibling, member_of):
    browser = login(member_of(unit, Role.ADMIN))
    _url, page = preview(
        browser,
        ("b", "B", "tetangga", "team"),
        ("tetangga", "Diganti"),
        ("direktorat", "Direktorat Organisasi", "tetangga"),
    )
    assert {number for number, _c, message in problems(page) if "di luar wewenang" in message} == {
        2,
        3,
        4,
    }


def test_the_operator_begins_with_an_empty_tree(db, login):
    operator = UserFactory(is_superuser=True)
    bring_in(
        login(operator),
        ("ditjen-a", "Ditjen A", "kem", "directorate_general"),
        ("kem", "Kementerian Contoh", "", "ministry"),
    )
    assert parent_of("ditjen-a") == "kem"


def test_the_export_holds_what_is_seen_and_filtered(login, unit, sibling, child, member_of):
    browser = login(member_of(unit, Role.PEGAWAI))
    url = reverse("sheets:export", args=["unit", "csv"])
    text = b"".join(browser.get(url)).decode("utf-8-sig")
    lines = text.splitlines()
    assert [line.split(";")[0] for line in lines] == ["kode", "direktorat", "subdit"]
    assert "ditjen" not in text  # the unit above is not theirs to see
    assert len(b"".join(browser.get(url, {"q": "subdit"})).splitlines()) == 2
