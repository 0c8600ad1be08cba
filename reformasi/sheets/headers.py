"""Which row of which sheet holds the headers, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from .grids import Cell, Grid, Line
from .refusals import SheetRefused
from .table import Column, Table, header_key

SEARCHED = 30  # filled rows in which the headers may stand
NAMED = 10  # columns that a page names, each by as many letters
NAMED_LETTERS = 40
#: Columns that only count the rows: a row with nothing else is blank.
COUNTERS = {"no", "nomor", "no_urut", "nomor_urut", "nr"}
ROW_NUMBER = re.compile(r"\d{1,5}\.?")


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

    @property
    def unknown_label(self) -> str:
        """The first unknown columns by name, and how many more there are."""
        names = [Truncator(name).chars(NAMED_LETTERS) for name in self.unknown[:NAMED]]
        more = len(self.unknown) - len(names)
        if more:
            names.append(_("dan %(count)d lainnya") % {"count": more})
        return ", ".join(names)

    def rows(self, max_rows: int) -> list[tuple[int, dict[str, Cell]]]:
        """The rows below the headers that hold more than a number, with their numbers.

        Raises:
            SheetRefused: more than ``max_rows``, or none.
        """
        start = self.grid.lines.index(self.header) + 1
        rows = []
        for line in self.grid.lines[start:]:
            cells = {name: _cell(line, position) for position, name in self.columns.items()}
            if any(cell is not None for cell in cells.values()):
                rows.append((line.number, cells))
        if len(rows) > max_rows or self.grid.is_longer:
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
    candidates = [
        (grid, line)
        for grid in chosen
        for line in (grid.lines[:SEARCHED] if header is None else grid.lines)
        if header is None or line.number == header
    ]
    if not candidates:
        raise SheetRefused(_("Baris itu kosong. Pilih baris yang berisi judul kolom."))
    grid, line = max(candidates, key=lambda candidate: _score(candidate[1], table))
    if not _matching(line, table):
        raise _no_headers(table, grid, line)
    others = tuple(other.name for other in filled if other is not grid)
    return _layout(grid, line, table, others)


def _score(line: Line, table: Table) -> tuple[bool, int]:
    """Whether all that is required is there, and how many columns are there."""
    matching = _matching(line, table)
    complete = all(column in matching for column in table.required)
    return complete and bool(matching), len(matching)


def _matching(line: Line, table: Table) -> list[Column]:
    """The columns of ``table`` whose headers stand in ``line``."""
    keys = {header_key(cell) for cell in line.cells if isinstance(cell, str)}
    return [column for column in table.columns if keys.intersection(column.headers())]


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
    unknown = [
        str(cell)
        for position, cell in enumerate(line.cells)
        if cell is not None and position not in read and keys[position] not in COUNTERS
    ]
    unknown += _nameless(grid, line, columns)
    missing = tuple(c.name for c in table.required if c.name not in columns.values())
    return Layout(grid, line, columns, missing, tuple(unknown), others)


def _nameless(grid: Grid, header: Line, read: Collection[int]) -> list[str]:
    """The columns without a header in which a row that is read holds more than its number."""
    positions = {
        position
        for line in grid.lines[grid.lines.index(header) + 1 :]
        if any(_cell(line, position) is not None for position in read)
        for position, cell in enumerate(line.cells)
        if cell is not None and _cell(header, position) is None
        if not ROW_NUMBER.fullmatch(str(cell))
    }
    return [
        _("%(letter)s (tanpa judul)") % {"letter": get_column_letter(position + 1)}
        for position in sorted(positions)
    ]


def _cell(line: Line, position: int) -> Cell:
    return line.cells[position] if position < len(line.cells) else None


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


def _no_headers(table: Table, grid: Grid, line: Line) -> SheetRefused:
    """Say what stands where the headers should, and which row to put above it."""
    cells = ", ".join(str(cell) for cell in line.cells[:4] if cell is not None)
    place = _("baris %(number)d") % {"number": line.number}
    if grid.name:
        place = _("lembar “%(sheet)s” baris %(number)d") % {
            "sheet": grid.name,
            "number": line.number,
        }
    required = [column.name for column in table.required]
    others = [column.name for column in table.taken if not column.required]
    return SheetRefused(
        _(
            "Judul kolom tabel ini tidak ada; %(place)s berisi “%(cells)s”. Kalau itu judul kolom, "
            "gantilah; kalau itu data, sisipkan satu baris di atasnya, lalu tulis judul di atas "
            "setiap kolom. Wajib: %(required)s. Boleh: %(others)s. Atau salin isinya ke templat."
        )
        % {
            "place": place,
            "cells": cells[:80],
            "required": ", ".join(required),
            "others": ", ".join(others),
        }
    )
