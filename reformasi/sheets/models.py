"""A table between upload and confirmation, and one that the worker makes for download."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import one_of
from reformasi.organisation.models import User
from reformasi.workflow.claims import IN_PROGRESS, ClaimedWork

from .workflow import Format, Status

UPLOAD_LIFE = timedelta(hours=24)


def make_token() -> str:
    return secrets.token_urlsafe(24)


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User, table: str, subject_id: int | None) -> Self:
        """Uploads belong to their sender alone."""
        return self.filter(by=user, table=table, subject_id=subject_id)

    def alive(self, now: datetime) -> Self:
        return self.filter(created_at__gt=now - UPLOAD_LIFE)

    def expired(self, now: datetime) -> Self:
        return self.filter(created_at__lte=now - UPLOAD_LIFE)


class Upload(models.Model):
    """A file that somebody sent: first shown, then confirmed once."""

    token = models.CharField(max_length=64, unique=True, default=make_token, editable=False)
    table = models.CharField(_("tabel"), max_length=50)
    subject_id = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=200)
    content = models.BinaryField()
    sheet = models.PositiveSmallIntegerField(_("lembar"), null=True)
    header = models.PositiveIntegerField(_("baris judul"), null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, user: User) -> Self:
        """Whoever asked for it, and nobody else: it holds what that person may see."""
        return self.filter(requested_by=user)

    def outdated(self, before: datetime) -> Self:
        return self.filter(status=Status.DONE, finished_at__lt=before)


class ExportJob(ClaimedWork):
    """A table too long to make while somebody waits."""

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    table = models.CharField(_("tabel"), max_length=50)
    subject_id = models.PositiveBigIntegerField(null=True)
    query = models.TextField(_("saringan"), blank=True)
    format = models.CharField(_("bentuk"), max_length=4, choices=Format.choices)
    language = models.CharField(_("bahasa"), max_length=10)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    row_count = models.PositiveIntegerField(_("baris"), default=0)
    expected = models.PositiveIntegerField(_("perkiraan baris"), default=0)
    file = models.FileField(_("berkas"), upload_to="exports/%Y/%m/", max_length=200, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("ekspor")
        verbose_name_plural = _("ekspor")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            *ClaimedWork.Meta.constraints,
            one_of("status", Status),
            one_of("format", Format),
            models.CheckConstraint(
                condition=Q(status=Status.DONE) ^ Q(file=""),
                name="sheets_exportjob_file_when_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=IN_PROGRESS),
                name="sheets_exportjob_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.format}"

    def get_absolute_url(self) -> str:
        return reverse("sheets:export_job", args=[self.pk])

    @property
    def percent(self) -> int:
        return min(99, self.row_count * 100 // self.expected) if self.expected else 0
