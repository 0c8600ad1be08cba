"""An instrument as its page shows it: the tree in folds, and its rules in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluations.scoring import (
    FormulaKind,
    FormulaSpec,
    GradeSpec,
    GroupWeightSpec,
    InstrumentSpec,
    Kind,
    MeasureSpec,
    NodeSpec,
    OptionSpec,
    RuleSpec,
    RuleUnit,
    decimal_comma,
)
from evaluations.scoring.tree import EACH_AREA, PRIOR_PREDICATE, TOTAL, WEIGHTED

from .labels import ANSWER_TYPES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HEADS = (Kind.COMPONENT, Kind.AREA)
DEEPEST = 3
"""How far a line is set in; deeper ones stand below that."""


@dataclass(frozen=True)
class Line:
    """One element below the head of its fold. ``reference``: blank where it is that of above."""

    node: NodeSpec
    depth: int
    reference: str
    formula: FormulaSpec | None
    by_group: tuple[str, ...]

    @property
    def weight(self) -> str:
        return number(self.node.weight)

    @property
    def is_head(self) -> bool:
        return self.node.kind in WEIGHTED

    @property
    def measure_text(self) -> str:
        return measure_text(self.node.measure) if self.node.measure else ""

    @property
    def type_label(self) -> _StrPromise | str:
        return type_label(self.node)

    @property
    def formula_text(self) -> str:
        return formula_text(self.formula) if self.formula else ""

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Letter, score and description of each."""
        return [option_text(option) for option in self.node.options]


@dataclass(frozen=True)
class Fold:
    """A component or area with what stands in it; those inside it come after it."""

    node: NodeSpec
    lines: tuple[Line, ...]
    by_group: tuple[str, ...]

    @property
    def weight(self) -> str:
        return number(self.node.weight)

    @property
    def questions(self) -> int:
        return sum(line.node.is_question for line in self.lines)


