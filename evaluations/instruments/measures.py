"""The columns of what is measured: a range, a target, and what multiplies the points."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from evaluations.scoring import MeasureSpec


class Measured(models.Model):
    """A row that may have a range; without one its answer is no measured value."""

    minimum = models.DecimalField(
        _("nilai terendah"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("nilai tertinggi"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    target = models.DecimalField(
        _("target baik"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    multiplied_by = models.CharField(
        _("dikalikan dengan"),
        max_length=30,
        blank=True,
        help_text=_("Kode indikator yang capaiannya mengalikan nilai ini."),
    )

    class Meta:
        abstract = True
        constraints = [
            CheckConstraint(
                condition=Q(
                    minimum__isnull=True, maximum__isnull=True, target__isnull=True,
                    multiplied_by="",
                )
                | (
                    Q(minimum__isnull=False, maximum__isnull=False, minimum__lt=F("maximum"))
                    & (
                        Q(target__isnull=True)
                        | Q(target__gte=F("minimum"), target__lte=F("maximum"))
                    )
                ),
                name="%(app_label)s_%(class)s_range_in_order",
            )
        ]  # fmt: skip

    def measure(self) -> MeasureSpec | None:
        if self.minimum is None or self.maximum is None:
            return None
        return MeasureSpec(self.minimum, self.maximum, self.target, self.multiplied_by)
