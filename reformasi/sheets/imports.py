"""An uploaded table: read as declared, tried, and confirmed once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .context import Context
from .effects import Act
from .grids import Grid
from .headers import Layout, find_layout
from .models import Upload
from .reading import read_grids
from .refusals import SheetRefused
from .resource import Report, TableResource
from .table import Reader, Row, Table


@dataclass(frozen=True)
class Preview:
    """What a file would do. Without ``layout`` it could not be read, and ``refusal`` says why."""

    grids: Sequence[Grid] = ()
    layout: Layout | None = None
    report: Report | None = None
    refusal: str = ""

    @property
    def is_right(self) -> bool:
        return self.report is not None and not self.refusal and not self.report.wrong

    @property
    def changes_nothing(self) -> bool:
        return self.is_right and not self.count(Act.NEW) and not self.count(Act.CHANGED)

    def count(self, act: Act) -> int:
        """How many rows do this."""
        return self.report.count(act) if self.report else 0


def try_upload(table: Table, context: Context, upload: Upload) -> Preview:
    """Read ``upload`` and try all its rows; nothing is written."""
    grids: Sequence[Grid] = ()
    layout = None
    try:
        grids = grids_of(upload)
        layout = layout_of(table, upload, grids)
        rows = read_rows(table, context, layout)
    except SheetRefused as refusal:
        return Preview(grids, layout, refusal=refusal.messages[0])
    resource = TableResource(table, context, rows)
    if layout.missing:
        return Preview(grids, layout, resource.check(), missing_columns(table, layout))
    return Preview(grids, layout, resource.run(dry_run=True))


def grids_of(upload: Upload) -> list[Grid]:
    """The sheets of ``upload``.

    Raises:
        SheetRefused: it is no table.
    """
    return read_grids(io.BytesIO(bytes(upload.content)))


def layout_of(table: Table, upload: Upload, grids: Sequence[Grid]) -> Layout:
    """How ``upload`` is read: as its sender chose, or as fits best.

    Raises:
        SheetRefused: it is not this table.
    """
    return find_layout(grids, table, sheet=upload.sheet, header=upload.header)


def read_rows(table: Table, context: Context, layout: Layout) -> list[Row]:
    reader = Reader(table, context)
    return [reader.read(number, cells) for number, cells in layout.rows(table.max_rows)]


def missing_columns(table: Table, layout: Layout) -> str:
    """Which columns are missing, for the person who sent the file."""
    return _(
        "Kolom yang kurang: %(missing)s. Pakai judul kolom seperti pada templat: %(names)s."
    ) % {
        "missing": ", ".join(layout.missing),
        "names": ", ".join(column.name for column in table.taken),
    }
