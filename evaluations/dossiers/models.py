"""A dossier: a sheet with its documents and all its evidence in one ZIP, made by a worker."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.models import AssessmentLayer
from reformasi.audit.constraints import one_of
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.models import User
from reformasi.workflow.claims import IN_PROGRESS, ClaimedWork

from .workflow import Status


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User) -> Self:
        """Whoever asked for it, while they see the sheet; and nobody else."""
        layers = AssessmentLayer.objects.visible_to(user)
        return self.filter(requested_by=user, layer__in=layers)

    def outdated(self, before: datetime) -> Self:
        return self.filter(status=Status.DONE, finished_at__lt=before)


class Dossier(ClaimedWork):
    """One request: ``content`` is all that the index shows and every file, as they were then."""

    layer = models.ForeignKey(
        AssessmentLayer, verbose_name=_("LKE"), on_delete=models.PROTECT, related_name="dossiers"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    content_sha256 = models.CharField(max_length=64)
    documents = models.ManyToManyField(
        DocumentRequest, verbose_name=_("dokumen"), related_name="dossiers"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    written = models.PositiveIntegerField(_("berkas ditulis"), default=0)
    expected = models.PositiveIntegerField(_("jumlah berkas"))
    file = models.FileField(_("berkas"), upload_to="dossiers/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"), default=0)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("bundel LKE")
        verbose_name_plural = _("bundel LKE")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            *ClaimedWork.Meta.constraints,
            one_of("status", Status),
            models.CheckConstraint(
                condition=Q(status=Status.DONE) ^ Q(file=""),
                name="evaluations_dossier_file_when_done",
            ),
            models.UniqueConstraint(
                fields=["layer", "requested_by", "content_sha256"],
                condition=Q(status__in=IN_PROGRESS),
                name="evaluations_dossier_asked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=IN_PROGRESS),
                name="evaluations_dossier_open",
            )
        ]

    def __str__(self) -> str:
        return str(_("Bundel %(sheet)s") % {"sheet": self.layer.assessment})

    def get_absolute_url(self) -> str:
        return reverse("evaluations:dossier", args=[self.pk])

    @property
    def percent(self) -> int:
        return min(99, self.written * 100 // self.expected) if self.expected else 0

    @property
    def download_name(self) -> str:
        """ "lke-polpum-2026.zip"."""
        assessment = self.layer.assessment
        return f"lke-{assessment.unit.code}-{assessment.year}.zip"
