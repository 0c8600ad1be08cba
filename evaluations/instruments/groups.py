"""What of an instrument differs between groups of institutions, and the grades of its index."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from evaluations.scoring import GradeSpec, GroupSpec, GroupWeightSpec

from .measures import Measured
from .models import Instrument, Node, never_edited


class InstitutionGroup(models.Model):
    """A group of institutions (ministries, provinces, ...) with weights of its own."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(_("urutan"))
    code = models.SlugField(_("kode"), max_length=20)
    name = models.CharField(_("nama"), max_length=100)
    top = models.DecimalField(
        _("nilai tertinggi"),
        max_digits=7,
        decimal_places=4,
        help_text=_("Yang dicapai lembar kelompok ini dengan semua jawaban terbaik."),
    )

    class Meta:
        verbose_name = _("kelompok instansi")
        verbose_name_plural = _("kelompok instansi")
        ordering = ["instrument", "position"]
        constraints = [
            UniqueConstraint("instrument", "code", name="evaluations_institutiongroup_once"),
            CheckConstraint(
                condition=Q(top__gt=0), name="evaluations_institutiongroup_top_above_0"
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return self.name

    def specification(self) -> GroupSpec:
        return GroupSpec(self.code, self.name, self.top)


class NodeWeight(Measured):
    """What a node weighs in one group, and how it is measured there; others lack the node."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="weights")
    group = models.ForeignKey(InstitutionGroup, models.CASCADE, related_name="weights")
    weight = models.DecimalField(_("bobot"), max_digits=7, decimal_places=4)

    class Meta:
        verbose_name = _("bobot menurut kelompok")
        verbose_name_plural = _("bobot menurut kelompok")
        ordering = ["node", "group__position"]
        constraints = [
            *Measured.Meta.constraints,
            UniqueConstraint("node", "group", name="evaluations_nodeweight_once"),
            CheckConstraint(condition=Q(weight__gt=0), name="evaluations_nodeweight_above_0"),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return f"{self.node.code}, {self.group}"

    def specification(self) -> GroupWeightSpec:
        return GroupWeightSpec(self.group.code, self.weight, self.measure())


class IndexGrade(models.Model):
    """A grade of the index; of two for the same scores the first asks for every target."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="grades")
    position = models.PositiveSmallIntegerField(_("urutan"))
    letter = models.CharField(_("kategori"), max_length=5)
    above = models.DecimalField(_("di atas"), max_digits=7, decimal_places=4, null=True, blank=True)
    up_to = models.DecimalField(_("sampai dengan"), max_digits=7, decimal_places=4)
    description = models.CharField(_("uraian"), max_length=100, blank=True)
    at_targets = models.BooleanField(_("hanya bila semua target baik tercapai"), default=False)

    class Meta:
        verbose_name = _("kategori indeks")
        verbose_name_plural = _("kategori indeks")
        ordering = ["instrument", "position"]
        constraints = [
            UniqueConstraint("instrument", "letter", name="evaluations_indexgrade_letter_once"),
            CheckConstraint(
                condition=Q(above__isnull=True) | Q(above__lt=F("up_to")),
                name="evaluations_indexgrade_in_order",
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return self.letter

    def specification(self) -> GradeSpec:
        return GradeSpec(
            self.letter, self.above, self.up_to, self.description, at_targets=self.at_targets
        )
