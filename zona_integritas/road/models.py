"""Which steps a version of the rules asks for, as loaded from ``zona_integritas/road/data``."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.models import Instrument
from reformasi.audit.constraints import one_of

from . import stages as workflow


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def with_start(self) -> Self:
        """Add ``in_force_from``: the day from which the instrument of these rules applies."""
        starts = Instrument.objects.filter(code=OuterRef("instrument_code"))
        return self.annotate(in_force_from=Subquery(starts.values("in_force_from")[:1]))

    def in_force_on(self, day: date) -> RuleSet | None:
        """The rules that applied on ``day``: newer rules withdraw the older ones."""
        begun = self.with_start().filter(in_force_from__lte=day)
        return begun.order_by("-in_force_from").first()

    def in_force_during(self, year: int) -> Self:
        """All rules that applied on some day of ``year``."""
        known = self.with_start()
        first = known.filter(in_force_from__lte=date(year, 1, 1)).order_by("-in_force_from")
        return known.filter(
            Q(pk=Subquery(first.values("pk")[:1]))
            | Q(in_force_from__range=(date(year, 1, 1), date(year, 12, 31)))
        )


@pghistory.track()
class RuleSet(models.Model):
    """The road under one regulation. A candidate takes the set of its instrument and keeps it."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    # A code and no foreign key: the steps can be loaded before the instruments are.
    instrument_code = models.SlugField(_("kode instrumen"), max_length=40, unique=True)
    regulation = models.CharField(_("peraturan"), max_length=100)
    sha256 = models.CharField(_("sidik isi"), max_length=64)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("perangkat aturan ZI")
        verbose_name_plural = _("perangkat aturan ZI")
        ordering = ["code"]
        constraints = [
            CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="zona_integritas_ruleset_hashed"
            )
        ]

    def __str__(self) -> str:
        return self.regulation

    @property
    def in_use(self) -> bool:
        """Whether a candidate has taken its first step on this road."""
        return self.steps.filter(milestones__isnull=False).exists()


class MilestoneStep(models.Model):
    """One step of the road: never edited, replaced with its whole set while nobody took it."""

    rules = models.ForeignKey(RuleSet, models.CASCADE, related_name="steps")
    code = models.CharField(_("kode"), max_length=20)
    order = models.PositiveSmallIntegerField(_("urutan"))
    stage = models.CharField(_("babak"), max_length=30, choices=workflow.Stage.choices)
    name = models.CharField(_("nama"), max_length=200)
    applies_to = models.CharField(
        _("berlaku untuk"), max_length=4, choices=workflow.AppliesTo.choices
    )
    decider_role = models.CharField(_("pemutus"), max_length=100)
    required_evidence = models.TextField(_("bukti yang diminta"))
    reference = models.CharField(_("rujukan"), max_length=200)

    class Meta:
        verbose_name = _("langkah ZI")
        verbose_name_plural = _("langkah ZI")
        ordering = ["rules", "order"]
        constraints = [
            UniqueConstraint(fields=["rules", "code"], name="zona_integritas_step_code_once"),
            UniqueConstraint(fields=["rules", "order"], name="zona_integritas_step_order_once"),
            CheckConstraint(condition=Q(order__gt=0), name="zona_integritas_step_order_from_1"),
            one_of("stage", workflow.Stage),
            one_of("applies_to", workflow.AppliesTo),
        ]
        triggers = [pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def deciders(self) -> list[str]:
        return self.decider_role.split("|")

    @property
    def decider_label(self) -> str:
        """The official decider in words, e.g. "Pimpinan instansi atau kepala unit"."""
        return workflow.decider_label(self.deciders)

    @property
    def evidence_list(self) -> list[str]:
        """The required evidence, item by item."""
        return [part.strip() for part in self.required_evidence.split(";") if part.strip()]

    @property
    def is_contingent(self) -> bool:
        return self.stage in workflow.CONTINGENT
