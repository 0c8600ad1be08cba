"""Two versions side by side: questions, weights, formulas and rules that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from evaluations.scoring import (
    FormulaSpec,
    GradeSpec,
    InstrumentSpec,
    NodeSpec,
    OptionSpec,
    RuleSpec,
)
from evaluations.scoring.tree import WEIGHTED

from .changes import Change, ChangeKind, changes
from .outline import (
    formula_text,
    grade_text,
    group_texts,
    measure_text,
    minimum_text,
    number,
    option_text,
    target_text,
    type_label,
)
from .wording import Piece, Pieces, side_by_side

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

P = TypeVar("P")
CHANGES = {
    ChangeKind.UNCHANGED: _("Tetap"),
    ChangeKind.REWORDED: _("Diubah"),
    ChangeKind.MOVED: _("Dipindah"),
    ChangeKind.SPLIT: _("Dipecah"),
    ChangeKind.DROPPED: _("Dihapus"),
    ChangeKind.NEW: _("Baru"),
}
TONES = {ChangeKind.DROPPED: "danger", ChangeKind.NEW: "success", ChangeKind.UNCHANGED: "neutral"}


@dataclass(frozen=True)
class Side:
    """One question as one of the versions asks it, with the words and the options that the other
    has not."""

    node: NodeSpec
    pieces: Pieces
    options: tuple[tuple[str, str, str], ...] = ()

    @property
    def type_label(self) -> _StrPromise | str:
        return type_label(self.node)


@dataclass(frozen=True)
class ChangedQuestion:
    change: Change
    old: Side | None
    new: tuple[Side, ...]

    @property
    def label(self) -> _StrPromise:
        return CHANGES[self.change.kind]

    @property
    def tone(self) -> str:
        return TONES.get(self.change.kind, "info")

    @property
    def loses_options(self) -> bool:
        """Whether some answers to the old question cannot stand under the new one."""
        letters = {option.letter for option in self.old.node.options} if self.old else set()
        return self.change.keeps_answer and not letters <= set(self.change.letters)


@dataclass(frozen=True)
class ChangedPart:
    """A heading, formula or rule in words; nothing where the version has none."""

    code: str
    old: Pieces
    new: Pieces


@dataclass(frozen=True)
class Tab:
    kind: ChangeKind
    label: _StrPromise
    count: int
    is_current: bool


@dataclass(frozen=True)
class Comparison:
    questions: tuple[ChangedQuestion, ...]
    parts: tuple[tuple[_StrPromise, tuple[ChangedPart, ...]], ...]
    """Headings, formulas and rules, under the name of each."""

    def tabs(self, current: str) -> list[Tab]:
        """How many questions and inputs of each kind there are; one kind may be looked at."""
        kinds = Counter(question.change.kind for question in self.questions)
        return [
            Tab(kind, label, kinds[kind], is_current=kind == current)
            for kind, label in CHANGES.items()
        ]

    def of_kind(self, kind: str) -> list[ChangedQuestion]:
        return [question for question in self.questions if question.change.kind == kind]

    @cached_property
    def different(self) -> list[ChangedQuestion]:
        return [q for q in self.questions if q.change.kind is not ChangeKind.UNCHANGED]

    @property
    def is_empty(self) -> bool:
        return not self.different and not any(rows for _label, rows in self.parts)


def compared(old: InstrumentSpec, new: InstrumentSpec) -> Comparison:
    return Comparison(
        questions=tuple(_question(change, old, new) for change in changes(old, new)),
        parts=(
            (_("Komponen, area, dan indikator"), _parts(old, new, _headings, _heading)),
            (_("Rumus"), _parts(old, new, _formulas, _formula)),
            (_("Syarat predikat"), _parts(old, new, _rules, _rule)),
            (_("Kategori indeks"), _parts(old, new, _grades, _grade)),
        ),
    )


def _question(change: Change, old: InstrumentSpec, new: InstrumentSpec) -> ChangedQuestion:
    before = old.node(change.old) if change.old else None
    after = [new.node(code) for code in change.new]
    if before is None or len(after) != 1:
        left = _alone(before) if before else None
        return ChangedQuestion(change, left, tuple(_alone(node) for node in after))
    old_pieces, new_pieces = side_by_side(before.name, after[0].name)
    return ChangedQuestion(
        change,
        _beside(before, old_pieces, after[0]),
        (_beside(after[0], new_pieces, before),),
    )


def _alone(node: NodeSpec) -> Side:
    return Side(node, (Piece(node.name),))


def _beside(node: NodeSpec, pieces: Pieces, other: NodeSpec) -> Side:
    return Side(node, pieces, tuple(map(option_text, _without(node.options, other.options))))


def _without(options: Iterable[OptionSpec], others: Iterable[OptionSpec]) -> list[OptionSpec]:
    rest = set(others)
    return [option for option in options if option not in rest]


# --- headings, formulas, rules: by code -----------------------------------------------------------


def _parts(
    old: InstrumentSpec,
    new: InstrumentSpec,
    parts: Callable[[InstrumentSpec], dict[str, P]],
    text: Callable[[InstrumentSpec, P], str],
) -> tuple[ChangedPart, ...]:
    """Those whose words differ: in the order of the new version, then what only the old one has."""
    before, after = (
        {code: text(version, part) for code, part in parts(version).items()}
        for version in (old, new)
    )
    return tuple(
        ChangedPart(code, *side_by_side(before.get(code, ""), after.get(code, "")))
        for code in dict.fromkeys([*after, *before])
        if before.get(code) != after.get(code)
    )


def _headings(instrument: InstrumentSpec) -> dict[str, NodeSpec]:
    return {node.code: node for node in instrument.nodes if node.kind in WEIGHTED}


def _heading(instrument: InstrumentSpec, node: NodeSpec) -> str:
    if node.by_group:
        return "; ".join([node.name, *group_texts(instrument, node)])
    text = _("%(name)s, bobot %(weight)s") % {"name": node.name, "weight": number(node.weight)}
    return f"{text}; {measure_text(node.measure)}" if node.measure else text


def _formulas(instrument: InstrumentSpec) -> dict[str, FormulaSpec]:
    return {formula.code: formula for formula in instrument.formulas}


def _formula(_instrument: InstrumentSpec, formula: FormulaSpec) -> str:
    return formula_text(formula)


def _rules(instrument: InstrumentSpec) -> dict[str, RuleSpec]:
    return {f"{rule.predicate} {rule.code}": rule for rule in instrument.rules}


def _rule(instrument: InstrumentSpec, rule: RuleSpec) -> str:
    return f"{target_text(instrument, rule.target)}: {minimum_text(rule)}"


def _grades(instrument: InstrumentSpec) -> dict[str, GradeSpec]:
    return {grade.letter: grade for grade in instrument.grades}


def _grade(_instrument: InstrumentSpec, grade: GradeSpec) -> str:
    return grade_text(grade)
