"""The worker's own writes: claim, progress, result, and what the sweeper puts right (ADR 0041)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.ui.storage import atomic_with_files
from reformasi.workflow import claims
from reformasi.workflow.claims import ClaimLost

from .models import DocumentEdition, DocumentRequest
from .workflow import Status, Step

#: What a dead worker's document waits beyond the time that a living one could take.
LEASE_MARGIN = timedelta(seconds=30)

FINISHED = gettext_noop("selesai membuat")
FAILED = gettext_noop("gagal membuat")
PUT_BACK = gettext_noop("mengembalikan ke antrean")
WORKER_LOST = gettext_noop(
    "Pekerja berhenti sebelum dokumen selesai, sudah %(attempts)s kali. Coba lagi; bila tetap "
    "gagal, hubungi administrator."
)


@dataclass(frozen=True)
class Rendered:
    """A finished PDF."""

    content: bytes
    pages: int


def lease(now: datetime) -> datetime:
    """Until when a worker that is heard of at ``now`` counts as alive."""
    return now + timedelta(seconds=settings.DOCUMENT_HARD_SECONDS) + LEASE_MARGIN


def claim(document_pk: int, task_id: str) -> DocumentRequest | None:
    """Take the document for this worker; None if another has it or there is nothing to do."""
    now = timezone.now()
    rows = DocumentRequest.objects.filter(pk=document_pk)
    document = claims.claim(
        rows.select_related("unit"),
        task_id,
        lease(now),
        progress_step=Step.COMPOSING,
        claimed_at=now,
        heartbeat_at=now,
    )
    if document is None:
        for exhausted in claims.exhausted(rows, task_id):
            give_up(exhausted)
    return document


def begin(document: DocumentRequest, step: Step) -> None:
    """Show that ``step`` begins, and that the worker lives.

    Raises:
        ClaimLost: it was cancelled or taken over; there is no use in going on.
    """
    now = timezone.now()
    claims.write(document, progress_step=step, heartbeat_at=now, lease_until=lease(now))


def finish(document: DocumentRequest, rendered: Rendered) -> DocumentEdition:
    """Keep the PDF as the edition that was asked for.

    Raises:
        ClaimLost: another worker has it now; this file is dropped.
        StorageFull: the store takes no more.
    """
    sha256 = hashlib.sha256(rendered.content).hexdigest()
    edition = DocumentEdition(
        document=document,
        number=document.edition,
        sha256=sha256,
        size=len(rendered.content),
        pages=rendered.pages,
    )
    with atomic_with_files(), pghistory.context(verb="finish"):
        _close(document, Status.DONE, progress_step=Step.FINISHED, failure="")
        edition.file.save(edition.download_name, ContentFile(rendered.content), save=False)
        edition.save()
        changes: trail.Changes = {"edition": [None, edition.number], "sha256": [None, sha256]}
        trail.record("finish", document, by=None, phrase=FINISHED, changes=changes)
    return edition


@transaction.atomic
def fail(document: DocumentRequest, reason: str) -> None:
    """Say why it could not be made; nothing happens if the claim is lost meanwhile."""
    with pghistory.context(verb="fail"):
        try:
            _close(document, Status.FAILED, failure=reason)
        except ClaimLost:
            return
        trail.record("fail", document, by=None, phrase=FAILED, note=reason)


def give_up(document: DocumentRequest) -> None:
    """End a document whose workers keep dying."""
    fail(document, _(WORKER_LOST) % {"attempts": document.attempts})


def sweep(now: datetime) -> list[int]:
    """Free what dead workers had claimed; return those that the queue must be told of again."""
    for document in DocumentRequest.objects.filter(claims.abandoned(now)):
        if document.attempts >= claims.MAX_ATTEMPTS:
            give_up(document)
        else:
            put_back(document)
    waiting = DocumentRequest.objects.filter(claims.undelivered(now - claims.ANNOUNCE_AGAIN))
    return list(waiting.order_by("requested_at").values_list("pk", flat=True))


@transaction.atomic
def put_back(document: DocumentRequest) -> None:
    """Queue again what a dead worker had claimed, unless it was heard of meanwhile."""
    same = DocumentRequest.objects.filter(
        pk=document.pk, claim=document.claim, lease_until=document.lease_until
    )
    values = {"progress_step": Step.WAITING, "announced_at": None}
    if same.filter(status=Status.RUNNING).update(status=Status.QUEUED, **values):
        trail.record("put_back", document, by=None, phrase=PUT_BACK)


def _close(document: DocumentRequest, status: Status, **values: object) -> None:
    """End the claim with ``status``.

    Raises:
        ClaimLost: the document was cancelled or taken over.
    """
    claims.write(document, status=status, finished_at=timezone.now(), **values)
