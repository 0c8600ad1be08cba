"""Candidates: one unit towards one predicate in one year; and their milestones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import CheckConstraint, Count, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.models import Instrument
from reformasi.audit.constraints import one_of
from reformasi.evidence.models import Attachment, Owner
from reformasi.organisation.actions import require_open
from reformasi.organisation.decidable import DecidableQuerySet
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from reformasi.ui.model_fields import DayField, YearField
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED, Decidable, Versioned, status_field
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.stages import (
    AFTER_CONFERRAL,
    Predicate,
    PriorPredicate,
    Stage,
    blocked_by,
    comes_first,
)
from zona_integritas.windows import WINDOWS

from .workflow import DECISIONS, Status

FIRST_YEAR, LAST_YEAR = 2014, 2100  # 52/2014 is the first regulation of ZI


class CandidateQuerySet(UnitOwnedQuerySet["Candidate"]):
    def with_progress(self) -> Self:
        """Add ``steps_total``, ``steps_done``, ``steps_submitted`` and ``steps_returned``.

        Done and total count the road towards the predicate: what comes after it (coaching and
        monitoring, revocation) is not part of that.
        """
        on_road = ~Q(milestones__step__stage__in=AFTER_CONFERRAL)
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
class Candidate(Versioned):
    """A unit that builds an integrity zone towards WBK or WBBM, under one version of the rules."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT, related_name="candidates"
    )
    year = YearField(_("tahun"))
    target = models.CharField(_("predikat yang dituju"), max_length=4, choices=Predicate.choices)
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrumen"), on_delete=models.PROTECT, related_name="candidates"
    )
    prior_predicate = models.CharField(
        _("predikat yang sudah dipegang"), max_length=4, choices=PriorPredicate.choices, blank=True
    )
    note = models.TextField(_("catatan"), blank=True)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = CandidateQuerySet.as_manager()

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
            one_of("prior_predicate", PriorPredicate),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label}: {self.get_target_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("zona_integritas:candidate", args=[self.pk])

    @property
    def needs_prior_predicate(self) -> bool:
        """WBBM asks for WBK first (52/2014 h. 21; 90/2021 h. 58)."""
        return self.target == Predicate.WBBM and self.prior_predicate == PriorPredicate.NONE


AT_RISK_DAYS = 14
#: Who acted on a milestone last, in each way.
HANDS = ("submitted_by", "approved_by", "returned_by")


class MilestoneQuerySet(DecidableQuerySet["Milestone"]):
    def with_hands(self) -> Self:
        """With its step and all who acted on it."""
        return self.select_related("step", *HANDS)

    def with_place(self) -> Self:
        """With its step, candidate and unit, which its name consists of."""
        return self.select_related("candidate__unit", "step")

    def latest_candidates_first(self) -> Self:
        """Newest year first, and for each candidate in the order of its road."""
        return self.order_by(
            "-candidate__year", "candidate__unit__path", "candidate", "step__order"
        )

    def unfinished(self) -> Self:
        return self.exclude(status=Status.APPROVED)

    def overdue(self, today: date) -> Self:
        return self.unfinished().filter(due_date__lt=today).order_by("due_date", "pk")

    def at_risk(self, today: date, days: int = AT_RISK_DAYS) -> Self:
        """Not finished, and late already or due within ``days``; the most urgent first."""
        soon = today + timedelta(days=days)
        return self.unfinished().filter(due_date__lte=soon).order_by("due_date", "pk")


@pghistory.track(exclude=DERIVED)
class Milestone(Decidable, Owner):
    """One step of the road as one candidate takes it."""

    DECISIONS = DECISIONS
    unit_lookup = "candidate__unit"
    frozen = Frozen(
        fields=("note",),
        given=("candidate", "step__rules__code", "step__code", "due_date"),
        evidence=True,
        parts=("declared",),
    )

    candidate = models.ForeignKey(
        Candidate,
        verbose_name=_("calon"),
        on_delete=models.PROTECT,
        related_name="milestones",
        editable=False,
    )
    step = models.ForeignKey(
        MilestoneStep,
        verbose_name=_("langkah"),
        on_delete=models.PROTECT,
        related_name="milestones",
        editable=False,
    )
    status = status_field(Status)
    due_date = DayField(_("tenggat"), null=True, blank=True)
    note = models.TextField(_("catatan"), blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Decidable.Meta):
        verbose_name = _("tahap ZI")
        verbose_name_plural = _("tahap ZI")
        ordering = ["candidate", "step__order"]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(status=Status.SUBMITTED),
                name="zona_integritas_waiting",
            ),
            models.Index(
                fields=["due_date"],
                condition=~Q(status=Status.APPROVED),
                name="zona_integritas_due",
            ),
        ]
        constraints = [
            *Decidable.Meta.constraints,
            UniqueConstraint(
                fields=["candidate", "step"], name="zona_integritas_milestone_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.candidate})"

    def get_absolute_url(self) -> str:
        return reverse("zona_integritas:milestone", args=[self.pk])

    @property
    def unit(self) -> Unit:
        return self.candidate.unit

    @property
    def evidence_is_open(self) -> bool:
        """Whether files may be attached or detached now."""
        return self.is_editable

    def is_overdue(self, today: date) -> bool:
        late = self.due_date is not None and self.due_date < today
        return late and not self.is_approved

    @property
    def declared(self) -> models.Model | None:
        """What was declared, where this step is part of the declaration and it is recorded."""
        if self.step.stage != Stage.DECLARATION:
            return None
        return getattr(self.candidate, "declaration", None)

    def blockers(self) -> list[Milestone]:
        """What must be approved before this can be submitted, in the order of the road."""
        unfinished = self.candidate.milestones.unfinished().select_related("step")
        return [
            earlier
            for earlier in unfinished.order_by("step__order")
            if comes_first(earlier.step, self.step)
        ]

    def missing(self) -> list[Gap]:
        """What must come first, and what must be attached, before it can be submitted."""
        gaps = []
        if blocked := blocked_by([earlier.step for earlier in self.blockers()]):
            gaps.append(Gap("step", f"{blocked}."))
        if not self.attachments.exists():
            message = _("Lampirkan paling sedikit satu bukti sebelum mengajukan.")
            gaps.append(Gap("files", str(message)))
        return gaps

    def require_ready(self) -> None:
        """Refuse a milestone out of turn, out of time or without evidence.

        Raises:
            WindowClosed: the stage has a window in this year, and it is closed today.
            Incomplete: an earlier milestone is not finished, or there is no evidence.
        """
        require_open(
            window=WINDOWS[Stage(self.step.stage)],
            year=self.candidate.year,
            day=timezone.localdate(),
            verb=DECISIONS.submit.verb,
            target=self,
        )
        if gaps := self.missing():
            raise Incomplete(self, gaps)


@pghistory.track()
class MilestoneEvidence(Attachment):
    """A proof that a milestone was done."""

    change_perm = ZonaIntegritasPerm.CHANGE_MILESTONE

    owner = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="attachments")

    class Meta(Attachment.Meta):
        verbose_name = _("bukti tahap ZI")
        verbose_name_plural = _("bukti tahap ZI")
