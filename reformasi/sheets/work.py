"""The worker's own writes about exports: claim, signs of life, result, and what is swept up.

Every write is a conditional UPDATE on the claim, so that a worker that was given up for dead
cannot write over the one that followed it (as in ADR 0041).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import MAX_ATTEMPTS, ExportJob, Upload
from .workflow import Status

LEASE = timedelta(minutes=5)
#: A queued export that no worker took is announced again after this time.
ANNOUNCE_AGAIN = timedelta(minutes=2)


class ClaimLost(Exception):
    """The export was given to another worker while this one was busy."""


def claim(job_pk: int, task_id: uuid.UUID) -> ExportJob | None:
    """Take the export for this worker; None if another has it or there is nothing to do.

    The broker delivers a message again, with the same ``task_id``, when its worker has died: then
    nobody waits for the lease.
    """
    now = timezone.now()
    rows = ExportJob.objects.filter(pk=job_pk).claimable(now, task_id)
    rows.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=Status.FAILED,
        failure=_("Pekerja berhenti sebelum selesai, sudah %(attempts)s kali. Minta lagi nanti.")
        % {"attempts": MAX_ATTEMPTS},
        finished_at=now,
    )
    taken = rows.filter(attempts__lt=MAX_ATTEMPTS).update(
        status=Status.RUNNING,
        attempts=F("attempts") + 1,
        claim=task_id,
        lease_until=now + LEASE,
        row_count=0,
    )
    return ExportJob.objects.select_related("requested_by").get(pk=job_pk) if taken else None


def progress(job: ExportJob, row_count: int) -> None:
    """Show how far the worker is, and that it lives.

    Raises:
        ClaimLost: another worker has it now; there is no use in going on.
    """
    _update(job, row_count=row_count, lease_until=timezone.now() + LEASE)


def finish(job: ExportJob, file: File[bytes], row_count: int) -> None:
    """Keep the file.

    Raises:
        ClaimLost: another worker has it now; this file is dropped.
    """
    storage = ExportJob._meta.get_field("file").storage
    name = storage.save(f"exports/{timezone.now():%Y/%m}/{uuid.uuid4()}.{job.format}", file)
    try:
        _update(
            job,
            status=Status.DONE,
            file=name,
            row_count=row_count,
            finished_at=timezone.now(),
        )
    except Exception:
        storage.delete(name)
        raise


def fail(job: ExportJob, reason: str) -> None:
    """Say why it could not be made; nothing happens if the claim is lost meanwhile."""
    try:
        _update(job, status=Status.FAILED, failure=reason, finished_at=timezone.now())
    except ClaimLost:
        return


def sweep(now: datetime) -> list[int]:
    """Remove what is outdated; return the exports that the queue must be told of again."""
    Upload.objects.expired(now).delete()
    for job in ExportJob.objects.outdated(now - timedelta(days=settings.EXPORT_KEEP_DAYS)):
        remove_file(job)
    unheard = ExportJob.objects.unheard(now, now - ANNOUNCE_AGAIN)
    return list(unheard.order_by("requested_at").values_list("pk", flat=True))


def remove_file(job: ExportJob) -> None:
    """Forget the file; the row still says that there was one."""
    name = job.file.name
    with transaction.atomic():
        ExportJob.objects.filter(pk=job.pk).update(status=Status.EXPIRED, file="")
        # After the commit: a file that is gone while its row says "done" would be worse.
        transaction.on_commit(lambda: job.file.storage.delete(name or ""))


def _update(job: ExportJob, **values: object) -> None:
    claimed = ExportJob.objects.filter(pk=job.pk, claim=job.claim, status=Status.RUNNING)
    if not claimed.update(**values):
        raise ClaimLost(job)
