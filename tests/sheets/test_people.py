"""People and roles from a sheet: shown before, all rows or none, errors that say what to do."""

import html
import io
from datetime import date

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.organisation.models import Membership, User
from reformasi.organisation.roles import Role
from reformasi.sheets.people import PEOPLE
from tests.factories import UserFactory
from tests.sheets.people_table import NEW, preview, row, upload

from .files import HEADERS, csv, sheets, with_entry, xlsx

OTHER = "199102022016042002"
PPPK = "199604162022211504"


def confirm(browser, url, page):
    return browser.post(url, {"digest": page.context["digest"]})


def problems(response):
    return {
        (line.number, problem.column, problem.message)
        for line in response.context["rows"]
        for problem in line.problems
    }


def test_nothing_is_written_before_the_confirmation_and_all_of_it_after(browser, unit):
    url, page = preview(
        browser, [row(), row(nip=OTHER, surel="b@contoh.go.id", unit="", peran="", mulai="")]
    )
    assert page.context["counts"]["new"] == 2
    assert "orang baru; tugaskan sebagai Pegawai, Direktorat Organisasi" in page.content.decode()
    assert not User.objects.filter(nip__in=[NEW, OTHER]).exists()
    assert not Entry.objects.filter(action="organisation.user.create").exists()

    done = confirm(browser, url, page)
    assert done.status_code == 302
    person = User.objects.get(nip=NEW)
    membership = person.memberships.get()
    assert (membership.unit, membership.role, membership.valid_from) == (
        unit,
        Role.PEGAWAI,
        date(2026, 2, 1),
    )
    assert not person.has_usable_password()
    assert not User.objects.get(nip=OTHER).memberships.exists()
    assert Entry.objects.about(person).get().phrase == "membuat"
    assert Entry.objects.about(membership).get().phrase == "menugaskan"


def test_the_same_sheet_again_changes_nothing(browser):
    url, page = preview(browser, [row()])
    confirm(browser, url, page)
    _, page = preview(browser, [row()])
    assert page.context["counts"]["same"] == 1
    assert page.context["rows"] == []


def test_known_people_are_corrected_and_given_further_roles(browser, unit):
    person = UserFactory(nip=NEW, name="Nama lama", email="analis@contoh.go.id")
    rows = [row(), row(peran="ketua_tim", jenis="plt", sampai="31-12-2026", nomor_sk="821/1")]
    url, page = preview(browser, rows)
    assert page.context["counts"]["changed"] == 2
    confirm(browser, url, page)
    person.refresh_from_db()
    assert person.name == "Analis Kebijakan"
    assert set(person.memberships.values_list("role", "valid_to", "decree")) == {
        ("pegawai", None, ""),
        ("ketua_tim", date(2026, 12, 31), "821/1"),
    }


def test_one_wrong_row_keeps_all_rows_out(browser):
    url, page = preview(browser, [row(), row(nip=OTHER[:17], surel="b@contoh.go.id")])
    assert page.context["counts"]["wrong"] == 1
    assert (3, "NIP", "NIP terdiri atas 18 angka, sedangkan isian ini 17 angka.") in problems(page)
    assert confirm(browser, url, page).status_code == 409
    assert not User.objects.filter(nip=NEW).exists()


@pytest.mark.parametrize(
    ("cells", "column", "text"),
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
def test_a_wrong_cell_is_named_with_what_to_do(browser, cells, column, text):
    UserFactory(email="terpakai@contoh.go.id")
    _, page = preview(browser, [row(**cells)])
    label = PEOPLE.label(column)
    messages = {message for number, name, message in problems(page) if (number, name) == (2, label)}
    assert any(text in message for message in messages), problems(page)
    assert label in page.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        xlsx([row(nip=198503032008121000)]),
        xlsx([row(nip="198503032008121000")]),
        csv([row(nip="198503032008121000")]),
        csv([row(nip="1,98503E+17")]),
        csv([row(nip="\u00a019850303 200812 1 000")]),
    ],
    ids=["number", "text", "csv", "csv as Excel shows it", "csv with blanks"],
)
def test_a_nip_that_excel_has_cut_is_asked_back(browser, content):
    page = browser.get(upload(browser, content).url)
    ((number, name, message),) = problems(page)
    assert (number, name) == (2, "NIP")
    assert "ketik ulang NIP-nya" in message
    assert message in html.unescape(page.content.decode())


