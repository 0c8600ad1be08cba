"""The empty sheet that people fill in: headers, drop-downs and a page of instructions."""

from __future__ import annotations

import io

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reformasi.ui.text import clean

from .context import Context
from .grids import guarded
from .table import Column, Table
from .writing import sheet_title

BOLD = Font(bold=True)


def blank_workbook(table: Table, context: Context) -> bytes:
    """An XLSX with the columns of ``table``; its drop-downs offer what this person may choose."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = sheet_title(str(table.title))
    sheet.freeze_panes = "A2"
    choices = book.create_sheet(_("Pilihan"))
    offered = 0
    for number, column in enumerate(table.taken, start=1):
        _head(sheet, number, column)
        if options := column.kind.options(context):
            _offer(sheet, choices, number, offered, column, options, table.max_rows)
            offered += 1
    if not offered:
        book.remove(choices)
    _instruct(book.create_sheet(_("Petunjuk")), table)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _head(sheet: Worksheet, number: int, column: Column) -> None:
    cell = sheet.cell(1, number, column.name)
    cell.font = BOLD
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = column.width
    if column.kind.as_text:
        dimension.number_format = "@"  # or Excel rounds long numbers


def _offer(
    sheet: Worksheet,
    choices: Worksheet,
    number: int,
    offered: int,
    column: Column,
    options: list[tuple[str, str]],
    max_rows: int,
) -> None:
    """Write the options into two columns of ``choices``; hang a drop-down on the column."""
    place = 2 * offered + 1
    for offset, title in enumerate((column.name, _("arti"))):
        choices.cell(1, place + offset, title).font = BOLD
    for row, (code, label) in enumerate(options, start=2):
        choices.cell(row, place, clean(code))
        choices.cell(row, place + 1, guarded(clean(label)))
    letter, target = get_column_letter(place), get_column_letter(number)
    source = f"'{choices.title}'!${letter}$2:${letter}${len(options) + 1}"
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.error = _("Pilih salah satu dari daftar.")
    rule.add(f"{target}2:{target}{max_rows + 1}")
    sheet.add_data_validation(rule)


def _instruct(sheet: Worksheet, table: Table) -> None:
    for line in table.instructions:
        sheet.append([str(line)])
    sheet.append(
        [_("Jangan mengubah judul kolom. Tidak ada yang disimpan sebelum Anda memastikannya.")]
    )
    sheet.append([])
    sheet.append([_("Kolom"), _("Wajib"), _("Cara mengisi")])
    for cell in sheet[sheet.max_row]:
        cell.font = BOLD
    for column in table.taken:
        advice = " ".join(text for text in (str(column.help), column.kind.hint) if text)
        sheet.append([column.name, _("ya") if column.required else "", advice or str(column.label)])
    for letter, width in (("A", 26), ("B", 10), ("C", 90)):
        sheet.column_dimensions[letter].width = width
