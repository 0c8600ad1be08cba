"""What can be done in the portal's own workbook, and what it carries to be brought back."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evaluations.assessments.workbooks import own_layout as at
from evaluations.assessments.workbooks.content import SheetContent, SheetRow
from evaluations.assessments.workbooks.order import printed
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.instruments.files import read_instrument
from evaluations.scoring import AnswerType, MissingGroup, UnknownCode
from evaluations.scoring.tree import WEIGHTED
from reformasi.sheets.grids import Cell
from reformasi.sheets.workbooks import read_workbook
from reformasi.sheets.writing import TooLong

from .recalculating import resaved
from .workbook_cases import ORIGIN, by_chance, content_of

ZI_2021 = read_instrument("zi-2021")
ROWS = {node.code: row for row, node in enumerate(printed(ZI_2021), start=at.FIRST_ROW)}
NOTES = [
    *("=HYPERLINK(1)", "+62 812", "- ada SK", "@a", "'-1", '="x"', "#N/A", "'x"),
    *("baris 1\nbaris 2", "0812345678901234567", "1.000", "31/12/2026", "TRUE"),
]


def opened(content: SheetContent):
    return openpyxl.load_workbook(io.BytesIO(own_workbook(ZI_2021, content, ORIGIN)))


def test_only_answers_and_notes_can_be_changed():
    book = opened({})
    sheet = book[at.SHEET]

    assert all(page.protection.sheet for page in book)
    assert book.security.lockStructure
    unlocked = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
    kept = [node for node in ZI_2021.nodes if node.kind not in WEIGHTED]
    notes = {f"{at.NOTE}{ROWS[node.code]}" for node in kept}
    answers = {
        f"{at.ANSWER}{ROWS[node.code]}"
        for node in kept
        if node.answer_type is not AnswerType.PERCENT
    }
    assert unlocked == notes | answers
    assert sheet.freeze_panes == f"A{at.FIRST_ROW}"
    assert all(sheet.column_dimensions[column].hidden for column in at.HIDDEN)


def test_every_answer_is_chosen_from_its_options_or_is_a_number_that_fits():
    rules = {}
    for validation in opened({})[at.SHEET].data_validations.dataValidation:
        for places in validation.sqref.ranges:
            for row in range(places.min_row, places.max_row + 1):
                rules[row] = (validation.type, validation.formula1, validation.formula2)

    assert rules[ROWS["A.I.1.i.a"]] == ("list", '"Ya,Tidak"', None)
    assert rules[ROWS["A.II.2.iii.a"]] == ("list", '"A,B,C,D,E"', None)
    assert rules[ROWS["A.II.1.i.a.1"]] == ("whole", "0", "999999999999999")
    assert rules[ROWS["B.I.a.1"]] == ("decimal", "0", "4")
    assert {ROWS[node.code] for node in ZI_2021.answerable} <= rules.keys()


def test_rows_stand_in_printed_order_with_criteria_weights_and_titles_of_evidence():
    evidence = ("SK tim kerja", "Notulen rapat")
    sheet = opened({"A.I.1.i.b": SheetRow("B", "lihat hal. 3", evidence)})[at.SHEET]

    printed_codes = [sheet[f"{at.CODE}{row}"].value for row in ROWS.values()]
    assert printed_codes[:5] == ["A", "A.I", "A.I.1", "A.I.1.i", "A.I.1.i.a"]
    assert printed_codes.index("A.II") > printed_codes.index("A.I.6.v.b")
    assert sheet[f"{at.WEIGHT}{ROWS['A.I.1.i']}"].value == 0.5
    row = ROWS["A.I.1.i.b"]
    assert sheet[f"{at.OPTIONS}{row}"].value.startswith("A: mekanisme jelas")
    assert sheet[f"{at.ANSWER}{row}"].value == "B"
    assert sheet[f"{at.NOTE}{row}"].value == "lihat hal. 3"
    assert sheet[f"{at.EVIDENCE}{row}"].value == "SK tim kerja\nNotulen rapat"


def notes_in(data: bytes) -> dict[str, Cell]:
    """The notes as an import reads them, by code."""
    (sheet,) = (grid for grid in read_workbook(data) if grid.name == at.SHEET)
    return {str(line.cells[0]): line.cells[7] for line in sheet.lines if len(line.cells) > 7}


def test_a_note_is_text_whatever_it_begins_with_and_reads_back_as_it_was(tmp_path):
    codes = [node.code for node in ZI_2021.answerable]
    content = {code: SheetRow(note=note) for code, note in zip(codes, NOTES, strict=False)}

    data = own_workbook(ZI_2021, content, ORIGIN)

    sheet = openpyxl.load_workbook(io.BytesIO(data))[at.SHEET]
    cells = [sheet[f"{at.NOTE}{ROWS[code]}"] for code in content]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    for each in (data, resaved(data, tmp_path)):
        notes = {code: notes_in(each)[code] for code in content}
        assert notes == {code: row.note for code, row in content.items()}
        assert {type(note) for note in notes.values()} == {str}


def test_the_hidden_sheet_says_what_was_exported_and_what_every_cell_was():
    answers = by_chance(ZI_2021, 5) | {"B.I.a.1": "3.3333333333333335"}
    content = {code: SheetRow(answer, f"catatan {code}") for code, answer in answers.items()}
    book = opened(content)

    origin = book[at.ORIGIN]
    assert origin.sheet_state == "hidden"
    names = {row[0].value: row[1].value for row in origin.iter_rows(max_row=len(at.ORIGIN_NAMES))}
    assert tuple(names) == at.ORIGIN_NAMES
    assert names["layout"] == at.LAYOUT
    assert (names["instrument"], names["fingerprint"]) == ("zi-2021", "a" * 64)
    assert (names["assessment"], names["layer"], names["layer_version"]) == ("7", "unit", "3")
    header, *originals = origin.iter_rows(min_row=at.ORIGINALS_ROW, max_col=4, values_only=True)
    assert header == at.ORIGINALS
    kept = {code: (version, value or "", note) for code, version, value, note in originals}
    assert {code: kept[code][1:] for code in content} == {
        code: (row.value, row.note) for code, row in content.items()
    }
    assert (kept["A.I.1.i.a"][0], kept["A.I.1.i.b"][0]) == ("4", "0")
    assert book[at.SHEET][f"{at.ANSWER}{ROWS['B.I.a.1']}"].value == 3.3333333333333335


def test_what_does_not_fit_stays_for_somebody_to_mend():
    sheet = opened({"A.I.1.i.b": SheetRow("Z"), "A.II.1.i.a.1": SheetRow("1.5")})[at.SHEET]

    assert sheet[f"{at.ANSWER}{ROWS['A.I.1.i.b']}"].value == "Z"
    assert sheet[f"{at.ANSWER}{ROWS['A.II.1.i.a.1']}"].value == "1.5"


def test_a_code_of_another_instrument_or_a_note_that_no_cell_holds_is_refused():
    with pytest.raises(UnknownCode):
        own_workbook(ZI_2021, {"Z.1": SheetRow("A")}, ORIGIN)
    with pytest.raises(TooLong):
        own_workbook(ZI_2021, {"A.I.1.i.a": SheetRow("Ya", "x" * 40_000)}, ORIGIN)


def test_what_is_measured_takes_its_range_and_where_it_may_not_apply_the_words_that_say_so():
    instrument = read_instrument("rb-2023").for_group("kl")
    content = {"2134": SheetRow("tidak berlaku", "tidak ada unit"), "2159": SheetRow("0.5")}
    sheet = openpyxl.load_workbook(io.BytesIO(own_workbook(instrument, content, ORIGIN)))[at.SHEET]

    rows = {sheet[f"{at.CODE}{row}"].value: row for row in range(at.FIRST_ROW, sheet.max_row + 1)}
    optional, always = f"{at.ANSWER}{rows['2134']}", f"{at.ANSWER}{rows['2159']}"
    assert (sheet[optional].value, sheet[always].value) == ("tidak berlaku", 0.5)
    assert sheet[f"{at.NOTE}{rows['2134']}"].value == "tidak ada unit"
    formulas = {
        str(validation.sqref): validation.formula1
        for validation in sheet.data_validations.dataValidation
    }
    assert formulas[optional].startswith(f'OR({optional}="tidak berlaku",AND(ISNUMBER({optional})')
    assert not sheet[optional].protection.locked


def test_a_sheet_without_its_group_of_institutions_is_refused():
    with pytest.raises(MissingGroup):
        own_workbook(read_instrument("rb-2023"), {}, ORIGIN)


def test_a_full_sheet_is_a_small_file():
    content = {
        code: SheetRow(row.value, "catatan " * 40, ("SK tim kerja", "Notulen rapat"))
        for code, row in content_of(by_chance(ZI_2021, 1)).items()
    }

    assert len(own_workbook(ZI_2021, content, ORIGIN)) < 60_000