def test_the_number_of_a_pppk_is_called_so_and_not_a_wrong_month(browser):
    _url, page = preview(browser, [row(nip=PPPK, status="")])
    assert "tampaknya PPPK. Isi status dengan PPPK" in page.content.decode()
    assert "bulan pengangkatan" not in page.content.decode()
    url, page = preview(browser, [row(nip=PPPK, status="PPPK")])
    confirm(browser, url, page)
    assert User.objects.get(nip=PPPK).employment == "pppk"
    _url, page = preview(browser, [row(nip=PPPK, status="")])  # known by now: blank says nothing
    assert page.context["counts"]["same"] == 1


def test_the_number_of_a_pppk_is_told_also_where_a_column_is_missing(browser):
    taken = upload(browser, csv([[PPPK, "Wahyu"]], ["nip", "nama"]))
    page = browser.get(taken.url)
    assert "Kolom yang kurang: surel." in page.content.decode()
    ((number, name, message),) = problems(page)
    assert (number, name) == (2, "NIP")
    assert "tampaknya PPPK" in message


def test_a_day_that_was_a_number_is_told_in_the_preview(browser):
    url, page = preview(browser, [row(mulai=46000)])
    assert "46000 dibaca sebagai tanggal 09-12-2025" in page.content.decode()
    confirm(browser, url, page)
    assert Membership.objects.get(user__nip=NEW).valid_from == date(2025, 12, 9)


class TestLayout:
    """Another sheet, or another row of headers, chosen in the preview."""

    @pytest.fixture
    def url(self, browser):
        people = [("Satu", "a@contoh.go.id"), ("Dua", "b@contoh.go.id")]
        content = sheets(
            *(
                (name, [["nip", "nama", "surel"], [number, name, email]], "visible")
                for (name, email), number in zip(people, (NEW, OTHER), strict=True)
            )
        )
        return upload(browser, content).url

    def test_another_sheet_is_read_when_somebody_chooses_it(self, browser, url):
        assert "Yang tidak dibaca: lembar “Dua”" in browser.get(url).content.decode()
        assert browser.post(url, {"baca": "1", "sheet": "1", "header": ""}).status_code == 302
        page = browser.get(url)
        assert "Yang dibaca: lembar “Dua”" in page.content.decode()
        assert "Yang tidak dibaca: lembar “Satu”" in page.content.decode()
        confirm(browser, url, page)
        assert User.objects.get(nip=OTHER).name == "Dua"

    def test_what_is_confirmed_is_what_was_shown_also_beside_a_second_window(self, browser, url):
        first = browser.get(url)
        browser.post(url, {"baca": "1", "sheet": "1", "header": ""})  # there
        response = confirm(browser, url, first)
        assert response.status_code == 409
        assert not User.objects.filter(nip__in=[NEW, OTHER]).exists()

    @pytest.mark.parametrize("header", ["0", "99999999999", "tiga"])
    def test_a_row_that_no_sheet_has_is_refused_beside_its_field(self, browser, url, header):
        page = browser.post(url, {"baca": "1", "sheet": "0", "header": header})
        assert page.status_code == 422
        assert page.context["layout_form"].errors["header"]
        assert "<details open>" in page.content.decode()

    def test_a_row_without_headers_can_be_taken_back(self, browser, url):
        browser.post(url, {"baca": "1", "sheet": "0", "header": "2"})
        page = browser.get(url)
        assert "Judul kolom tabel ini tidak ada" in page.content.decode()
        browser.post(url, {"baca": "1", "sheet": "0", "header": "1"})
        assert browser.get(url).context["preview"].is_right


def test_two_rows_do_not_contradict_each_other(browser):
    _, page = preview(browser, [row(), row(nama="Orang lain", peran="ketua_tim")])
    assert problems(page) == {(3, "NIP", "NIP ini sudah ada di baris 2 dengan data lain.")}


