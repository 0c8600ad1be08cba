"""Every write to years, quarters and the windows of stages, and what a closed one refuses."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Model

from reformasi.audit import trail
from reformasi.audit.refusals import NotReady

from .models import Period, User
from .windows import Window


class WindowClosed(NotReady):
    """The window of this stage is not open now."""


@transaction.atomic
def set_period(
    *,
    kind: str,
    year: int,
    starts: date,
    ends: date,
    by: User | None,
    quarter: int | None = None,
    window: Window | None = None,
) -> Period:
    """Create a year, a quarter or the window of a stage, or set its dates."""
    stage = window.code if window else ""
    same = Period.objects.filter(kind=kind, year=year, quarter=quarter, stage=stage)
    before = same.first()
    period, created = same.update_or_create(
        kind=kind,
        year=year,
        quarter=quarter,
        stage=stage,
        defaults={"starts": starts, "ends": ends},
    )
    changes = trail.changes_of(before, {"starts": starts, "ends": ends}) if before else {}
    if created or changes:
        trail.record("create" if created else "change", period, by=by, changes=changes)
    return period


@transaction.atomic
def reopen_window(*, period: Period, ends: date, reason: str, by: User) -> Period:
    """Open a closed window again until ``ends``; everybody can read why."""
    changes = trail.changes_of(period, {"ends": ends})
    period.ends = ends
    period.save(update_fields=["ends"])
    trail.record("reopen", period, by=by, changes=changes, note=reason)
    return period


def require_open(*, window: Window, year: int, day: date, verb: str, target: Model) -> None:
    """Refuse on a ``day`` on which ``window`` of ``year`` is closed.

    Raises:
        WindowClosed: it is; the reason says when it is open.
    """
    if reason := Period.objects.why_closed(window, year, day):
        raise WindowClosed(reason, verb=verb, target=target)
