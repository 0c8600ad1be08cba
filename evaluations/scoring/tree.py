"""One version of an assessment sheet (LKE) as plain values: nodes, options, formulas, rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .errors import (
    MissingAnswerType,
    MissingFormula,
    MissingGroup,
    MissingRange,
    UnknownCode,
    UnknownGroup,
)


class Kind(StrEnum):
    COMPONENT = "component"
    AREA = "area"
    INDICATOR = "indicator"
    QUESTION = "question"
    INPUT = "input"


class AnswerType(StrEnum):
    YA_TIDAK = "ya_tidak"
    ABC = "abc"
    ABCD = "abcd"
    ABCDE = "abcde"
    OPINION = "opinion"
    PERCENT = "percent"
    COUNT = "count"
    SCALE_0_4 = "scale_0_4"
    SCALE_0_5 = "scale_0_5"
    SCALE_0_100 = "scale_0_100"
    MEASURED = "measured"
    """A value within the range of an indicator, which carries the weight itself."""
    COEFFICIENT = "coefficient"
    """Points taken off the component above it; see InstrumentSpec.coefficient."""


class FormulaKind(StrEnum):
    RATIO = "ratio"
    REDUCTION = "reduction"
    SUM = "sum"


class RuleUnit(StrEnum):
    SCORE = "score"
    PERCENT_OF_WEIGHT = "percent_of_weight"
    FLAG = "flag"


WEIGHTED = frozenset({Kind.COMPONENT, Kind.AREA, Kind.INDICATOR})
CHOICES = frozenset(
    {
        AnswerType.YA_TIDAK,
        AnswerType.ABC,
        AnswerType.ABCD,
        AnswerType.ABCDE,
        AnswerType.OPINION,
    }
)
SCALE_TOPS = {
    AnswerType.SCALE_0_4: Decimal(4),
    AnswerType.SCALE_0_5: Decimal(5),
    AnswerType.SCALE_0_100: Decimal(100),
}
RANGED = frozenset({AnswerType.MEASURED, AnswerType.COEFFICIENT})
HUNDRED = Decimal(100)
LATER = {"left_out_at_default": True}
"""Marks a field that versions stored before it never had: at its default it says nothing."""


@dataclass(frozen=True)
class OptionSpec:
    """``score`` is None where no source gives one: such an option is refused, not guessed."""

    letter: str
    score: Decimal | None
    description: str = ""


@dataclass(frozen=True)
class MeasureSpec:
    """The range of a measured indicator, both ends included, and what is asked of its value.

    ``target`` is the value that counts as good (target baik), None where there is none. The points
    are multiplied by the share that the indicator ``multiplied_by`` reaches of its own maximum.
    """

    minimum: Decimal
    maximum: Decimal
    target: Decimal | None = None
    multiplied_by: str = ""


@dataclass(frozen=True)
class GroupWeightSpec:
    """What a node weighs, and how it is measured, for one group of institutions."""

    group: str
    weight: Decimal
    measure: MeasureSpec | None = None


@dataclass(frozen=True)
class GroupSpec:
    """A group of institutions with weights of its own; ``top`` is what its sheet can reach."""

    code: str
    name: str
    top: Decimal = HUNDRED


@dataclass(frozen=True)
class GradeSpec:
    """Scores above ``above`` (None: no lower bound) up to and including ``up_to``.

    With ``at_targets`` it is given only when every indicator has reached its target.
    """

    letter: str
    above: Decimal | None
    up_to: Decimal
    description: str
    at_targets: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True)
class NodeSpec:
    """``area`` joins the halves of one area of change (A.I.1 and A.II.1 are both area 1)."""

    code: str
    kind: Kind
    parent: str = ""
    name: str = ""
    weight: Decimal | None = None
    answer_type: AnswerType | None = None
    section: str = ""
    area: str = ""
    reference: str = ""
    options: tuple[OptionSpec, ...] = ()
    measure: MeasureSpec | None = field(default=None, metadata=LATER)
    by_group: tuple[GroupWeightSpec, ...] = field(default=(), metadata=LATER)

    @property
    def is_answered(self) -> bool:
        """Whether a person answers it; the others are added up, or follow from their inputs."""
        if self.kind in WEIGHTED:
            return self.answer_type is AnswerType.MEASURED
        return self.answer_type is not AnswerType.PERCENT

    @property
    def is_question(self) -> bool:
        """Whether it is asked by itself: a question, or an indicator that is measured."""
        return self.kind is Kind.QUESTION or self.answer_type is AnswerType.MEASURED

    def for_group(self, group: str) -> "NodeSpec | None":
        """The node as it stands on the sheet of that group; None where it does not."""
        if not self.by_group:
            return self
        own = next((own for own in self.by_group if own.group == group), None)
        if own is None:
            return None
        return replace(self, weight=own.weight, measure=own.measure, by_group=())

    @property
    def range(self) -> MeasureSpec:
        """Raises MissingRange where it has none."""
        if self.measure is None:
            raise MissingRange(self.code)
        return self.measure

    @property
    def low(self) -> Decimal:
        """The lower end of its scale or range."""
        return self.range.minimum if self.answer_type in RANGED else Decimal(0)

    @property
    def top(self) -> Decimal:
        """The upper end of its scale or range. Raises MissingAnswerType where it has none."""
        if self.answer_type in RANGED:
            return self.range.maximum
        if self.answer_type is None or self.answer_type not in SCALE_TOPS:
            raise MissingAnswerType(self.code)
        return SCALE_TOPS[self.answer_type]


@dataclass(frozen=True)
class FormulaSpec:
    """How ``code`` follows from inputs: their codes by the names in the formula, in order.

    ``unused`` inputs are asked for but do not enter the value. ``zero_denominator`` is the value
    when nothing was due, which the regulation leaves open.
    """

    code: str
    kind: FormulaKind
    inputs: Mapping[str, str]
    unused: tuple[str, ...] = ()
    zero_denominator: Decimal | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """Every input that must be filled before there is a value."""
        return (*self.inputs.values(), *self.unused)


@dataclass(frozen=True)
class RuleSpec:
    """One minimum of a predicate. ``target``: node codes joined by ``;``, or a word below."""

    predicate: str
    code: str
    target: str
    minimum: Decimal
    unit: RuleUnit = RuleUnit.SCORE
    reference: str = ""


TOTAL, EACH_AREA, PRIOR_PREDICATE = "total", "each_area", "prior_predicate"


@dataclass(frozen=True)
class InstrumentSpec:
    """Nodes stand in printed order, which is not the order of their codes."""

    code: str
    nodes: tuple[NodeSpec, ...]
    formulas: tuple[FormulaSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    title: str = ""
    regulation: str = ""
    in_force_from: date | None = None
    groups: tuple[GroupSpec, ...] = field(default=(), metadata=LATER)
    grades: tuple[GradeSpec, ...] = field(default=(), metadata=LATER)
    group: str = field(default="", metadata=LATER)
    top: Decimal = field(default=HUNDRED, metadata=LATER)

    def for_group(self, code: str) -> "InstrumentSpec":
        """The instrument with the weights of that group alone, as a sheet of it is scored.

        Raises UnknownGroup.
        """
        group = next((group for group in self.groups if group.code == code), None)
        if group is None:
            codes = ", ".join(group.code for group in self.groups) or "–"
            raise UnknownGroup(code, instrument=self.code, groups=codes)
        nodes = tuple(filter(None, (node.for_group(code) for node in self.nodes)))
        return replace(self, nodes=nodes, groups=(), group=code, top=group.top)

    def require_group(self) -> None:
        """Raises MissingGroup while the weights of no group have been chosen."""
        if self.groups:
            raise MissingGroup(self.code, groups=", ".join(group.code for group in self.groups))

    @cached_property
    def by_code(self) -> dict[str, NodeSpec]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def children(self) -> dict[str, list[NodeSpec]]:
        """The nodes below each code; the roots stand under the empty code."""
        below: dict[str, list[NodeSpec]] = {}
        for node in self.nodes:
            below.setdefault(node.parent, []).append(node)
        return below

    @cached_property
    def parts(self) -> tuple[NodeSpec, ...]:
        """What a sheet is worked on by: areas, and components right above what is asked."""
        asking = {node.parent for node in self.nodes if node.is_question}
        return tuple(
            node
            for node in self.nodes
            if node.kind is Kind.AREA or (node.kind is Kind.COMPONENT and node.code in asking)
        )

    @cached_property
    def formula_of(self) -> dict[str, FormulaSpec]:
        return {formula.code: formula for formula in self.formulas}

    @cached_property
    def totals(self) -> tuple[FormulaSpec, ...]:
        """The sums that the form fills in by itself."""
        return tuple(formula for formula in self.formulas if formula.kind is FormulaKind.SUM)

    @cached_property
    def coefficient(self) -> NodeSpec | None:
        """What is taken off the component above it, which makes the total an index.

        Of that component may be left out what does not apply to an institution: its points, less
        the coefficient, count in proportion to the weights that apply.
        """
        of_type = (n for n in self.nodes if n.answer_type is AnswerType.COEFFICIENT)
        return next(of_type, None)

    @cached_property
    def optional(self) -> frozenset[str]:
        """What may not apply: all that is measured below the component of the coefficient."""
        below = [self.coefficient.parent] if self.coefficient else []
        for code in below:  # grows as it goes down
            below += [n.code for n in self.children.get(code, []) if n.code not in below]
        measured = (n.code for n in self.nodes if n.answer_type is AnswerType.MEASURED)
        return frozenset(measured) & frozenset(below)

    @cached_property
    def answerable(self) -> tuple[NodeSpec, ...]:
        """What must be filled in before the sheet is complete."""
        computed = {formula.code for formula in self.formulas}
        return tuple(node for node in self.nodes if node.is_answered and node.code not in computed)

    @cached_property
    def predicates(self) -> tuple[str, ...]:
        """In the order of the table, the lower one first."""
        return tuple(dict.fromkeys(rule.predicate for rule in self.rules))

    def node(self, code: str) -> NodeSpec:
        """Raises UnknownCode."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownCode(code, instrument=self.code) from None

    def formula(self, code: str) -> FormulaSpec:
        """Raises MissingFormula."""
        try:
            return self.formula_of[code]
        except KeyError:
            raise MissingFormula(code) from None