def test_a_rule_of_the_organisation_refuses_a_row(browser):
    _, page = preview(browser, [row(), row(peran="tpi_anggota")])
    ((number, _column, text),) = problems(page)
    assert number == 3
    assert "merangkap" in text


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


def test_people_out_of_sight_are_given_no_role_by_a_sheet(login, unit, sibling, member_of):
    """As on the page, where their address is not found."""
    local = member_of(unit, Role.ADMIN)
    head = member_of(sibling, Role.KETUA_TIM)
    line = row(nip=head.nip, nama=head.name, surel=head.email, unit=unit.code)
    _, page = preview(login(local), [line])
    assert "di luar wewenang Anda" in str(problems(page))
    assert not head.memberships.filter(unit=unit).exists()


def test_a_preview_belongs_to_its_sender_and_ends(browser, client, ministry, member_of):
    url, _ = preview(browser, [row()])
    other = member_of(ministry, Role.ADMIN)
    client.force_login(other, backend="reformasi.accounts.backends.LoginBackend")
    assert client.get(url).url == reverse("sheets:import", args=["orang"])
    cache.clear()
    response = client.get(url, follow=True)
    assert "kedaluwarsa" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (xlsx([["a"]], ["kode", "uraian"]), "sisipkan satu baris di atasnya"),
        (b"MZ\x90\x00\x03", "bukan tabel"),
        (with_entry(xlsx([]), "xl/bom.xml", b" " * 30_000_000), "bom zip"),
        (b"nip;nama;surel\r\n" + b"x" * 2_200_000, "2 MB"),
    ],
    ids=["wrong headers", "a program", "a zip bomb", "too large"],
)
def test_a_wrong_file_is_refused_with_words(browser, content, text):
    response = upload(browser, content)
    assert response.status_code == 422
    assert text in response.content.decode()


def test_missing_columns_are_named_and_the_others_are_checked_all_the_same(browser):
    taken = upload(browser, csv([["198503032008121000", "a"]], ["NIP", "Nama lengkap"]))
    page = browser.get(taken.url)
    assert "Kolom yang kurang: surel." in page.content.decode()
    assert "dipotong Excel" in str(problems(page))
    assert browser.post(taken.url, {"digest": page.context["digest"]}).status_code == 409


def test_a_csv_with_semicolons_is_taken(browser):
    taken = upload(browser, csv([row()]), "orang.csv")
    assert browser.get(taken.url).context["counts"]["new"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_others_do_not_import(login, unit, member_of, role):
    browser = login(member_of(unit, role))
    assert browser.get(reverse("sheets:import", args=["orang"])).status_code == 403
    assert upload(browser, xlsx([row()])).status_code == 403
    assert browser.get(reverse("sheets:template", args=["orang"])).status_code == 403


def test_the_template_offers_what_the_import_knows(browser, unit, admin):
    response = browser.get(reverse("sheets:template", args=["orang"]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet, lists = book.worksheets[:2]
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert sheet.column_dimensions["A"].number_format == "@"
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
        io.BytesIO(browser.get(reverse("sheets:template", args=["orang"])).content)
    )
    for column, cell in enumerate(row(), start=1):
        book.worksheets[0].cell(2, column).value = cell
    buffer = io.BytesIO()
    book.save(buffer)
    taken = upload(browser, buffer.getvalue())
    assert browser.get(taken.url).context["counts"]["new"] == 1


def test_a_large_sheet_costs_few_queries_per_row(browser, django_assert_max_num_queries):
    rows = [
        row(nip=f"19900101201503{1 + n % 2}{n:03d}", surel=f"o{n}@contoh.go.id")
        for n in range(1, 41)
    ]
    taken = upload(browser, xlsx(rows))
    with django_assert_max_num_queries(25 + 21 * len(rows)):
        assert browser.get(taken.url).context["counts"]["new"] == 40


@pytest.mark.parametrize("day", ["01-01-2099", "01-01-1901"])
def test_a_day_that_the_form_refuses_is_refused_here_too(browser, day):
    _, page = preview(browser, [row(mulai=day)])
    ((_number, name, message),) = problems(page)
    assert name == "Mulai"
    assert "tidak wajar di sini" in message
