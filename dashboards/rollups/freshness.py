"""Until when the figures of a page are counted."""

from __future__ import annotations

from datetime import datetime

from . import actions
from .models import Kind, Mark

#: So many marks a page works off itself, in some milliseconds; more are left to the worker.
AT_A_READING = 200


def counted_until(*kinds: Kind) -> datetime | None:
    """None where all is counted: what few rows have changed since, this reading counts.

    So whoever saves something and then looks at the figures finds it there. Where more has changed
    (a unit with thousands of activities was moved), or another counts right now, the moment of the
    first change that may be missing.
    """
    marks = Mark.objects.filter(kind__in=kinds).order_by("pk")
    pending = list(marks.values_list("kind", "at")[: AT_A_READING + 1])
    if len(pending) <= AT_A_READING:
        counted = {kind for kind in {Kind(kind) for kind, _at in pending} if actions.refresh(kind)}
        pending = [mark for mark in pending if mark[0] not in counted]
    return pending[0][1] if pending else None
