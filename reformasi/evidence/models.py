"""Evidence: a named proof with versions of its file, attached to many things."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import in_order
from reformasi.audit.models import AppendOnly
from reformasi.organisation import scope
from reformasi.organisation.models import Grant, Unit, UnitOwnedQuerySet


class EvidenceQuerySet(UnitOwnedQuerySet["Evidence"]):
    def visible_to(self, user: Any) -> Self:
        """Of one's units, shared with one, or attached to something that one may see."""
        condition = scope.within(user, "evidence.view_evidence", "unit")
        condition |= scope.shared(user, "evidence.view_evidence", self.model)
        for attachment in Attachment.kinds():
            attached = attachment.objects.visible_to(user)  # type: ignore[attr-defined]
            condition |= Q(pk__in=attached.values("evidence"))
        return self.filter(condition)

    def with_current(self) -> Self:
        return self.prefetch_related("versions")


@pghistory.track()
class Evidence(models.Model):
    """One proof (data dukung): what it is, of which unit, valid when."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT)
    title = models.CharField(_("nama bukti"), max_length=200)
    effective_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    effective_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ["-pk"]
        constraints = [in_order("effective_from", "effective_to")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence:detail", args=[self.pk])

    @property
    def current(self) -> EvidenceVersion:
        """The newest version of the file (prefetch ``versions`` for lists)."""
        return max(self.versions.all(), key=lambda version: version.number)


class EvidenceVersion(AppendOnly):
    """A file as it was uploaded; never changed, never deleted."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versi"))
    file = models.FileField(_("berkas"), upload_to="evidence/%Y/%m/", max_length=200)
    name = models.CharField(_("nama berkas"), max_length=200)
    content_type = models.CharField(_("jenis berkas"), max_length=100)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_at = models.DateTimeField(_("diunggah pada"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(AppendOnly.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"], name="evidence_version_number_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_version_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.number})"


class EvidenceGrant(Grant):
    """One proof shared with one person until a day."""

    content_object = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="grants")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> Self:
        """What is attached to the things that ``user`` may see."""
        owners = self.model.owner_model()._default_manager.visible_to(user)
        return self.filter(owner__in=owners)


class Attachment(models.Model):
    """Evidence attached to something. A concrete attachment adds ``owner`` and ``change_perm``.

    The owner has ``unit``, ``get_absolute_url()`` and ``evidence_is_open`` (whether files may be
    attached or detached now); its QuerySet has ``visible_to``.
    """

    change_perm: ClassVar[str]

    evidence = models.ForeignKey(
        Evidence,
        verbose_name=_("bukti"),
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s_set",
    )
    pointer = models.CharField(_("letak dalam berkas"), max_length=100, blank=True)
    attached_at = models.DateTimeField(auto_now_add=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "evidence"], name="%(app_label)s_%(class)s_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} – {self.owner}"  # type: ignore[attr-defined]

    @classmethod
    def kinds(cls) -> list[type[Attachment]]:
        """Every concrete attachment of the apps above, by name."""
        return sorted(cls.__subclasses__(), key=lambda kind: kind._meta.label_lower)

    @classmethod
    def owner_model(cls) -> type[Any]:
        model: type[Any] = cls._meta.get_field("owner").remote_field.model
        return model
