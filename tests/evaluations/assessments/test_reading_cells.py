"""What a cell holds is read as it is, or asked back: nothing in it is guessed, or lost by it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from evaluations.assessments.workbooks import own_layout as own
from evaluations.assessments.workbooks.content import SheetRow
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.assessments.workbooks.portalrb import portal_workbook
from evaluations.assessments.workbooks.reading import Reading, read_sheet
from evaluations.instruments.files import read_instrument

from .workbook_cases import ORIGIN

ZI_2026 = read_instrument("zi-2026")
OPTION, COUNT, SURVEY = "A.I.1.i.b", "A.II.1.i.a.1", "B.I.a.1"


def with_cell(value: object, code: str, number_format: str = "") -> Reading:
    """A sheet of one row, read."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Kode", "Pertanyaan", "Jawaban", "Catatan"])
    sheet.append([code, ZI_2026.node(code).name, value])
    if number_format:
        sheet["C2"].number_format = number_format
    return read(book)


def read(book: openpyxl.Workbook) -> Reading:
    stream = io.BytesIO()
    book.save(stream)
    return read_sheet(io.BytesIO(stream.getvalue()), ZI_2026)


@pytest.mark.parametrize(
    ("code", "cell", "number_format", "value", "why"),
    [
        (OPTION, "=D2", "", "=D2", "tersimpan tanpa hasilnya"),
        (COUNT, "=1+1", "", "=1+1", "tersimpan tanpa hasilnya"),
        (OPTION, "#REF!", "", "#REF!", "rumus di sel ini gagal"),
        (SURVEY, "#SPILL!", "", "#SPILL!", "rumus di sel ini gagal"),
        (COUNT, True, "", "TRUE", "TRUE atau FALSE"),
        (COUNT, 1, "0%", "100%", "berformat persen"),
        (SURVEY, 0.9, "0.0%", "90%", "berformat persen"),
        (COUNT, date(2026, 2, 1), "", "01-02-2026", "2026-02-01"),
        (SURVEY, timedelta(hours=3), "", "3:00:00", "bukan angka"),
        (COUNT, "1.000", "", "1.000", "1.000"),
        (COUNT, "1 000", "", "1 000", "1 000"),
        (COUNT, "1E3", "", "1E3", "1E3"),
        (OPTION, 0.5, "", "0.5", "A, B, C"),
        (OPTION, "A-B", "", "A-B", "A, B, C"),
    ],
)
def test_what_may_mean_something_else_is_asked_back(code, cell, number_format, value, why):
    reading = with_cell(cell, code, number_format)
    (refusal,) = reading.refusals
    assert (refusal.cell, refusal.code, refusal.value) == ("C2", code, value)
    assert why in str(refusal.why)
    assert reading.answers == {}
    assert code not in reading.missing


@pytest.mark.parametrize(
    ("code", "cell", "number_format", "value"),
    [
        (COUNT, 85, '0 "%"', Decimal(85)),
        (SURVEY, "\u00a03,65\u00a0", "@", Decimal("3.65")),
        (SURVEY, 3.6500000000000004, "0.00", Decimal("3.65")),
        (OPTION, " \u00a0b.\u200b ", "", "B"),
        (OPTION, "\uff22", "", "B"),
        (OPTION, CellRichText(TextBlock(InlineFont(b=True), "B"), ". Sebagian"), "", "B"),
    ],
)
def test_what_only_looks_otherwise_is_read(code, cell, number_format, value):
    assert with_cell(cell, code, number_format).answers == {code: value}


def test_a_percentage_of_a_hundred_is_read_as_it_is_shown():
    instrument = read_instrument("zi-2014")
    code = next(n.code for n in instrument.nodes if n.answer_type == "scale_0_100")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Kode", "Jawaban"])
    book.worksheets[0].append([code, 0.07])
    book.worksheets[0]["B2"].number_format = "0%"
    stream = io.BytesIO()
    book.save(stream)
    reading = read_sheet(io.BytesIO(stream.getvalue()), instrument)
    assert reading.answers == {code: Decimal(7)}


def own_book() -> tuple[openpyxl.Workbook, dict[str, int]]:
    """The portal's own workbook with two answers, and the row of each code."""
    content = {OPTION: SheetRow("B", "ada SK"), SURVEY: SheetRow("3.6")}
    book = openpyxl.load_workbook(io.BytesIO(own_workbook(ZI_2026, content, ORIGIN)))
    return book, {cell.value: cell.row for cell in book[own.SHEET][own.CODE]}


def test_in_our_own_workbook_a_formula_without_its_value_is_no_blank():
    book, rows = own_book()
    tab = book[own.SHEET]
    tab[f"{own.ANSWER}{rows[SURVEY]}"] = "=3+0.6"
    tab[f"{own.NOTE}{rows[OPTION]}"] = '=A1&"x"'
    reading = read(book)
    assert [(one.cell, one.code, one.value) for one in reading.refusals] == [
        (f"{own.NOTE}{rows[OPTION]}", OPTION, '=A1&"x"'),
        (f"{own.ANSWER}{rows[SURVEY]}", SURVEY, "=3+0.6"),
    ]
    assert [(one.value, one.note) for one in reading.matches if one.code == OPTION] == [("B", None)]


def test_in_our_own_workbook_a_cell_that_was_merged_away_is_no_blank():
    book, rows = own_book()
    first = rows[OPTION] - 1
    book[own.SHEET].merge_cells(f"{own.ANSWER}{first}:{own.ANSWER}{first + 1}")
    (refusal,) = read(book).refusals
    assert (refusal.cell, refusal.code) == (f"{own.ANSWER}{rows[OPTION]}", OPTION)
    assert f"{own.ANSWER}{first}" in str(refusal.why)


def test_in_the_national_workbook_a_formula_without_its_value_is_asked_back():
    content = portal_workbook(
        ZI_2026, {n.code: SheetRow("A") for n in ZI_2026.answerable if n.options}
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    tab = book.worksheets[0]
    place = next(f"K{cell.row}" for cell in tab["B"] if cell.value == OPTION)
    tab[place] = "=N9"
    assert [(one.cell, one.value) for one in read(book).refusals if one.code == OPTION] == [
        (place, "=N9")
    ]


def test_a_formula_that_gives_nothing_is_a_blank():
    book, rows = own_book()
    stream = io.BytesIO()
    book.save(stream)
    place = f'r="{own.ANSWER}{rows[SURVEY]}"'
    cells = _edited(stream.getvalue(), place, f'<c {place} t="str"><f>IF(1,"")</f><v></v></c>')
    reading = read_sheet(io.BytesIO(cells), ZI_2026)
    assert reading.refusals == ()
    assert SURVEY not in reading.answers


def _edited(content: bytes, place: str, cell: str) -> bytes:
    """The first sheet with another cell at ``place``, written as a program writes it."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                pattern = f"<c {place}[^>]*?(?:/>|>.*?</c>)"
                data, count = re.subn(pattern.encode(), cell.encode(), data)
                assert count == 1
            new.writestr(name, data)
    return copy.getvalue()
