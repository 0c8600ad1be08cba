"""Which table an address names, for whom, and about what."""

from __future__ import annotations

from django.http import Http404

from reformasi.organisation.shortcuts import Request, require_somewhere
from reformasi.sheets.context import Context
from reformasi.sheets.exports import outlet_of, require_export
from reformasi.sheets.table import Table, get_table


def open_import(request: Request, name: str, pk: int | None) -> tuple[Table, Context]:
    """The table, and the object that this person may bring rows into.

    Raises:
        Http404: there is no such table, or they do not see the object.
        NotPermitted: they may not.
    """
    table = get_table(name)
    if table.intake is None:
        raise Http404
    context = _context(request, table, pk, changing=True)
    if table.perm:
        require_somewhere(request.user, table.perm)
    return table, context


def open_export(request: Request, name: str, pk: int | None) -> tuple[Table, Context]:
    """The table, and the object whose rows this person may take along.

    Raises:
        Http404: there is no such table, or they do not see the object.
        NotPermitted: they may not.
    """
    table = get_table(name)
    outlet_of(table)
    context = _context(request, table, pk, changing=False)
    require_export(table, context.by)
    return table, context


def address(name: str, pk: int | None) -> list[str | int]:
    """What names a table in the addresses of its pages."""
    return [name] if pk is None else [name, pk]


def _context(request: Request, table: Table, pk: int | None, *, changing: bool) -> Context:
    if (table.subject is None) != (pk is None):
        raise Http404
    subject = table.subject(request.user, pk, changing) if table.subject and pk else None
    return Context(request.user, subject, request.GET)
