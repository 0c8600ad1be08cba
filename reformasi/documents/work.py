"""The worker's own writes: claim, progress, result, and what the sweeper puts right.

Every write is a conditional UPDATE on the claim, so that a worker that was given up for dead, or
whose document was cancelled, cannot write over the one that followed it (ADR 0041).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail

from .models import MAX_ATTEMPTS, DocumentEdition, DocumentRequest
from .workflow import Status, Step

#: A queued document that no worker took is announced again after this time.
ANNOUNCE_AGAIN = timedelta(minutes=2)
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


class ClaimLost(Exception):
    """The document was cancelled, or given to another worker, while this one was busy."""


def lease(now: datetime) -> datetime:
    """Until when a worker that is heard of at ``now`` counts as alive."""
    return now + timedelta(seconds=settings.DOCUMENT_HARD_SECONDS) + LEASE_MARGIN


def claim(document_pk: int, task_id: str) -> DocumentRequest | None:
    """Take the document for this worker; None if another has it or there is nothing to do.

    ``task_id`` is the same when the broker delivers a message again because its worker died:
    then the claim of the dead one is taken over at once, without waiting for the lease.
    """
    now = timezone.now()
    rows = DocumentRequest.objects.filter(pk=document_pk).claimable(now, task_id)
    taken = rows.filter(attempts__lt=MAX_ATTEMPTS).update(
        status=Status.RUNNING,
        progress_step=Step.COMPOSING,
        attempts=F("attempts") + 1,
        claim=uuid.uuid4(),
        task_id=task_id,
        claimed_at=now,
        heartbeat_at=now,
        lease_until=lease(now),
    )
    if taken:
        return DocumentRequest.objects.select_related("unit").get(pk=document_pk)
    for document in rows.filter(attempts__gte=MAX_ATTEMPTS):
        give_up(document)
    return None


def begin(document: DocumentRequest, step: Step) -> None:
    """Show that ``step`` begins, and that the worker lives.

    Raises:
        ClaimLost: it was cancelled or taken over; there is no use in going on.
    """
    now = timezone.now()
    claimed = DocumentRequest.objects.filter(
        pk=document.pk, claim=document.claim, status=Status.RUNNING
    )
    if not claimed.update(progress_step=step, heartbeat_at=now, lease_until=lease(now)):
        raise ClaimLost(document)


def finish(document: DocumentRequest, rendered: Rendered) -> DocumentEdition:
    """Keep the PDF as the edition that was asked for.

    Raises:
        ClaimLost: another worker has it now; this file is dropped.
    """
    sha256 = hashlib.sha256(rendered.content).hexdigest()
    edition = DocumentEdition(
        document=document,
        number=document.edition,
        sha256=sha256,
        size=len(rendered.content),
        pages=rendered.pages,
    )
    try:
        with transaction.atomic(), pghistory.context(verb="finish"):
            _close(document, Status.DONE, progress_step=Step.FINISHED, failure="")
            edition.file.save(edition.download_name, ContentFile(rendered.content), save=False)
            edition.save()
            changes = {"edition": [None, edition.number], "sha256": [None, sha256]}
            trail.record("finish", document, by=None, phrase=FINISHED, changes=changes)
    except Exception:
        if edition.file:
            edition.file.delete(save=False)
        raise
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
    for document in DocumentRequest.objects.abandoned(now):
        if document.attempts >= MAX_ATTEMPTS:
            give_up(document)
        else:
            put_back(document)
    waiting = DocumentRequest.objects.undelivered(now - ANNOUNCE_AGAIN)
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
    claimed = DocumentRequest.objects.filter(
        pk=document.pk, claim=document.claim, status=Status.RUNNING
    )
    if not claimed.update(status=status, finished_at=timezone.now(), **values):
        raise ClaimLost(document)
