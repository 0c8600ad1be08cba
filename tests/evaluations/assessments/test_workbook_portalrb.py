"""The national workbook: fixed cells of the sheet ``Jawaban``."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evaluations.assessments.workbooks.content import SheetRow
from evaluations.assessments.workbooks.portal_rows import portal_rows
from evaluations.assessments.workbooks.portalrb import portal_workbook
from evaluations.assessments.workbooks.refusals import NoWorkbook
from evaluations.instruments.files import read_instrument
from evaluations.scoring import UnknownCode

ZI_2026 = read_instrument("zi-2026")
UNIT = {
    "A.I.1.i.a": SheetRow("Ya", "- ada SK", ("SK tim kerja", "Notulen")),
    "A.I.1.i.b": SheetRow("B", "=1+1"),
    "A.II.1.i.a.1": SheetRow("12"),
    "B.I.a.1": SheetRow("3.65"),
    "A.II.5.iii.i.a.1": SheetRow("12"),
}


def jawaban(unit, tpi=None):
    return openpyxl.load_workbook(io.BytesIO(portal_workbook(ZI_2026, unit, tpi)))["Jawaban"]


def test_answers_notes_and_evidence_of_the_unit_stand_where_the_portal_reads_them():
    sheet = jawaban(UNIT)

    assert [sheet[f"{column}6"].value for column in "KLM"] == [
        "Ya",
        "- ada SK",
        "SK tim kerja\nNotulen",
    ]
    assert (sheet["K7"].value, sheet["L7"].value, sheet["L7"].data_type) == ("B", "=1+1", "s")
    assert sheet["K126"].value == 12
    assert sheet["K199"].value == 3.65
    assert sheet["K175"].value is None  # a total: the portal adds up by itself


def test_answers_and_notes_of_tpi_stand_beside_them():
    sheet = jawaban(UNIT, {"A.I.1.i.a": SheetRow("Tidak", "belum ada SK")})

    assert (sheet["K6"].value, sheet["N6"].value, sheet["Q6"].value) == (
        "Ya",
        "Tidak",
        "belum ada SK",
    )
    assert sheet["N7"].value is None


def test_every_row_is_named_and_no_heading_takes_the_row_of_a_question():
    sheet = jawaban({})

    assert {code: sheet[f"B{row}"].value for code, row in portal_rows().items()} == {
        code: code for code in portal_rows()
    }
    headings = [sheet[f"B{row}"].value for row in (2, 3, 4, 5, 8, 122, 125, 196)]
    assert headings == ["A", "A.I", "A.I.1", "A.I.1.i", "A.I.1.ii", "A.II", "A.II.1.i.a", "B"]


def test_an_instrument_that_the_portal_does_not_ask_is_refused():
    with pytest.raises(NoWorkbook, match="zi-2014"):
        portal_workbook(read_instrument("zi-2014"), {})


def test_the_codes_of_2021_are_those_that_the_portal_asks():
    assert portal_workbook(read_instrument("zi-2021"), UNIT)
    with pytest.raises(UnknownCode):
        portal_workbook(ZI_2026, {"Z.1": SheetRow("A")})
