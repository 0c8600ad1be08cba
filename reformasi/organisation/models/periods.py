"""Years, quarters, and the windows in which a stage is open."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.audit.constraints import in_order, one_of
from reformasi.organisation import windows
from reformasi.organisation.windows import Window
from reformasi.ui.model_fields import DayField, YearField

from .units import Unit

#: Next year's work is prepared in this one.
OPEN_YEARS_AHEAD = 1


class PeriodKind(models.TextChoices):
    YEAR = "year", gettext_lazy("Tahun")
    QUARTER = "quarter", gettext_lazy("Triwulan")
    STAGE = "stage", gettext_lazy("Jendela tahapan")


class PeriodQuerySet(models.QuerySet["Period"]):
    def years(self) -> Self:
        return self.filter(kind=PeriodKind.YEAR)

    def quarters_of(self, year: int) -> Self:
        return self.filter(kind=PeriodKind.QUARTER, year=year)

    def window(self, window: Window, year: int) -> Period | None:
        """The days of ``window`` in ``year``, if it has any."""
        return self.of_window(window).filter(year=year).first()

    def of_window(self, window: Window) -> Self:
        """The days of ``window``, in every year that has some."""
        return self.filter(kind=PeriodKind.STAGE, stage=window.code)

    def why_closed(self, window: Window, year: int, day: date) -> str:
        """Why ``window`` of ``year`` is closed on ``day``; empty where it is open.

        Without days of its own a year is open while it is near: a year far off is a slip of the
        pen, and one long gone is closed until somebody opens it again.
        """
        if period := self.window(window, year):
            return "" if period.is_open(day) else period.closed_text
        first = year if window.goes_on else day.year - settings.OPEN_YEARS_BEFORE
        if first <= year <= day.year + OPEN_YEARS_AHEAD:
            return ""
        return _(
            "%(window)s tahun %(year)s belum dibuka. Periksa tahunnya, atau minta administrator "
            "membuka jendelanya bila memang perlu."
        ) % {"window": window.label, "year": year}


@pghistory.track()
class Period(models.Model):
    """A year, a quarter of it, or the window of one stage. Dates move every year."""

    kind = models.CharField(gettext_lazy("jenis"), max_length=10, choices=PeriodKind.choices)
    year = YearField(gettext_lazy("tahun"))
    quarter = models.PositiveSmallIntegerField(gettext_lazy("triwulan"), null=True, blank=True)
    #: The code of a ``Window``; which there are, the apps say (``windows.register``).
    stage = models.CharField(
        gettext_lazy("tahapan"), max_length=30, choices=windows.choices, blank=True
    )
    starts = DayField(gettext_lazy("dibuka"))
    ends = DayField(gettext_lazy("ditutup"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("periode")
        verbose_name_plural = gettext_lazy("periode")
        ordering = ["-year", "kind", "quarter", "starts"]
        constraints = [
            one_of("kind", PeriodKind),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)), name="organisation_period_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(stage__regex=r"^[a-z_]*$"), name="organisation_period_stage_code"
            ),
            in_order("starts", "ends"),
            models.CheckConstraint(
                condition=Q(kind="year", quarter__isnull=True, stage="")
                | Q(kind="quarter", quarter__isnull=False, quarter__range=(1, 4), stage="")
                | (Q(kind="stage", quarter__isnull=True) & ~Q(stage="")),
                name="organisation_period_shape",
            ),
            models.UniqueConstraint(
                fields=["year", "kind", "quarter", "stage"],
                nulls_distinct=False,
                name="organisation_period_once",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == PeriodKind.QUARTER:
            return f"{self.get_kind_display()} {self.quarter} {self.year}"
        if self.kind == PeriodKind.STAGE:
            return f"{self.get_stage_display()} {self.year}"
        return f"{self.get_kind_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:periods")

    def is_reached_from(self, tops: list[str]) -> bool:
        """Periods hold for the whole ministry: only a role at its top reaches them."""
        return any(len(top) == Unit.steplen for top in tops)

    def is_open(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    @property
    def closed_text(self) -> str:
        """When the window is open, and who may open it again."""
        return _(
            "%(window)s dibuka %(starts)s sampai %(ends)s. Minta administrator membukanya kembali "
            "bila memang perlu."
        ) % {
            "window": self,
            "starts": date_format(self.starts, "j F Y"),
            "ends": date_format(self.ends, "j F Y"),
        }
