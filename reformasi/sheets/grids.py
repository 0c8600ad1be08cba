"""Rows of cells as they stand in a file, before anybody asks what they mean."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
FAILED_FORMULAS = {
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!",
}  # fmt: skip
QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
MAX_COLUMNS = 200
MAX_FILLED = 10_000  # rows of one sheet that are read; no table takes as many


class FailedFormula(str):
    """What a spreadsheet shows where it could not work a value out; the same as text is guarded."""

    __slots__ = ()


class UnworkedFormula(str):
    """A formula that was saved without its value: only a spreadsheet knows it."""

    __slots__ = ()


class MergedAway(str):
    """Where the merged range begins that covers this cell: what stood in it is gone."""

    __slots__ = ()


class Tick(int):
    """TRUE or FALSE; a number to whoever asks for one."""

    __slots__ = ()


class Percent(float):
    """A number that is shown as a percentage; written as any other number."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(int(self)) if self.is_integer() else super().__str__()


@dataclass(frozen=True)
class Range:
    """A merged range, its first and last row and column included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether this cell lies in it, and is not the one that is shown."""
        is_within = self.top <= row <= self.bottom and self.left <= column <= self.right
        return is_within and (row, column) != (self.top, self.left)


@dataclass(frozen=True)
class Marks:
    """What a sheet says of cells beside their values; rows and columns count from 1.

    ``unworked``: formulas that were saved without their value, by row and column. ``hidden``: the
    columns that nobody sees, as first and last.
    """

    unworked: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: Sequence[Range] = ()
    hidden: Sequence[tuple[int, int]] = ()

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden)


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
    marks: Marks = field(default_factory=Marks)

    def formula_at(self, row: int, column: int) -> UnworkedFormula | None:
        """The formula there, if it was saved without its value."""
        formula = self.marks.unworked.get((row, column))
        return None if formula is None else UnworkedFormula(formula)


def make_grid(
    name: str,
    rows: Iterable[Sequence[object]],
    *,
    hidden: bool = False,
    marks: Marks | None = None,
) -> Grid:
    """The rows that hold anything, numbered as the sheet numbers them.

    Raises:
        SheetRefused: a row is wider than any table.
    """
    lines: list[Line] = []
    marks = marks or Marks()
    for number, row in enumerate(rows, start=1):
        if row.count(None) == len(row):
            continue  # formatted, but blank
        if any(cell not in (None, "") for cell in row[MAX_COLUMNS:]):
            raise SheetRefused(
                _("Tabel ini lebih lebar dari %(limit)d kolom. Hapus kolom yang tidak dipakai.")
                % {"limit": MAX_COLUMNS}
            )
        cells = [plain(cell) for cell in row[:MAX_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        if cells and len(lines) == MAX_FILLED:
            return Grid(name, lines, hidden, is_longer=True, marks=marks)
        if cells:
            lines.append(Line(number, cells))
    return Grid(name, lines, hidden, marks=marks)


def plain(cell: object) -> Cell:
    """Text tidied, whole numbers as int, days without time as date; nothing as None."""
    if isinstance(cell, str):
        return FailedFormula(cell) if cell in FAILED_FORMULAS else tidy(cell) or None
    if isinstance(cell, bool):
        return Tick(cell)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(float(cell))  # "1E999" in the XML of a sheet
    if isinstance(cell, float) and cell.is_integer() and not isinstance(cell, Percent):
        return int(cell)
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
