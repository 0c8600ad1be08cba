"""Nightly: forms that nobody sends again are forgotten."""

from __future__ import annotations

from celery import shared_task

from .actions import delete_outdated


@shared_task(expires=3600)
def sweep() -> None:
    """Beat calls this every night."""
    delete_outdated()
