"""Activities: what a unit did for reform, when and where, with the evidence of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from programs.submissions.models import RecommendationLink, Submission, SubmissionQuerySet
from programs.submissions.workflow import Status
from programs.windows import ACTIVITY
from reformasi.audit.constraints import in_order, one_of
from reformasi.evidence.lines import LineAttachment, LineOwner, Requirement, Waiver
from reformasi.organisation.models import Unit
from reformasi.ui.model_fields import CountField, ThisYearDayField
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.decisions import Gap
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED

#: Of a stored date, which pages count by its year. What a form takes is narrower.
PLAUSIBLE = (date(2000, 1, 1), date(2100, 12, 31))


class ActivityKind(models.TextChoices):
    KEGIATAN = "kegiatan", _("Kegiatan")
    SOSIALISASI = "sosialisasi", _("Sosialisasi/internalisasi")


#: Every meeting leaves the same set.
MEETING = (
    Requirement("undangan", _("Undangan")),
    Requirement("daftar_hadir", _("Daftar hadir")),
    Requirement("notulen", _("Notulen")),
    Requirement("dokumentasi", _("Dokumentasi")),
    Requirement("laporan", _("Laporan")),
)
#: The documents that each kind of activity leaves; other kinds need any one proof.
REQUIREMENTS = {ActivityKind.SOSIALISASI: MEETING}


#: The columns that people search in.
SEARCHED = ("title", "place", "description", "output")


class ActivityQuerySet(SubmissionQuerySet["Activity"]):
    def of_year(self, year: int) -> Self:
        return self.filter(date__range=(date(year, 1, 1), date(year, 12, 31)))

    def matching(self, text: str) -> Self:
        """Whose title, place, description or output contains ``text``."""
        return self.filter(containing(text, *SEARCHED))

    def about(self, recommendations: models.QuerySet[Recommendation]) -> Self:
        """Those that answer any of ``recommendations``, themselves or through their plan."""
        return self.filter(
            Q(recommendation_links__recommendation__in=recommendations)
            | Q(action_plan__recommendation_links__recommendation__in=recommendations)
        ).distinct()

    def with_people_count(self) -> Self:
        """Adds ``people_count``: who stands on the attendance list, else the number that was typed.
        One figure: where both are there and differ, the page of the activity says so."""
        listed = Activity.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        count = Subquery(listed.annotate(n=Count("socialization__attendance")).values("n"))
        signed = NullIf(count, Value(0), output_field=IntegerField())
        return self.annotate(
            people_count=Coalesce(signed, F("participant_count"), output_field=IntegerField())
        )

    def with_evidence_count(self) -> Self:
        """Adds ``evidence_count``; a subquery, so that a page counts only for its own rows."""
        attached = ActivityEvidence.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
        count = Subquery(attached.annotate(n=Count("evidence", distinct=True)).values("n"))
        return self.annotate(evidence_count=Coalesce(count, 0))


@pghistory.track(exclude=DERIVED)
class Activity(Submission, LineOwner):
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
    date = ThisYearDayField(_("tanggal"), null=True, blank=True)
    end_date = ThisYearDayField(
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
    participant_count = CountField(_("jumlah peserta"), null=True, blank=True)
    participants = models.CharField(
        _("unsur peserta"),
        max_length=300,
        blank=True,
        help_text=_("Misalnya “pejabat administrator dan pengawas Ditjen”."),
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        verbose_name=_("menjawab rekomendasi"),
        through="ActivityRecommendation",
        blank=True,
        related_name="activities",
    )

    objects = ActivityQuerySet.as_manager()

    WINDOW = ACTIVITY
    PARTS = (*Submission.PARTS, "socialization")
    #: What must be filled in before an activity is submitted, besides evidence.
    REQUIRED = ("title", "date", "area", "description")
    frozen = Frozen(
        fields=(
            "unit__code",
            "kind",
            "title",
            "date",
            "end_date",
            "place",
            "area__code",
            "action_plan",
            "description",
            "output",
            "participant_count",
            "participants",
            "recommendations",
        ),
        evidence=True,
        parts=("event", "proposed_waivers"),
    )

    class Meta(Submission.Meta):
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ["-date", "-pk"]
        indexes = [
            trigrams("programs_activity_words", *SEARCHED),
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
                condition=Q(date__isnull=True) | Q(date__range=PLAUSIBLE),
                name="programs_activity_date_plausible",
            ),
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

    def get_change_url(self) -> str:
        return reverse("programs:activity_change", args=[self.pk])

    @property
    def evidence_is_open(self) -> bool:
        return self.is_editable

    @property
    def requirements(self) -> Sequence[Requirement]:
        return REQUIREMENTS.get(ActivityKind(self.kind), ())

    def kept_elsewhere(self, key: str) -> str:
        """The attendance list of the portal stands for the sheet with signatures."""
        if key != "daftar_hadir" or self.event is None:
            return ""
        listed = Activity.objects.filter(pk=self.pk).aggregate(
            count=Count("socialization__attendance")
        )["count"]
        if not listed:
            return ""
        return str(_("Daftar hadir pada portal: %(count)s orang") % {"count": listed})

    @property
    def is_event(self) -> bool:
        return self.kind == ActivityKind.SOSIALISASI

    @property
    def event(self) -> Socialization | None:
        """The socialization of this activity; none if it is of another kind (now)."""
        return getattr(self, "socialization", None) if self.is_event else None

    def why_kept(self) -> str:
        """A draft with an attendance list is kept too: people have signed it."""
        rows = Activity.objects.filter(pk=self.pk)
        listed = rows.aggregate(total=Count("socialization__attendance"))["total"]
        return super().why_kept() or (listed and _listed(listed)) or ""

    @property
    def window_year(self) -> int:
        return (self.date or timezone.localdate()).year

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        first = self.date or timezone.localdate()
        return first, self.end_date or first

    def missing(self) -> list[Gap]:
        gaps = self.blanks(self.REQUIRED)
        if self.requirements:
            gaps += self.line_gaps()
        elif not self.attachments.exists():
            message = _("Lampirkan paling sedikit satu bukti, misalnya undangan atau foto.")
            gaps.append(Gap("files", str(message)))
        if (last := self.end_date or self.date) and last > timezone.localdate():
            message = _("Kegiatan ini belum selesai. Ajukan sesudahnya, atau periksa tanggalnya.")
            gaps.append(Gap("end_date" if self.end_date else "date", str(message)))
        return gaps


def _listed(people: int) -> str:
    return ngettext(
        "Daftar hadirnya memuat %(people)s orang. Hapus dahulu dari daftar bila draf ini keliru.",
        "Daftar hadirnya memuat %(people)s orang. Hapus dahulu dari daftar bila draf ini keliru.",
        people,
    ) % {"people": people}


@pghistory.track()
class ActivityRecommendation(RecommendationLink):
    """This activity answers that recommendation of a ministerial letter."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="recommendation_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "recommendation"], name="programs_activityrecommendation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.recommendation}"


