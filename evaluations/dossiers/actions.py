"""What people do with dossiers: request, retry."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from evaluations.assessments.documents.kinds import kinds_for
from evaluations.assessments.models import AssessmentLayer
from reformasi.audit import trail
from reformasi.documents import actions as documents
from reformasi.documents.workflow import Status as DocumentStatus
from reformasi.organisation.models import User
from reformasi.workflow.claims import IN_PROGRESS
from reformasi.workflow.frozen import digest
from reformasi.workflow.versions import lock, locked

from . import tasks
from .content import content_of
from .models import Dossier
from .workflow import Status

REQUESTED = gettext_noop("meminta bundel bukti")


@transaction.atomic
def request_dossier(*, layer: AssessmentLayer, by: User) -> Dossier:
    """Freeze what the dossier holds now, and let a worker make it.

    Asked again while it is being made, it is made once.
    """
    locked(User).get(pk=by.pk)  # a second click waits for the first
    with translation.override(settings.LANGUAGE_CODE):  # whoever asks for it
        content = content_of(layer)
    asked = {"layer": layer, "requested_by": by, "content_sha256": digest(content)}
    if present := Dossier.objects.filter(status__in=IN_PROGRESS, **asked).first():
        return present
    printed = [
        documents.request_document(kind=kind, subject=layer, unit=layer.unit, by=by)
        for kind in kinds_for(layer)
    ]
    files = sum(len(question["files"]) for question in content["questions"])
    dossier = Dossier.objects.create(content=content, expected=files + len(printed), **asked)
    dossier.documents.set(printed)
    trail.record("request", layer, by=by, phrase=REQUESTED)
    _when_committed(dossier)
    return dossier


@transaction.atomic
def retry_dossier(*, dossier: Dossier, by: User) -> None:
    """Queue a failed dossier again, with the same frozen content; another state stays as it is."""
    current = lock(dossier)
    if current.status != Status.FAILED:
        return
    for document in current.documents.filter(status=DocumentStatus.FAILED):
        documents.retry(document=document, by=by)
    Dossier.objects.filter(pk=dossier.pk).update(
        status=Status.QUEUED, failure="", attempts=0, written=0, announced_at=None
    )
    _when_committed(dossier)


def _when_committed(dossier: Dossier) -> None:
    # Not before: a worker that is told at once would look for a row that is not committed yet.
    transaction.on_commit(partial(tasks.announce, dossier.pk))
