"""What the official decider of a step decided, written down by those who may."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import one_of
from reformasi.audit.models import AppendOnly
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.evidence.models import EvidenceVersion
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from reformasi.organisation.scope import Holder
from reformasi.ui.model_fields import DecimalNumberField, PastDayField
from reformasi.workflow.models import Snapshot
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road.stages import Decider, Verdict


class RulingQuerySet(UnitOwnedQuerySet["Ruling"]):
    def visible_to(self, user: Holder) -> Self:
        """Whoever sees the milestone sees what was decided on it, and the letter."""
        return self.where(user, self.model.seen_with)


class Ruling(AppendOnly, Owner):
    """One record of a decision. It is never changed: a correction is a new record with a reason."""

    unit_lookup = "milestone__candidate__unit"
    seen_with = ZonaIntegritasPerm.VIEW_MILESTONE

    milestone = models.ForeignKey(
        "zona_integritas.Milestone", on_delete=models.PROTECT, related_name="rulings"
    )
    position = models.PositiveSmallIntegerField(_("urutan"))
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("nomor surat keputusan"), max_length=100)
    decided_on = PastDayField(_("tanggal keputusan"))
    decider = models.CharField(_("diputuskan oleh"), max_length=30, choices=Decider.choices)
    verdict = models.CharField(_("putusan"), max_length=10, choices=Verdict.choices)
    condition = models.TextField(_("kondisi"))
    recommendation = models.TextField(_("rekomendasi"), blank=True)
    score = DecimalNumberField(
        _("nilai"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    decree = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("surat keputusan"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("alasan perbaikan"), blank=True)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dicatat oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RulingQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("catatan keputusan")
        verbose_name_plural = _("catatan keputusan")
        ordering = ["milestone", "-position"]
        constraints = [
            UniqueConstraint(
                fields=["milestone", "position"], name="zona_integritas_ruling_position_once"
            ),
            CheckConstraint(
                condition=~Q(number="") & ~Q(condition=""), name="zona_integritas_ruling_complete"
            ),
            CheckConstraint(
                condition=~Q(verdict=Verdict.COACHED) | ~Q(recommendation=""),
                name="zona_integritas_ruling_coached_with_recommendation",
            ),
            CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 100)),
                name="zona_integritas_ruling_score",
            ),
            one_of("decider", Decider),
            one_of("verdict", Verdict),
        ]

    def __str__(self) -> str:
        return f"{self.get_decider_display()} {self.number}: {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        return self.milestone.get_absolute_url()

    @property
    def unit(self) -> Unit:
        return self.milestone.unit

    @property
    def evidence_is_open(self) -> bool:
        """Never: the letter comes with the record, and another letter is another record."""
        return False


class RulingEvidence(Attachment):
    """Shows the letter to all who may see the milestone; which version it was, the ruling says."""

    change_perm = ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE

    owner = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="attachments")

    class Meta(Attachment.Meta):
        verbose_name = _("surat keputusan")
        verbose_name_plural = _("surat keputusan")
