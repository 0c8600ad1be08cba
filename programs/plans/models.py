"""Action plans (rencana aksi): one objective of a unit in a year, followed up by quarter.

Targets are those of the total at the end of each quarter: B03, B06, B09 and B12. What a quarter
reported stands in ``programs.achievements``; the total follows by the plan's method (ADR 0101).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Round
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.models import CODE_LENGTH, Assessment
from evaluations.letters.models import Recommendation
from evaluations.scoring import NodeSpec
from programs.areas.models import ReformArea
from programs.submissions.models import RecommendationLink, Submission, SubmissionQuerySet
from programs.submissions.workflow import Status
from programs.windows import ACTION_PLAN
from reformasi.audit.constraints import in_order, one_of
from reformasi.ui.model_fields import DecimalNumberField, YearField
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.decisions import Gap
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED

from .quarters import HUNDRED, QUARTERS, Method, Quarter, counts, ended_quarters, total_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: What sums and percentages are computed as.
AMOUNT: DecimalField = DecimalField(max_digits=16, decimal_places=2)


#: The columns that people search in.
SEARCHED = ("title", "objective", "indicator")


class ActionPlanQuerySet(SubmissionQuerySet["ActionPlan"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def matching(self, text: str) -> Self:
        """Whose title, objective or indicator contains ``text``."""
        return self.filter(containing(text, *SEARCHED))

    def with_progress(self, today: date) -> Self:
        """Adds the total of the approved achievements, and how many quarters stand behind it.

        ``reached`` is the total by the plan's own method; ``percent`` is that of the target of the
        year, above 100 where more was reached, none without a target. ``quarters_approved``,
        ``quarters_waiting`` (for a decision) and ``quarters_missing`` (over, and not submitted).
        """
        rows = self._with_ended(today).annotate(
            reached=Coalesce(_total(_reported(VALID)), Value(0), output_field=AMOUNT),
            quarters_approved=_count(_reported(VALID)),
            quarters_waiting=_count(_reported(Q(status=Status.SUBMITTED))),
            quarters_missing=F("ended") - _count(_due(SENT)),
        )
        return rows.annotate(percent=_share("reached", "target_q4"))

    def with_attainment(self, today: date) -> Self:
        """Adds ``attainment``: the total up to the last quarter that is over, in percent of the
        target of that quarter, at most 100. Where nothing is approved it is 0, so that nobody
        gains by not reporting; where no quarter is over, or its target is 0, there is none.
        """
        return self._with_ended(today)._with_attainment()

    def after(self, quarters: int) -> Self:
        """Adds ``attainment`` and ``is_late`` as they are once so many quarters of the plan's year
        are over, whatever day it is."""
        rows = self.annotate(ended=Value(quarters, output_field=IntegerField()))
        late = Q(late_sent__lt=F("ended"))
        rows = rows._with_attainment().alias(late_sent=_count(_due(SENT)))
        return rows.annotate(is_late=ExpressionWrapper(late, output_field=BooleanField()))

    def _with_attainment(self) -> Self:
        targets = [When(ended=number, then=F(f"target_q{number}")) for number in QUARTERS]
        rows = self.annotate(
            due_target=Case(*targets, default=None, output_field=AMOUNT),
            due_total=Coalesce(_total(_due(VALID)), Value(0), output_field=AMOUNT),
        )
        share = Least(_share("due_total", "due_target"), Value(HUNDRED), output_field=AMOUNT)
        return rows.annotate(
            attainment=Case(When(due_target__gt=0, then=share), default=None, output_field=AMOUNT)
        )

    def _with_ended(self, today: date) -> Self:
        """Adds ``ended``: how many quarters of the plan's year are over."""
        return self.annotate(
            ended=Case(
                When(year__lt=today.year, then=Value(4)),
                When(year=today.year, then=Value(ended_quarters(today.year, today))),
                default=Value(0),
                output_field=IntegerField(),
            )
        )

    def overdue(self, today: date) -> Self:
        """Approved plans in which a quarter is over and its achievement is not submitted."""
        rows = self._with_ended(today).filter(status=Status.APPROVED)
        return rows.alias(sent=_count(_due(SENT))).filter(sent__lt=F("ended"))


#: What the unit has handed in: it waits, or it is approved.
SENT = Q(status__in=(Status.SUBMITTED, Status.APPROVED))
#: What counts: approved, and not changed since.
VALID = Q(status=Status.APPROVED, approved_snapshot__sha256=F("content_sha256"))


