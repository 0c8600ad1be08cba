"""Cells as real files hold them: each becomes a value, or a sentence beside its row."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from reformasi.organisation.models import Employment, Unit
from reformasi.organisation.roles import Kind
from reformasi.sheets.cells import Amount, Choice, Day, Email, Nip, Text, UnitCell, Whole, YesNo
from reformasi.sheets.context import Context
from reformasi.sheets.grids import plain
from reformasi.sheets.table import Column, Reader, Table
from tests.factories import UserFactory, make_unit


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2020, 8, 2), date(2020, 8, 2)),
        (datetime(2020, 8, 2, 7, 30), date(2020, 8, 2)),  # noqa: DTZ001 as openpyxl gives it
        (26495, date(1972, 7, 15)),
        ("46000", date(2025, 12, 9)),
        ("2020-08-02", date(2020, 8, 2)),
        ("2020-08-02 00:00:00", date(2020, 8, 2)),
        ("2-8-2020", date(2020, 8, 2)),
        ("30/4/2019", date(2019, 4, 30)),
        ("02.08.2020", date(2020, 8, 2)),
        ("2 Agustus 2020", date(2020, 8, 2)),
        ("Minggu, 2 agt 2020", date(2020, 8, 2)),
        ("02-Des-2020", date(2020, 12, 2)),
        ("2 Nopember 2020", date(2020, 11, 2)),
    ],
)
def test_a_day_is_read_however_it_is_written(cell, day):
    assert Day().read(cell) == day


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("31-02-2020", "tidak ada"),
        ("4/30/2019", "tidak ada"),
        ("2-8-20", "dua angka tahun"),
        ("besok", "bukan tanggal"),
        (7, "bukan tanggal"),
        (20200802, "bukan tanggal"),
        ("0026-04-03", "tidak wajar"),
        ("9999-12-31", "tidak wajar"),
    ],
)
def test_what_is_no_day_is_refused_with_an_example(cell, advice):
    with pytest.raises(ValidationError, match=advice):
        Day().read(cell)


def test_a_number_that_was_taken_for_a_day_is_told():
    assert "46000 dibaca sebagai tanggal 09-12-2025" in Day().note(46000, date(2025, 12, 9))
    assert not Day().note("9-12-2025", date(2025, 12, 9))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2,5", Decimal("2.5")),
        ("2.5", Decimal("2.5")),
        (2.5, Decimal("2.5")),
        (0.1 + 0.2, Decimal("0.3")),
        (7, Decimal(7)),
        ("1.250,75", Decimal("1250.75")),
    ],
)
def test_an_amount_is_read_by_the_kind_of_its_column(cell, number):
    assert Amount().read(cell) == number


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("2.500", "dapat berarti 2500 atau 2,5"),
        ("0,125", "dapat berarti"),
        (9.3333333, "2 angka di belakang koma"),
        ("-1", "Isi antara"),
        ("1.250.000", "Isi antara"),  # read as it is meant, and more than the column holds
        ("360.000", "dapat berarti 360000 atau 360"),
        ("9" * 40, "Isi antara"),
        ("9" * 5_000, "bukan angka"),
        ("inf", "bukan angka"),
        ("banyak", "bukan angka"),
    ],
)
def test_a_doubtful_amount_is_asked_back(cell, advice):
    with pytest.raises(ValidationError, match=advice):
        Amount().read(cell)


def test_a_count_knows_groups_and_no_fractions():
    cells = ("2.500", " 360.000 ", "1.250.000", 12)
    assert [Whole().read(cell) for cell in cells] == [2500, 360000, 1250000, 12]
    for cell in ("2,5", "2.5", 2.5, 2.125, "0.500", "9" * 5_000, 10**300):
        with pytest.raises(ValidationError):
            Whole().read(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "198001012005011001",
        "'198001012005011001",
        "19800101 200501 1 001",
        "19800101\u00a0200501\u00a01\u00a0001",
    ],
)
def test_a_nip_is_read_as_people_write_it(cell):
    assert Nip().read(cell) == "198001012005011001"


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (198001012005011001, "tersimpan sebagai angka"),
        (1.98001012005011e17, "tersimpan sebagai angka"),
        ("1,98001E+17", "tersimpan sebagai angka"),
        ("2E+17", "tersimpan sebagai angka"),
        ("198001012005011000", "dipotong Excel"),
        ("198013012005011001", "tanggal lahir"),
    ],
)
def test_a_damaged_nip_is_asked_back(cell, advice):
    with pytest.raises(ValidationError, match=advice):
        Nip().read(cell)


def test_a_masked_nip_counts_as_blank():
    assert Nip().read("•••••••••••••••001") == ""


@pytest.mark.parametrize("cell", ["pppk", "PPPK", " PPPK "])
def test_a_choice_is_taken_by_code_or_label(cell):
    assert Choice(Employment).reader(Context(by=None))(cell.strip()) == "pppk"


def test_a_choice_is_taken_in_both_languages_of_the_portal():
    read = Choice(Kind).reader(Context(by=None))
    assert read(str(Kind.DEFINITIF.label)) == read("DEFINITIF") == Kind.DEFINITIF


def test_yes_and_no_are_taken_as_people_write_them():
    assert [YesNo().read(cell) for cell in ("Ya", "v", "TIDAK", "-")] == [True, True, False, False]
    with pytest.raises(ValidationError, match="ya"):
        YesNo().read("mungkin")


def test_text_that_does_not_fit_is_refused_not_cut():
    with pytest.raises(ValidationError, match="Paling panjang 5 huruf"):
        Text(5).read("enam huruf")
    with pytest.raises(ValidationError, match="surel"):
        Email(254).read("bukan surel")


def test_a_long_number_that_a_spreadsheet_has_rounded_is_no_text():
    for cell in (8_211_234_567_890_123, 8.2e17):
        with pytest.raises(ValidationError, match="digit terakhirnya hilang"):
            Text(100).read(cell)
    assert Text(100).read(821_123) == "821123"


def test_a_long_cell_is_not_repeated_whole_in_its_message():
    with pytest.raises(ValidationError) as error:
        Choice(Employment).reader(Context(by=None))("x" * 30_000)
    assert len(error.value.messages[0]) < 200


def test_a_choice_says_what_it_offers():
    assert "pns, pppk" in Choice(Employment).hint


def test_a_unit_is_named_by_code_or_name_and_several_are_asked_back(ditjen, unit, sibling):
    for parent in (unit, sibling):
        make_unit(f"tu-{parent.code}", parent, name="Subbagian Tata Usaha")
    make_unit("umum", unit, name="tu-direktorat")
    read = UnitCell(lambda context: Unit.objects.all()).reader(Context(by=None))
    assert read("TETANGGA") == read("Direktorat Tetangga") == sibling
    assert read("tu-direktorat").name == "Subbagian Tata Usaha"  # a code comes before a name
    with pytest.raises(ValidationError, match="tu-tetangga"):
        read("subbagian tata usaha")
    with pytest.raises(ValidationError, match="jangkauan"):
        read("antah berantah")


def test_a_formula_that_failed_is_named_beside_its_row(db):
    table = Table("t", "T", (Column("a", "A", Text()),), back=lambda context: "/")
    row = Reader(table, Context(by=UserFactory())).read(2, {"a": plain("#REF!")})
    assert row.problems
    assert "Rumus di sel ini gagal (#REF!)" in row.problems[0][1]


def test_text_that_looks_like_a_failed_formula_is_text_where_it_is_guarded(db):
    table = Table("t", "T", (Column("a", "A", Text()),), back=lambda context: "/")
    row = Reader(table, Context(by=UserFactory())).read(2, {"a": plain("'#REF!")})
    assert (row.values["a"], row.problems) == ("#REF!", [])