@dataclass(frozen=True)
class Rule:
    """One minimum, with the predicates in which it stands side by side."""

    target: str
    minimums: tuple[tuple[str, str], ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    predicates: tuple[str, ...]
    rows: tuple[Rule, ...]


def folds(instrument: InstrumentSpec) -> list[Fold]:
    """The tree as printed, in parts that each fit a screen or two."""
    return [fold for root in instrument.children.get("", []) for fold in _folds(instrument, root)]


def rules(instrument: InstrumentSpec) -> Rules:
    """What is tested, by predicate."""
    predicates = instrument.predicates
    cells = {(rule.code, rule.predicate): rule for rule in instrument.rules}
    rows = []
    for code in dict.fromkeys(rule.code for rule in instrument.rules):
        own = [cells.get((code, predicate)) for predicate in predicates]
        first = next(rule for rule in own if rule)
        rows.append(
            Rule(
                target=target_text(instrument, first.target),
                minimums=tuple(
                    (predicate, minimum_text(rule) if rule else "")
                    for predicate, rule in zip(predicates, own, strict=True)
                ),
                references=tuple(dict.fromkeys(rule.reference for rule in own if rule)),
            )
        )
    return Rules(predicates, tuple(rows))


def grades(instrument: InstrumentSpec) -> list[tuple[str, str, str]]:
    """Letter, bounds and description of each, best first."""
    return [(grade.letter, grade_text(grade), grade.description) for grade in instrument.grades]


def _folds(instrument: InstrumentSpec, node: NodeSpec) -> Iterator[Fold]:
    yield Fold(node, tuple(_lines(instrument, node, 0)), group_texts(instrument, node))
    for child in instrument.children.get(node.code, []):
        if child.kind in HEADS:
            yield from _folds(instrument, child)


def _lines(instrument: InstrumentSpec, above: NodeSpec, depth: int) -> Iterator[Line]:
    for node in instrument.children.get(above.code, []):
        if node.kind in HEADS:
            continue  # a fold of its own
        reference = "" if node.reference == above.reference else node.reference
        formula = instrument.formula_of.get(node.code)
        by_group = group_texts(instrument, node)
        yield Line(node, min(depth, DEEPEST), reference, formula, by_group)
        yield from _lines(instrument, node, depth + 1)


# --- in words ------------------------------------------------------------------------------------


def number(value: Decimal | None) -> str:
    return "" if value is None else decimal_comma(value)


def type_label(node: NodeSpec) -> _StrPromise | str:
    return ANSWER_TYPES[node.answer_type] if node.answer_type else ""


def group_texts(instrument: InstrumentSpec, node: NodeSpec) -> tuple[str, ...]:
    """What it weighs in each group of institutions, and how it is measured there."""
    texts = {own.group: _group_text(own) for own in node.by_group}
    names = {group.code: group.name for group in instrument.groups}
    if len(texts) == len(names) > 1 and len(set(texts.values())) == 1:
        names, texts = {"": _("Semua kelompok")}, {"": next(iter(texts.values()))}
    return tuple(f"{names[group]}: {text}" for group, text in texts.items())


def _group_text(own: GroupWeightSpec) -> str:
    weight = _("bobot %(weight)s") % {"weight": number(own.weight)}
    return f"{weight}; {measure_text(own.measure)}" if own.measure else weight


def measure_text(measure: MeasureSpec) -> str:
    ends = {"low": number(measure.minimum), "high": number(measure.maximum)}
    texts = [_("rentang %(low)s sampai %(high)s") % ends]
    if measure.target is not None:
        texts.append(_("target baik %(target)s") % {"target": number(measure.target)})
    if measure.multiplied_by:
        texts.append(_("dikalikan capaian %(code)s") % {"code": measure.multiplied_by})
    return ", ".join(texts)


def grade_text(grade: GradeSpec) -> str:
    bounds = {"above": number(grade.above), "up_to": number(grade.up_to)}
    if grade.above is None:
        text = _("sampai %(up_to)s") % bounds
    else:
        text = _("di atas %(above)s sampai %(up_to)s") % bounds
    if grade.at_targets:
        return _("%(bounds)s, bila semua indikator mencapai target") % {"bounds": text}
    return text


def option_text(option: OptionSpec) -> tuple[str, str, str]:
    """Letter, score and description. A score that no source gives is a dash."""
    return option.letter, number(option.score) or "–", option.description


def formula_text(formula: FormulaSpec) -> str:
    """Codes in place of the names; what a zero denominator makes of it is part of the rule."""
    bound = list(formula.inputs.values())
    if formula.kind is FormulaKind.SUM:
        return " + ".join(bound)
    zero = {"first": bound[0], "second": bound[1], "zero": number(formula.zero_denominator)}
    if formula.kind is FormulaKind.RATIO:
        text = _("%(first)s ÷ %(second)s, paling tinggi 1; bila %(second)s 0, nilainya %(zero)s")
    else:
        text = _(
            "(%(first)s − %(second)s) ÷ %(first)s, paling rendah 0; bila keduanya 0, nilainya 1; "
            "bila naik dari 0, nilainya %(zero)s"
        )
    sentences = [text % zero]
    if formula.unused:
        codes = ", ".join(formula.unused)
        sentences.append(_("%(codes)s diminta tetapi tidak dihitung") % {"codes": codes})
    return "; ".join(sentences)


def target_text(instrument: InstrumentSpec, target: str) -> str:
    labels = {
        TOTAL: _("Nilai total"),
        EACH_AREA: _("Setiap area"),
        PRIOR_PREDICATE: _("Predikat sebelumnya"),
    }
    if target in labels:
        return labels[target]
    names = (f"{code} {instrument.node(code).name}" for code in target.split(";"))
    return "; ".join(names)


def minimum_text(rule: RuleSpec) -> str:
    if rule.unit is RuleUnit.FLAG:
        return _("sudah dimiliki")
    value = number(rule.minimum)
    if rule.unit is RuleUnit.PERCENT_OF_WEIGHT:
        return _("%(value)s%% dari bobot") % {"value": value}
    return value
