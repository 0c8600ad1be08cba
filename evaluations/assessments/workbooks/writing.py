"""Cells with what people wrote: answers as they are counted with, texts that never run."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.scoring import InstrumentSpec, ScoringError, read_answer
from reformasi.sheets.grids import FORMULA, clean, guarded, plain
from reformasi.sheets.writing import XLSX_LETTERS, TooLong

from .looks import Look

TITLES_LONGEST = 4_000  # letters of evidence beside one question; the page has them all
#: What Excel itself marks as text when somebody types an apostrophe before it.
MARKED = (*FORMULA, "'")


def cell_at(sheet: Worksheet, place: str, look: Look | None = None) -> Cell:
    """The cell at ``place``, which is not part of a merged range."""
    cell = sheet[place]
    if not isinstance(cell, Cell):
        raise TypeError(place)
    if look is not None:
        cell.style = look.value
    return cell


def write_text(sheet: Worksheet, place: str, text: str, look: Look | None = None) -> None:
    """Write ``text`` so that a spreadsheet shows it, and our own reading gives it back.

    Raises:
        TooLong: longer than a cell holds.
    """
    cell = cell_at(sheet, place, look)
    if not text:
        return
    lasting = _lasting(text)
    if len(lasting) > XLSX_LETTERS:
        raise TooLong(_("Ada isian yang lebih panjang daripada satu sel XLSX."))
    cell.value = lasting
    cell.data_type = "s"  # also where it begins like a formula or an error
    if lasting.startswith(MARKED):
        cell.quotePrefix = True


def write_formula(sheet: Worksheet, place: str, formula: str, look: Look | None = None) -> None:
    cell = cell_at(sheet, place, look)
    if formula:
        cell.value = f"={formula}"


def write_number(
    sheet: Worksheet, place: str, number: Decimal | None, look: Look | None = None
) -> None:
    cell = cell_at(sheet, place, look)
    if number is not None:
        cell.value = format(number, "f")  # every digit, where a float would be cut to sixteen
        cell.data_type = "n"


def write_answer(
    sheet: Worksheet,
    place: str,
    instrument: InstrumentSpec,
    code: str,
    value: str,
    look: Look | None = None,
) -> None:
    """Letters as text, numbers as numbers, and what does not fit as it is, for somebody to mend.

    Raises UnknownCode.
    """
    instrument.node(code)
    try:
        answer = read_answer(instrument, code, value)
    except ScoringError:
        answer = value
    if isinstance(answer, str):
        write_text(sheet, place, answer, look)
    else:
        write_number(sheet, place, answer, look)


def _lasting(text: str) -> str:
    """``text`` as it is, or guarded where reading would take a part of it away."""
    cleaned = clean(text)
    read = plain(cleaned)
    return cleaned if type(read) is str and read == cleaned else guarded(cleaned)
