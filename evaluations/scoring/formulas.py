"""Percent questions: what their inputs are worth (PermenPANRB 90/2021, Lampiran III, h. 81-86)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .answers import Answer
from .errors import (
    ContradictoryInput,
    MissingZeroDenominator,
    MoreThanNone,
    TotalContradictsParts,
)
from .measures import misapplied
from .messages import Message, gettext_noop
from .tree import FormulaKind, FormulaSpec, InstrumentSpec

ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Computed:
    """A value from 0 to 1 and why; ``capped`` when more was done than was due."""

    value: Decimal
    reason: Message
    capped: bool = False


def fill_totals(instrument: InstrumentSpec, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """``answers`` with the totals that the form computes; a missing part leaves its total blank.

    Raises TotalContradictsParts when a total was typed that its parts cannot make.
    """
    filled, contradicted = _add_up(instrument, answers)
    if contradicted:
        raise contradicted[0]
    return filled


def contradictions(
    instrument: InstrumentSpec, answers: Mapping[str, Answer]
) -> list[ContradictoryInput]:
    """Every contradiction between answers that are each in order: for a form or a file."""
    filled, contradicted = _add_up(instrument, answers)
    errors: list[ContradictoryInput] = [*contradicted, *misapplied(instrument, answers)]
    for formula in instrument.formulas:
        if formula.kind is FormulaKind.SUM or blank_inputs(formula, filled):
            continue
        try:
            percent(formula, filled)
        except ContradictoryInput as error:
            errors.append(error)
    return errors


def _add_up(
    instrument: InstrumentSpec, answers: Mapping[str, Answer]
) -> tuple[dict[str, Answer], list[TotalContradictsParts]]:
    filled = dict(answers)
    contradicted: list[TotalContradictsParts] = []
    for formula in instrument.totals:
        parts = [answers[code] for code in formula.inputs.values() if code in answers]
        total = sum((Decimal(part) for part in parts), ZERO)
        whole = len(parts) == len(formula.inputs)
        given = filled.pop(formula.code, None)
        if given is not None and (total > Decimal(given) or (whole and total != given)):
            contradicted.append(
                TotalContradictsParts(formula.code, value=Decimal(given), total=total)
            )
        if whole:
            filled[formula.code] = total
    return filled, contradicted


def blank_inputs(formula: FormulaSpec, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The inputs still to be filled in, those that do not enter the value included."""
    return tuple(code for code in formula.asked if code not in answers)


def percent(formula: FormulaSpec, answers: Mapping[str, Answer]) -> Computed:
    """The value of a percent question whose inputs are all there. Raises ContradictoryInput."""
    first, second = (Decimal(answers[code]) for code in formula.inputs.values())
    if formula.kind is FormulaKind.REDUCTION:
        return _reduction(formula, last=first, this=second)
    return _ratio(formula, first, second)


def _ratio(formula: FormulaSpec, done: Decimal, due: Decimal) -> Computed:
    if due == 0:
        if done > 0:
            done_code, due_code = formula.inputs.values()
            raise MoreThanNone(done_code, value=done, other=due_code)
        reason = gettext_noop("pembagi 0: ditetapkan %(value)s")
        value = _when_zero(formula)
        return Computed(value, Message(reason, {"value": value}))
    params = {"done": done, "due": due}
    if done > due:
        reason = gettext_noop("%(done)s ÷ %(due)s melebihi 1: dihitung 1")
        return Computed(ONE, Message(reason, params), capped=True)
    return Computed(done / due, Message(gettext_noop("%(done)s ÷ %(due)s"), params))


def _reduction(formula: FormulaSpec, *, last: Decimal, this: Decimal) -> Computed:
    params = {"last": last, "this": this}
    if last == this == 0:
        reason = gettext_noop("tahun lalu dan tahun ini 0: dihitung 1")
        return Computed(ONE, Message(reason))
    if last == 0:
        value = _when_zero(formula)
        reason = gettext_noop("naik dari 0 menjadi %(this)s: ditetapkan %(value)s")
        return Computed(value, Message(reason, {**params, "value": value}))
    if this > last:
        reason = gettext_noop("naik dari %(last)s menjadi %(this)s: dihitung 0")
        return Computed(ZERO, Message(reason, params))
    reason = gettext_noop("(%(last)s − %(this)s) ÷ %(last)s")
    return Computed((last - this) / last, Message(reason, params))


def _when_zero(formula: FormulaSpec) -> Decimal:
    if formula.zero_denominator is None:
        raise MissingZeroDenominator(formula.code)
    return formula.zero_denominator
