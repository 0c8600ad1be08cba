"""What was done so that personal data are kept no longer than needed."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User
from reformasi.organisation.scope import Holder

from .permissions import PrivacyPerm


class RetentionRun(models.Model):
    """One night in which something was too old: how much of what was removed."""

    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    counts = models.JSONField(_("jumlah"), default=dict)

    class Meta:
        verbose_name = _("penghapusan berkala")
        verbose_name_plural = _("penghapusan berkala")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class SeparationQuerySet(models.QuerySet["Separation"]):
    def visible_to(self, user: Holder) -> Self:
        """Those of people whom ``user`` may separate."""
        people = User.objects.where(user, PrivacyPerm.SEPARATE_USER)
        return self.filter(person__in=people)

    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)


class Separation(models.Model):
    """That a person who no longer serves is taken out of their acts, by two administrators."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("orang"),
        on_delete=models.PROTECT,
        related_name="separations",
    )
    reason = models.TextField(_("alasan"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dilaksanakan oleh"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("dilaksanakan pada"), null=True)

    objects = SeparationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemisahan data pribadi")
        verbose_name_plural = _("pemisahan data pribadi")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="privacy_separation_once"),
            models.CheckConstraint(
                condition=(
                    Q(done_by__isnull=True, done_at__isnull=True)
                    | (
                        Q(done_by__isnull=False, done_at__isnull=False)
                        & ~Q(done_by=F("requested_by"))
                    )
                ),
                name="privacy_separation_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.person_id}"

    def is_reached_from(self, tops: list[str]) -> bool:
        """Whoever reaches the person reaches this."""
        return self.person.is_reached_from(tops)