def _reported(condition: Q) -> models.QuerySet[models.Model]:
    """The achievements of the plan in the query around this one, of a room above."""
    model = ActionPlan._meta.get_field("achievements").related_model
    rows = model._default_manager.order_by()
    return rows.filter(condition, plan=OuterRef("pk"))


def _due(condition: Q) -> models.QuerySet[models.Model]:
    """Those of the quarters that are over."""
    return _reported(condition).filter(quarter__lte=OuterRef("ended"))


def _count(rows: models.QuerySet[models.Model]) -> Coalesce:
    counted = rows.values("plan").annotate(figure=Count("pk")).values("figure")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def _total(rows: models.QuerySet[models.Model]) -> Case:
    """What ``quarters.total_of`` says of ``rows``, by the method of the plan."""
    alone = rows.values("plan")
    added = alone.annotate(figure=Sum("value")).values("figure")
    mean = alone.annotate(figure=Round(Avg("value"), precision=2)).values("figure")
    return Case(
        When(method=Method.SUM, then=Subquery(added)),
        When(method=Method.AVERAGE, then=Subquery(mean)),
        default=Subquery(rows.order_by("-quarter").values("value")[:1]),
        output_field=AMOUNT,
    )


def _share(total: str, target: str) -> Case:
    """``total`` in percent of ``target``; none where there is no target above 0."""
    share = F(total) * Value(HUNDRED) / F(target)
    return Case(When(**{f"{target}__gt": 0}, then=share), default=None, output_field=AMOUNT)


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
    method = models.CharField(
        _("cara menghitung capaian"),
        max_length=7,
        choices=Method.choices,
        default=Method.LAST,
        help_text=_("Menentukan arti angka setiap triwulan; totalnya dihitung, tidak diketik."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("penanggung jawab"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    target_q1 = _amount(_("target B03"))
    target_q2 = _amount(_("target B06"))
    target_q3 = _amount(_("target B09"))
    target_q4 = _amount(_("target B12"))
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
    LINKS = (*Submission.LINKS, "raises")
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
            "method",
            "person",
            *TARGETS,
            "recommendations",
        )
    )

    class Meta(Submission.Meta):
        verbose_name = _("rencana aksi")
        verbose_name_plural = _("rencana aksi")
        ordering = ["unit__path", "-year", "area__number", "pk"]
        indexes = [
            trigrams("programs_plan_words", *SEARCHED),
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
            one_of("method", Method),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
                        for name in ("target_q1", "target_q2", "target_q3", "target_q4")
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
        year = self.year or timezone.localdate().year  # none yet: a form says what is wrong with it
        return date(year, 12, 31), date(year, 1, 1)

    def missing(self) -> list[Gap]:
        gaps = self.blanks((*self.REQUIRED, *self.TARGETS))
        if self.target_q4 == 0:
            gaps.append(Gap("target_q4", str(_("Target B12 harus lebih besar dari 0."))))
        return gaps

    def quarters(self) -> list[Quarter]:
        """Its four quarters: target, achievement, and the total of what is approved so far."""
        reported = {each.quarter: each for each in self.achievements.with_staleness()}
        values: list[Decimal] = []
        quarters = []
        for number in QUARTERS:
            achievement = reported.get(number)
            if achievement and counts(achievement) and achievement.value is not None:
                values.append(achievement.value)
            target, total = self.target_of(number), total_of(self.method, values)
            quarters.append(Quarter(number, target, achievement, total))
        return quarters

    def target_of(self, quarter: int) -> Decimal | None:
        """What the total is to be at the end of ``quarter``."""
        target: Decimal | None = getattr(self, f"target_q{quarter}")
        return target


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


class PlannedRaiseQuerySet(models.QuerySet["PlannedRaise"]):
    def of(self, assessment: Assessment) -> Self:
        return self.filter(assessment=assessment).select_related("plan")


@pghistory.track()
class PlannedRaise(models.Model):
    """This plan is to raise the answer to one question of a sheet (LKE) to ``option``."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="raises")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("kode"), max_length=CODE_LENGTH)
    option = models.CharField(_("pilihan"), max_length=40)

    objects = PlannedRaiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("butir LKE yang dinaikkan")
        verbose_name_plural = _("butir LKE yang dinaikkan")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code"],
                name="programs_plannedraise_once",
                violation_error_message=_("Butir ini sudah mempunyai rencana aksi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.option}"

    @property
    def node(self) -> NodeSpec:
        """The question itself."""
        return self.assessment.specification.node(self.code)
