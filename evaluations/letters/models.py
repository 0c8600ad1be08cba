"""Ministerial evaluation letters: component values, findings, recommendations, follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

import pghistory
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import ExtractYear, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reformasi.evidence.attachments import Attachment, Owner
from reformasi.organisation import scope
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from reformasi.ui.model_fields import DayField, DecimalNumberField, PastDayField, PastYearField
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.models import Versioned

from .permissions import LetterPerm


class MinisterialLetterQuerySet(UnitOwnedQuerySet["MinisterialLetter"]):
    def visible_to(self, user: scope.Holder) -> Self:
        """Letters of one's units, and those addressed to one's units or to a unit above them."""
        perm = scope.permission("view", self.model)
        if scope.is_everywhere(user, perm):
            return self.filter(scope.within(user, perm, "unit"))
        through = MinisterialLetter.addressees.through.objects
        addressed = through.filter(
            scope.within(user, perm, "unit") | Q(unit__path__in=scope.above(user, perm))
        )
        own = MinisterialLetter.objects.filter(scope.within(user, perm, "unit")).order_by()
        keys = own.values("pk").union(addressed.order_by().values("ministerialletter"))
        return self.filter(pk__in=keys)

    def matching(self, text: str) -> Self:
        """Whose number or subject contains ``text``."""
        return self.filter(containing(text, "number", "subject"))

    def about_year(self, year: int) -> Self:
        return self.filter(evaluated_year=year)

    def numbered(self, number: str, unit: Unit, day: date) -> Self:
        """The letter of ``unit`` with this number, in any case, in the year of ``day``."""
        return self.filter(unit=unit, number__iexact=number, date__year=day.year)


@pghistory.track()
class MinisterialLetter(Versioned, Owner):
    """The minister's letter on the results of evaluating RB in a year."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("dicatat oleh"),
        on_delete=models.PROTECT,
        related_name="letters",
        help_text=_("Unit yang mengelola surat ini dan memverifikasi tindak lanjutnya."),
    )
    number = models.CharField(
        _("nomor surat"),
        max_length=60,
        help_text=_("Tulis seperti pada surat, misalnya 061/2470/SJ."),
    )
    date = PastDayField(_("tanggal surat"))
    subject = models.CharField(_("hal"), max_length=300)
    evaluated_year = PastYearField(_("tahun yang dievaluasi"))
    addressees = models.ManyToManyField(
        Unit, verbose_name=_("unit yang dituju"), related_name="letters_received"
    )
    summary = models.TextField(_("ringkasan"), blank=True)
    follow_up_deadline = DayField(_("batas tindak lanjut"), null=True, blank=True)
    is_sample = models.BooleanField(
        _("nilai dan catatannya data contoh"),
        default=False,
        help_text=_("Beri tanda bila angka atau catatan di bawah surat ini bukan isi surat asli."),
    )

    objects = MinisterialLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat evaluasi")
        verbose_name_plural = _("surat evaluasi")
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["-date", "-id"], name="evaluations_letter_latest"),
            trigrams("evaluations_letter_words", "number", "subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("unit"),
                ExtractYear("date"),
                Upper("number"),
                name="evaluations_letter_number_once_a_year",
                violation_error_message=_("Nomor surat ini sudah tercatat pada tahun itu."),
            ),
            models.CheckConstraint(
                condition=Q(evaluated_year__range=(2000, 2100)),
                name="evaluations_letter_year_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.date:%d-%m-%Y})"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:letter", args=[self.pk])

    def addressed_among(self, units: QuerySet[Unit]) -> QuerySet[Unit]:
        """Of ``units``, those that it addresses and those below them."""
        tops = [unit.path for unit in self.addressees.all()]
        return units.filter(scope.below(tops, "path"))

    @classmethod
    def addressed(cls) -> type[models.Model]:
        return Addressee

    @property
    def evidence_is_open(self) -> bool:
        return True


class Addressee(MinisterialLetter.addressees.through):  # type: ignore[name-defined]
    """A unit to which a letter is addressed; those below it read it too (ADR 81)."""

    class Meta:
        proxy = True
        default_permissions = ()


class LetterEvidence(Attachment):
    """The scan of the letter."""

    owner = models.ForeignKey(
        MinisterialLetter, on_delete=models.PROTECT, related_name="attachments"
    )
    change_perm = LetterPerm.CHANGE_MINISTERIAL_LETTER


@pghistory.track()
class ComponentValue(models.Model):
    """One row of the letter's table: a component, its maximum, last year and this year."""

    letter = models.ForeignKey(
        MinisterialLetter, on_delete=models.PROTECT, related_name="components"
    )
    position = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("komponen"), max_length=150)
    maximum = DecimalNumberField(_("nilai maksimum"), max_digits=6, decimal_places=2)
    last_year = DecimalNumberField(
        _("tahun sebelumnya"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    this_year = DecimalNumberField(_("tahun ini"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("nilai komponen")
        verbose_name_plural = _("nilai komponen")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(maximum__gt=0, this_year__gte=0, this_year__lte=F("maximum")),
                name="evaluations_component_this_year_within",
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True)
                | Q(last_year__gte=0, last_year__lte=F("maximum")),
                name="evaluations_component_last_year_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def change(self) -> Decimal | None:
        """This year less last year, in points."""
        return None if self.last_year is None else self.this_year - self.last_year


class ComponentTotal(NamedTuple):
    """The sums of a letter's table, in points."""

    maximum: Decimal
    last_year: Decimal | None
    this_year: Decimal
    change: Decimal | None


def total_of(rows: Sequence[ComponentValue]) -> ComponentTotal | None:
    """The sums of ``rows``; last year's only when every row has it. None for no rows."""
    if not rows:
        return None
    zero = Decimal(0)
    this_year = sum((row.this_year for row in rows), zero)
    past = [row.last_year for row in rows if row.last_year is not None]
    last_year = sum(past, zero) if len(past) == len(rows) else None
    return ComponentTotal(
        maximum=sum((row.maximum for row in rows), zero),
        last_year=last_year,
        this_year=this_year,
        change=None if last_year is None else this_year - last_year,
    )


@pghistory.track()
class Finding(models.Model):
    """A note of the evaluation on one component (catatan/temuan)."""

    letter = models.ForeignKey(MinisterialLetter, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(_("nomor"))
    component = models.ForeignKey(
        ComponentValue,
        verbose_name=_("komponen"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
    )
    description = models.TextField(_("temuan"))

    class Meta:
        verbose_name = _("temuan")
        verbose_name_plural = _("temuan")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="evaluations_finding_once")
        ]

    def __str__(self) -> str:
        return f"Temuan {self.number}: {self.description[:80]}"

    def get_absolute_url(self) -> str:
        return f"{self.letter.get_absolute_url()}#temuan-{self.number}"

    @property
    def unit(self) -> Unit:
        return self.letter.unit


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: scope.Holder) -> Self:
        return self.filter(finding__letter__in=MinisterialLetter.objects.visible_to(user))

    def matching(self, text: str) -> Self:
        return self.filter(containing(text, "text"))


@pghistory.track()
class Recommendation(models.Model):
    """What the letter asks to be done about a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("nomor"))
    text = models.TextField(_("rekomendasi"))

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rekomendasi")
        verbose_name_plural = _("rekomendasi")
        ordering = ["finding__number", "number"]
        indexes = [trigrams("evaluations_recommendation_txt", "text")]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "number"],
                name="evaluations_recommendation_once",
                deferrable=models.Deferrable.DEFERRED,  # two may change places
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:100]}"

    @property
    def label(self) -> str:
        """The number as the report prints it, e.g. "R2.1"."""
        return f"R{self.finding.number}.{self.number}"

    @property
    def unit(self) -> Unit:
        return self.finding.letter.unit
