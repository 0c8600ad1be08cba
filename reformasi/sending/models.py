"""Which forms have arrived, and what was answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

#: How long a repeat is still known as one.
KEEP = timedelta(days=3)


class SentFormQuerySet(models.QuerySet["SentForm"]):
    def outdated(self, now: datetime) -> Self:
        return self.filter(at__lt=now - KEEP)


class SentForm(models.Model):
    """A form that was taken: its token, what it held, and the answer. Kept for some days only.

    It is written in the transaction that writes what the form asked for (ADR 105).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.UUIDField()
    address = models.TextField()
    #: SHA-256 of all fields and files; blank while the first of them is at work.
    digest = models.CharField(max_length=64, blank=True)
    location = models.TextField(blank=True)
    messages = models.JSONField(default=list)
    #: When it was taken, and answered for the first time.
    at = models.DateTimeField(auto_now=True, db_index=True)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("formulir yang dikirim")
        verbose_name_plural = _("formulir yang dikirim")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "token", "address"], name="sending_sentform_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.token}"
