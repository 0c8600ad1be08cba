"""Which row of which sheet holds the headers, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .grids import Cell, Grid, Line
from .refusals import SheetRefused
from .table import Column, Table, header_key

SEARCHED = 30  # filled rows in which the headers may stand
#: Columns that only count the rows: a row with nothing else is blank.
COUNTERS = {"no", "nomor", "no_urut", "nomor_urut", "nr", ""}


@dataclass(frozen=True)
class Layout:
    """How a file is read as one table."""

    grid: Grid
    header: Line
    columns: dict[int, str]  # position in the sheet -> name of the column
    missing: tuple[str, ...]  # required, and not there
    unknown: tuple[str, ...]  # there, and of no meaning here
    unread_sheets: tuple[str, ...]

    @property
    def starts_late(self) -> bool:
        """Whether something stands above the headers."""
        return self.header is not self.grid.lines[0] or self.header.number > 1

    def rows(self, max_rows: int) -> list[tuple[int, dict[str, Cell]]]:
        """The rows below the headers that hold more than a number, with their numbers.

        Raises:
            SheetRefused: more than ``max_rows``, or none.
        """
        start = self.grid.lines.index(self.header) + 1
        rows = []
        for line in self.grid.lines[start:]:
            cells = {
                name: line.cells[position] if position < len(line.cells) else None
                for position, name in self.columns.items()
            }
            if any(cell is not None for cell in cells.values()):
                rows.append((line.number, cells))
        if len(rows) > max_rows:
            raise SheetRefused(
                _("Berkas berisi lebih dari %(limit)d baris. Bagi menjadi beberapa berkas.")
                % {"limit": max_rows}
            )
        if not rows:
            raise SheetRefused(_("Berkas ini hanya berisi judul kolom. Isi dahulu barisnya."))
        return rows


def find_layout(
    grids: Sequence[Grid], table: Table, *, sheet: int | None = None, header: int | None = None
) -> Layout:
    """The sheet and row whose headers fit ``table`` best, or those that a person has chosen.

    Raises:
        SheetRefused: no row looks like the headers of this table, or two are the same.
    """
    filled = [grid for grid in grids if grid.lines]
    chosen = [grids[sheet]] if sheet is not None and sheet < len(grids) else filled
    fitting = [
        (_score(line, table), -order, -place, grid, line)
        for order, grid in enumerate(chosen)
        for place, line in enumerate(grid.lines[:SEARCHED])
        if header is None or line.number == header
    ]
    if not fitting:
        raise SheetRefused(_("Baris itu kosong. Pilih baris yang berisi judul kolom."))
    score, _order, _place, grid, line = max(fitting, key=lambda entry: entry[:3])
    if not score[1]:
        raise _no_headers(table, filled[0])
    others = tuple(other.name for other in filled if other is not grid)
    return _layout(grid, line, table, others)


def _score(line: Line, table: Table) -> tuple[bool, int]:
    """Whether all that is required is there, and how many columns are there."""
    keys = {header_key(cell) for cell in line.cells if isinstance(cell, str)}
    matching = [column for column in table.columns if keys.intersection(column.headers())]
    complete = all(column in matching for column in table.required)
    return complete and bool(matching), len(matching)


def _layout(grid: Grid, line: Line, table: Table, others: tuple[str, ...]) -> Layout:
    keys = [header_key(cell) for cell in line.cells]
    columns: dict[int, str] = {}
    read: set[int] = set()
    for column in table.columns:
        position = _position(column, keys)
        if position is not None:
            read.add(position)
            if not column.info:
                columns[position] = column.name
    unknown = tuple(
        str(cell)
        for position, cell in enumerate(line.cells)
        if position not in read and keys[position] not in COUNTERS
    )
    missing = tuple(c.name for c in table.required if c.name not in columns.values())
    return Layout(grid, line, columns, missing, unknown, others)


def _position(column: Column, keys: list[str]) -> int | None:
    """Where ``column`` stands: under its own name, or else under its first alias that is there."""
    for header in column.headers():
        if keys.count(header) > 1:
            raise SheetRefused(
                _("Ada dua kolom “%(name)s”. Hapus atau ganti judul salah satunya.")
                % {"name": header}
            )
        if header in keys:
            return keys.index(header)
    return None


def _no_headers(table: Table, grid: Grid) -> SheetRefused:
    first = ", ".join(str(cell) for cell in grid.lines[0].cells[:4] if cell is not None)
    return SheetRefused(
        _(
            "Judul kolom tidak ditemukan; baris %(number)d berisi “%(first)s”. Sisipkan baris "
            "judul seperti pada templat: %(names)s."
        )
        % {
            "number": grid.lines[0].number,
            "first": first[:80],
            "names": ", ".join(column.name for column in table.taken),
        }
    )
