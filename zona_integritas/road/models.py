"""Which steps a version of the rules asks for, as loaded from ``zona_integritas/road/data``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.models import Instrument
from evaluations.instruments.versions import LoadedVersion
from reformasi.audit.constraints import one_of

from . import stages as workflow

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def with_start(self) -> Self:
        """Add ``in_force_from``: the day from which the instrument of these rules applies."""
        starts = Instrument.objects.filter(code=OuterRef("instrument_code"))
        return self.annotate(in_force_from=Subquery(starts.values("in_force_from")[:1]))

    def in_force_on(self, day: date) -> RuleSet | None:
        """The rules that applied on ``day``: newer rules withdraw the older ones."""
        begun = self.with_start().filter(in_force_from__lte=day)
        return begun.order_by("-in_force_from").first()


@pghistory.track()
class RuleSet(LoadedVersion):
    """The road under one regulation. A candidate takes the road of its instrument for good.

    ``instrument_code`` is the instrument that it came with, and from whose first day it applies;
    later versions of the sheet take the same road (``instruments``).
    """

    # A code and no foreign key: the steps can be loaded before the instruments are.
    instrument_code = models.SlugField(_("kode instrumen"), max_length=40, unique=True)

    objects = RuleSetQuerySet.as_manager()

    if TYPE_CHECKING:
        instruments: RelatedManager[RoadInstrument]
        steps: RelatedManager[MilestoneStep]

    class Meta(LoadedVersion.Meta):
        verbose_name = _("perangkat aturan ZI")
        verbose_name_plural = _("perangkat aturan ZI")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.regulation


class RoadInstrumentQuerySet(models.QuerySet["RoadInstrument"]):
    def in_force_during(self, year: int) -> Self:
        """The instruments that applied on some day of ``year``, with their ``regulation``."""
        own = Instrument.objects.filter(code=OuterRef("instrument_code"))
        rows = self.annotate(
            in_force_from=Subquery(own.values("in_force_from")[:1]),
            regulation=Subquery(own.values("regulation")[:1]),
        )
        first = rows.filter(in_force_from__lte=date(year, 1, 1)).order_by("-in_force_from")
        return rows.filter(
            Q(pk=Subquery(first.values("pk")[:1]))
            | Q(in_force_from__range=(date(year, 1, 1), date(year, 12, 31)))
        ).order_by("in_force_from")


class RoadInstrument(models.Model):
    """An instrument whose candidates take a road: the first one of its regulation, or a later."""

    rules = models.ForeignKey(RuleSet, models.CASCADE, related_name="instruments")
    instrument_code = models.SlugField(_("kode instrumen"), max_length=40, unique=True)

    objects = RoadInstrumentQuerySet.as_manager()

    if TYPE_CHECKING:
        regulation: str  # by in_force_during

    class Meta:
        verbose_name = _("instrumen pada perangkat aturan ZI")
        verbose_name_plural = _("instrumen pada perangkat aturan ZI")
        ordering = ["instrument_code"]

    def __str__(self) -> str:
        return f"{self.instrument_code}: {self.rules}"


class MilestoneStepQuerySet(models.QuerySet["MilestoneStep"]):
    def recorded_by(self, recorder: workflow.Recorder | None) -> Self:
        """The steps whose decision ``recorder`` records; None: those of the unit's own head."""
        own = Q(deciders__contains=[workflow.Decider.HEAD_OF_UNIT])
        if recorder is None:
            return self.filter(own)
        rows = self.exclude(own)
        for decider, first in workflow.RECORDERS.items():
            if first == recorder:
                return rows.filter(deciders__contains=[decider])
            rows = rows.exclude(deciders__contains=[decider])
        return rows


class MilestoneStep(models.Model):
    """One step of the road. Never edited: its set is replaced while no candidate is on it."""

    rules = models.ForeignKey(RuleSet, models.CASCADE, related_name="steps")
    code = models.CharField(_("kode"), max_length=20)
    order = models.PositiveSmallIntegerField(_("urutan"))
    stage = models.CharField(_("tahapan"), max_length=30, choices=workflow.Stage.choices)
    name = models.CharField(_("nama"), max_length=200)
    applies_to = models.CharField(
        _("berlaku untuk"), max_length=4, choices=workflow.AppliesTo.choices
    )
    deciders = ArrayField(
        models.CharField(max_length=30, choices=workflow.Decider.choices),
        verbose_name=_("pejabat yang menetapkan"),
    )
    required_evidence = ArrayField(
        models.CharField(max_length=200), verbose_name=_("bukti yang diminta")
    )
    reference = models.CharField(_("rujukan"), max_length=200)

    objects = MilestoneStepQuerySet.as_manager()

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
            CheckConstraint(
                condition=Q(deciders__len__gt=0, deciders__contained_by=workflow.Decider.values),
                name="zona_integritas_step_deciders_known",
            ),
            # Without a document there would be no line, and a step could be closed over nothing.
            CheckConstraint(
                condition=Q(required_evidence__len__gt=0), name="zona_integritas_step_asks_evidence"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def decider_label(self) -> str:
        """The official decider, e.g. "Pimpinan instansi atau kepala unit"."""
        return workflow.decider_label(self.deciders)

    @property
    def recorder(self) -> workflow.Recorder | None:
        """Who records the decision; None where the unit's own head decides."""
        return workflow.recorder_of(self.deciders)

    @property
    def leads_to_conferral(self) -> bool:
        """Whether the road towards the predicate counts it: neither monitoring nor revocation."""
        return self.stage not in workflow.AFTER_CONFERRAL

    @property
    def is_contingent(self) -> bool:
        return self.stage in workflow.CONTINGENT
