"""Workbooks whose cells are known: the portal's own, and that of the national portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string, get_column_letter

from evaluations.scoring import InstrumentSpec
from reformasi.sheets.cells import text_of
from reformasi.sheets.grids import Cell, Grid, Line, MergedAway
from reformasi.sheets.refusals import SheetRefused

from . import own_layout as own
from . import portal_rows as portal
from .columns import Assessor, Role, cell_at, cell_or_formula, is_letter
from .deciding import How
from .order import is_filled_in
from .rows import ColumnUse, Layout, Origin, Original, Row, Sheet, Taken, names_of
from .values import fits

PORTAL = {
    Assessor.UNIT: (portal.UNIT_ANSWER, portal.UNIT_NOTE),
    Assessor.TPI: (portal.TPI_ANSWER, portal.TPI_NOTE),
}


def take_own(grids: Sequence[Grid], instrument: InstrumentSpec) -> Taken | None:
    """The portal's own workbook, None where it is another one.

    Raises:
        SheetRefused: it is one of another instrument, or its sheet is gone.
    """
    origin = next(filter(None, map(_origin, grids)), None)
    if origin is None:
        return None
    if origin.values.get("instrument") != instrument.code:
        raise SheetRefused(
            _(
                "Berkas ini lembar kerja %(theirs)s, sedangkan lembar di portal memakai %(ours)s. "
                "Unduh ulang lembar kerjanya, lalu isi yang itu."
            )
            % {"theirs": origin.values.get("instrument", "?"), "ours": instrument.code}
        )
    sheet = next((grid for grid in grids if grid.name == own.SHEET), None)
    if sheet is None:
        raise SheetRefused(
            _("Lembar “%(sheet)s” tidak ada lagi di berkas ini. Unduh ulang lembar kerjanya.")
            % {"sheet": own.SHEET}
        )
    rows = [_own_row(sheet, line, instrument) for line in sheet.lines]
    columns = {
        Role.CODE: own.CODE,
        Role.QUESTION: own.TEXT,
        Role.ANSWER: own.ANSWER,
        Role.NOTE: own.NOTE,
        Role.EVIDENCE: own.EVIDENCE,
    }
    return Taken(
        Layout.OWN,
        (_sheet(sheet, own.HEADER_ROW, columns),),
        tuple(row for row in rows if row is not None),
        origin=origin,
    )


def take_portal(
    grids: Sequence[Grid], instrument: InstrumentSpec, wanted: Assessor
) -> Taken | None:
    """The national workbook, None where it is another one."""
    rows = {code: row for code, row in portal.portal_rows().items() if code in instrument.by_code}
    answer, note = PORTAL[wanted]
    named = [grid for grid in grids if grid.name.casefold() == portal.SHEET.casefold()]
    if not named or len(rows) < len(instrument.answerable):
        return None
    lines = {line.number: line for line in named[0].lines}
    if not _is_portal(lines, rows, instrument):
        return None
    taken = [
        Row(
            code=code,
            cell=f"{answer}{number}",
            raw=cell_or_formula(named[0], lines[number], column_index_from_string(answer)),
            note=cell_or_formula(named[0], lines[number], column_index_from_string(note)),
            note_cell=f"{note}{number}",
            evidence=tuple(names_of(_at(lines[number], portal.EVIDENCE))),
            how=How.CELL,
        )
        for code, number in rows.items()
        if number in lines
    ]
    columns = {Role.ANSWER: answer, Role.NOTE: note, Role.EVIDENCE: portal.EVIDENCE}
    return Taken(Layout.PORTAL, (_sheet(named[0], None, columns),), tuple(taken))


def _is_portal(
    lines: Mapping[int, Line], rows: Mapping[str, int], instrument: InstrumentSpec
) -> bool:
    """Whether the answers stand where the national workbook has them, and nowhere else.

    The columns of both assessors are looked at: a sheet may wait for one of them.
    """
    fit = misfit = stray = 0
    for column in (portal.UNIT_ANSWER, portal.TPI_ANSWER):
        for code, number in rows.items():
            cell = _at(lines[number], column) if number in lines else None
            if cell is not None:
                is_fit = fits(instrument, code, cell)
                fit, misfit = fit + is_fit, misfit + (not is_fit)
        others = set(lines) - set(rows.values())
        stray += sum(is_letter(_at(lines[number], column)) for number in others)
    return fit > 4 * (misfit + stray)


def _own_row(grid: Grid, line: Line, instrument: InstrumentSpec) -> Row | None:
    code = text_of(_at(line, own.CODE))
    node = instrument.by_code.get(code)
    if node is None or not is_filled_in(node):
        return None
    return Row(
        code=code,
        cell=f"{own.ANSWER}{line.number}",
        raw=_own_cell(grid, line, own.ANSWER),
        note=_own_cell(grid, line, own.NOTE),
        note_cell=f"{own.NOTE}{line.number}",
        evidence=tuple(names_of(_at(line, own.EVIDENCE))),
        how=How.CODE,
        similarity=1.0,
        text=text_of(_at(line, own.TEXT)),
    )


def _own_cell(grid: Grid, line: Line, letter: str) -> Cell:
    """A blank counts here, so what only looks like one is told apart from it."""
    column = column_index_from_string(letter)
    cell = cell_or_formula(grid, line, column)
    if cell is None:
        for merged in grid.marks.merged:
            if merged.covers(line.number, column):
                return MergedAway(f"{get_column_letter(merged.left)}{merged.top}")
    return cell


def _origin(grid: Grid) -> Origin | None:
    if grid.name != own.ORIGIN or not grid.lines:
        return None
    lines = {line.number: line for line in grid.lines}
    values = {
        text_of(_at(lines[row], "A")): text_of(_at(lines[row], "B"))
        for row in range(1, own.ORIGINALS_ROW)
        if row in lines
    }
    if values.get("layout") != own.LAYOUT:
        return None
    originals = {}
    for number, line in lines.items():
        code, version, value, note = (text_of(_at(line, letter)) for letter in "ABCD")
        if number > own.ORIGINALS_ROW and version.isdecimal():
            originals[code] = Original(int(version), value, note)
    return Origin(values, originals)


def _sheet(grid: Grid, header: int | None, columns: Mapping[Role, str]) -> Sheet:
    titles = next((line for line in grid.lines if line.number == header), None)
    uses = (
        ColumnUse(role, letter, text_of(_at(titles, letter)) if titles else "")
        for role, letter in columns.items()
    )
    return Sheet(grid.name, header, tuple(uses))


def _at(line: Line, letter: str) -> Cell:
    return cell_at(line, column_index_from_string(letter) - 1)
