"""A code counts where the words beside it do not ask something else; otherwise it is asked back."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evaluations.assessments.workbooks.deciding import How
from evaluations.assessments.workbooks.order import is_filled_in, printed
from evaluations.assessments.workbooks.reading import Reading, read_sheet
from evaluations.instruments.files import read_instrument

ZI_2021, ZI_2026 = read_instrument("zi-2021"), read_instrument("zi-2026")
QUESTIONS = [node for node in printed(ZI_2021) if is_filled_in(node)]
CODES, TEXTS = [node.code for node in QUESTIONS], [node.name for node in QUESTIONS]
ENGLISH = (
    "The unit has formed its team",
    "Leaders are role models of integrity",
    "Employees were trained this year",
)


def read(codes: list[str], texts: list[str], *, trusts_codes: bool = False) -> Reading:
    """Rows of a code, a text, and an answer that fits the code."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Kode", "Pertanyaan", "Jawaban"])
    for code, text in zip(codes, texts, strict=True):
        options = ZI_2021.node(code).options
        book.worksheets[0].append([code, text, options[0].letter if options else 1])
    stream = io.BytesIO()
    book.save(stream)
    return read_sheet(io.BytesIO(stream.getvalue()), ZI_2021, trusts_codes=trusts_codes)


def misread(reading: Reading, texts: list[str]) -> list[str]:
    """The codes of rows that were taken for another question than their words ask."""
    meant = {f"C{row}": text for row, text in enumerate(texts, start=2)}
    return [
        one.code
        for one in reading.matches
        if one.value is not None and meant[one.cell] != ZI_2021.node(one.code).name
    ]


@pytest.mark.parametrize(("first", "last"), [(0, 40), (60, 100), (20, 25)])
def test_codes_that_slipped_by_a_row_are_asked_back(first, last):
    part = CODES[first:last]
    codes = [*CODES[:first], *part[1:], part[0], *CODES[last:]]

    reading = read(codes, TEXTS)

    assert misread(reading, TEXTS) == []
    assert len(reading.refusals) >= (last - first) * 0.7
    assert len(reading.matches) >= (len(CODES) - (last - first)) * 0.8


def test_a_whole_column_of_codes_that_slipped_is_not_believed():
    reading = read([*CODES[1:], CODES[0]], TEXTS)

    assert len(misread(reading, TEXTS)) <= 1  # two questions ask for the same in the same words


@pytest.mark.parametrize("share", [1, 2, 10])
def test_codes_beside_the_words_of_something_else_are_asked_back(share):
    texts = [
        f"Taman baca nomor {at} dibuka bagi warga" if at % share == 0 else text
        for at, text in enumerate(TEXTS)
    ]

    reading = read(CODES, texts)

    assert misread(reading, texts) == []
    unlike = [one for one in reading.refusals if one.is_unlike]
    assert len(unlike) >= len(texts) // share * 0.8
    assert all("kata-katanya berbeda" in str(one.why) for one in unlike)


def test_another_language_is_taken_by_its_codes_only_if_somebody_says_so():
    texts = [ENGLISH[at % len(ENGLISH)] for at in range(len(CODES))]

    asked, trusted = read(CODES, texts), read(CODES, texts, trusts_codes=True)

    assert asked.answers == {}
    assert {one.code for one in asked.refusals} >= {node.code for node in ZI_2021.answerable}
    assert all(one.answer is not None for one in asked.refusals if one.code in trusted.answers)
    assert (len(trusted.refusals), len(trusted.matches)) == (0, len(ZI_2021.answerable))


def test_words_of_the_next_version_are_near_enough():
    reading = read(CODES, [ZI_2026.node(code).name for code in CODES])

    assert reading.refusals == ()
    assert {one.how for one in reading.matches} == {How.CODE}
    assert len(reading.matches) == len(ZI_2021.answerable)
