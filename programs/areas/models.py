"""The eight areas of change (area perubahan) of Reformasi Birokrasi."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class ReformArea(models.Model):
    """One of the eight areas, with its weight in PermenPANRB 14/2014."""

    number = models.PositiveSmallIntegerField(_("nomor"), unique=True)
    code = models.SlugField(_("kode"), max_length=30, unique=True)
    name = models.CharField(_("nama"), max_length=100)
    weight = models.DecimalField(_("bobot 2014"), max_digits=5, decimal_places=2)
    in_zi = models.BooleanField(_("termasuk Zona Integritas"))

    class Meta:
        verbose_name = _("area perubahan")
        verbose_name_plural = _("area perubahan")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__range=(1, 8)), name="programs_reformarea_one_of_eight"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="programs_reformarea_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
