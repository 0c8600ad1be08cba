"""Whether the tables of an instrument make sense, before anybody is scored by them."""

from collections import Counter
from collections.abc import Iterator

from .answers import RawAnswer
from .errors import (
    BestIsNotTheTop,
    DuplicateCode,
    EmptyIndicator,
    MisplacedAnswerType,
    MisplacedNode,
    MissingAnswerType,
    MissingFormula,
    MissingOptions,
    MissingWeight,
    OptionOutOfRange,
    ScoringError,
    UnboundInput,
    UnexpectedRange,
    UnexpectedWeight,
    UnknownGroup,
    UnknownTarget,
    WeightsDoNotAddUp,
    WrongFormula,
)
from .measure_checks import measure_faults
from .rollup import score
from .rounding import ZERO
from .tree import (
    CHOICES,
    EACH_AREA,
    PRIOR_PREDICATE,
    RANGED,
    SCALE_TOPS,
    TOTAL,
    WEIGHTED,
    AnswerType,
    FormulaKind,
    FormulaSpec,
    InstrumentSpec,
    Kind,
    NodeSpec,
)

PARENTS: dict[Kind, set[Kind | None]] = {
    Kind.COMPONENT: {None, Kind.COMPONENT},
    Kind.AREA: {Kind.COMPONENT},
    Kind.INDICATOR: {Kind.AREA, Kind.INDICATOR},
    Kind.QUESTION: {Kind.INDICATOR},
    Kind.INPUT: {Kind.QUESTION},
}
"""Where each kind may stand; None is the root."""


def faults(instrument: InstrumentSpec) -> list[ScoringError]:
    """Everything that is wrong with the tables; empty when they can be used.

    The weights of each group of institutions are checked as the instrument that they make.
    """
    if instrument.groups:
        return [
            *_group_faults(instrument),
            *(
                error.about(f"{error.code} ({group.code})")
                for group in instrument.groups
                for error in faults(instrument.for_group(group.code))
            ),
        ]
    errors = [
        *_tree_faults(instrument),
        *_answer_faults(instrument),
        *measure_faults(instrument),
        *_formula_faults(instrument),
        *_rule_faults(instrument),
    ]
    if not errors:
        total = score(instrument, best_answers(instrument)).total
        if total != instrument.top:
            errors.append(BestIsNotTheTop(instrument.code, total=total, top=instrument.top))
    return errors


def _group_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    codes = [group.code for group in instrument.groups]
    for code, times in Counter([*codes, *(node.code for node in instrument.nodes)]).items():
        if times > 1:
            yield DuplicateCode(code)
    for node in instrument.nodes:
        named = [own.group for own in node.by_group]
        if node.by_group and node.weight is not None:
            yield UnexpectedWeight(node.code)
        if node.by_group and node.measure is not None:
            yield UnexpectedRange(node.code)
        for group in {*named} - {*codes}:
            yield UnknownGroup(group, instrument=instrument.code, groups=", ".join(codes))
        if len(named) != len(set(named)):
            yield DuplicateCode(node.code)


def best_answers(instrument: InstrumentSpec) -> dict[str, RawAnswer]:
    """For every question the answer worth most: on a sound instrument they make its top."""
    best: dict[str, RawAnswer] = {}
    for node in instrument.answerable:
        if node.answer_type in CHOICES:
            scored = [option for option in node.options if option.score is not None]
            best[node.code] = max(scored, key=lambda option: option.score or ZERO).letter
        elif node.answer_type in {*SCALE_TOPS, *RANGED}:
            best[node.code] = node.top
        else:
            best[node.code] = 1
    parts = {total.code: len(total.inputs) for total in instrument.totals}
    for formula in instrument.formulas:
        if formula.kind is FormulaKind.RATIO:
            done, due = formula.inputs.values()
            best[done] = parts.get(due, 1)
        elif formula.kind is FormulaKind.REDUCTION:
            best[list(formula.inputs.values())[1]] = 0
    return best


