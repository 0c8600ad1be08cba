"""Action plans (rencana aksi): one objective of a unit in a year, followed up by quarter.

Targets and achievements are cumulative through the year, at B03, B06, B09 and B12 (ADR 0051).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Self, cast

import pghistory
from django.db import models
from django.db.models import Avg, Case, DecimalField, F, Q, Value, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from programs.submissions.models import (
    AreaCount,
    RecommendationLink,
    Submission,
    SubmissionQuerySet,
)
from programs.submissions.workflow import Status
from programs.windows import ACTION_PLAN
from reformasi.audit.constraints import in_order
from reformasi.ui.model_fields import DecimalNumberField, YearField
from reformasi.workflow.decisions import Gap
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

QUARTERS = (1, 2, 3, 4)
#: How the ministry's calendar names the end of each quarter.
CODES = {1: "B03", 2: "B06", 3: "B09", 4: "B12"}
HUNDRED = Decimal(100)


def ended_quarters(year: int, today: date) -> int:
    """How many quarters of ``year`` are over on ``today``, from 0 to 4."""
    if today.year != year:
        return 4 if today.year > year else 0
    return (today.month - 1) // 3


class Quarter(NamedTuple):
    """One quarter of a plan: cumulative target and achievement at its end."""

    number: int
    code: str
    target: Decimal | None
    achieved: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Achievement in percent of the target of this quarter; none where there is no target."""
        if self.achieved is None or not self.target:
            return None
        return self.achieved * HUNDRED / self.target


class PlanAreaCount(AreaCount):
    """The plans of one area; ``mean_percent`` is None where none is approved."""

    mean_percent: Decimal | None


