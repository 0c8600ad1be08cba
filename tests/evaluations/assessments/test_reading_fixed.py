"""The portal's own workbook and the national one come back as they were."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evaluations.assessments.workbooks import own_layout as own
from evaluations.assessments.workbooks.columns import Assessor
from evaluations.assessments.workbooks.content import SheetRow
from evaluations.assessments.workbooks.deciding import How
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.assessments.workbooks.portalrb import portal_workbook
from evaluations.assessments.workbooks.reading import read_sheet
from evaluations.assessments.workbooks.rows import Layout, Original
from evaluations.instruments.files import read_instrument
from evaluations.scoring import contradictions, read_answers
from reformasi.sheets.refusals import SheetRefused

from .workbook_cases import ORIGIN, by_chance, content_of

ZI_2021, ZI_2026 = read_instrument("zi-2021"), read_instrument("zi-2026")


def read(content: bytes, instrument=ZI_2021, wanted=Assessor.UNIT):
    return read_sheet(io.BytesIO(content), instrument, wanted)


def typed(instrument, answers):
    """Without the totals, which the form fills in by itself."""
    computed = {total.code for total in instrument.totals}
    read = read_answers(instrument, answers)
    return {code: answer for code, answer in read.items() if code not in computed}


def changed(content: bytes, **cells: object) -> bytes:
    """A workbook after somebody worked in its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_on_the_way_out_and_back(seed):
    answers = by_chance(ZI_2021, seed)

    reading = read(own_workbook(ZI_2021, content_of(answers), ORIGIN))

    assert reading.layout is Layout.OWN
    assert reading.answers == typed(ZI_2021, answers)
    assert (reading.missing, reading.refusals, reading.strays) == ((), (), ())
    errors = contradictions(ZI_2021, read_answers(ZI_2021, answers))
    assert [str(one.why) for one in reading.conflicts] == [str(error) for error in errors]
    assert {one.how for one in reading.matches} == {How.CODE}


def test_notes_come_back_and_so_does_what_they_were():
    row = SheetRow("Ya", "=1+1 'bukan rumus'\nbaris kedua", ("SK Tim", "Notulen"))

    content = own_workbook(ZI_2021, {"A.I.1.i.a": row}, ORIGIN)
    reading = read(content)

    match = reading.matches[0]
    assert (match.note, match.evidence) == (row.note, row.evidence)
    assert reading.origin
    assert reading.origin.values["fingerprint"] == ORIGIN.fingerprint
    assert reading.origin.originals["A.I.1.i.a"] == Original(4, "Ya", row.note)
    assert reading.origin.originals["A.I.1.i.b"] == Original(0, "", "")


def test_an_answer_that_does_not_fit_is_filled_in_back_with_its_note():
    content = own_workbook(ZI_2021, {"A.I.1.i.b": SheetRow("", "catatan")}, ORIGIN)
    cell = read(content).matches[1].cell

    reading = read(changed(content, **{cell: "D"}))

    (refusal,) = reading.refusals
    assert (refusal.cell, refusal.code, refusal.value) == (cell, "A.I.1.i.b", "D")
    assert refusal.note == "catatan"
    assert "A, B, C" in str(refusal.why)
    assert "A.I.1.i.b" not in reading.missing


def test_a_workbook_of_another_instrument_is_refused_by_name():
    with pytest.raises(SheetRefused, match=r"zi-2021.*zi-2026"):
        read(own_workbook(ZI_2021, {}, ORIGIN), ZI_2026)


def test_a_workbook_without_its_sheet_says_so():
    book = openpyxl.load_workbook(io.BytesIO(own_workbook(ZI_2021, {}, ORIGIN)))
    book.remove(book[own.SHEET])
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(SheetRefused, match="Unduh ulang"):
        read(stream.getvalue())


def test_the_national_workbook_is_read_from_its_cells_for_the_unit_and_for_tpi():
    unit, tpi = by_chance(ZI_2026, 1), by_chance(ZI_2026, 4)
    content = portal_workbook(ZI_2026, content_of(unit), content_of(tpi))

    for wanted, answers in ((Assessor.UNIT, unit), (Assessor.TPI, tpi)):
        reading = read(content, ZI_2026, wanted)
        assert reading.layout is Layout.PORTAL
        assert reading.answers == typed(ZI_2026, answers)
        assert {one.how for one in reading.matches} == {How.CELL}
        assert reading.missing == ()


def test_a_national_workbook_is_known_by_its_cells_though_its_words_are_gone():
    content = portal_workbook(ZI_2026, content_of(by_chance(ZI_2026, 1)))
    gone = {f"{column}{row}": None for column in "BGHJ" for row in range(1, 210)}

    reading = read(changed(content, **gone), ZI_2026)

    assert reading.layout is Layout.PORTAL
    assert reading.answers


def test_a_sheet_of_the_same_name_with_its_answers_elsewhere_is_read_by_its_codes():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Jawaban"
    sheet.append(["Kode", "Jawaban"])
    sheet.append(["A.I.1.i.a", "Ya"])

    stream = io.BytesIO()
    book.save(stream)
    reading = read(stream.getvalue(), ZI_2026)

    assert reading.layout is Layout.FOREIGN
    assert reading.answers == {"A.I.1.i.a": "Ya"}
