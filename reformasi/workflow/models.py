"""What the trail keeps: entries, snapshots, and the columns of everything that is approved."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import both_or_neither
from reformasi.audit.models import AppendOnly


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def about(self, target: models.Model) -> Self:
        return self.filter(target=target._meta.label_lower, target_id=str(target.pk))


class Snapshot(AppendOnly):
    """The content of something at the moment it was submitted; an approval points to it."""

    target = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    number = models.PositiveIntegerField(_("versi"))
    content = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by_label = models.CharField(max_length=200)

    objects = SnapshotQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["target", "target_id", "number"], name="audit_snapshot_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id} v{self.number}"


def digest(content: Any) -> str:
    """The SHA-256 of ``content`` in its one canonical JSON form."""
    text = json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


class Versioned(models.Model):
    """Has a version that every edit raises, so that a stale form is noticed."""

    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)

    class Meta:
        abstract = True


class Approvable(Versioned):
    """Is submitted by one person and approved by another, as a frozen snapshot.

    A concrete model has ``status``, and ``snapshot()`` that returns its content as plain data.
    """

    submitted_at = models.DateTimeField(_("diajukan pada"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diajukan oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("diputuskan pada"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diputuskan oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    approved_snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    return_reason = models.TextField(_("alasan pengembalian"), blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            both_or_neither("submitted_at", "submitted_by"),
            both_or_neither("approved_at", "approved_by"),
        ]

    def snapshot(self) -> dict[str, Any]:
        """The content that an approval vouches for."""
        raise NotImplementedError

    @property
    def approval_is_stale(self) -> bool:
        """Whether the content has changed since it was approved."""
        frozen = self.approved_snapshot
        return frozen is not None and frozen.sha256 != digest(self.snapshot())