class ActionPlanQuerySet(SubmissionQuerySet["ActionPlan"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def matching(self, text: str) -> Self:
        """Whose title, objective or indicator contains ``text``."""
        return self.filter(
            Q(title__icontains=text) | Q(objective__icontains=text) | Q(indicator__icontains=text)
        )

    def with_progress(self) -> Self:
        """Adds ``reached`` (latest cumulative achievement) and ``percent`` of the year's target.

        ``percent`` is at most 100; it is none where the target of the year is 0 or blank.
        """
        number = DecimalField(max_digits=16, decimal_places=2)
        reached = Coalesce(*(F(f"achieved_q{quarter}") for quarter in (4, 3, 2, 1)), Value(0))
        rows = self.annotate(reached=Coalesce(reached, Value(0), output_field=number))
        share = F("reached") * Value(HUNDRED) / F("target_q4")
        return rows.annotate(
            percent=Case(
                When(target_q4__gt=0, then=Least(share, Value(HUNDRED), output_field=number)),
                default=None,
                output_field=number,
            )
        )

    def overdue(self, today: date) -> Self:
        """Approved plans in which a quarter is over and its achievement is not reported."""
        late = Q(year__lt=today.year, achieved_q4__isnull=True)
        if quarter := ended_quarters(today.year, today):
            late |= Q(year=today.year, **{f"achieved_q{quarter}__isnull": True})
        return self.filter(late, status=Status.APPROVED)

    def behind(self, today: date) -> Self:
        """Approved plans whose reported achievement is below the target of the last quarter."""
        short = Q(year__lt=today.year, achieved_q4__lt=F("target_q4"))
        if quarter := ended_quarters(today.year, today):
            below = {f"achieved_q{quarter}__lt": F(f"target_q{quarter}")}
            short |= Q(year=today.year, **below)
        return self.filter(short, status=Status.APPROVED)

    def with_mean_by_area(self, year: int) -> models.QuerySet[ActionPlan, PlanAreaCount]:
        """Rows as ``by_area`` gives them, with the mean percentage of the approved plans."""
        mean = Avg("percent", filter=Q(status=Status.APPROVED))
        rows = self.with_progress().by_area(year, mean_percent=mean)
        return cast("models.QuerySet[ActionPlan, PlanAreaCount]", rows)


def _amount(label: _StrOrPromise) -> models.DecimalField:
    return DecimalNumberField(label, max_digits=14, decimal_places=2, null=True, blank=True)


@pghistory.track(exclude=DERIVED)
class ActionPlan(Submission):
    """An objective with its indicator, and cumulative targets for the four quarters."""

    year = YearField(_("tahun"))
    area = models.ForeignKey(
        ReformArea,
        verbose_name=_("area perubahan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="action_plans",
    )
    title = models.CharField(
        _("rencana aksi"),
        max_length=200,
        blank=True,
        help_text=_("Satu kalimat tentang apa yang akan dilakukan; dibaca pimpinan di dasbor."),
    )
    objective = models.TextField(
        _("sasaran"), blank=True, help_text=_("Keadaan yang ingin dicapai di akhir tahun.")
    )
    indicator = models.CharField(
        _("indikator"),
        max_length=200,
        blank=True,
        help_text=_("Apa yang dihitung, misalnya “Jumlah SOP yang ditetapkan”."),
    )
    unit_of_measure = models.CharField(
        _("satuan"), max_length=40, blank=True, help_text=_("Misalnya dokumen, orang, atau %.")
    )
    target_q1 = _amount(_("target B03"))
    target_q2 = _amount(_("target B06"))
    target_q3 = _amount(_("target B09"))
    target_q4 = _amount(_("target B12"))
    achieved_q1 = _amount(_("capaian B03"))
    achieved_q2 = _amount(_("capaian B06"))
    achieved_q3 = _amount(_("capaian B09"))
    achieved_q4 = _amount(_("capaian B12"))
    progress_note = models.TextField(_("catatan capaian"), blank=True)
    recommendations = models.ManyToManyField(
        Recommendation,
        verbose_name=_("menjawab rekomendasi"),
        through="ActionPlanRecommendation",
        blank=True,
        related_name="action_plans",
    )

    objects = ActionPlanQuerySet.as_manager()

    #: What must be filled in before a plan is submitted.
    REQUIRED = ("area", "title", "objective", "indicator", "unit_of_measure")
    TARGETS = ("target_q1", "target_q2", "target_q3", "target_q4")
    ACHIEVED = ("achieved_q1", "achieved_q2", "achieved_q3", "achieved_q4")
    WINDOW = ACTION_PLAN
    #: Without achievements: reporting progress does not touch what was approved.
    frozen = Frozen(
        fields=(
            "unit__code",
            "year",
            "area__code",
            "title",
            "objective",
            "indicator",
            "unit_of_measure",
            *TARGETS,
            "recommendations",
        )
    )

    class Meta(Submission.Meta):
        verbose_name = _("rencana aksi")
        verbose_name_plural = _("rencana aksi")
        ordering = ["-year", "unit__path", "area__number", "pk"]
        indexes = [
            models.Index(fields=["year", "unit", "area"], name="programs_plan_year_unit_area"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(status=Status.SUBMITTED),
                name="programs_plan_waiting",
            ),
        ]
        constraints = [
            *Submission.Meta.constraints,
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)), name="programs_actionplan_year_plausible"
            ),
            in_order("target_q1", "target_q2"),
            in_order("target_q2", "target_q3"),
            in_order("target_q3", "target_q4"),
            in_order("achieved_q1", "achieved_q2"),
            in_order("achieved_q2", "achieved_q3"),
            in_order("achieved_q3", "achieved_q4"),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
                        for name in (
                            *("target_q1", "target_q2", "target_q3", "target_q4"),
                            *("achieved_q1", "achieved_q2", "achieved_q3", "achieved_q4"),
                        )
                    )
                ),
                name="programs_actionplan_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.RETURNED])
                | Q(area__isnull=False, target_q4__gt=0)
                & ~Q(title="")
                & ~Q(objective="")
                & ~Q(indicator="")
                & ~Q(unit_of_measure=""),
                name="programs_actionplan_complete_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Rencana aksi tanpa judul"))

    def get_absolute_url(self) -> str:
        return reverse("programs:plan", args=[self.pk])

    def get_change_url(self) -> str:
        return reverse("programs:plan_change", args=[self.pk])

    @property
    def window_year(self) -> int:
        return self.year

    @property
    def days(self) -> tuple[date, date]:
        """Some day of the year will do: before its last one it has begun, after its first ended."""
        return date(self.year, 12, 31), date(self.year, 1, 1)

    def missing(self) -> list[Gap]:
        gaps = self.blanks((*self.REQUIRED, *self.TARGETS))
        if self.target_q4 == 0:
            gaps.append(Gap("target_q4", str(_("Target B12 harus lebih besar dari 0."))))
        return gaps

    @property
    def is_disposable(self) -> bool:
        return super().is_disposable and not self.activities.exists()

    @property
    def quarters(self) -> list[Quarter]:
        return [
            Quarter(
                number,
                CODES[number],
                getattr(self, f"target_q{number}"),
                getattr(self, f"achieved_q{number}"),
            )
            for number in QUARTERS
        ]


@pghistory.track()
class ActionPlanRecommendation(RecommendationLink):
    """This plan answers that recommendation of a ministerial letter."""

    action_plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="recommendation_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action_plan", "recommendation"],
                name="programs_actionplanrecommendation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_plan} – {self.recommendation}"
