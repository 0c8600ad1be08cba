"""Work after the response: making the PDF, and sweeping up what was lost on the way."""

from __future__ import annotations

import logging
from functools import partial
from typing import cast

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.ui import sweeping
from reformasi.workflow import claims

from . import work
from .models import DocumentRequest

logger = logging.getLogger(__name__)


def announce(document_pk: int) -> bool:
    """Tell the workers of a queued document. If the queue is down the sweeper tells them later."""
    return claims.announce(render, DocumentRequest, document_pk)


@shared_task(
    bind=True,
    soft_time_limit=settings.DOCUMENT_SOFT_SECONDS,
    time_limit=settings.DOCUMENT_HARD_SECONDS,
)
def render(self: Task, document_pk: int) -> None:
    """Make one document; may be delivered twice, and then does it once."""
    with trail.coming_from(_("pekerja")):
        produce(document_pk, task_id=cast(str, self.request.id))  # a worker's task has one


@shared_task(expires=60)  # a sweep that nobody did in time is of no use later
def sweep() -> None:
    """Beat calls this every ``SWEEP_SECONDS``: nothing that was asked for is ever lost."""
    sweeping.note_round()
    with trail.coming_from(_("penyapu")), translation.override(settings.LANGUAGE_CODE):
        claims.announce_all(work.sweep(timezone.now()), announce)


def produce(document_pk: int, *, task_id: str) -> None:
    """Claim, render and keep the document; a failure becomes its reason."""
    from . import rendering  # slow: WeasyPrint, and only who makes PDFs needs it

    with translation.override(settings.LANGUAGE_CODE):
        document = work.claim(document_pk, task_id)
        if document is None:
            return
        reason = _("Pembuatan dihentikan karena melampaui %(seconds)s detik.")
        too_long = reason % {"seconds": settings.DOCUMENT_SOFT_SECONDS}
        broken = _("Templat atau data dokumen bermasalah (%(error)s). Hubungi administrator.")
        with claims.telling(document, too_long=too_long, broken=broken, fail=work.fail):
            try:
                rendered = rendering.render(document, partial(work.begin, document))
                work.finish(document, rendered)
            except rendering.CannotRender as error:
                logger.warning("document %s: %s", document_pk, error)
                work.fail(document, str(error))
