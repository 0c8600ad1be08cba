"""Candidates: one unit towards one predicate in one year; and their milestones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.models import Instrument
from reformasi.audit.constraints import one_of
from reformasi.audit.refusals import Refused
from reformasi.evidence.lines import LineAttachment, LineOwner, Requirement, Waiver
from reformasi.organisation.decidable import DecidableQuerySet, others_decide
from reformasi.organisation.models import Period, Unit, UnitOwnedQuerySet, User
from reformasi.organisation.periods import require_open
from reformasi.ui.model_fields import DayField, YearField
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED, Versioned, status_field
from reformasi.workflow.moves import Decisions, Move
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.stages import (
    Predicate,
    PriorPredicate,
    Recorder,
    Stage,
    Verdict,
    blocked_by,
    waits_for,
)
from zona_integritas.windows import WINDOWS

from . import progress
from .rulings import Ruling
from .workflow import BEFORE_PANEL, DECISIONS, RECORDED, Status

FIRST_YEAR, LAST_YEAR = 2014, 2100  # 52/2014 is the first regulation of ZI


class CandidateQuerySet(UnitOwnedQuerySet["Candidate"]):
    def with_progress(self, today: date) -> Self:
        """Add how many steps are done, wait, came back and are late (``progress.columns``)."""
        return self.annotate(**progress.columns(today))

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
#: What a submitted milestone waits for, by who records its decision.
WAITING_FOR = {
    None: _("Menunggu persetujuan ketua tim"),
    Recorder.TPI: _("Menunggu keputusan TPI"),
    Recorder.ECHELON_ONE: _("Menunggu keputusan unit eselon I"),
    Recorder.BUREAU: _("Menunggu keputusan dicatat biro"),
}
#: Who acted on a milestone last, in each way.
HANDS = ("submitted_by", "approved_by", "returned_by")


class RulingMissing(Refused):
    """Another decides this step, and no record of that decision is there."""


class MilestoneQuerySet(DecidableQuerySet["Milestone"]):
    def with_hands(self) -> Self:
        """With its step, all who acted on it, and what was decided elsewhere."""
        return self.select_related("step", "ruling__recorded_by", *HANDS)

    def decided_by(self, user: User) -> Self:
        """What ``user`` may decide on, or record: each kind of decider has its own role for it."""
        mine = Q(pk__in=[])
        for recorder, moves in ((None, DECISIONS), *RECORDED.items()):
            perm = moves.approve.permission_for(self.model)
            steps = MilestoneStep.objects.recorded_by(recorder)
            mine |= Q(step__in=steps, pk__in=self.where(user, perm).values("pk"))
        return self.filter(mine)

    def with_place(self) -> Self:
        """With its step, candidate and unit, which its name consists of."""
        return self.select_related("candidate__unit", "step").with_staleness()

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
class Milestone(LineOwner):
    """One step of the road as one candidate takes it."""

    DECISIONS = DECISIONS
    unit_lookup = "candidate__unit"
    frozen = Frozen(
        fields=("note",),
        given=("candidate", "step__rules__code", "step__code", "due_date"),
        evidence=True,
        parts=("declared", "proposed_waivers"),
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
    due_date = DayField(_("batas waktu"), null=True, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    #: The newest record of what the official decider said; older ones stay among ``rulings``.
    ruling = models.ForeignKey(
        Ruling,
        verbose_name=_("catatan keputusan"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta(LineOwner.Meta):
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
            *LineOwner.Meta.constraints,
            UniqueConstraint(
                fields=["candidate", "step"], name="zona_integritas_milestone_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.candidate})"

    def get_absolute_url(self) -> str:
        return reverse("zona_integritas:milestone", args=[self.pk])

    def others_decide(self, but: Collection[int]) -> bool:
        return others_decide(self, self.unit, but)

    @property
    def unit(self) -> Unit:
        return self.candidate.unit

    @property
    def decisions(self) -> Decisions:
        """Where another than the unit's head decides, another role records that decision."""
        recorder = self.step.recorder
        if recorder is None:
            return DECISIONS
        return BEFORE_PANEL[recorder] if self.is_before_panel else RECORDED[recorder]

    @property
    def ruling_in_force(self) -> Ruling | None:
        """What was decided on what was submitted last; None where nothing is, or not any more."""
        ruling = self._ruling_on_submitted
        coached = self.is_returned and ruling is not None and ruling.verdict == Verdict.COACHED
        return ruling if coached or not self.is_editable else None

    @property
    def _ruling_on_submitted(self) -> Ruling | None:
        """The newest record, where it is about what was submitted last."""
        ruling = self.ruling
        return ruling if ruling and ruling.snapshot_id == self.submitted_snapshot_id else None

    @property
    def verdict(self) -> str:
        """The verdict in force; "" where there is none."""
        return self.ruling_in_force.verdict if self.ruling_in_force else ""

    @property
    def is_coached(self) -> bool:
        """Whether its decider wants the unit coached, and it was not submitted again."""
        return self.is_returned and self.verdict == Verdict.COACHED

    @property
    def is_before_panel(self) -> bool:
        """Whether it was brought before the panel, which has not decided yet."""
        return self.is_submitted and self.verdict == Verdict.TO_PANEL

    @property
    def is_correctable(self) -> bool:
        """Whether its verdict is recorded for good, so that a record more is a correction."""
        return self.is_recorded and (self.is_approved or self.is_coached)

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # the plugin adds one too
        """The status for the reader: who decides, and what was decided."""
        if self.is_coached or self.is_before_panel:
            return str(Verdict(self.verdict).label)
        if self.is_submitted:
            return str(WAITING_FOR[self.step.recorder])
        return str(Status(self.status).label)

    @property
    def evidence_is_open(self) -> bool:
        """Whether files may be attached or detached now."""
        return self.is_editable

    def is_overdue(self, today: date) -> bool:
        late = self.due_date is not None and self.due_date < today
        return late and not self.is_approved

    @property
    def requirements(self) -> list[Requirement]:
        """What the rules of its step ask for; the text itself is the key, for it never changes."""
        return [Requirement(text, capfirst(text)) for text in self.step.required_evidence]

    @property
    def declared(self) -> models.Model | None:
        """What was declared, where this step is part of the declaration and it is recorded."""
        if self.step.stage != Stage.DECLARATION:
            return None
        return getattr(self.candidate, "declaration", None)

    def blockers(self) -> list[Milestone]:
        """What must be approved before this can be submitted, in the order of the road."""
        unfinished = self.candidate.milestones.unfinished().select_related("step", "ruling")
        return [
            earlier
            for earlier in unfinished.order_by("step__order")
            if waits_for(earlier.step, self.step, before_panel=earlier.is_before_panel)
        ]

    def missing(self) -> list[Gap]:
        """Its window, what must come first, and what must be attached, before it is submitted."""
        gaps = []
        window, today = WINDOWS[Stage(self.step.stage)], timezone.localdate()
        if closed := Period.objects.why_closed(window, self.candidate.year, today):
            gaps.append(Gap("window", closed))
        if blocked := blocked_by([earlier.step for earlier in self.blockers()]):
            gaps.append(Gap("step", f"{blocked}."))
        return gaps + self.line_gaps()

    def require(self, move: Move) -> None:
        """Refuse also to pass a step that another decides without the record of that decision.

        Raises:
            RulingMissing: nothing of the kind is recorded for what was submitted.
        """
        super().require(move)
        if move.has_form and self._ruling_on_submitted is None:
            message = _("Tahap ini diputuskan %(decider)s. Catat keputusannya beserta suratnya.")
            raise RulingMissing(
                message % {"decider": self.step.decider_label},
                verb=move.verb,
                target=self,
                phrase=move.phrase,
            )

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
class MilestoneEvidence(LineAttachment):
    """A proof that a milestone was done."""

    change_perm = ZonaIntegritasPerm.CHANGE_MILESTONE

    owner = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="attachments")

    class Meta(LineAttachment.Meta):
        verbose_name = _("bukti tahap ZI")
        verbose_name_plural = _("bukti tahap ZI")


@pghistory.track()
class MilestoneWaiver(Waiver):
    """Why a document of a milestone is not there, and who let it be."""

    owner = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="waivers")

    class Meta(Waiver.Meta):
        verbose_name = _("pengecualian dokumen tahap ZI")
        verbose_name_plural = _("pengecualian dokumen tahap ZI")
