"""What the trail keeps: entries, snapshots, and the columns of everything that is approved."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from .constraints import both_or_neither


class AppendOnly(models.Model):
    """Rows that are written once: PostgreSQL itself refuses to change, delete or empty them."""

    class Meta:
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
            ),
        ]


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, target: models.Model) -> Self:
        return self.filter(target=target._meta.label_lower, target_id=str(target.pk))

    def refused(self) -> Self:
        return self.filter(refused=True)

    def by_any_of(self, people: models.QuerySet[Any]) -> Self:
        """What these people did: an entry names its actor by text."""
        keys = people.annotate(actor_key=Cast("pk", models.CharField())).values("actor_key")
        return self.filter(actor_id__in=keys)


class Entry(AppendOnly):
    """One sentence of the trail. Text, not foreign keys: see ADR 0020."""

    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    action = models.CharField(_("tindakan"), max_length=120)
    said = models.CharField(_("kata kerja"), max_length=120)
    target = models.CharField(_("jenis objek"), max_length=100)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(_("objek"), max_length=200)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(_("pelaku"), max_length=200)
    role_label = models.CharField(_("peran"), max_length=200, blank=True)
    origin = models.CharField(_("dari"), max_length=64, blank=True)
    changes = models.JSONField(_("perubahan"), default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(_("catatan"), blank=True)
    refused = models.BooleanField(_("ditolak"), default=False)

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("jejak")
        verbose_name_plural = _("jejak")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target", "target_id", "-at"], name="audit_entry_target"),
            models.Index(fields=["actor_id", "-at"], name="audit_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.said} {self.target_label}"


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
