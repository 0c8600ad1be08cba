"""Nightly: forms that nobody sends again are forgotten."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .models import SentForm


@shared_task(expires=3600)
def sweep() -> None:
    """Beat calls this every night."""
    SentForm.objects.outdated(timezone.now()).delete()
