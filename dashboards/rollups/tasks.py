"""Counting what is marked, and every night everything, to see whether it is the same."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import translation

from . import recounts

logger = logging.getLogger(__name__)
SOFT_SECONDS = 30 * 60


@shared_task(expires=10, soft_time_limit=SOFT_SECONDS)
def refresh() -> None:
    """Beat calls this every few seconds; two at once share the work, and one that is killed has
    done nothing of what it was at."""
    recounts.work_off()


@shared_task(expires=3600, soft_time_limit=SOFT_SECONDS)
def recount() -> None:
    """Beat calls this every night; what it finds is in the log and on the administrator's page."""
    with translation.override(settings.LANGUAGE_CODE):
        result = recounts.recount()
    for kept, sentences in result.items():
        for sentence in sentences[: recounts.EXAMPLES]:
            logger.error("%s: %s", kept.name, sentence)
    recounts.note(result)
