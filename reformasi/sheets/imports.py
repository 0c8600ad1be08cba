"""An uploaded table: read as declared, tried, and confirmed once."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .context import Context
from .effects import Act
from .headers import Layout, find_layout
from .models import Upload
from .reading import read_grids
from .refusals import SheetRefused
from .resource import Outcome, Report, TableResource
from .table import Reader, Row, Table


@dataclass(frozen=True)
class Preview:
    """What a file would do. Without ``layout`` it could not be read, and ``refusal`` says why."""

    layout: Layout | None = None
    report: Report | None = None
    refusal: str = ""

    @property
    def is_right(self) -> bool:
        return self.report is not None and not self.refusal and not self.report.wrong

    def count(self, act: Act) -> int:
        """How many rows do this."""
        return self.report.count(act) if self.report else 0


def try_upload(table: Table, context: Context, upload: Upload) -> Preview:
    """Read ``upload`` and try all its rows; nothing is written."""
    try:
        layout = read_layout(table, upload)
    except SheetRefused as refusal:
        return Preview(refusal=refusal.messages[0])
    try:
        rows = read_rows(table, context, layout)
    except SheetRefused as refusal:
        return Preview(layout, refusal=refusal.messages[0])
    if layout.missing:
        return Preview(layout, _cells_alone(rows), missing_columns(table, layout))
    return Preview(layout, TableResource(table, context, rows).run(dry_run=True))


def read_layout(table: Table, upload: Upload) -> Layout:
    """How ``upload`` is read: as its sender chose, or as fits best.

    Raises:
        SheetRefused: it is no table, or not this one.
    """
    grids = read_grids(io.BytesIO(bytes(upload.content)))
    return find_layout(grids, table, sheet=upload.sheet, header=upload.header)


def read_rows(table: Table, context: Context, layout: Layout) -> list[Row]:
    reader = Reader(table, context)
    return [reader.read(number, cells) for number, cells in layout.rows(table.max_rows)]


def _cells_alone(rows: list[Row]) -> Report:
    """What is wrong in the columns that are there, although one is missing."""
    outcomes = [Outcome(row) for row in rows]
    for outcome in outcomes:
        if outcome.row.problems:
            outcome.refuse(outcome.row.problems)
    return Report([outcome for outcome in outcomes if outcome.effect.act == Act.WRONG])


def missing_columns(table: Table, layout: Layout) -> str:
    """Which columns are missing, in words."""
    parts = [_("Kolom yang kurang: %(names)s.") % {"names": ", ".join(layout.missing)}]
    if layout.unknown:
        parts.append(
            _("Kolom yang tidak dikenal: %(names)s.") % {"names": ", ".join(layout.unknown)}
        )
    parts.append(
        _("Pakai judul kolom seperti pada templat: %(names)s.")
        % {"names": ", ".join(column.name for column in table.taken)}
    )
    return " ".join(parts)
