"""Measured indicators: the share of its maximum that a value reaches, and what multiplies it."""

from collections.abc import Mapping
from decimal import Decimal

from .answers import NOT_APPLICABLE, Answer
from .errors import ContradictoryInput, MultiplierDoesNotApply, NothingApplies
from .tree import AnswerType, InstrumentSpec, NodeSpec


def multiplier(node: NodeSpec, instrument: InstrumentSpec) -> NodeSpec | None:
    """The indicator by whose share of its maximum the points of ``node`` are multiplied."""
    code = node.range.multiplied_by
    return instrument.node(code) if code else None


def has_reached(node: NodeSpec, answer: Answer | None) -> bool:
    """Whether a measured indicator stands at its target; without one, or left out, it does."""
    target = node.range.target
    if target is None or answer == NOT_APPLICABLE:
        return True
    return answer is not None and Decimal(answer) >= target


def misapplied(
    instrument: InstrumentSpec, answers: Mapping[str, Answer]
) -> list[ContradictoryInput]:
    """What was left out although something that is measured needs it."""
    measured = [n for n in instrument.nodes if n.answer_type is AnswerType.MEASURED]
    errors: list[ContradictoryInput] = [
        MultiplierDoesNotApply(node.code, other=node.range.multiplied_by)
        for node in measured
        if answers.get(node.code, NOT_APPLICABLE) != NOT_APPLICABLE
        and answers.get(node.range.multiplied_by) == NOT_APPLICABLE
    ]
    optional = instrument.optional
    if optional and all(answers.get(code) == NOT_APPLICABLE for code in optional):
        coefficient = instrument.coefficient
        errors.append(NothingApplies(coefficient.parent if coefficient else ""))
    return errors
