"""The worker's own writes about dossiers: claim, signs of life, result, and what is swept up."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reformasi.workflow import claims
from reformasi.workflow.claims import ClaimLost

from .archive import Streamed
from .models import Dossier
from .workflow import Status

#: A worker tells every few seconds that it lives, but prints a document in one go.
LEASE = timedelta(seconds=settings.DOCUMENT_HARD_SECONDS) + timedelta(minutes=1)


def claim(dossier_pk: int, task_id: str) -> Dossier | None:
    """Take the dossier for this worker; None if another has it or there is nothing to do."""
    now = timezone.now()
    rows = Dossier.objects.filter(pk=dossier_pk)
    claims.exhausted(rows, task_id).update(
        status=Status.FAILED,
        failure=_("Pekerja berhenti sebelum selesai, sudah %(attempts)s kali. Coba lagi nanti.")
        % {"attempts": claims.MAX_ATTEMPTS},
        finished_at=now,
    )
    rows = rows.select_related("layer__assessment__unit", "requested_by")
    return claims.claim(rows, task_id, until=now + LEASE, written=0)


def progress(dossier: Dossier, written: int) -> None:
    """Show how many files are in it, and that the worker lives.

    Raises:
        ClaimLost: another worker has it now; there is no use in going on.
    """
    claims.write(dossier, written=written, lease_until=timezone.now() + LEASE)


def finish(dossier: Dossier, content: Streamed) -> None:
    """Let the store write the ZIP, which is made meanwhile, and keep it.

    A worker that dies between file and row leaves a file that no row names; it goes at night.

    Raises:
        ClaimLost: another worker has it now; this file is dropped.
        StorageFull: the store takes no more; nothing of the file is left.
    """
    storage = Dossier._meta.get_field("file").storage
    name = storage.save(f"dossiers/{timezone.now():%Y/%m}/{uuid.uuid4()}.zip", content)
    try:
        claims.write(
            dossier,
            status=Status.DONE,
            file=name,
            sha256=content.sha256,
            size=content.length,
            written=dossier.expected,
            finished_at=timezone.now(),
        )
    except ClaimLost:
        storage.delete(name)
        raise


def sweep(now: datetime) -> list[int]:
    """Remove what is outdated; return the dossiers that the queue must be told of again."""
    for dossier in Dossier.objects.outdated(now - timedelta(days=settings.EXPORT_KEEP_DAYS)):
        _remove_file(dossier)
    return claims.unheard(Dossier, now)


def _remove_file(dossier: Dossier) -> None:
    """Forget the file; the row still says that there was one."""
    name = dossier.file.name or ""
    with transaction.atomic():
        gone = {"status": Status.EXPIRED, "file": "", "sha256": ""}
        Dossier.objects.filter(pk=dossier.pk).update(**gone)
        # After the commit: a file that is gone while its row says "done" would be worse.
        transaction.on_commit(lambda: dossier.file.storage.delete(name))
