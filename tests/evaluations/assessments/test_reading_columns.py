"""Which column, and which sheets, hold the answers: the right one is read, or somebody asked."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from evaluations.assessments.workbooks.order import is_filled_in, printed
from evaluations.assessments.workbooks.reading import Reading, read_sheet
from evaluations.instruments.files import read_instrument
from evaluations.scoring import NodeSpec
from reformasi.sheets.refusals import SheetRefused

ZI_2021 = read_instrument("zi-2021")
QUESTIONS = [node for node in printed(ZI_2021) if is_filled_in(node)][:40]


def unit(node: NodeSpec) -> object:
    return node.options[0].letter if node.options else 1


def other(node: NodeSpec) -> object:
    return node.options[1].letter if node.options else 2


def book(titles: list[str], cells: Callable[[NodeSpec], list[object]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.worksheets[0].append(titles)
    for node in QUESTIONS:
        made.worksheets[0].append(cells(node))
    return made


def read(made: openpyxl.Workbook, column: str = "") -> Reading:
    stream = io.BytesIO()
    made.save(stream)
    return read_sheet(io.BytesIO(stream.getvalue()), ZI_2021, column=column)


def right(reading: Reading) -> bool:
    expected = {node.code: unit(node) for node in QUESTIONS}
    answers = reading.answers
    return bool(answers) and all(str(answers[code]) == str(expected[code]) for code in answers)


@pytest.mark.parametrize(
    ("titles", "cells"),
    [
        (["Kode", "Uraian", "Nilai TPI", "Nilai"], [other, unit]),
        (["Kode", "Uraian", "Penilaian Mandiri", "Nilai TPI"], [unit, other]),
        (["Code", "Question", "Answer", "Evaluator"], [unit, other]),
        (["Kode", "Uraian", "Hasil Evaluasi TPI", "Self Assessment"], [other, unit]),
    ],
)
def test_the_column_of_the_unit_is_read_beside_that_of_the_assessors(titles, cells):
    first, second = cells
    reading = read(book(titles, lambda node: [node.code, node.name, first(node), second(node)]))
    assert right(reading)
    assert reading.refusals == ()


def test_of_two_columns_of_answers_that_differ_one_is_named():
    titles = ["Kode", "Uraian", "Jawaban 2025", "Jawaban 2026"]
    made = book(titles, lambda node: [node.code, node.name, other(node), unit(node)])
    with pytest.raises(SheetRefused, match=r"C “jawaban 2025”, D “jawaban 2026”"):
        read(made)
    assert right(read(made, column="D"))


def test_a_column_that_nobody_sees_is_no_rival():
    titles = ["Kode", "Uraian", "Jawaban", "Jawaban"]
    made = book(titles, lambda node: [node.code, node.name, other(node), unit(node)])
    made.worksheets[0].column_dimensions["C"].hidden = True
    assert right(read(made))


def test_codes_of_single_letters_are_no_answers():
    def cells(node: NodeSpec) -> list[object]:
        parts = node.code.split(".")
        return [*parts, *[None] * (5 - len(parts)), node.name, unit(node)]

    assert right(read(book(["A", "B", "C", "D", "E", "Uraian", "Jawaban"], cells)))


def test_a_sheet_for_each_of_many_parts_is_read_without_codes():
    made = openpyxl.Workbook()
    for at in range(0, 40, 5):
        sheet = made.create_sheet(f"Bagian {at}")
        sheet.append(["No", "Uraian", "Jawaban"])
        for number, node in enumerate(QUESTIONS[at : at + 5], start=1):
            sheet.append([number, node.name, unit(node)])
    reading = read(made)
    assert right(reading)
    assert len(reading.sheets) == 8


def test_crosses_in_the_rows_of_the_options_are_said_not_to_be_read():
    rows = openpyxl.Workbook()
    rows.worksheets[0].append(["Kode", "Uraian", "Jawaban"])
    for node in QUESTIONS:
        rows.worksheets[0].append([node.code, node.name, None])
        rows.worksheets[0].append([None, "a. Jika sudah", "x"])
    assert any("tanda silang" in str(remark) for remark in read(rows).remarks)
