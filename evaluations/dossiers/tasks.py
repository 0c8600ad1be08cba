"""Work after the response: putting dossiers together, and sweeping up."""

from __future__ import annotations

import logging
from typing import cast

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
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
        claims.announce_all(work.sweep(timezone.now()), announce)


def produce(dossier_pk: int, task_id: str) -> None:
    """Claim, write and keep the dossier; a failure becomes its reason."""
    with translation.override(settings.LANGUAGE_CODE):
        dossier = work.claim(dossier_pk, task_id)
        if dossier is None:
            return
        minutes = SOFT_SECONDS // 60
        reason = _("Pembuatannya melampaui %(minutes)d menit. Hubungi administrator.")
        broken = _("Bundel tidak dapat dibuat (%(error)s). Hubungi administrator.")
        with claims.telling(dossier, too_long=reason % {"minutes": minutes}, broken=broken):
            try:
                work.finish(dossier, making.make(dossier, task_id))
            except making.CannotMake as error:
                logger.exception("dossier %s", dossier_pk)
                claims.fail(dossier, str(error))
