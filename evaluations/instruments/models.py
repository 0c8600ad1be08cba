"""Instruments by version, as loaded from ``instruments/data``. Never edited row by row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    FormulaSpec,
    GroupWeightSpec,
    InstrumentSpec,
    Kind,
    NodeSpec,
    OptionSpec,
    RuleSpec,
    RuleUnit,
)

from .labels import ANSWER_TYPES, FORMULAS, KINDS, UNITS, E, choices
from .measures import Measured
from .versions import LoadedVersion

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def known_to_scoring(
    field: str, labels: Mapping[E, _StrPromise], *, blank: bool = False
) -> CheckConstraint:
    """``field`` holds one of the values that the scoring engine knows."""
    values = [member.value for member in labels] + ([""] if blank else [])
    return CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=f"%(app_label)s_%(class)s_{field}_known"
    )


def never_edited() -> list[pgtrigger.Trigger]:
    """A trigger that refuses updates of a part: an edited weight would change old scores."""
    return [pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update)]


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def with_parts(self) -> Self:
        """In a handful of queries, all that ``specification`` needs."""
        return self.prefetch_related(
            models.Prefetch("nodes", Node.objects.select_related("parent")),
            "nodes__options",
            models.Prefetch("formulas", Formula.objects.select_related("node")),
            models.Prefetch("formulas__inputs", FormulaInput.objects.select_related("node")),
            "rules",
        )

    def with_counts(self) -> Self:
        """Add ``questions`` and ``inputs``: how many there are to fill in."""
        measured = Q(nodes__answer_type=AnswerType.MEASURED)
        return self.annotate(
            questions=models.Count("nodes", filter=Q(nodes__kind=Kind.QUESTION) | measured),
            inputs=models.Count("nodes", filter=Q(nodes__kind=Kind.INPUT)),
        )

    def for_predicates(self, leads_to_one: bool) -> Self:
        """Those whose scores lead to a predicate (WBK, WBBM), or the others."""
        rules = PredicateRule.objects.filter(instrument=models.OuterRef("pk"))
        return self.filter(models.Exists(rules) if leads_to_one else ~models.Exists(rules))

    def newest_first(self) -> Self:
        return self.order_by(F("in_force_from").desc(nulls_last=True), "code")


@pghistory.track()
class Instrument(LoadedVersion):
    """One version of an assessment sheet; an assessment never changes to another version."""

    title = models.CharField(_("judul"), max_length=200)
    in_force_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    sources = models.JSONField(
        _("berkas sumber"), default=dict, help_text=_("SHA-256 menurut nama berkas.")
    )

    usual_evidence = models.JSONField(
        _("bukti yang biasa diminta"),
        default=dict,
        blank=True,
        help_text=_("Menurut kode area atau indikator; tidak ikut dinilai."),
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta(LoadedVersion.Meta):
        verbose_name = _("instrumen")
        verbose_name_plural = _("instrumen")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluations:instrument", args=[self.code])

    def specification(self) -> InstrumentSpec:
        """The version as the scoring engine reads it. Fetch it ``with_parts()``.

        Groups and grades, which few versions have, are asked for only where there are any.
        """
        nodes = list(self.nodes.all())
        has_groups = any(node.by_group for node in nodes)
        groups = list(self.groups.prefetch_related("weights__group")) if has_groups else []
        weights: dict[int, tuple[GroupWeightSpec, ...]] = {}
        for group in groups:
            for row in group.weights.all():
                weights[row.node_id] = (*weights.get(row.node_id, ()), row.specification())
        has_index = any(node.answer_type == AnswerType.COEFFICIENT for node in nodes)
        return InstrumentSpec(
            code=self.code,
            nodes=tuple(node.specification(weights.get(node.pk, ())) for node in nodes),
            formulas=tuple(formula.specification() for formula in self.formulas.all()),
            rules=tuple(rule.specification() for rule in self.rules.all()),
            title=self.title,
            regulation=self.regulation,
            in_force_from=self.in_force_from,
            groups=tuple(group.specification() for group in groups),
            grades=tuple(grade.specification() for grade in self.grades.all()) if has_index else (),
        )


def specification_of(instrument: Instrument, group: str = "") -> InstrumentSpec:
    """As ``specification``, read once by each process: a version in use never changes.

    With the weights of that ``group`` of institutions alone. Raises UnknownGroup.
    """
    return _specification(instrument.pk, instrument.sha256, group)


@lru_cache(maxsize=32)
def _specification(pk: int, sha256: str, group: str) -> InstrumentSpec:
    whole = Instrument.objects.with_parts().get(pk=pk, sha256=sha256).specification()
    return whole.for_group(group) if group else whole


class Node(Measured):
    """A component, area, indicator, question or input; only the first three carry a weight.

    ``by_group``: weight and range differ between groups of institutions (``weights``).
    """

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", models.CASCADE, related_name="children", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("urutan"))
    code = models.CharField(_("kode"), max_length=30)
    kind = models.CharField(_("jenis"), max_length=10, choices=choices(KINDS))
    name = models.CharField(_("nama"), max_length=200)
    weight = models.DecimalField(_("bobot"), max_digits=7, decimal_places=4, null=True, blank=True)
    by_group = models.BooleanField(_("bobot menurut kelompok instansi"), default=False)
    answer_type = models.CharField(
        _("jenis jawaban"), max_length=12, choices=choices(ANSWER_TYPES), blank=True
    )
    section = models.CharField(_("bagian"), max_length=20, blank=True)
    area = models.CharField(_("area perubahan"), max_length=2, blank=True)
    reference = models.CharField(_("rujukan"), max_length=200)

    class Meta:
        verbose_name = _("unsur instrumen")
        verbose_name_plural = _("unsur instrumen")
        ordering = ["instrument", "position"]
        constraints = [
            *Measured.Meta.constraints,
            UniqueConstraint("instrument", "code", name="evaluations_node_code_once"),
            UniqueConstraint("instrument", "position", name="evaluations_node_position_once"),
            known_to_scoring("kind", KINDS),
            known_to_scoring("answer_type", ANSWER_TYPES, blank=True),
            CheckConstraint(
                condition=Q(
                    kind__in=["component", "area", "indicator"],
                    by_group=False,
                    weight__isnull=False,  # a comparison with NULL would pass
                    weight__gt=0,
                )
                | Q(kind__in=["component", "area", "indicator"], by_group=True, weight__isnull=True)
                | Q(kind__in=["question", "input"], by_group=False, weight__isnull=True),
                name="evaluations_node_weight_fits_kind",
            ),
            CheckConstraint(
                condition=Q(kind__in=["component", "area", "indicator"], answer_type="")
                | Q(kind="indicator", answer_type="measured")
                | Q(kind="input", answer_type="count")
                | (Q(kind="question") & ~Q(answer_type__in=["", "count", "measured"])),
                name="evaluations_node_answer_type_fits_kind",
            ),
            CheckConstraint(
                condition=Q(answer_type="measured", by_group=False, maximum__isnull=False)
                | Q(answer_type="measured", by_group=True, maximum__isnull=True)
                | Q(answer_type="coefficient", minimum__lt=0, maximum=0)
                | (~Q(answer_type__in=["measured", "coefficient"]) & Q(maximum__isnull=True)),
                name="evaluations_node_range_fits_answer_type",
            ),
            CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind="component"),
                name="evaluations_node_root_is_component",
            ),
            CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="evaluations_node_not_its_own_parent",
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def specification(self, by_group: tuple[GroupWeightSpec, ...] = ()) -> NodeSpec:
        return NodeSpec(
            code=self.code,
            kind=Kind(self.kind),
            parent=self.parent.code if self.parent else "",
            name=self.name,
            weight=self.weight,
            answer_type=AnswerType(self.answer_type) if self.answer_type else None,
            section=self.section,
            area=self.area,
            reference=self.reference,
            options=tuple(option.specification() for option in self.options.all()),
            measure=self.measure(),
            by_group=by_group,
        )


class Option(models.Model):
    """An answer to a choice question; one without a score is listed but cannot be chosen."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("urutan"))
    letter = models.CharField(_("pilihan"), max_length=20)
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=4, null=True, blank=True)
    description = models.CharField(_("uraian"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pilihan jawaban")
        verbose_name_plural = _("pilihan jawaban")
        ordering = ["node", "position"]
        constraints = [
            UniqueConstraint("node", "letter", name="evaluations_option_letter_once"),
            CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="evaluations_option_score_0_to_1",
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return self.letter

    def specification(self) -> OptionSpec:
        return OptionSpec(self.letter, self.score, self.description)


class Formula(models.Model):
    """How a percent question, or a total that the form fills in, follows from inputs."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="formulas")
    node = models.OneToOneField(Node, models.CASCADE, related_name="formula")
    position = models.PositiveSmallIntegerField(_("urutan"))
    kind = models.CharField(_("rumus"), max_length=10, choices=choices(FORMULAS))
    zero_denominator = models.DecimalField(
        _("nilai bila pembagi 0"), max_digits=5, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("rumus")
        verbose_name_plural = _("rumus")
        ordering = ["instrument", "position"]
        constraints = [
            known_to_scoring("kind", FORMULAS),
            CheckConstraint(
                condition=Q(kind="sum", zero_denominator__isnull=True)
                | (
                    ~Q(kind="sum")
                    & Q(
                        zero_denominator__isnull=False,
                        zero_denominator__gte=0,
                        zero_denominator__lte=1,
                    )
                ),
                name="evaluations_formula_zero_denominator_fits",
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return f"{self.node.code}: {self.get_kind_display()}"

    def specification(self) -> FormulaSpec:
        inputs = list(self.inputs.all())
        return FormulaSpec(
            code=self.node.code,
            kind=FormulaKind(self.kind),
            inputs={bound.name: bound.node.code for bound in inputs if bound.name},
            unused=tuple(bound.node.code for bound in inputs if not bound.name),
            zero_denominator=self.zero_denominator,
        )


class FormulaInput(models.Model):
    """An input of a formula by its name there; without a name it is asked for but not used."""

    formula = models.ForeignKey(Formula, models.CASCADE, related_name="inputs")
    node = models.OneToOneField(Node, models.CASCADE, related_name="bound_in")
    position = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama dalam rumus"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("masukan rumus")
        verbose_name_plural = _("masukan rumus")
        ordering = ["formula", "position"]
        constraints = [
            UniqueConstraint(
                "formula", "name", condition=~Q(name=""), name="evaluations_formulainput_name_once"
            )
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return f"{self.name} = {self.node.code}" if self.name else self.node.code


class PredicateRule(models.Model):
    """One minimum score of a predicate (WBK, WBBM)."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(_("urutan"))
    predicate = models.CharField(_("predikat"), max_length=10)
    code = models.SlugField(_("kode syarat"), max_length=40)
    target = models.CharField(_("yang diuji"), max_length=60)
    minimum = models.DecimalField(_("nilai minimal"), max_digits=7, decimal_places=4)
    unit = models.CharField(_("satuan"), max_length=20, choices=choices(UNITS))
    reference = models.CharField(_("rujukan"), max_length=200)

    class Meta:
        verbose_name = _("syarat predikat")
        verbose_name_plural = _("syarat predikat")
        ordering = ["instrument", "position"]
        constraints = [
            UniqueConstraint(
                "instrument", "predicate", "code", name="evaluations_predicaterule_once"
            ),
            known_to_scoring("unit", UNITS),
            CheckConstraint(
                condition=Q(minimum__gt=0, minimum__lte=100),
                name="evaluations_predicaterule_minimum_0_to_100",
            ),
        ]
        triggers = never_edited()

    def __str__(self) -> str:
        return f"{self.predicate}: {self.code}"

    def specification(self) -> RuleSpec:
        return RuleSpec(
            predicate=self.predicate,
            code=self.code,
            target=self.target,
            minimum=self.minimum,
            unit=RuleUnit(self.unit),
            reference=self.reference,
        )
