"""One version of an assessment sheet (LKE) as plain values: nodes, options, formulas, rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .errors import MissingAnswerType, MissingFormula, UnknownCode


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


@dataclass(frozen=True)
class OptionSpec:
    """``score`` is None where no source gives one: such an option is refused, not guessed."""

    letter: str
    score: Decimal | None
    description: str = ""


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

    @property
    def top(self) -> Decimal:
        """The upper end of its scale. Raises MissingAnswerType where it has none."""
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
    def formula_of(self) -> dict[str, FormulaSpec]:
        return {formula.code: formula for formula in self.formulas}

    @cached_property
    def totals(self) -> tuple[FormulaSpec, ...]:
        """The sums that the form fills in by itself."""
        return tuple(formula for formula in self.formulas if formula.kind is FormulaKind.SUM)

    @cached_property
    def answerable(self) -> tuple[NodeSpec, ...]:
        """What must be filled in before the sheet is complete."""
        computed = {formula.code for formula in self.formulas}
        return tuple(
            node
            for node in self.nodes
            if node.kind not in WEIGHTED
            and node.answer_type is not AnswerType.PERCENT
            and node.code not in computed
        )

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
