"""A candidate: one unit that works towards one predicate in one year."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.db.models import CheckConstraint, Count, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.models import Instrument
from reformasi.audit.constraints import one_of
from reformasi.audit.models import Versioned
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from zona_integritas.workflow import CONTINGENT, Held, Predicate, Status

FIRST_YEAR, LAST_YEAR = 2014, 2100  # 52/2014 is the first regulation of ZI


class IntegrityZoneQuerySet(UnitOwnedQuerySet["IntegrityZone"]):
    def with_progress(self) -> Self:
        """Add ``steps_total``, ``steps_done``, ``steps_submitted`` and ``steps_returned``.

        Contingent steps (revocation) do not count: nobody hopes to reach them.
        """
        on_road = ~Q(milestones__step__stage__in=CONTINGENT)
        return self.annotate(
            steps_total=Count("milestones", filter=on_road),
            steps_done=Count("milestones", filter=on_road & Q(milestones__status=Status.APPROVED)),
            steps_submitted=Count("milestones", filter=Q(milestones__status=Status.SUBMITTED)),
            steps_returned=Count("milestones", filter=Q(milestones__status=Status.RETURNED)),
        )

    def in_order(self) -> Self:
        """Newest year first, units as they stand in the tree."""
        return self.order_by("-year", "unit__path", "target")


@pghistory.track()
class IntegrityZone(Versioned):
    """A unit that builds an integrity zone towards WBK or WBBM, under one version of the rules."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT, related_name="zones"
    )
    year = models.PositiveSmallIntegerField(_("tahun"))
    target = models.CharField(_("predikat yang dituju"), max_length=4, choices=Predicate.choices)
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrumen"), on_delete=models.PROTECT, related_name="zones"
    )
    prior_predicate = models.CharField(
        _("predikat yang sudah dipegang"), max_length=4, choices=Held.choices, blank=True
    )
    note = models.TextField(_("catatan"), blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = IntegrityZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("calon WBK/WBBM")
        verbose_name_plural = _("calon WBK/WBBM")
        ordering = ["-year", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["unit", "year", "target"],
                name="zona_integritas_candidate_once",
                violation_error_message=_(
                    "Unit ini sudah menjadi calon untuk predikat dan tahun tersebut. Buka calon "
                    "yang ada dari daftar."
                ),
            ),
            CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="zona_integritas_candidate_year",
                violation_error_message=_("Tahun harus antara 2014 dan 2100."),
            ),
            one_of("target", Predicate),
            one_of("prior_predicate", Held),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label}: {self.get_target_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("zona_integritas:candidate", args=[self.pk])

    @property
    def needs_prior_predicate(self) -> bool:
        """WBBM asks for WBK first (52/2014 h. 21; 90/2021 h. 58)."""
        return self.target == Predicate.WBBM and self.prior_predicate == Held.NONE
