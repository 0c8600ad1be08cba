"""The workbook of the national portal: fixed cells of its sheet ``Jawaban``."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import accumulate

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.scoring import InstrumentSpec, NodeSpec
from reformasi.ui.text import shorten

from . import portal_rows as at
from .content import SheetContent, SheetRow
from .heights import fit_row
from .looks import LOOKS, Look, add_looks
from .options import options_of
from .order import printed
from .portal_rows import portal_rows
from .protecting import set_paper
from .refusals import NoWorkbook
from .writing import TITLES_LONGEST, write_answer, write_number, write_text

CODE, TEXT, WEIGHT, OPTIONS = "B", "G", "H", "J"
WIDTHS = {
    CODE: 16,
    TEXT: 46,
    WEIGHT: 8,
    OPTIONS: 40,
    at.UNIT_ANSWER: 11,
    at.UNIT_NOTE: 40,
    at.EVIDENCE: 30,
    at.TPI_ANSWER: 11,
    at.TPI_NOTE: 40,
}


def portal_workbook(
    instrument: InstrumentSpec, unit: SheetContent, tpi: SheetContent | None = None
) -> bytes:
    """The answers and notes of the unit, and of TPI beside them, where the portal reads them.

    Totals and percentages have no cell: the portal works them out.

    Raises:
        NoWorkbook: a question of ``instrument`` has no row in the national workbook.
        UnknownCode: a code that is not in the instrument.
        TooLong: a note is longer than a cell holds.
    """
    rows = portal_rows()
    lacking = [node.code for node in instrument.answerable if node.code not in rows]
    if lacking:
        raise NoWorkbook(
            _("Buku kerja portal nasional tidak memuat butir instrumen %(code)s: %(codes)s.")
            % {"code": instrument.code, "codes": ", ".join(lacking[:5])}
        )
    for code in (*unit, *(tpi or {})):
        instrument.node(code)
    book = openpyxl.Workbook()
    add_looks(book)
    sheet = book.worksheets[0]
    sheet.title = at.SHEET
    _write_header(sheet)
    for node, row in _places(instrument, rows):
        _write_heading(sheet, node, row)
        if node.code in rows:
            _write_unit(sheet, row, instrument, node.code, unit.get(node.code, SheetRow()))
            _write_tpi(sheet, row, instrument, node.code, (tpi or {}).get(node.code, SheetRow()))
        fit_row(sheet, row, WIDTHS)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _places(instrument: InstrumentSpec, rows: Mapping[str, int]) -> Iterator[tuple[NodeSpec, int]]:
    """Each question on its row, and headings on the free rows above the first one below them."""
    nodes = printed(instrument)
    before = [1, *accumulate((rows.get(node.code, 1) for node in nodes), max)]
    row = max(rows.values()) + 1
    for node, taken in zip(reversed(nodes), reversed(before[:-1]), strict=True):
        row = rows.get(node.code, row - 1)
        if row > taken:
            yield node, row
        else:
            row += 1


def _write_header(sheet: Worksheet) -> None:
    headers = {
        CODE: _("Kode"),
        TEXT: _("Uraian"),
        WEIGHT: _("Bobot"),
        OPTIONS: _("Pilihan jawaban"),
        at.UNIT_ANSWER: _("Jawaban unit"),
        at.UNIT_NOTE: _("Catatan unit"),
        at.EVIDENCE: _("Bukti"),
        at.TPI_ANSWER: _("Jawaban TPI"),
        at.TPI_NOTE: _("Catatan TPI"),
    }
    for column, header in headers.items():
        write_text(sheet, f"{column}1", header, Look.HEADER)
    for column in "ABCDEFGHIJKLMNOPQ":  # those between hold nothing of ours
        sheet.column_dimensions[column].width = WIDTHS.get(column, 2)
    sheet.freeze_panes = "A2"
    set_paper(sheet)


def _write_heading(sheet: Worksheet, node: NodeSpec, row: int) -> None:
    look = LOOKS.get(node.kind, Look.PLAIN)
    write_text(sheet, f"{CODE}{row}", node.code, look)
    write_text(sheet, f"{TEXT}{row}", node.name, look)
    write_number(sheet, f"{WEIGHT}{row}", node.weight, look)
    write_text(sheet, f"{OPTIONS}{row}", options_of(node), look)


def _write_unit(
    sheet: Worksheet, row: int, instrument: InstrumentSpec, code: str, filled: SheetRow
) -> None:
    place = f"{at.UNIT_ANSWER}{row}"
    write_answer(sheet, place, instrument, code, filled.value, Look.ANSWER)
    write_text(sheet, f"{at.UNIT_NOTE}{row}", filled.note, Look.NOTE)
    titles = shorten("\n".join(filled.evidence), TITLES_LONGEST)
    write_text(sheet, f"{at.EVIDENCE}{row}", titles, Look.NOTE)


def _write_tpi(
    sheet: Worksheet, row: int, instrument: InstrumentSpec, code: str, filled: SheetRow
) -> None:
    place = f"{at.TPI_ANSWER}{row}"
    write_answer(sheet, place, instrument, code, filled.value, Look.ANSWER)
    write_text(sheet, f"{at.TPI_NOTE}{row}", filled.note, Look.NOTE)
