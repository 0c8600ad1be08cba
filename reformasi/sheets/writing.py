"""Tables as files: CSV for Excel in Indonesia, and XLSX, row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

import openpyxl
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reformasi.ui.text import one_line

from .cells import Written
from .grids import clean, guarded
from .workflow import Format

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {Format.XLSX: XLSX_TYPE, Format.CSV: "text/csv; charset=utf-8"}
XLSX_ROWS = 1_048_575  # below the headers; a sheet holds no more
XLSX_LETTERS = 32_767  # of one cell
#: Digits that Excel would take for a number and round, or rob of their zeros.
TEXT_DIGITS = re.compile(r"\d{12,}|0\d+")
AMBIGUOUS = re.compile(r"-?\d{1,3},\d{3}")


class TooLong(Exception):
    """The table does not fit into a file of this format; the message says what to do."""


@dataclass(frozen=True)
class Heading:
    """A column as it is written. ``as_text``: a spreadsheet must not take it for numbers."""

    name: str
    as_text: bool = False
    width: int = 18


def require_room(format: Format, rows: int) -> None:
    """Refuse more ``rows`` than a file of this format has.

    Raises:
        TooLong: they do not fit.
    """
    if format == Format.XLSX and rows > XLSX_ROWS:
        raise TooLong(
            _(
                "Satu lembar XLSX memuat paling banyak %(limit)s baris. Minta bentuk CSV, atau "
                "persempit saringannya."
            )
            % {"limit": number_format(XLSX_ROWS, force_grouping=True)}
        )


def write_table(
    stream: BinaryIO,
    format: Format,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Written]],
) -> None:
    """Write ``rows`` under their ``headings`` into ``stream``.

    Raises:
        TooLong: more rows, or a longer text, than an XLSX holds.
    """
    if format == Format.CSV:
        _write_csv(stream, headings, rows)
    else:
        _write_xlsx(stream, title, headings, rows)


def _write_csv(
    stream: BinaryIO, headings: Sequence[Heading], rows: Iterable[Sequence[Written]]
) -> None:
    """Semicolons, decimal commas, and a mark that it is UTF-8."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([heading.name for heading in headings])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    text.detach()


def _csv_cell(cell: Written) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal | float):
        text = format(cell, "f").replace(".", ",")
        return f"{text}0" if AMBIGUOUS.fullmatch(text) else text
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    text = guarded(cell)
    return f"'{text}" if TEXT_DIGITS.fullmatch(text) else text


def _write_xlsx(
    stream: BinaryIO,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Written]],
) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = heading.width
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, clean(heading.name)) for heading in headings]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    try:
        for count, row in enumerate(rows, start=1):
            require_room(Format.XLSX, count)
            cells = zip(headings, row, strict=True)
            sheet.append([_xlsx_cell(sheet, heading, value) for heading, value in cells])
    finally:
        sheet.close()  # or the half-written file stays open
    book.save(stream)


def _xlsx_cell(sheet: WriteOnlyWorksheet, heading: Heading, value: Written) -> Cell:
    if isinstance(value, str):
        value = guarded(value)
        if len(value) > XLSX_LETTERS:
            raise TooLong(
                _("Ada isian yang lebih panjang daripada satu sel XLSX. Minta bentuk CSV.")
            )
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # days and decimals too
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins like a formula or an error
        if heading.as_text:
            cell.number_format = "@"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    return cell


def sheet_title(title: str) -> str:
    """A name that Excel takes for a sheet."""
    return re.sub(r"[\\/*?:\[\]]", " ", one_line(title))[:31]
