"""The declaration (pencanangan) of a candidate, with its witnesses and its charter."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.activities.models import Activity
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from reformasi.ui.model_fields import CountField, PastDayField
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import Decidable, Versioned
from zona_integritas.candidates.milestones import MilestoneQuerySet
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.workflow import Status
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road.stages import Stage


def steps_of(candidate: Candidate) -> MilestoneQuerySet[Milestone]:
    """The milestones that vouch for the declaration of ``candidate``."""
    return Milestone.objects.filter(candidate=candidate, step__stage=Stage.DECLARATION)


def why_waiting(candidate: Candidate) -> str:
    """Why nothing of the declaration is written while a decision on it waits; "" if none does."""
    waiting = steps_of(candidate).submitted().select_related("step")
    if not waiting:
        return ""
    return gettext(
        "%(steps)s menunggu keputusan, dan pencanangan ini bagian dari yang diputuskan, jadi "
        "belum dapat diubah. Tarik kembali tahap itu atau minta dikembalikan dahulu."
    ) % {"steps": ", ".join(str(milestone.step) for milestone in waiting)}


@pghistory.track()
class Declaration(Versioned, Owner):
    """The public declaration that the zone is begun (52/2014 h. 7-8; 90/2021 h. 12)."""

    unit_lookup = "candidate__unit"
    frozen = Frozen(
        fields=("held_on", "place", "signed_by_title", "event", "pacts_signed", "staff_total"),
        parts=("witnesses",),
    )

    candidate = models.OneToOneField(
        Candidate,
        verbose_name=_("calon"),
        on_delete=models.PROTECT,
        related_name="declaration",
        editable=False,
    )
    held_on = PastDayField(_("tanggal"))
    place = models.CharField(_("tempat"), max_length=200)
    signed_by_title = models.CharField(
        _("jabatan penanda tangan piagam"), max_length=150, help_text=_("Jabatan, bukan nama.")
    )
    event = models.ForeignKey(
        Activity,
        verbose_name=_("kegiatan sosialisasi"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
    )
    pacts_signed = CountField(_("pakta integritas ditandatangani"), default=0)
    staff_total = CountField(_("jumlah seluruh pegawai"), default=0)
    note = models.TextField(_("catatan"), blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = UnitOwnedQuerySet["Declaration"].as_manager()

    class Meta:
        verbose_name = _("pencanangan")
        verbose_name_plural = _("pencanangan")
        ordering = ["-held_on", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(pacts_signed__lte=F("staff_total")),
                name="zona_integritas_declaration_pacts_within_staff",
                violation_error_message=_(
                    "Pakta yang ditandatangani tidak mungkin lebih banyak dari jumlah pegawai. "
                    "Periksa kedua angkanya."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(_("Pencanangan %(candidate)s") % {"candidate": self.candidate})

    def get_absolute_url(self) -> str:
        return reverse("zona_integritas:declaration", args=[self.candidate_id])

    @property
    def unit(self) -> Unit:
        return self.candidate.unit

    @property
    def is_open(self) -> bool:
        """Whether it may change: until every milestone of the declaration stage is approved."""
        return steps_of(self.candidate).exclude(status=Status.APPROVED).exists()

    @property
    def why_closed(self) -> str:
        """Why it does not change now; "" if it may."""
        if not self.is_open:
            return gettext(
                "Pencanangan ini sudah disetujui bersama tahapnya, sehingga tidak diubah lagi."
            )
        return why_waiting(self.candidate)

    @property
    def evidence_is_open(self) -> bool:
        """Whether files may be attached or detached now."""
        return self.is_open

    @property
    def awaiting(self) -> list[Decidable]:
        """The milestones of the declaration that wait: whoever decides on them reads its files."""
        return list(steps_of(self.candidate).submitted())


@pghistory.track()
class Witness(models.Model):
    """Somebody who saw the declaration; under 52/2014 h. 8 KPK, ORI or the community may."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="witnesses", editable=False
    )
    position = models.PositiveSmallIntegerField(_("urutan"), editable=False)
    name = models.CharField(_("nama atau wakil"), max_length=150)
    institution = models.CharField(_("instansi"), max_length=200)
    title = models.CharField(_("jabatan"), max_length=150, blank=True)

    frozen = Frozen(fields=("name", "institution", "title"))

    class Meta:
        verbose_name = _("saksi")
        verbose_name_plural = _("saksi")
        ordering = ["declaration", "position"]
        constraints = [
            UniqueConstraint(
                fields=["declaration", "position"],
                name="zona_integritas_witness_position_once",
                deferrable=models.Deferrable.DEFERRED,  # witnesses may change places
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.institution}"


@pghistory.track()
class DeclarationEvidence(Attachment):
    """The charter (piagam) and other proof of the declaration."""

    change_perm = ZonaIntegritasPerm.CHANGE_DECLARATION

    owner = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="attachments")

    class Meta(Attachment.Meta):
        verbose_name = _("bukti pencanangan")
        verbose_name_plural = _("bukti pencanangan")
