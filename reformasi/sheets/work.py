"""The worker's own writes about exports: claim, signs of life, result, and what is swept up."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reformasi.ui.storage import atomic_with_files
from reformasi.workflow import claims

from .models import ExportJob, Upload
from .workflow import Status

LEASE = timedelta(minutes=5)


def claim(job_pk: int, task_id: str) -> ExportJob | None:
    """Take the export for this worker; None if another has it or there is nothing to do."""
    now = timezone.now()
    rows = ExportJob.objects.filter(pk=job_pk)
    claims.exhausted(rows, task_id).update(
        status=Status.FAILED,
        failure=_("Pekerja berhenti sebelum selesai, sudah %(attempts)s kali. Minta lagi nanti.")
        % {"attempts": claims.MAX_ATTEMPTS},
        finished_at=now,
    )
    return claims.claim(
        rows.select_related("requested_by"), task_id, until=now + LEASE, row_count=0
    )


def expect(job: ExportJob, rows: int) -> None:
    """How many rows there are to write, which nobody counted while a person waited.

    Raises:
        ClaimLost: another worker has it now.
    """
    claims.write(job, expected=rows)


def progress(job: ExportJob, row_count: int) -> None:
    """Show how far the worker is, and that it lives.

    Raises:
        ClaimLost: another worker has it now; there is no use in going on.
    """
    claims.write(job, row_count=row_count, lease_until=timezone.now() + LEASE)


@atomic_with_files()
def finish(job: ExportJob, file: File[bytes], row_count: int) -> None:
    """Keep the file.

    Raises:
        ClaimLost: another worker has it now; this file is dropped.
        StorageFull: the store takes no more.
    """
    storage = ExportJob._meta.get_field("file").storage
    name = storage.save(f"exports/{timezone.now():%Y/%m}/{uuid.uuid4()}.{job.format}", file)
    claims.write(
        job,
        status=Status.DONE,
        file=name,
        row_count=row_count,
        finished_at=timezone.now(),
    )


def sweep(now: datetime) -> list[int]:
    """Remove what is outdated; return the exports that the queue must be told of again."""
    Upload.objects.expired(now).delete()
    for job in ExportJob.objects.outdated(now - timedelta(days=settings.EXPORT_KEEP_DAYS)):
        remove_file(job)
    return claims.unheard(ExportJob, now)


def remove_file(job: ExportJob) -> None:
    """Forget the file; the row still says that there was one."""
    name = job.file.name
    with transaction.atomic():
        ExportJob.objects.filter(pk=job.pk).update(status=Status.EXPIRED, file="")
        # After the commit: a file that is gone while its row says "done" would be worse.
        transaction.on_commit(lambda: job.file.storage.delete(name or ""))