def _tree_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    for code, times in Counter(node.code for node in instrument.nodes).items():
        if times > 1:
            yield DuplicateCode(code)
    for node in instrument.nodes:
        above = instrument.by_code.get(node.parent)
        unknown = bool(node.parent) and above is None
        if unknown or (above.kind if above else None) not in _parents(node):
            yield MisplacedNode(node.code, kind=node.kind, parent=node.parent)
        if node.kind in WEIGHTED:
            yield from _weight_faults(instrument, node)
        elif node.weight is not None:
            yield UnexpectedWeight(node.code)
    roots = sum((node.weight or ZERO for node in instrument.children.get("", [])), ZERO)
    if roots != instrument.top:
        yield WeightsDoNotAddUp(instrument.code, total=roots, weight=instrument.top)


def _parents(node: NodeSpec) -> set[Kind | None]:
    """Where it may stand: measured indicators need no area, the coefficient no indicator."""
    if node.answer_type is AnswerType.MEASURED:
        return {Kind.COMPONENT, *PARENTS[node.kind]}
    if node.answer_type is AnswerType.COEFFICIENT:
        return {Kind.COMPONENT}
    return PARENTS[node.kind]


def _weight_faults(instrument: InstrumentSpec, node: NodeSpec) -> Iterator[ScoringError]:
    if node.weight is None or node.weight <= 0:
        yield MissingWeight(node.code)
        return
    below = [
        child
        for child in instrument.children.get(node.code, [])
        if child.answer_type is not AnswerType.COEFFICIENT
    ]
    if not below and node.answer_type is not AnswerType.MEASURED:
        yield EmptyIndicator(node.code)
    parts = [child for child in below if child.kind in WEIGHTED]
    total = sum((part.weight or ZERO for part in parts), ZERO)
    if parts and total != node.weight:
        yield WeightsDoNotAddUp(node.code, total=total, weight=node.weight)
    if parts and len(parts) != len(below):
        odd = next(child for child in below if child.kind not in WEIGHTED)
        yield MisplacedNode(odd.code, kind=odd.kind, parent=node.code)


def _answer_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    for node in instrument.nodes:
        if node.kind in WEIGHTED or node.answer_type is AnswerType.MEASURED:
            allowed = {None, AnswerType.MEASURED} if node.kind is Kind.INDICATOR else {None}
            if node.answer_type not in allowed:
                yield MisplacedAnswerType(node.code, answer_type=str(node.answer_type))
            continue
        if node.answer_type is None or (node.kind is Kind.INPUT) != (
            node.answer_type is AnswerType.COUNT
        ):
            yield MissingAnswerType(node.code)
        if node.answer_type in CHOICES:
            yield from _option_faults(node)
        if node.answer_type is AnswerType.PERCENT and node.code not in instrument.formula_of:
            yield MissingFormula(node.code)


def _option_faults(node: NodeSpec) -> Iterator[ScoringError]:
    if all(option.score is None for option in node.options):
        yield MissingOptions(node.code)
    for option in node.options:
        if option.score is not None and not 0 <= option.score <= 1:
            yield OptionOutOfRange(node.code, option=option.letter)


def _formula_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    used = Counter(code for formula in instrument.formulas for code in formula.asked)
    for formula in instrument.formulas:
        if not _fits(instrument, formula):
            yield WrongFormula(formula.code)
    for node in instrument.nodes:
        if node.kind is Kind.INPUT and used[node.code] != 1:
            yield UnboundInput(node.code)


def _fits(instrument: InstrumentSpec, formula: FormulaSpec) -> bool:
    """A sum fills an input; a ratio or a reduction of two inputs answers a percent question."""
    node = instrument.by_code.get(formula.code)
    asked = [instrument.by_code.get(code) for code in formula.asked]
    if node is None or any(one is None or one.kind is not Kind.INPUT for one in asked):
        return False
    if formula.kind is FormulaKind.SUM:
        return node.kind is Kind.INPUT and formula.zero_denominator is None
    return (
        node.answer_type is AnswerType.PERCENT
        and len(formula.inputs) == 2
        and formula.zero_denominator is not None
        and 0 <= formula.zero_denominator <= 1
    )


def _rule_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    for rule in instrument.rules:
        if rule.target in {TOTAL, PRIOR_PREDICATE}:
            continue
        if rule.target == EACH_AREA:
            if not any(node.area for node in instrument.nodes if node.kind is Kind.AREA):
                yield UnknownTarget(rule.target, rule=rule.code)
            continue
        for code in rule.target.split(";"):
            node = instrument.by_code.get(code)
            if node is None or node.kind not in WEIGHTED:
                yield UnknownTarget(code, rule=rule.code)
