"""Work after the response: putting dossiers together, and sweeping up."""

from __future__ import annotations

import logging
from typing import cast

from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.ui.storage import StorageFull
from reformasi.workflow import claims

from . import making, work
from .models import Dossier

logger = logging.getLogger(__name__)
#: Ten gigabytes take a quarter of this; the broker would deliver again after an hour.
SOFT_SECONDS = 30 * 60


def announce(dossier_pk: int) -> bool:
    """Tell the workers of a dossier. If the queue is down the sweeper tells them later."""
    return claims.announce(make_dossier, Dossier, dossier_pk)


@shared_task(bind=True, soft_time_limit=SOFT_SECONDS, time_limit=SOFT_SECONDS + 60)
def make_dossier(self: Task, dossier_pk: int) -> None:
    """Make one dossier; may be delivered twice, and then does it once."""
    with trail.coming_from(_("pekerja")):
        produce(dossier_pk, cast(str, self.request.id))  # a worker's task has one


@shared_task(expires=60)  # a sweep that nobody did in time is of no use later
def sweep() -> None:
    """Beat calls this every ``SWEEP_SECONDS``: nothing that was asked for is ever lost."""
    with translation.override(settings.LANGUAGE_CODE):
        for dossier_pk in work.sweep(timezone.now()):
            if not announce(dossier_pk):
                return  # the queue is down: the next sweep tries again


def produce(dossier_pk: int, task_id: str) -> None:
    """Claim, write and keep the dossier; a failure becomes its reason."""
    with translation.override(settings.LANGUAGE_CODE):
        dossier = work.claim(dossier_pk, task_id)
        if dossier is None:
            return
        try:
            work.finish(dossier, making.make(dossier, task_id))
        except claims.ClaimLost:
            logger.info("dossier %s was taken over", dossier_pk)
        except (InterfaceError, OperationalError):
            raise  # the database is away: nothing can be written; the sweeper tells of it again
        except SoftTimeLimitExceeded:
            reason = _("Pembuatannya melampaui %(minutes)d menit. Hubungi administrator.")
            work.fail(dossier, reason % {"minutes": SOFT_SECONDS // 60})
        except (making.CannotMake, StorageFull) as error:
            logger.exception("dossier %s", dossier_pk)
            work.fail(dossier, str(error))
        except Exception as error:
            logger.exception("dossier %s", dossier_pk)
            reason = _("Bundel tidak dapat dibuat (%(error)s). Hubungi administrator.")
            work.fail(dossier, reason % {"error": type(error).__name__})
