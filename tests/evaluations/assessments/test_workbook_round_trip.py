"""A workbook that another program saved on the way: nothing of it is lost or changed."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evaluations.assessments.workbooks import own_layout as own
from evaluations.assessments.workbooks.content import SheetRow
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.assessments.workbooks.portalrb import portal_workbook
from evaluations.assessments.workbooks.reading import read_sheet
from evaluations.assessments.workbooks.rows import Layout
from evaluations.instruments.files import read_instrument
from reformasi.sheets.writing import XLSX_LETTERS

from .recalculating import convert
from .workbook_cases import ORIGIN, by_chance

ZI_2026 = read_instrument("zi-2026")
NOTES = [
    "=1+1",
    "baris 1\nbaris 2\n\nbaris 4",
    "\u2705 selesai \U0001f44d\U0001f3fd",
    'kata "kutip" & <tanda> \u201cmiring\u201d',
    "x" * (XLSX_LETTERS - 1),
    "#REF!",
    "'-1",
    "007",
    "TRUE",
    "50 %",
]


@pytest.fixture(scope="module")
def content() -> dict[str, SheetRow]:
    answers = by_chance(ZI_2026, 2)
    computed = {total.code for total in ZI_2026.totals}
    codes = [node.code for node in ZI_2026.answerable if node.code not in computed]
    return {
        code: SheetRow(answers.get(code, ""), NOTES[at % len(NOTES)] if at < 20 else "")
        for at, code in enumerate(codes)
    }


@pytest.fixture(scope="module")
def saved(content, tmp_path_factory) -> dict[str, bytes]:
    """Both layouts as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "own.xlsx").write_bytes(own_workbook(ZI_2026, content, ORIGIN))
    (folder / "portal.xlsx").write_bytes(portal_workbook(ZI_2026, content))
    convert([folder / "own.xlsx", folder / "portal.xlsx"], "xlsx", folder / "out")
    return {name: (folder / "out" / f"{name}.xlsx").read_bytes() for name in ("own", "portal")}


@pytest.mark.parametrize(("name", "layout"), [("own", Layout.OWN), ("portal", Layout.PORTAL)])
def test_answers_and_notes_come_back_as_they_left(content, saved, name, layout):
    reading = read_sheet(io.BytesIO(saved[name]), ZI_2026)
    assert (reading.layout, reading.refusals, reading.missing) == (layout, (), ())
    expected = {code: row.note for code, row in content.items()}
    assert {one.code: one.note for one in reading.matches if one.code in content} == expected
    left = io.BytesIO(own_workbook(ZI_2026, content, ORIGIN))
    assert reading.answers == read_sheet(left, ZI_2026).answers


def test_options_can_still_be_chosen_and_originals_are_kept(content, saved):
    book = openpyxl.load_workbook(io.BytesIO(saved["own"]))
    chosen = {
        str(place)
        for rule in book[own.SHEET].data_validations.dataValidation
        if rule.type == "list"
        for cells in rule.sqref.ranges
        for row in cells.rows
        for place in row
    }
    choices = sum(bool(node.options) for node in ZI_2026.answerable)
    assert len(chosen) == choices
    assert book[own.ORIGIN].sheet_state == "hidden"
    origin = read_sheet(io.BytesIO(saved["own"]), ZI_2026).origin
    assert origin
    assert {code: origin.originals[code].note for code in content} == {
        code: row.note for code, row in content.items()
    }
