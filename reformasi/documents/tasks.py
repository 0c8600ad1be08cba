"""Work after the response: making the PDF, and sweeping up what was lost on the way."""

from __future__ import annotations

import logging
from functools import partial
from typing import cast

from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.ui import sweeping
from reformasi.ui.storage import StorageFull
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
        for document_pk in work.sweep(timezone.now()):
            if not announce(document_pk):
                return  # the queue is down: the next sweep tries again


def produce(document_pk: int, *, task_id: str) -> None:
    """Claim, render and keep the document; a failure becomes its reason."""
    from . import rendering  # slow: WeasyPrint, and only who makes PDFs needs it

    with translation.override(settings.LANGUAGE_CODE):
        document = work.claim(document_pk, task_id)
        if document is None:
            return
        try:
            rendered = rendering.render(document, partial(work.begin, document))
            work.finish(document, rendered)
        except claims.ClaimLost:
            logger.info("document %s was cancelled or taken over", document_pk)
        except (InterfaceError, OperationalError):
            raise  # the database is away: nothing can be written; the sweeper frees the claim
        except SoftTimeLimitExceeded:
            seconds = settings.DOCUMENT_SOFT_SECONDS
            reason = _("Pembuatan dihentikan karena melampaui %(seconds)s detik.")
            work.fail(document, reason % {"seconds": seconds})
        except rendering.CannotRender as error:
            logger.warning("document %s: %s", document_pk, error)
            work.fail(document, str(error))
        except StorageFull as error:
            logger.exception("document %s", document_pk)
            work.fail(document, str(error))
        except Exception as error:
            logger.exception("document %s", document_pk)
            reason = _("Templat atau data dokumen bermasalah (%(error)s). Hubungi administrator.")
            work.fail(document, reason % {"error": type(error).__name__})
