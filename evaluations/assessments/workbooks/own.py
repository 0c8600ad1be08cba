"""The portal's own workbook of one layer: to work in offline, with its score, and to bring back."""

from __future__ import annotations

import io

import openpyxl
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.scoring import AnswerType, AreaRule, InstrumentSpec, NodeSpec
from reformasi.ui.text import shorten

from . import own_layout as at
from .content import SheetContent, SheetRow
from .formulas import SheetFormulas
from .looks import LOOKS, Look, add_looks
from .options import options_of
from .order import is_filled_in, printed
from .own_layout import SheetOrigin
from .protecting import protect
from .recap import write_recap
from .writing import TITLES_LONGEST, write_answer, write_formula, write_number, write_text


def own_workbook(
    instrument: InstrumentSpec,
    content: SheetContent,
    origin: SheetOrigin,
    *,
    area_rule: AreaRule = AreaRule.COMBINED,
    prior: str | None = None,
) -> bytes:
    """The sheet as XLSX, in which answers and notes can be changed and nothing else.

    ``prior`` is the predicate that the unit holds already.

    Raises:
        MissingGroup: the weights of no group of institutions have been chosen.
        UnknownCode: ``content`` has a code that is not in the instrument.
        TooLong: a note is longer than a cell holds.
    """
    instrument.require_group()
    nodes = printed(instrument)
    rows = {node.code: row for row, node in enumerate(nodes, start=at.FIRST_ROW)}
    formulas = SheetFormulas(instrument, rows)
    for code in content:
        instrument.node(code)
    book = openpyxl.Workbook()
    add_looks(book)
    sheet = book.worksheets[0]
    sheet.title = at.SHEET
    _write_title(sheet, formulas, origin)
    _write_header(sheet)
    for node in nodes:
        _write_node(sheet, formulas, node, content.get(node.code, SheetRow()))
    protect(sheet, formulas)
    write_recap(book.create_sheet(at.RECAP), formulas, area_rule=area_rule, prior=prior)
    _write_origin(book.create_sheet(at.ORIGIN), instrument, content, origin)
    book.security = WorkbookProtection(lockStructure=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_title(sheet: Worksheet, formulas: SheetFormulas, origin: SheetOrigin) -> None:
    instrument = formulas.instrument
    exported = _("Diekspor %(when)s oleh %(who)s") % {
        "when": date_format(localtime(origin.exported_at), "j F Y H.i"),
        "who": origin.exported_by,
    }
    lines = [
        instrument.title,
        f"{origin.unit} · {origin.year} · {origin.layer_label}",
        f"{instrument.regulation} ({instrument.code}) · {exported}",
        _(
            "Isi sel kuning saja: jawaban dan catatan. Nilai dihitung sendiri. Unggah kembali "
            "berkas ini di halaman lembar; yang berubah diperlihatkan dulu sebelum disimpan."
        ),
    ]
    for row, line in enumerate(lines, start=1):
        write_text(sheet, f"{at.NUMBER}{row}", line, Look.TITLE if row == 1 else Look.QUIET)
    row = at.HEADER_ROW - 1
    write_text(sheet, f"{at.TEXT}{row}", _("Nilai total"), Look.AREA)
    write_formula(sheet, f"{at.WEIGHT}{row}", formulas.total(), Look.AREA)
    write_formula(sheet, f"{at.OPTIONS}{row}", formulas.progress(), Look.AREA)
    write_formula(sheet, f"{at.CHECK}{row}", formulas.faults(), Look.WARNING)


def _write_header(sheet: Worksheet) -> None:
    headers = {
        at.CODE: _("Kode"),
        at.NUMBER: _("No."),
        at.TEXT: _("Uraian"),
        at.WEIGHT: _("Bobot"),
        at.OPTIONS: _("Pilihan jawaban"),
        at.ANSWER: _("Jawaban"),
        at.SCORE: _("Nilai"),
        at.NOTE: _("Catatan"),
        at.EVIDENCE: _("Bukti"),
        at.CHECK: _("Periksa"),
    }
    for column, header in headers.items():
        write_text(sheet, f"{column}{at.HEADER_ROW}", header, Look.HEADER)


def _write_node(sheet: Worksheet, formulas: SheetFormulas, node: NodeSpec, row: SheetRow) -> None:
    number = formulas.rows[node.code]
    look = LOOKS.get(node.kind, Look.PLAIN)
    options = options_of(node, optional=node.code in formulas.instrument.optional)
    write_text(sheet, f"{at.CODE}{number}", node.code)
    write_text(sheet, f"{at.NUMBER}{number}", node.code.rpartition(".")[2], look)
    write_text(sheet, f"{at.TEXT}{number}", node.name, look)
    write_number(sheet, f"{at.WEIGHT}{number}", node.weight, look)
    write_text(sheet, f"{at.OPTIONS}{number}", options, Look.PLAIN if is_filled_in(node) else look)
    if is_filled_in(node):
        _write_row(sheet, formulas, node, row)
    else:
        for column in (at.ANSWER, at.NOTE, at.EVIDENCE, at.CHECK):
            write_text(sheet, f"{column}{number}", "", look)
    write_formula(sheet, f"{at.EXACT}{number}", formulas.exact(node))
    write_formula(sheet, f"{at.LEFT_OUT}{number}", formulas.measured.left_out(node))
    write_formula(sheet, f"{at.BELOW_TARGET}{number}", formulas.measured.below_target(node))
    computed = Look.COMPUTED if look is Look.PLAIN else look
    write_formula(sheet, f"{at.SCORE}{number}", formulas.score(node), computed)


def _write_row(sheet: Worksheet, formulas: SheetFormulas, node: NodeSpec, row: SheetRow) -> None:
    """What one question or input carries; a percentage follows from its inputs."""
    number, instrument = formulas.rows[node.code], formulas.instrument
    computed = node.answer_type is AnswerType.PERCENT
    answer = Look.COMPUTED if computed else Look.ANSWER
    write_answer(sheet, f"{at.ANSWER}{number}", instrument, node.code, row.value, answer)
    write_text(sheet, f"{at.NOTE}{number}", row.note, Look.NOTE)
    titles = shorten("\n".join(row.evidence), TITLES_LONGEST)
    write_text(sheet, f"{at.EVIDENCE}{number}", titles, Look.PLAIN)
    write_formula(sheet, f"{at.CHECK}{number}", formulas.check(node), Look.WARNING)
    if node.code in formulas.answerable:
        write_formula(sheet, f"{at.FILLED}{number}", formulas.filled(node))


def _write_origin(
    sheet: Worksheet, instrument: InstrumentSpec, content: SheetContent, origin: SheetOrigin
) -> None:
    """What an import needs to know, and what each answer and note was."""
    values = {
        "layout": at.LAYOUT,
        "instrument": instrument.code,
        "group": instrument.group,
        "fingerprint": origin.fingerprint,
        "assessment": str(origin.assessment),
        "layer": origin.layer,
        "layer_version": str(origin.layer_version),
        "unit": origin.unit_code,
        "year": str(origin.year),
        "exported_at": origin.exported_at.isoformat(),
    }
    for line, name in enumerate(at.ORIGIN_NAMES, start=1):
        write_text(sheet, f"A{line}", name)
        write_text(sheet, f"B{line}", values[name])
    for column, name in zip("ABCD", at.ORIGINALS, strict=True):
        write_text(sheet, f"{column}{at.ORIGINALS_ROW}", name)
    carrying = [node.code for node in printed(instrument) if is_filled_in(node)]
    for line, code in enumerate(carrying, start=at.ORIGINALS_ROW + 1):
        row = content.get(code, SheetRow())
        version = str(origin.answer_versions.get(code, 0))
        for column, text in zip("ABCD", (code, version, row.value, row.note), strict=True):
            write_text(sheet, f"{column}{line}", text)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
