"""Every write of uploads and exports; what a table holds is written by the actions of its app."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone, translation

from reformasi.organisation.models import User
from reformasi.ui.text import shorten
from reformasi.workflow.claims import IN_PROGRESS
from reformasi.workflow.versions import lock, locked

from .context import Context
from .effects import Act
from .imports import grids_of, layout_of, missing_columns, read_rows
from .models import ExportJob, Upload
from .refusals import ColumnsUnread, SheetRefused
from .resource import Report, TableResource
from .table import Table
from .workflow import Format


def keep_upload(
    *, table: str, subject: Model | None, by: User, name: str, content: bytes
) -> Upload:
    """Keep what was sent until its sender confirms it, or a day is over.

    ``table``: what its pages call it; ``subject``: what it is about (an event, a sheet).
    """
    return Upload.objects.create(
        table=table,
        subject_id=subject.pk if subject else None,
        by=by,
        name=shorten(name, 200),
        content=content,
    )


def choose_layout(*, upload: Upload, sheet: int | None, header: int | None) -> None:
    """Read another sheet or another row of headers than fits best."""
    Upload.objects.filter(pk=upload.pk, confirmed_at=None).update(sheet=sheet, header=header)


@transaction.atomic
def confirm(
    *, upload: Upload, table: Table, context: Context, digest: str, drop_unknown: bool
) -> Report | None:
    """Bring in what was previewed with ``digest``; None if it was confirmed before.

    Nothing is written when a row is wrong, or would do something else than was previewed: the
    report then differs from ``digest``. ``drop_unknown``: columns of no meaning here are left out.

    Raises:
        ColumnsUnread: there are such columns, and they are not to be left out.
        SheetRefused: the file cannot be read as this table.
    """
    upload = lock(upload)
    if upload.confirmed_at:
        return None
    layout = layout_of(table, upload, grids_of(upload))
    if layout.missing:
        raise SheetRefused(missing_columns(table, layout))
    if layout.unknown and not drop_unknown:
        raise ColumnsUnread
    rows = read_rows(table, context, layout)
    report = TableResource(table, context, rows).run(dry_run=False)
    if report.wrong or report.digest != digest:
        transaction.set_rollback(True)
        return report
    close_upload(upload=upload, added=report.count(Act.NEW), changed=report.count(Act.CHANGED))
    return report


def close_upload(*, upload: Upload, added: int = 0, changed: int = 0) -> None:
    """Remember what came of it; nothing of the file is needed any more."""
    upload.confirmed_at = timezone.now()
    upload.added, upload.changed, upload.content = added, changed, b""
    upload.save(update_fields=["confirmed_at", "added", "changed", "content"])


@transaction.atomic
def request_export(*, table: Table, context: Context, format: Format) -> ExportJob:
    """Ask the worker for a table that is too long to wait for; whoever calls tells the queue.

    Asked again while it is being made, it is made once.
    """
    locked(User).get(pk=context.by.pk)  # a second click waits for the first
    job, _created = ExportJob.objects.filter(status__in=IN_PROGRESS).get_or_create(
        requested_by=context.by,
        table=table.name,
        subject_id=context.subject.pk if context.subject else None,
        query=context.query.urlencode(),
        format=format,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    return job
