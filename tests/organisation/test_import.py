"""People and roles from a sheet: shown before, all rows or none, errors that say what to do."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.organisation.models import Membership, User
from reformasi.organisation.roles import Role
from tests.factories import UserFactory, make_unit

from .sheets import HEADERS, csv, uploaded, with_entry, xlsx

NEW = "199001012015031001"
OTHER = "199102022016042002"


def row(**cells):
    basis = {
        "nip": NEW,
        "nama": "Analis Kebijakan",
        "surel": "analis@contoh.go.id",
        "status": "pns",
        "unit": "direktorat",
        "peran": "pegawai",
        "jenis": "definitif",
        "mulai": "01-02-2026",
    }
    return [(basis | cells).get(name, "") for name in HEADERS]


@pytest.fixture
def browser(login, admin, unit):
    return login(admin)


def upload(browser, content, name="orang.xlsx"):
    return browser.post(reverse("organisation:people_import"), {"berkas": uploaded(content, name)})


def preview(browser, rows):
    """The preview page of an upload that was taken."""
    taken = upload(browser, xlsx(rows))
    assert taken.status_code == 302, taken.content.decode()
    return taken.url, browser.get(taken.url)


def problems(response):
    return {(line.number, *found) for line in response.context["rows"] for found in line.problems}


def test_nothing_is_written_before_the_confirmation_and_all_of_it_after(browser, unit):
    url, page = preview(
        browser, [row(), row(nip=OTHER, surel="b@contoh.go.id", unit="", peran="", mulai="")]
    )
    assert page.context["totals"]["new"] == 2
    assert "orang baru; tugaskan sebagai Pegawai, Direktorat Organisasi" in page.content.decode()
    assert not User.objects.filter(nip__in=[NEW, OTHER]).exists()
    assert not Entry.objects.filter(action="organisation.user.create").exists()

    done = browser.post(url)
    assert done.status_code == 302
    person = User.objects.get(nip=NEW)
    held = person.memberships.get()
    assert (held.unit, held.role, held.valid_from) == (unit, Role.PEGAWAI, date(2026, 2, 1))
    assert not person.has_usable_password()
    assert not User.objects.get(nip=OTHER).memberships.exists()
    assert Entry.objects.about(person).get().phrase == "membuat"
    assert Entry.objects.about(held).get().phrase == "menugaskan"


def test_the_same_sheet_again_changes_nothing(browser):
    url, _ = preview(browser, [row()])
    browser.post(url)
    _, page = preview(browser, [row()])
    assert page.context["totals"]["skip"] == 1
    assert page.context["rows"] == []


def test_known_people_are_corrected_and_given_further_roles(browser, unit):
    known = UserFactory(nip=NEW, name="Nama lama", email="analis@contoh.go.id")
    rows = [row(), row(peran="ketua_tim", jenis="plt", sampai="31-12-2026", nomor_sk="821/1")]
    url, page = preview(browser, rows)
    assert page.context["totals"]["update"] == 2
    browser.post(url)
    known.refresh_from_db()
    assert known.name == "Analis Kebijakan"
    assert set(known.memberships.values_list("role", "valid_to", "decree")) == {
        ("pegawai", None, ""),
        ("ketua_tim", date(2026, 12, 31), "821/1"),
    }


def test_one_wrong_row_keeps_all_rows_out(browser):
    url, page = preview(browser, [row(), row(nip=OTHER[:17], surel="b@contoh.go.id")])
    assert page.context["wrong"] == 1
    assert (3, "nip", "NIP terdiri atas 18 angka, sedangkan isian ini 17 angka.") in problems(page)
    assert browser.post(url).status_code == 409
    assert not User.objects.filter(nip=NEW).exists()


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"nip": ""}, "nip", ""),
        ({"nip": "19900101201503100X"}, "nip", "hanya berisi angka"),
        ({"nip": "199013012015031001"}, "nip", "tanggal lahir"),
        ({"nip": 199001012015031001}, "nip", "tersimpan sebagai angka"),
        ({"nama": ""}, "nama", ""),
        ({"surel": "bukan surel"}, "surel", "Tulis surel seperti"),
        ({"surel": "terpakai@contoh.go.id"}, "surel", "dipakai orang lain"),
        ({"status": "honorer"}, "status", "pns, pppk"),
        ({"unit": "antah-berantah"}, "unit", "Lihat lembar Pilihan"),
        ({"unit": ""}, "unit", "Isi kode unit"),
        ({"peran": "raja"}, "peran", "ketua_tim"),
        ({"peran": ""}, "peran", "Isi peran"),
        ({"jenis": "sementara"}, "jenis", "plt"),
        ({"mulai": ""}, "mulai", "Isi tanggal mulai"),
        ({"mulai": "32-01-2026"}, "mulai", "31-12-2026"),
        ({"sampai": "31-01-2026"}, "sampai", "mendahului"),
        ({"jenis": "plh"}, "sampai", "harus punya tanggal berakhir"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(browser, cells, column, words):
    UserFactory(email="terpakai@contoh.go.id")
    _, page = preview(browser, [row(**cells)])
    found = {(name, said) for number, name, said in problems(page) if number == 2}
    assert any(name == column and words in said for name, said in found), found
    assert column in page.content.decode()


def test_two_rows_do_not_contradict_each_other(browser):
    _, page = preview(browser, [row(), row(nama="Orang lain", peran="ketua_tim")])
    assert problems(page) == {(3, "nip", "NIP ini sudah ada di baris 2 dengan data lain.")}


def test_a_rule_of_the_organisation_refuses_a_row(browser):
    _, page = preview(browser, [row(), row(peran="tpi_anggota")])
    ((number, _column, words),) = problems(page)
    assert number == 3
    assert "merangkap" in words


def test_row_numbers_count_blank_rows(browser):
    _, page = preview(browser, [row(), [None] * 10, row(nip="1", surel="b@contoh.go.id")])
    assert {number for number, _, _ in problems(page)} == {4}


def test_a_unit_out_of_reach_cannot_be_filled(login, unit, sibling, member_of):
    browser = login(member_of(unit, Role.ADMIN))
    _, page = preview(browser, [row(unit="tetangga")])
    assert "dalam jangkauan Anda" in str(problems(page))


def test_people_of_others_are_not_changed(login, unit, ministry, member_of):
    local = member_of(unit, Role.ADMIN)
    above = member_of(ministry, Role.BIRO)
    _, page = preview(login(local), [row(nip=above.nip, nama="Diganti", surel=above.email)])
    assert "di luar wewenang Anda" in str(problems(page))


def test_a_preview_belongs_to_its_sender_and_ends(browser, client, ministry, member_of):
    url, _ = preview(browser, [row()])
    other = member_of(ministry, Role.ADMIN)
    client.force_login(other, backend="reformasi.accounts.backends.LoginBackend")
    assert client.get(url).url == reverse("organisation:people_import")
    cache.clear()
    response = client.get(url, follow=True)
    assert "kedaluwarsa" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            xlsx([["a"]], ["NIP", "nama lengkap"]),
            "kurang: nama, surel. Kolom yang tidak dikenal: nama_lengkap",
        ),
        (b"MZ\x90\x00\x03", "bukan tabel"),
        (with_entry(xlsx([]), "xl/bom.xml", b" " * 30_000_000), "bom zip"),
        (b"nip;nama;surel\r\n" + b"x" * 2_200_000, "2 MB"),
    ],
    ids=["wrong headers", "a program", "a zip bomb", "too large"],
)
def test_a_wrong_file_is_refused_with_words(browser, content, words):
    response = upload(browser, content)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_a_csv_with_semicolons_is_taken(browser):
    taken = upload(browser, csv([row()]), "orang.csv")
    assert browser.get(taken.url).context["totals"]["new"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_others_do_not_import(login, unit, member_of, role):
    browser = login(member_of(unit, role))
    assert browser.get(reverse("organisation:people_import")).status_code == 403
    assert upload(browser, xlsx([row()])).status_code == 403
    assert browser.get(reverse("organisation:import_template")).status_code == 403


def test_the_template_offers_what_the_import_knows(browser, unit, admin):
    response = browser.get(reverse("organisation:import_template"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet, lists = book.worksheets[:2]
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert sheet["A2"].number_format == "@"
    offered = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    assert set(offered) == {"D2", "E2", "F2", "G2"}
    codes = [cell.value for cell in lists["C"][1:] if cell.value]
    assert unit.code in codes
    roles = [cell.value for cell in lists["E"][1:] if cell.value]
    assert roles == Role.values


def test_a_filled_template_comes_back_in(browser):
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(reverse("organisation:import_template")).content)
    )
    for column, cell in enumerate(row(), start=1):
        book.worksheets[0].cell(2, column).value = cell
    buffer = io.BytesIO()
    book.save(buffer)
    taken = upload(browser, buffer.getvalue())
    assert browser.get(taken.url).context["totals"]["new"] == 1


def test_a_large_sheet_costs_few_queries_per_row(browser, django_assert_max_num_queries):
    rows = [
        row(nip=f"19900101201503{1 + n % 2}{n:03d}", surel=f"o{n}@contoh.go.id")
        for n in range(1, 41)
    ]
    taken = upload(browser, xlsx(rows))
    with django_assert_max_num_queries(25 + 15 * len(rows)):
        assert browser.get(taken.url).context["totals"]["new"] == 40


class TestExport:
    def export(self, browser, **query):
        response = browser.get(reverse("organisation:people_export"), query)
        assert response.status_code == 200
        return b"".join(response) if response.streaming else response.content

    def test_it_leaves_the_nip_out_unless_asked(self, browser, pegawai):
        plain = self.export(browser).decode()
        assert pegawai.name in plain
        assert pegawai.nip not in plain
        assert pegawai.nip in self.export(browser, nip="1").decode()

    def test_those_without_the_right_never_get_the_nip(self, login, ketua_tim, pegawai):
        text = self.export(login(ketua_tim), nip="1").decode()
        assert pegawai.name in text
        assert pegawai.nip not in text

    def test_it_holds_what_the_filter_shows_and_what_the_user_sees(
        self, login, ketua_tim, pegawai, sibling, member_of
    ):
        stranger = member_of(sibling, Role.PEGAWAI)
        text = self.export(login(ketua_tim), q=pegawai.email).decode()
        assert pegawai.name in text
        assert ketua_tim.email not in text
        assert stranger.email not in self.export(login(ketua_tim)).decode()

    def test_it_is_on_the_trail(self, browser, admin, pegawai):
        self.export(browser, nip="1", bentuk="xlsx")
        entry = Entry.objects.get(action="organisation.user.export")
        assert entry.actor_label == str(admin)
        assert "XLSX" in entry.note
        assert "NIP lengkap" in entry.note

    def test_a_name_that_is_a_formula_is_text(self, browser, unit):
        person = UserFactory(name="=cmd|' /C calc'!A0")
        Membership.objects.create(
            user=person, unit=unit, role=Role.PEGAWAI, valid_from=date(2026, 1, 1)
        )
        book = openpyxl.load_workbook(io.BytesIO(self.export(browser, bentuk="xlsx")))
        names = [cell for cell in book.active["A"] if "cmd" in str(cell.value)]
        assert names[0].data_type == "s"


def test_units_of_a_moved_tree_are_still_found_by_code(browser, ministry):
    make_unit("unit-baru", ministry)
    _, page = preview(browser, [row(unit="UNIT-BARU")])
    assert page.context["totals"]["new"] == 1
