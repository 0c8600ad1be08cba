"""A sheet (LKE): what one unit is asked in one year, answered in layers that stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.models import Instrument, specification_of
from evaluations.scoring import InstrumentSpec, Provisional, provisional
from reformasi.audit.constraints import one_of
from reformasi.evidence.attachments import OWNER, Attachment, Owner
from reformasi.organisation.decidable import LayerQuerySet
from reformasi.organisation.models import Period, Unit, UnitOwnedQuerySet
from reformasi.organisation.periods import require_open
from reformasi.ui.model_fields import YearField
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.frozen import Content, Frozen
from reformasi.workflow.models import DERIVED, Decidable, Layer, status_field
from reformasi.workflow.moves import Move

from .permissions import AssessmentPerm
from .standing import Standing, sentence
from .windows import SELF_ASSESSMENT
from .workflow import DECISIONS, LayerKind, Status
from .written import Written, overwritten

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

FIRST_YEAR, LAST_YEAR = 2014, 2100
CODE_LENGTH = 30  # as evaluations.Node.code
OWNER_KEY = f"{OWNER}_id"


class AssessmentQuerySet(UnitOwnedQuerySet["Assessment"]):
    def in_order(self) -> Self:
        """Units as they stand in the tree, the newest year of each first."""
        return self.order_by("unit__path", "-year", "instrument__code")

    def before(self, later: Assessment) -> Self:
        """The sheets of the same or an earlier year that ask in the same way as ``later``."""
        rows = self.exclude(pk=later.pk).filter(year__lte=later.year)
        return rows.exclude(group="") if later.group else rows.filter(group="")

    def with_own_layer(self) -> Self:
        """With what a row of a list shows; the unit's own layer as ``own_layers``."""
        own = AssessmentLayer.objects.filter(kind=LayerKind.SELF)
        rows = self.select_related("unit", "instrument")
        return rows.prefetch_related(models.Prefetch("layers", own, to_attr="own_layers"))


@pghistory.track()
class Assessment(models.Model):
    """One unit in one year under one version of an instrument, which never changes again."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT, related_name="assessments"
    )
    year = YearField(_("tahun"))
    instrument = models.ForeignKey(
        Instrument,
        verbose_name=_("instrumen"),
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    # A code, as the answers have: the weights of a version in use never change.
    group = models.SlugField(
        _("kelompok instansi"), max_length=20, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dibuat oleh"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = AssessmentQuerySet.as_manager()

    if TYPE_CHECKING:
        layers: RelatedManager[AssessmentLayer]
        people: RelatedManager[PersonInCharge]

    class Meta:
        verbose_name = _("LKE")
        verbose_name_plural = _("LKE")
        ordering = ["-year", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["unit", "year", "instrument"],
                name="evaluations_assessment_once",
                violation_error_message=_(
                    "LKE unit ini untuk tahun dan instrumen tersebut sudah ada. Buka dari daftar."
                ),
            ),
            CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="evaluations_assessment_year",
                violation_error_message=_("Tahun harus antara 2014 dan 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"LKE {self.unit.label} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:sheet", args=[self.pk])

    @property
    def specification(self) -> InstrumentSpec:
        """With the weights of its group of institutions, where the instrument has groups."""
        return specification_of(self.instrument, self.group)

    @property
    def group_label(self) -> str:
        """The group in words; "" where the instrument has none."""
        groups = specification_of(self.instrument).groups if self.group else ()
        return next((group.name for group in groups if group.code == self.group), "")

    @property
    def question_count(self) -> int:
        return sum(node.is_question for node in self.specification.nodes)

    @property
    def own(self) -> AssessmentLayer:
        """The layer of the unit itself."""
        return self.layers.get(kind=LayerKind.SELF)


@dataclass(frozen=True)
class FrozenSheet(Frozen):
    """Every answer with its files, in two queries instead of two for each question."""

    def content(self, obj: models.Model) -> Content:
        files: dict[int, list[Content]] = {}
        attachments = AnswerEvidence.objects.filter(owner__layer=obj.pk).with_files()
        for attachment in attachments.order_by("pk"):
            files.setdefault(getattr(attachment, OWNER_KEY), []).append(attachment.content())
        answers = Answer.objects.filter(layer=obj.pk).order_by("code")
        rows: list[Content] = [
            {"code": code, "value": value, "note": note, "evidence": files.get(pk, [])}
            for pk, code, value, note in answers.values_list("pk", "code", "value", "note")
        ]
        return super().content(obj) | {"answers": rows}


class AssessmentLayerQuerySet(LayerQuerySet["AssessmentLayer"]):
    def of_units(self) -> Self:
        """The units' own layers, with what their pages name."""
        rows = self.filter(kind=LayerKind.SELF)
        return rows.select_related("assessment__unit", "assessment__instrument")

    def for_saving(self) -> Self:
        """The units' own layers with no more than an autosave asks of them: every field costs."""
        return self.of_units().only(
            "kind",
            "assessment__group",
            "assessment__unit__path",
            "assessment__instrument__sha256",
        )


