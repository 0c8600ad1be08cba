"""What leaves: the rows that a person may see, narrowed as their list is, as cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import require_somewhere
from reformasi.ui.counts import count_of

from .cells import Written
from .context import Context
from .models import ExportJob
from .table import Column, Outlet, Table, get_table
from .workflow import Format
from .writing import Heading, write_table

EXPORTED = gettext_noop("mengekspor tabel")
TOLD_EVERY = 2_000  # lines between two signs of life of a worker


def outlet_of(table: Table) -> Outlet:
    """How rows of ``table`` leave.

    Raises:
        Http404: they do not.
    """
    if table.outlet is None:
        raise Http404
    return table.outlet


def require_export(table: Table, user: User) -> None:
    """Refuse, on the trail, those whose role does not let them take this table along.

    Raises:
        NotPermitted: they may not.
    """
    if perm := outlet_of(table).perm:
        require_somewhere(user, perm)


def export_context(job: ExportJob) -> Context:
    """Who asked for ``job``, about what, with the rights that the person has now.

    Raises:
        Http404: they do not see the object any more.
    """
    table, user = get_table(job.table), job.requested_by
    subject = None
    if table.subject and job.subject_id:
        subject = table.subject(user, job.subject_id, False)
    return Context(user, subject, QueryDict(job.query))


def is_small(queryset: QuerySet[Model]) -> bool:
    """Whether it is made while the person waits; counts no further than it must."""
    return not count_of(queryset, settings.EXPORT_AT_ONCE).more


def write_export(
    stream: BinaryIO,
    table: Table,
    context: Context,
    format: Format,
    rows: QuerySet[Model],
    on_lines: Callable[[int], None] = lambda count: None,
) -> int:
    """Write all of ``rows`` and return how many lines they made.

    ``on_lines`` is called now and then with the number of lines so far.

    Raises:
        TooLong: they do not fit into one file of this format.
    """
    counted = Counted(lines(table, context, rows), on_lines)
    headings = [
        Heading(column.name, column.kind.as_text, column.width)
        for column in columns(table, context)
    ]
    write_table(stream, format, str(table.title), headings, counted)
    return counted.count


def lines(table: Table, context: Context, rows: QuerySet[Model]) -> Iterator[list[Written]]:
    """Each line as the cells of the columns that this person takes along."""
    kinds = [(column.name, column.kind) for column in columns(table, context)]
    for values in outlet_of(table).lines(rows, context):
        yield [
            None if values.get(name) in {None, ""} else kind.write(values[name])
            for name, kind in kinds
        ]


def columns(table: Table, context: Context) -> list[Column]:
    """The columns that leave, in their order."""
    narrowed = outlet_of(table).columns
    taken = narrowed(context) if narrowed else {column.name for column in table.columns}
    return [column for column in table.columns if column.name in taken]


def file_name(table: Table, format: Format) -> str:
    return f"{table.name}-{timezone.localdate():%Y%m%d}.{format}"


class Counted(Iterator[list[Written]]):
    """Counts the lines that pass, and tells of every ``TOLD_EVERY``."""

    def __init__(self, lines: Iterator[list[Written]], on_lines: Callable[[int], None]) -> None:
        self._lines, self._on_lines, self.count = lines, on_lines, 0

    def __next__(self) -> list[Written]:
        line = next(self._lines)
        self.count += 1
        if self.count % TOLD_EVERY == 0:
            self._on_lines(self.count)
        return line


def note_export(*, table: Table, context: Context, rows: int, format: Format) -> None:
    """Remember who took which table out of the portal, and how much of it."""
    with translation.override(settings.LANGUAGE_CODE):  # as all that the trail keeps
        parts = [str(table.title), _("%(rows)d baris") % {"rows": rows}, str(format.label)]
        if "nip" in {column.name for column in columns(table, context)}:
            parts.append(_("dengan NIP lengkap"))
    trail.record(
        "export",
        context.subject or context.by,
        by=context.by,
        phrase=EXPORTED,
        note=", ".join(parts),
    )
