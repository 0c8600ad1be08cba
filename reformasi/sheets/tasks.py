"""Work after the response: making long exports, and sweeping up."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import cast

from celery import Task, shared_task
from django.conf import settings
from django.core.files.base import File
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.refusals import NotPermitted
from reformasi.ui.storage import atomic_with_files
from reformasi.workflow import claims

from . import work
from .exports import export_context, note_export, outlet_of, require_export, write_export
from .models import ExportJob
from .table import get_table
from .workflow import Format
from .writing import TooLong, require_room

#: A million rows take a quarter of this; the broker would deliver again after an hour.
SOFT_SECONDS = 30 * 60


def announce(job_pk: int) -> bool:
    """Tell the workers of an export. If the queue is down the sweeper tells them later."""
    return claims.announce(make_export, ExportJob, job_pk)


@shared_task(bind=True, soft_time_limit=SOFT_SECONDS, time_limit=SOFT_SECONDS + 60)
def make_export(self: Task, job_pk: int) -> None:
    """Make one export; may be delivered twice, and then does it once."""
    with trail.coming_from(_("pekerja")):
        produce(job_pk, cast(str, self.request.id))  # a worker's task has one


@shared_task(expires=60)  # a sweep that nobody did in time is of no use later
def sweep() -> None:
    """Beat calls this every ``SWEEP_SECONDS``: nothing that was asked for is ever lost."""
    with translation.override(settings.LANGUAGE_CODE):
        claims.announce_all(work.sweep(timezone.now()), announce)


def produce(job_pk: int, task_id: str) -> None:
    """Claim, write and keep the table; a failure becomes its reason."""
    job = work.claim(job_pk, task_id)
    if job is None:
        return
    with translation.override(job.language):
        reason = _("Pembuatannya melampaui %(minutes)d menit. Persempit saringannya.")
        broken = _("Tabel tidak dapat dibuat (%(error)s). Hubungi administrator.")
        with claims.telling(job, too_long=reason % {"minutes": SOFT_SECONDS // 60}, broken=broken):
            try:
                _write(job)
            except TooLong as error:
                claims.fail(job, str(error))
            except (Http404, NotPermitted):
                claims.fail(job, _("Anda tidak lagi berwenang atas data ini."))


def _write(job: ExportJob) -> None:
    """With the rights that the person has now, not those of when they asked."""
    table, context = get_table(job.table), export_context(job)
    require_export(table, context.by)
    rows = outlet_of(table).queryset(context)
    expected = rows.order_by().values("pk").count()
    require_room(Format(job.format), expected)
    work.expect(job, expected)
    with tempfile.TemporaryFile() as stream:
        tell = partial(work.progress, job)
        count = write_export(stream, table, context, Format(job.format), rows, tell)
        stream.seek(0)
        with atomic_with_files():
            # The file last: if the note cannot be written, no file lies about.
            note_export(table=table, context=context, rows=count, format=Format(job.format))
            work.finish(job, File(stream), count)
