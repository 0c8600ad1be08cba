"""What each row contributes to figures, and the sums of that for every unit and all below it.

Nobody writes these tables but ``actions``; the marks come from triggers (migration 0002). Keys are
no foreign keys: a fact outlives its row until its mark is worked off, and a path is a place in the
tree, whoever stands there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Cast

from evaluations.follow_ups.progress import Progress
from evaluations.follow_ups.workflow import Outcome
from programs.areas.models import ReformArea
from programs.plans.quarters import ended_quarters

LONGEST_PATH = 255


def _path() -> models.CharField[str, str]:
    return models.CharField(max_length=LONGEST_PATH)


def _area() -> models.ForeignKey[ReformArea | None, ReformArea | None]:
    return models.ForeignKey(
        ReformArea,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


def _count() -> models.IntegerField[int, int]:
    return models.IntegerField(default=0)


def _amount() -> models.DecimalField:
    return models.DecimalField(max_digits=24, decimal_places=2, default=0)


def _percent() -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(max_digits=5, decimal_places=2, null=True)


def _share(part: str, whole: str) -> models.GeneratedField:
    """``part`` of ``whole``, from 0 to 1; none of nothing. By it the worst come first."""
    share = Cast(F(part), models.FloatField()) / Cast(F(whole), models.FloatField())
    return models.GeneratedField(
        expression=Case(When(**{f"{whole}__gt": 0}, then=share), default=None),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )


class Kind(models.TextChoices):
    """What is counted."""

    ACTIVITY = "activity"
    PLAN = "plan"
    RECOMMENDATION = "recommendation"


class Mark(models.Model):
    """A row has changed, and its fact must be computed anew; written by triggers alone."""

    kind = models.CharField(max_length=14, choices=Kind.choices)
    key = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="dashboards_mark_oldest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ActivityFact(models.Model):
    """What an activity with a date counts as."""

    key = models.BigIntegerField(primary_key=True)
    path = _path()
    year = models.SmallIntegerField()
    area = _area()
    approved = models.BooleanField()
    sample = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.path} {self.year} {self.key}"


class PlanFact(models.Model):
    """What a plan counts as, and if it is approved, after 1 to 4 quarters of its year.

    Attainment in percent; none where no target is due. Late: a quarter is over and not handed in.
    """

    key = models.BigIntegerField(primary_key=True)
    path = _path()
    year = models.SmallIntegerField()
    area = _area()
    approved = models.BooleanField(default=False)
    sample = models.BooleanField()
    attainment_1 = _percent()
    attainment_2 = _percent()
    attainment_3 = _percent()
    attainment_4 = _percent()
    late_1 = models.BooleanField()
    late_2 = models.BooleanField()
    late_3 = models.BooleanField()
    late_4 = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.path} {self.year} {self.key}"


class RecommendationFact(models.Model):
    """Where a recommendation stands for one unit that answers for it (``concerning``)."""

    key = models.BigIntegerField()
    path = _path()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    amount = _amount()
    settled = _amount()
    waiting = _count()
    sample = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "path"], name="dashboards_recommendationfact_once"
            )
        ]
        indexes = [models.Index(fields=["path", "key"], name="dashboards_recommendation_unit")]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


S = TypeVar("S", bound="AreaSum")


class AreaSumQuerySet(models.QuerySet[S]):
    """Sums of a year by unit and area."""

    def of(self, paths: Iterable[str]) -> Self:
        """Of the units at ``paths``, each with all that is below it."""
        return self.filter(path__in=list(paths))

    def of_all_areas(self) -> Self:
        return self.filter(area=None)

    def by_area(self) -> Mapping[int, list[S]]:
        """By the key of an area; nothing for those without a sum."""
        result: defaultdict[int, list[S]] = defaultdict(list)
        for row in self.exclude(area=None):
            result[row.area_id or 0].append(row)
        return result


class AreaSum(models.Model):
    """Of a unit and all below it, in one area or, where ``area`` is none, in all of them."""

    path = _path()
    year = models.SmallIntegerField()
    area = _area()
    samples = _count()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["path", "year", "area"], nulls_distinct=False, name="%(class)s_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.year} {self.area_id}"


class ActivitySum(AreaSum):
    """Activities recorded, and those of them that are approved."""

    total = _count()
    approved = _count()
    share = _share("approved", "total")

    objects = AreaSumQuerySet["ActivitySum"].as_manager()

    class Meta(AreaSum.Meta):
        pass


class PlanSum(AreaSum):
    """Plans; of the approved, after each quarter: attainments, of how many, and the late ones."""

    total = _count()
    approved = _count()
    attainment_1 = _amount()
    attainment_2 = _amount()
    attainment_3 = _amount()
    attainment_4 = _amount()
    counted_1 = _count()
    counted_2 = _count()
    counted_3 = _count()
    counted_4 = _count()
    late_1 = _count()
    late_2 = _count()
    late_3 = _count()
    late_4 = _count()

    objects = AreaSumQuerySet["PlanSum"].as_manager()

    class Meta(AreaSum.Meta):
        pass

    def attained(self, today: date) -> tuple[Decimal, int]:
        """The sum of attainments against the targets of the quarters that are over, in percent, and
        of how many plans."""
        ended = ended_quarters(self.year, today)
        if not ended:
            return Decimal(0), 0
        return getattr(self, f"attainment_{ended}"), getattr(self, f"counted_{ended}")

    def late(self, today: date) -> int:
        """How many have not handed in a quarter that is over."""
        ended = ended_quarters(self.year, today)
        return getattr(self, f"late_{ended}") if ended else 0


class RecommendationSum(models.Model):
    """Where the recommendations stand that a unit or one below it answers for, and their rupiah."""

    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    total = _count()
    samples = _count()
    waiting = _count()  # reports that wait for the bureau
    done = _count()
    done_amount = _amount()
    done_settled = _amount()
    partial = _count()
    partial_amount = _amount()
    partial_settled = _amount()
    untouched = _count()
    untouched_amount = _amount()
    untouched_settled = _amount()
    excused = _count()
    excused_amount = _amount()
    excused_settled = _amount()
    share = _share("done", "total")

    class Meta:
        indexes = [
            models.Index(
                fields=["share", "-total", "path"],
                condition=Q(total__gt=0),
                name="dashboards_recommendation_bad",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.done}/{self.total}"

    @property
    def progress(self) -> Progress:
        progress = Progress(is_sample=self.samples > 0)
        for outcome, share in progress.shares.items():
            share.count = getattr(self, outcome)
            share.amount = getattr(self, f"{outcome}_amount")
            share.settled = getattr(self, f"{outcome}_settled")
        return progress


#: Keys of stale approvals that are read at once; where there are more, they are joined instead.
MOST_KEYS = 1_000


class StaleApprovalQuerySet(models.QuerySet["StaleApproval"]):
    def by_target(self) -> Mapping[str, list[int]] | None:
        """All keys by the label of their model; none where they are too many for a list."""
        rows = list(self.values_list("target", "key")[: MOST_KEYS + 1])
        if len(rows) > MOST_KEYS:
            return None
        result: defaultdict[str, list[int]] = defaultdict(list)
        for target, key in rows:
            result[target].append(key)
        return dict(result)

    def of(self, model: type[models.Model]) -> models.QuerySet[StaleApproval, int]:
        """The keys of the rows of ``model``."""
        return self.filter(target=model._meta.label_lower).values_list("key", flat=True)


class StaleApproval(models.Model):
    """Something approved that has changed since (``DecidableQuerySet.stale``).

    Written by triggers in the same statement as the row, so that finding the few among a million
    approved needs no look at the frozen content of all.
    """

    target = models.CharField(max_length=100)
    key = models.BigIntegerField()

    objects = StaleApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "key"], name="dashboards_staleapproval_once")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.key}"


class Recount(models.Model):
    """A night in which everything was counted from its rows, and what was not as it should be."""

    at = models.DateTimeField(auto_now_add=True)
    differences = _count()
    examples = models.TextField(blank=True)  # a sentence a line, of the first ones

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.differences}"
