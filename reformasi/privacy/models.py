"""What was done to keep personal data no longer than needed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
