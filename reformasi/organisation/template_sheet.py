"""The empty sheet that people fill in: headers, drop-downs and a page of instructions."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .models import Employment, Unit
from .resources import OPTIONAL, REQUIRED
from .roles import Kind, Role
from .spreadsheets import MAX_ROWS, safe_cell

BOLD = Font(bold=True)


def people_template(units: Iterable[Unit]) -> bytes:
    """An XLSX whose drop-downs offer ``units`` and the words that the import knows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Orang")
    headers = [*REQUIRED, *OPTIONAL]
    sheet.append(headers)
    choices = {
        "status": [(str(key), str(label)) for key, label in Employment.choices],
        "unit": [(unit.code, unit.name) for unit in units],
        "peran": [(str(key), str(label)) for key, label in Role.choices],
        "jenis": [(str(key), str(label)) for key, label in Kind.choices],
    }
    _offer(sheet, book.create_sheet(_("Pilihan")), headers, choices)
    for number, cell in enumerate(sheet[1], start=1):
        cell.font = BOLD
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = 28 if number <= len(REQUIRED) else 18
    for row in range(2, MAX_ROWS + 2):
        sheet.cell(row, 1).number_format = "@"  # or Excel rounds the NIP
    _instruct(book.create_sheet(_("Petunjuk")))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _offer(
    sheet: Worksheet,
    lists: Worksheet,
    headers: list[str],
    choices: dict[str, list[tuple[str, str]]],
) -> None:
    """Write each list into two columns of ``lists``; hang a drop-down on its column."""
    for index, (name, pairs) in enumerate(choices.items()):
        code_column = 2 * index + 1
        for offset, title in enumerate((name, _("arti"))):
            cell = lists.cell(1, code_column + offset, title)
            cell.font = BOLD
        for row, (code, label) in enumerate(pairs, start=2):
            lists.cell(row, code_column, code)
            lists.cell(row, code_column + 1, safe_cell(label))
        letter = get_column_letter(code_column)
        source = f"'{lists.title}'!${letter}$2:${letter}${len(pairs) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.error = _("Pilih salah satu dari daftar.")
        target = get_column_letter(headers.index(name) + 1)
        rule.add(f"{target}2:{target}{MAX_ROWS + 1}")
        sheet.add_data_validation(rule)


def _instruct(sheet: Worksheet) -> None:
    for line in (
        _("Satu baris untuk satu orang dengan satu peran; dua peran berarti dua baris."),
        _("Kolom nip, nama, dan surel wajib diisi. NIP 18 angka dengan format sel Teks."),
        _("Kosongkan unit dan peran bila orang belum punya penugasan."),
        _("Tanggal ditulis seperti 31-12-2026. Plt dan Plh wajib punya tanggal sampai."),
        _("Jangan mengubah judul kolom. Tidak ada yang disimpan sebelum Anda memastikannya."),
    ):
        sheet.append([line])
    sheet.column_dimensions["A"].width = 100