@pghistory.track()
class ActivityEvidence(LineAttachment):
    """Proof of an activity: undangan, daftar hadir, notulen, dokumentasi, laporan."""

    owner = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attachments")
    change_perm = ProgramPerm.CHANGE_ACTIVITY


@pghistory.track()
class ActivityWaiver(Waiver):
    """Why a document of an activity is not there, and who let it be."""

    owner = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="waivers")

    class Meta(Waiver.Meta):
        verbose_name = _("pengecualian dokumen kegiatan")
        verbose_name_plural = _("pengecualian dokumen kegiatan")


@pghistory.track()
class Socialization(models.Model):
    """What a sosialisasi/internalisasi has more than other activities; its venue is the place."""

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, related_name="socialization"
    )
    theme = models.CharField(_("tema"), max_length=300, blank=True)
    organiser = models.CharField(_("penyelenggara"), max_length=200, blank=True)

    #: Speakers, agenda and attendance come from ``programs.events``.
    frozen = Frozen(fields=("theme", "organiser"), parts=("speakers", "agenda", "attendance"))

    class Meta:
        verbose_name = _("sosialisasi")
        verbose_name_plural = _("sosialisasi")

    def __str__(self) -> str:
        return self.theme or str(self.activity)

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def unit(self) -> Unit:
        return self.activity.unit
