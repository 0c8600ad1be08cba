"""A workbook saved as "Strict Open XML" is read like any other, whatever table it is."""

import io
from datetime import date

import openpyxl
import pytest

from evaluations.letters.tables import COMPONENTS
from programs.events.tables import ATTENDANCE
from reformasi.sheets.context import Context
from reformasi.sheets.headers import find_layout
from reformasi.sheets.imports import read_rows
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.reading import read_grids
from reformasi.sheets.table import all_tables
from reformasi.sheets.units import UNITS
from tests.factories import UserFactory

from .files import shared, strict

DAY = date(2020, 8, 2)
ROWS = {
    PEOPLE: {
        "nip": "198001012005011001",
        "nama": "Analis",
        "surel": "a@contoh.go.id",
        "mulai": DAY,
    },
    UNITS: {"kode": "biro-a", "nama": "Biro A", "jenis": "bureau", "berlaku_sejak": DAY},
    ATTENDANCE: {"nama": "Tamu", "unit": "Universitas Contoh", "tanda_tangan": "tidak"},
    COMPONENTS: {"komponen": "Pemenuhan", "nilai_maksimum": 20, "tahun_ini": 14.75},
}


def workbook(cells, *, iso_dates):
    """Days as numbers, or as ISO 8601: "Strict" allows both."""
    book = openpyxl.Workbook(iso_dates=iso_dates)
    book.active.append(["DAFTAR"])
    book.active.append(list(cells))
    book.active.append(list(cells.values()))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(table, content):
    layout = find_layout(read_grids(io.BytesIO(content)), table)
    assert not layout.unknown
    (row,) = read_rows(table, Context(by=UserFactory.build()), layout)
    return row


def test_every_table_that_takes_rows_is_tried_here():
    assert {table.name for table in all_tables() if table.intake} == {t.name for t in ROWS}


@pytest.mark.parametrize("iso_dates", [False, True])
@pytest.mark.parametrize("table", ROWS, ids=lambda table: table.name)
def test_a_strict_workbook_is_read_like_the_usual_one(db, table, iso_dates):
    usual = shared(workbook(ROWS[table], iso_dates=iso_dates))
    content = strict(usual)
    row = row_of(table, content)
    assert (row.problems, set(row.values)) == ([], set(ROWS[table]))
    assert row == row_of(table, usual)
