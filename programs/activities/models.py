"""Activities: what a unit did for reform, when and where, with the evidence of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pghistory
from django.contrib.postgres.aggregates import BoolOr
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from programs.plans.models import ActionPlan
from programs.submissions.models import Missing, Submission, SubmissionQuerySet
from programs.submissions.workflow import Status
from reformasi.audit.constraints import in_order, one_of
from reformasi.evidence.models import Attachment


class ActivityKind(models.TextChoices):
    KEGIATAN = "kegiatan", _("Kegiatan")
    SOSIALISASI = "sosialisasi", _("Sosialisasi/internalisasi")


class ActivityQuerySet(SubmissionQuerySet["Activity"]):
    def of_year(self, year: int) -> Self:
        return self.filter(date__range=(date(year, 1, 1), date(year, 12, 31)))

    def matching(self, words: str) -> Self:
        """Whose title, place, description or output contains ``words``."""
        return self.filter(
            Q(title__icontains=words)
            | Q(place__icontains=words)
            | Q(description__icontains=words)
            | Q(output__icontains=words)
        )

    def answering(self, recommendations: Any) -> Self:
        """Those that answer any of ``recommendations``, themselves or through their plan."""
        return self.filter(
            Q(answers__recommendation__in=recommendations)
            | Q(action_plan__answers__recommendation__in=recommendations)
        ).distinct()

    def with_evidence_count(self) -> Self:
        """Adds ``evidence_count``; a subquery, so that a page counts only for its own rows."""
        attached = ActivityEvidence.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
        count = Subquery(attached.annotate(count=Count("pk")).values("count"))
        return self.annotate(evidence_count=Coalesce(count, 0))

    def latest_year(self) -> int | None:
        """The year of the latest activity; none if there is none."""
        latest: date | None = self.aggregate(latest=Max("date"))["latest"]
        return latest.year if latest else None

    def by_unit_and_area(self, year: int) -> models.QuerySet[Any, Any]:
        """Rows {unit_id, area_id, total, approved, has_sample}."""
        return (
            self.of_year(year)
            .order_by()
            .values("unit_id", "area_id")
            .annotate(
                total=Count("pk"),
                approved=Count("pk", filter=Q(status=Status.APPROVED)),
                has_sample=BoolOr("is_sample"),
            )
        )

    def by_area(self, year: int) -> models.QuerySet[Any, Any]:
        """Rows {area_id, total, approved, has_sample} over all units in scope."""
        return (
            self.of_year(year)
            .order_by()
            .values("area_id")
            .annotate(
                total=Count("pk"),
                approved=Count("pk", filter=Q(status=Status.APPROVED)),
                has_sample=BoolOr("is_sample"),
            )
        )


@pghistory.track()
class Activity(Submission):
    """One thing done, recorded once and linked as evidence wherever it counts."""

    kind = models.CharField(
        _("jenis"), max_length=12, choices=ActivityKind.choices, default=ActivityKind.KEGIATAN
    )
    title = models.CharField(
        _("nama kegiatan"),
        max_length=200,
        blank=True,
        help_text=_("Seperti pada undangan atau laporan."),
    )
    date = models.DateField(_("tanggal"), null=True, blank=True)
    end_date = models.DateField(
        _("sampai tanggal"), null=True, blank=True, help_text=_("Bila lebih dari satu hari.")
    )
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    area = models.ForeignKey(
        ReformArea,
        verbose_name=_("area perubahan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
    )
    action_plan = models.ForeignKey(
        ActionPlan,
        verbose_name=_("rencana aksi"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text=_("Bila kegiatan ini melaksanakan sebuah rencana aksi."),
    )
    description = models.TextField(
        _("uraian"), blank=True, help_text=_("Apa yang dilakukan dan untuk apa.")
    )
    output = models.TextField(
        _("hasil"), blank=True, help_text=_("Apa yang dihasilkan atau berubah.")
    )
    participant_count = models.PositiveIntegerField(_("jumlah peserta"), null=True, blank=True)
    participants = models.CharField(
        _("unsur peserta"),
        max_length=300,
        blank=True,
        help_text=_("Misalnya “pejabat administrator dan pengawas Ditjen”."),
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        verbose_name=_("menjawab rekomendasi"),
        through="ActivityAnswer",
        blank=True,
        related_name="activities",
    )

    objects = ActivityQuerySet.as_manager()

    #: What must be filled in before an activity is submitted, besides evidence.
    REQUIRED = ("title", "date", "area", "description")

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-date"], name="programs_activity_unit_date"),
            models.Index(fields=["-date", "-id"], name="programs_activity_latest"),
            models.Index(fields=["created_by", "status"], name="programs_activity_mine"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(status=Status.SUBMITTED),
                name="programs_activity_waiting",
            ),
        ]
        constraints = [
            *Submission.Meta.constraints,
            one_of("kind", ActivityKind),
            in_order("date", "end_date"),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(date__isnull=False),
                name="programs_activity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.RETURNED])
                | Q(date__isnull=False, area__isnull=False) & ~Q(title="") & ~Q(description=""),
                name="programs_activity_complete_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Kegiatan tanpa judul"))

    def get_absolute_url(self) -> str:
        return reverse("programs:activity", args=[self.pk])

    @property
    def evidence_is_open(self) -> bool:
        return self.is_editable

    @property
    def event(self) -> Any:
        """The socialization of this activity; none if it is of another kind (now)."""
        return self.socialization if self.kind == ActivityKind.SOSIALISASI else None

    @property
    def is_disposable(self) -> bool:
        listed = Activity.objects.filter(pk=self.pk, socialization__attendance__isnull=False)
        return super().is_disposable and not self.attachments.exists() and not listed.exists()

    def snapshot(self) -> dict[str, Any]:
        return {
            "unit": self.unit.code,
            "kind": self.kind,
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "end_date": self.end_date.isoformat() if self.end_date else None,
            "place": self.place,
            "area": self.area.code if self.area else None,
            "action_plan": self.action_plan_id,
            "description": self.description,
            "output": self.output,
            "participant_count": self.participant_count,
            "participants": self.participants,
            "recommendations": sorted(self.recommendations.values_list("pk", flat=True)),
            "evidence": sorted(
                self.attachments.values_list("evidence__versions__sha256", flat=True)
            ),
            "event": self.event.snapshot() if self.event else None,
        }

    def missing(self) -> list[Missing]:
        gaps = [
            Missing(name, str(_("Isi %s.") % self._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            for name in self.REQUIRED
            if getattr(self, name) in {None, ""}
        ]
        if not self.attachments.exists():
            words = _("Lampirkan paling sedikit satu bukti, misalnya undangan atau foto.")
            gaps.append(Missing("files", str(words)))
        return gaps


@pghistory.track()
class ActivityAnswer(models.Model):
    """This activity answers that recommendation of a ministerial letter."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="answers")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "recommendation"], name="programs_activityanswer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.recommendation}"


@pghistory.track()
class ActivityEvidence(Attachment):
    """Proof of an activity: undangan, daftar hadir, notulen, dokumentasi, laporan."""

    owner = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attachments")
    change_perm = "programs.change_activity"