@pghistory.track(exclude=DERIVED)
class AssessmentLayer(Layer):
    """One assessor's answers to the whole sheet; the later layer prevails, the earlier stays."""

    DECISIONS = DECISIONS
    KINDS = LayerKind
    unit_lookup = "assessment__unit"
    frozen = FrozenSheet(given=("assessment",))  # whose unit, year and instrument never change

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="layers", editable=False
    )
    status = status_field(Status)
    objects = AssessmentLayerQuerySet.as_manager()

    if TYPE_CHECKING:
        answers: RelatedManager[Answer]

    class Meta(Layer.Meta):
        verbose_name = _("penilaian LKE")
        verbose_name_plural = _("penilaian LKE")
        ordering = ["assessment", "pk"]
        constraints = [
            *Layer.Meta.constraints,
            UniqueConstraint(
                fields=["assessment", "kind"], name="evaluations_assessmentlayer_kind_once"
            ),
            one_of("kind", LayerKind),
        ]

    def __str__(self) -> str:
        return f"{LayerKind(self.kind).label} – {self.assessment}"

    def get_absolute_url(self) -> str:
        return self.assessment.get_absolute_url()

    @property
    def unit(self) -> Unit:
        return self.assessment.unit

    @property
    def values(self) -> dict[str, str]:
        """What is answered, by code; blanks are left out."""
        rows = self.answers.exclude(value="")
        return dict(rows.values_list("code", "value"))

    def scored(self, values: Mapping[str, str] | None = None) -> Provisional:
        """The score as it stands, contradictions of inputs included."""
        values = self.values if values is None else values
        return provisional(self.assessment.specification, values)

    @cached_property
    def standing(self) -> Standing:
        """How it stands, as it is read first."""
        return Standing(self.scored())

    def missing(self, scored: Provisional | None = None) -> list[Gap]:
        """What keeps the sheet from being handed in: blanks, contradictions, the window."""
        scored = scored or self.scored()
        contradicted = {error.code for error in scored.contradictions}
        gaps = [
            Gap(code, str(_("%(code)s belum dijawab.") % {"code": code}))
            for code in scored.result.missing
            if code not in contradicted
        ]
        gaps += [Gap(error.code, sentence(error)) for error in scored.contradictions]
        today = timezone.localdate()
        if closed := Period.objects.why_closed(SELF_ASSESSMENT, self.assessment.year, today):
            gaps.append(Gap("window", closed))
        return gaps

    def require(self, move: Move) -> None:
        super().require(move)
        if move.verb == DECISIONS.reopen.verb:
            self._require_in_time(move)

    def require_ready(self) -> None:
        """Refuse a sheet with blanks or contradictions, or outside its window.

        Raises:
            WindowClosed: self-assessments of this year are not taken now.
            Incomplete: a question is blank, or inputs contradict each other.
        """
        self._require_in_time(DECISIONS.submit)
        if gaps := self.missing():
            raise Incomplete(self, gaps)

    def _require_in_time(self, move: Move) -> None:
        require_open(
            window=SELF_ASSESSMENT,
            year=self.assessment.year,
            day=timezone.localdate(),
            verb=move.verb,
            target=self,
        )


@pghistory.track(overwritten())
class Answer(Written, Owner):
    """What one layer answers to one question or input; there is a row for each from the start.

    ``value`` is a letter as printed, or a number with a decimal point; "" is a blank.
    """

    unit_lookup = "layer__assessment__unit"
    named_by = ("layer__assessment__unit",)

    layer = models.ForeignKey(
        AssessmentLayer, on_delete=models.PROTECT, related_name="answers", editable=False
    )
    code = models.CharField(_("kode"), max_length=CODE_LENGTH, editable=False)
    value = models.CharField(_("jawaban"), max_length=40, blank=True)
    note = models.TextField(_("catatan"), blank=True)

    objects = UnitOwnedQuerySet["Answer"].as_manager()

    if TYPE_CHECKING:
        attachments: RelatedManager[AnswerEvidence]
        remark: Remark

    class Meta(Written.Meta):
        verbose_name = _("jawaban LKE")
        verbose_name_plural = _("jawaban LKE")
        ordering = ["layer", "pk"]
        constraints = [
            *Written.Meta.constraints,
            UniqueConstraint(fields=["layer", "code"], name="evaluations_answer_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.layer.assessment}"

    def get_absolute_url(self) -> str:
        """Its place on the sheet."""
        return f"{self.layer.get_absolute_url()}?at={self.code}#{self.code}"

    @property
    def unit(self) -> Unit:
        return self.layer.assessment.unit

    def get_evidence_url(self) -> str:
        return reverse("evaluations:answer_evidence", args=[self.layer.assessment_id, self.code])

    @property
    def evidence_year(self) -> int:
        return self.layer.assessment.year

    @property
    def evidence_is_open(self) -> bool:
        return self.layer.is_editable

    @property
    def vouching(self) -> list[Decidable]:
        """The layer that vouches for it."""
        return [self.layer]


@pghistory.track(overwritten())
class Remark(Written):
    """A unit's own working remark (catatan kerja) on a question: what is still to be done.

    It is no part of what is handed in, is never exported, and no assessor reads it.
    """

    answer = models.OneToOneField(
        Answer, on_delete=models.PROTECT, related_name="remark", editable=False
    )
    text = models.TextField(_("catatan kerja"), blank=True)
    is_done = models.BooleanField(_("selesai"), default=False)

    class Meta(Written.Meta):
        verbose_name = _("catatan kerja")
        verbose_name_plural = _("catatan kerja")

    def __str__(self) -> str:
        return str(self.answer)


@pghistory.track()
class AnswerEvidence(Attachment):
    """Evidence for the answer to one question."""

    change_perm = AssessmentPerm.CHANGE_ANSWER

    owner = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="attachments")

    class Meta(Attachment.Meta):
        verbose_name = _("bukti jawaban LKE")
        verbose_name_plural = _("bukti jawaban LKE")


@pghistory.track()
class PersonInCharge(models.Model):
    """Who sees to an area or to one question of it, and all below it (penanggung jawab)."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="people", editable=False
    )
    code = models.CharField(_("kode"), max_length=CODE_LENGTH)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("penanggung jawab"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("penanggung jawab LKE")
        verbose_name_plural = _("penanggung jawab LKE")
        ordering = ["assessment", "code"]
        constraints = [
            UniqueConstraint(fields=["assessment", "code"], name="evaluations_personincharge_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.person}"
