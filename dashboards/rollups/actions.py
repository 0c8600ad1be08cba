"""Every write to facts and sums: what is marked is computed anew, or all of it is.

One at a time for each figure, by a lock that ends with the transaction: who is killed on the way
has done nothing, and the marks are still there.
"""

from __future__ import annotations

from django.db import connection, transaction

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
    marks = dict(Mark.objects.filter(kind=kind).order_by("pk")[:AT_ONCE].values_list("pk", "key"))
    if marks:
        Mark.objects.filter(pk__in=list(marks)).delete()
        _run(change(figure, set(marks.values())))
    return len(marks)


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
