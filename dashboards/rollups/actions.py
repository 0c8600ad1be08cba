"""Every write to facts and sums: what is marked is computed anew, or all of it is.

One at a time for each figure, by a lock that ends with the transaction: who is killed on the way
has done nothing, and the marks are still there.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg2 import sql

from .figures import FIGURES, Figure, Statement
from .models import Kind, Mark
from .statements import all_facts, all_sums, change

#: Marks that are worked off in one transaction.
AT_ONCE = 2_000
#: Names the locks of this room among all advisory locks of the database.
ROOM = 142


@transaction.atomic
def refresh(kind: Kind) -> int:
    """Work off the oldest marks of a figure; how many there were, 0 too where another is at it."""
    figure = FIGURES[kind]
    if not _lock(figure, wait=False):
        return 0
    if keys := _take_marks(figure):
        _run(change(figure, set(keys)))
    return len(keys)


@transaction.atomic
def rebuild(kind: Kind) -> None:
    """Compute all facts and sums of a figure from its rows: about a minute for a million."""
    figure = FIGURES[kind]
    _lock(figure, wait=True)
    Mark.objects.filter(kind=kind).delete()
    figure.fact._default_manager.all().delete()
    figure.total._default_manager.all().delete()
    _run(all_facts(figure))
    _run(all_sums(figure))


def _take_marks(figure: Figure) -> list[int]:
    """Delete the oldest marks; the keys that they name."""
    oldest = Mark.objects.filter(kind=figure.kind).order_by("pk").values("pk")[:AT_ONCE]
    text, values = oldest.query.sql_with_params()
    table = sql.Identifier(Mark._meta.db_table)
    take = sql.SQL("DELETE FROM {table} WHERE id IN ({oldest}) RETURNING key")
    with connection.cursor() as cursor:
        cursor.execute(take.format(table=table, oldest=sql.SQL(text)), values)
        return [key for (key,) in cursor]


def _lock(figure: Figure, *, wait: bool) -> bool:
    """Until the end of the transaction; False where somebody else has it."""
    number = list(FIGURES).index(figure.kind)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ROOM, number])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROOM, number])
        return bool(cursor.fetchone()[0])


def _run(statement: Statement) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
