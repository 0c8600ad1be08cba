"""Whether what is measured makes sense: ranges, targets, multipliers, the coefficient, grades."""

from collections.abc import Iterator

from .errors import (
    MisplacedCoefficient,
    MisplacedNode,
    MissingRange,
    ScoringError,
    TargetOutOfRange,
    UnexpectedRange,
    UngradedIndex,
    WrongMultiplier,
    WrongRange,
)
from .tree import RANGED, AnswerType, InstrumentSpec, Kind, NodeSpec


def measure_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    for node in instrument.nodes:
        if node.answer_type in RANGED:
            yield from _range_faults(node)
            yield from _multiplier_faults(instrument, node)
            for child in instrument.children.get(node.code, []):
                yield MisplacedNode(child.code, kind=child.kind, parent=node.code)
        elif node.measure is not None:
            yield UnexpectedRange(node.code)
    yield from _coefficient_faults(instrument)
    if not _are_graded(instrument):
        yield UngradedIndex(instrument.code, top=instrument.top)


def _range_faults(node: NodeSpec) -> Iterator[ScoringError]:
    """A value counts from 0 to its maximum, a coefficient from its minimum to 0."""
    if node.measure is None:
        yield MissingRange(node.code)
        return
    low, high, target = node.measure.minimum, node.measure.maximum, node.measure.target
    is_measured = node.answer_type is AnswerType.MEASURED
    if low >= high or (low < 0 if is_measured else high != 0):
        yield WrongRange(node.code, low=low, high=high)
    elif target is not None and not low <= target <= high:
        yield TargetOutOfRange(node.code, target=target, low=low, high=high)


def _multiplier_faults(instrument: InstrumentSpec, node: NodeSpec) -> Iterator[ScoringError]:
    """One step only: what multiplies is not multiplied itself, so that nothing goes in a circle."""
    if node.measure is None or not node.measure.multiplied_by:
        return
    other = instrument.by_code.get(node.measure.multiplied_by)
    if (
        node.answer_type is not AnswerType.MEASURED
        or other is None
        or other.answer_type is not AnswerType.MEASURED
        or (other.measure is not None and other.measure.multiplied_by)
    ):
        yield WrongMultiplier(node.code, other=node.measure.multiplied_by)


def _coefficient_faults(instrument: InstrumentSpec) -> Iterator[ScoringError]:
    """There is at most one, below a root."""
    roots = {node.code for node in instrument.children.get("", [])}
    coefficients = [n for n in instrument.nodes if n.answer_type is AnswerType.COEFFICIENT]
    for node in coefficients:
        if len(coefficients) > 1 or node.parent not in roots or node.kind is not Kind.QUESTION:
            yield MisplacedCoefficient(node.code)


def _are_graded(instrument: InstrumentSpec) -> bool:
    """An index has grades from its top down without a gap, each with a twin if it asks for targets.

    Anything else has none.
    """
    grades = instrument.grades
    if instrument.coefficient is None or not grades:
        return instrument.coefficient is None and not grades
    always = [grade for grade in grades if not grade.at_targets]
    floors = [grade.above for grade in always]
    return (
        bool(always)
        and always[0].up_to >= instrument.top
        and floors == [*(grade.up_to for grade in always[1:]), None]
        and all(grade.above is None or grade.above < grade.up_to for grade in always)
        and all(
            twin in always and (twin.above, twin.up_to) == (grade.above, grade.up_to)
            for grade, twin in zip(grades, (*grades[1:], grades[0]), strict=True)
            if grade.at_targets
        )
    )
