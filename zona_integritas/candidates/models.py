"""Candidates: one unit towards one predicate in one year; and their milestones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pghistory
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.workflow import LayerKind
from evaluations.instruments.models import Instrument
from reformasi.audit.constraints import one_of
from reformasi.audit.refusals import Refused
from reformasi.evidence.lines import LineAttachment, LineOwner, Requirement, Waiver
from reformasi.organisation.decidable import others_decide
from reformasi.organisation.models import Period, Unit
from reformasi.organisation.periods import require_open
from reformasi.ui.model_fields import DayField, YearField
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import (
    DERIVED,
    Snapshot,
    Versioned,
    approved_by_another,
    status_field,
    submitted_by_someone,
)
from reformasi.workflow.moves import Decisions, Move
from zona_integritas.permissions import ZonaIntegritasPerm
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.stages import (
    Predicate,
    PriorPredicate,
    Stage,
    Verdict,
    blocked_by,
    waits_for,
)
from zona_integritas.windows import WINDOWS

from .milestones import MilestoneQuerySet
from .progress import CandidateQuerySet
from .rulings import Ruling
from .workflow import BEFORE_PANEL, DECISIONS, DONE_BY_SHEET, RECORDED, WAITING_FOR, Status

FIRST_YEAR, LAST_YEAR = 2014, 2100  # 52/2014 is the first regulation of ZI


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

    objects = CandidateQuerySet["Candidate"].as_manager()

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

    @property
    def own_layer(self) -> AssessmentLayer | None:
        """What the unit answers on its sheet of the same year and instrument."""
        rows = AssessmentLayer.objects.filter(
            kind=LayerKind.SELF,
            assessment__unit=self.unit_id,
            assessment__year=self.year,
            assessment__instrument=self.instrument_id,
        )
        return rows.select_related("assessment__unit", "assessment__instrument").first()


#: What the unit's sheet completed was not handed in here, and judged by nobody (ADR 129).
_done = Q(sheet__isnull=False, approved_by__isnull=False, approved_snapshot__isnull=False)
_rules = (submitted_by_someone(unless=_done), approved_by_another(unless=_done))
BY_SHEET = {rule.name: rule for rule in _rules}


class RulingMissing(Refused):
    """Another decides this step, and no record of that decision is there."""


@pghistory.track(exclude=DERIVED)
class Milestone(LineOwner):
    """One step of the road as one candidate takes it."""

    DECISIONS = DECISIONS
    unit_lookup = "candidate__unit"
    frozen = Frozen(
        fields=("note",),
        given=(
            *("candidate", "step__rules__code", "step__code", "due_date"),
            *("sheet__target_id", "sheet__number", "sheet__sha256"),
        ),
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

    #: The frozen version of the unit's sheet that completed this step.
    sheet = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = MilestoneQuerySet["Milestone"].as_manager()

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
                fields=["candidate"],
                condition=Q(status=Status.SUBMITTED),
                name="zona_integritas_to_decide",
            ),
            models.Index(
                fields=["due_date"],
                condition=~Q(status=Status.APPROVED),
                name="zona_integritas_due",
            ),
        ]
        constraints = [
            *(one for one in LineOwner.Meta.constraints if one.name not in BY_SHEET),
            *BY_SHEET.values(),
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
            return DONE_BY_SHEET[self.is_approved] if self.was_done_by_sheet else DECISIONS
        return BEFORE_PANEL[recorder] if self.is_before_panel else RECORDED[recorder]

    @property
    def was_done_by_sheet(self) -> bool:
        """Whether what vouches for it, now or before it was opened again, is the unit's sheet."""
        snapshot = self.approved_snapshot if self.is_self_assessment else None
        return bool(snapshot and snapshot.content.get("sheet__sha256"))

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
        """Whether files may be attached or detached now; those of a sheet belong to the sheet."""
        return self.is_editable and not self.is_self_assessment

    def is_overdue(self, today: date) -> bool:
        late = self.due_date is not None and self.due_date < today
        return late and not self.is_approved

    @property
    def requirements(self) -> list[Requirement]:
        """What the rules of its step ask for; the text itself is the key, for it never changes."""
        return [Requirement(text, capfirst(text)) for text in self.step.required_evidence]

    @property
    def is_self_assessment(self) -> bool:
        """Whether the unit's sheet is what completes it."""
        return self.step.stage == Stage.SELF_ASSESSMENT

    def kept_elsewhere(self, key: str) -> str:
        """The sheet holds answers, notes and evidence alike, once it is handed in."""
        layer = self.candidate.own_layer if self.is_self_assessment else None
        if layer is None or layer.is_editable:
            return ""
        return str(_("Ada pada LKE yang diserahkan: %(sheet)s") % {"sheet": layer.assessment})

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
        if self.is_self_assessment:
            return [Gap("sheet", self._waiting_for_sheet())]
        gaps = []
        window, today = WINDOWS[Stage(self.step.stage)], timezone.localdate()
        if closed := Period.objects.why_closed(window, self.candidate.year, today):
            gaps.append(Gap("window", closed))
        if blocked := blocked_by([earlier.step for earlier in self.blockers()]):
            gaps.append(Gap("step", f"{blocked}."))
        return gaps + self.line_gaps()

    def _waiting_for_sheet(self) -> str:
        if not self.kept_elsewhere(""):
            return str(_("Tahap ini selesai dengan LKE. Buka LKE unit ini dan serahkan dari sana."))
        text = _("LKE sudah diserahkan; tahap ini selesai sendiri setelah tidak terkunci. %(why)s.")
        return str(text % {"why": blocked_by([earlier.step for earlier in self.blockers()])})

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
