"""What people do with documents: request, retry, sign."""

from __future__ import annotations

from functools import partial
from typing import TypeVar, cast

import pghistory
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.organisation.models import Unit, User
from reformasi.ui.text import shorten
from reformasi.workflow.decisions import decide
from reformasi.workflow.frozen import digest

from . import registry, tasks, workflow
from .models import DocumentRequest, NumberSeries
from .registry import Kind
from .workflow import Status, Step

SIGNED_EDITION = 2
SIGNER_TITLE = 300  # letters of its column
S = TypeVar("S", bound=Model)


class Snapshot(registry.Contents):
    """The frozen content of a document: the units of its letterhead (kop), and what it shows."""

    kop: list[dict[str, str]]


def request_document(
    *, kind: Kind[S] | str, subject: S, unit: Unit, by: User | None, announce: bool = True
) -> DocumentRequest:
    """Freeze what the document shows now, and let a worker make it.

    Idempotent: the same content gives the same document, however often and by however many it is
    asked for at once; one that failed is tried again. The operator's command is ``by=None``, and
    makes the document itself (``announce=False``).
    """
    kind = cast(Kind[S], kind if isinstance(kind, Kind) else registry.kind_of(kind))
    snapshot = frozen(kind, subject, unit)
    with transaction.atomic():
        document = same_content(kind, subject, unit, snapshot)
        if document is None:
            try:
                with transaction.atomic():
                    document = _create(kind, subject, unit, snapshot, by)
            except IntegrityError:  # another click was first, and has committed
                document = same_content(kind, subject, unit, snapshot)
                if document is None:
                    raise
            else:
                _when_committed(document, announce)
        elif document.status == Status.FAILED:
            retry(document=document, by=by, announce=announce)
    return document


def frozen(kind: Kind[S], subject: S, unit: Unit) -> Snapshot:
    """All that the document shows, as plain data, in Indonesian whoever asks for it."""
    above = Unit.objects.filter(path__in=unit.lineage()).order_by("path")
    kop = [{"name": each.name, "kind": each.kind} for each in above]
    with translation.override(settings.LANGUAGE_CODE):
        return {"kop": kop, **registry.content_of(kind, subject, unit)}


def same_content(
    kind: Kind[S], subject: S, unit: Unit, snapshot: Snapshot
) -> DocumentRequest | None:
    """The document with exactly this content, unless it was cancelled."""
    documents = DocumentRequest.objects.about(subject).exclude(status=Status.CANCELLED)
    return documents.filter(kind=kind.code, unit=unit, snapshot_sha256=digest(snapshot)).first()


def _create(
    kind: Kind[S], subject: S, unit: Unit, snapshot: Snapshot, by: User | None
) -> DocumentRequest:
    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        title, subject_label = str(kind.title), shorten(str(subject), 200)
    with pghistory.context(verb="request"):
        document = DocumentRequest.objects.create(
            kind=kind.code,
            title=title,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_label=subject_label,
            unit=unit,
            number=next_number(kind.series, unit, timezone.localdate(now).year),
            snapshot=snapshot,
            snapshot_sha256=digest(snapshot),
            is_sample=bool(snapshot["content"].get("is_sample")),
            requested_at=now,
            requested_by=by,
        )
    trail.record("request", document, by=by, phrase=gettext_noop("meminta"))
    return document


def next_number(series: str, unit: Unit, year: int) -> str:
    """The next number of the series this year, e.g. "001/LHE/polpum/2026".

    The counter's row stays locked until the transaction ends, so no two documents share a number.
    """
    counter, _created = NumberSeries.objects.get_or_create(code=series, year=year)
    NumberSeries.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"{counter.last:03d}/{series}/{unit.code}/{year}"


@transaction.atomic
def retry(*, document: DocumentRequest, by: User | None, announce: bool = True) -> DocumentRequest:
    """Queue a failed document again, from the same frozen content."""
    if by is not None:
        decide(document, workflow.RETRY, by=by)
    else:
        failed = DocumentRequest.objects.filter(pk=document.pk, status=Status.FAILED)
        failed.update(status=Status.QUEUED, failure="")
        trail.record("retry", document, by=None, phrase=workflow.RETRY.phrase)
    _queue_again(document)
    _when_committed(document, announce)
    return document


@transaction.atomic
def sign(*, document: DocumentRequest, by: User) -> DocumentRequest:
    """Sign the draft off: the same content is printed once more, with signature block and QR code.

    Name and title of the signer are frozen as they are today.

    Raises:
        MoveNotAllowed: there is no finished draft, or it is signed already.
        SameHand: ``by`` requested it.
    """
    decide(document, workflow.SIGN, by=by)
    document.signer_name, document.signer_title = by.name, title_of(by, document)
    document.edition = SIGNED_EDITION
    document.save(update_fields=["signer_name", "signer_title", "edition"])
    _queue_again(document)
    _when_committed(document)
    return document


def title_of(signer: User, document: DocumentRequest) -> str:
    """Under which role they sign for this unit, as it is printed: "Ketua tim, Ditjen ..."."""
    office = signer.office_for(document, workflow.SIGN.permission_for(document))
    with translation.override(settings.LANGUAGE_CODE):
        return shorten(office.title if office else signer.name, SIGNER_TITLE)


def _queue_again(document: DocumentRequest) -> None:
    document.progress_step, document.attempts, document.announced_at = Step.WAITING, 0, None
    document.save(update_fields=["progress_step", "attempts", "announced_at"])


def _when_committed(document: DocumentRequest, announce: bool = True) -> None:
    # Not before: a worker that is told at once would look for a row that is not committed yet.
    if announce:
        transaction.on_commit(partial(tasks.announce, document.pk))
