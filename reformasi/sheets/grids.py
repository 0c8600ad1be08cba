"""Rows of cells as they stand in a file, before anybody asks what they mean."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from reformasi.ui import text as gate

from .refusals import SheetRefused

Cell = str | int | float | date | time | None

#: How XLSX writes a carriage return inside a cell.
ESCAPED_RETURN = re.compile("_x000[dD]_")
#: An apostrophe that spreadsheets put before text which they would take for something else.
GUARD = re.compile(r"'(?=[=+\-@\t\r'0-9#])")
FORMULA = ("=", "+", "-", "@", "\t")
FAILED_FORMULAS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
MAX_COLUMNS = 200
MAX_FILLED = 10_000  # rows of one sheet that are read; no table takes as many


class FailedFormula(str):
    """What a spreadsheet shows where it could not work a value out; the same as text is guarded."""

    __slots__ = ()


@dataclass(frozen=True)
class Line:
    """One row that holds something, with the number that the sheet shows for it."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """One sheet; a CSV file is a grid without a name. ``is_longer``: not all of it was read."""

    name: str
    lines: list[Line]
    hidden: bool = False
    is_longer: bool = False


def make_grid(name: str, rows: Iterable[Sequence[object]], *, hidden: bool = False) -> Grid:
    """The rows that hold anything, numbered as the sheet numbers them.

    Raises:
        SheetRefused: a row is wider than any table.
    """
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        if row.count(None) == len(row):
            continue  # a formatted but blank row: a sheet may have a million
        if any(cell not in (None, "") for cell in row[MAX_COLUMNS:]):
            raise SheetRefused(
                _("Tabel ini lebih lebar dari %(limit)d kolom. Hapus kolom yang tidak dipakai.")
                % {"limit": MAX_COLUMNS}
            )
        cells = [plain(cell) for cell in row[:MAX_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        if cells and len(lines) == MAX_FILLED:
            return Grid(name, lines, hidden, is_longer=True)
        if cells:
            lines.append(Line(number, cells))
    return Grid(name, lines, hidden)


def plain(cell: object) -> Cell:
    """Text tidied, whole numbers as int, days without time as date; nothing as None."""
    if isinstance(cell, str):
        return FailedFormula(cell) if cell in FAILED_FORMULAS else tidy(cell) or None
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)  # "1E999" in the XML of a sheet
    if isinstance(cell, int | float | date | time):
        return cell
    return None if cell is None else tidy(str(cell))


def tidy(text: str) -> str:
    """One cell's text as it was meant: cleaned, and without what guards it from a spreadsheet."""
    text = clean(text)
    if match := QUOTED_FORMULA.fullmatch(text):
        return match[1].replace('""', '"')
    return GUARD.sub("", text, count=1) if text.startswith("'") else text


def clean(text: str) -> str:
    """Text that any file can hold: no forbidden signs, one kind of line end and of blank."""
    text = ESCAPED_RETURN.sub("", gate.clean(text))
    return text.replace("\u00a0", " ").replace("\ufeff", "").strip()


def guarded(text: str) -> str:
    """Text that a spreadsheet shows and never runs; ``tidy`` takes it back."""
    text = clean(text)
    guards = text.startswith(FORMULA) or text in FAILED_FORMULAS or GUARD.match(text)
    return f"'{text}" if guards else text
