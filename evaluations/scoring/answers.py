"""From what a person wrote to a letter or a number, or to a refusal that names what is wrong."""

import re
from collections.abc import Mapping
from decimal import Decimal

from .errors import (
    AlwaysApplies,
    NegativeCount,
    NotAnswerable,
    NotANumber,
    NotAWholeNumber,
    OutOfScale,
    ScoringError,
    UnknownOption,
    UnscoredOption,
)
from .tree import CHOICES, RANGED, AnswerType, InstrumentSpec, NodeSpec

RawAnswer = str | int | Decimal | None
Answer = str | Decimal
"""The letter of an option as printed, a number, or NOT_APPLICABLE."""
NOT_APPLICABLE = "tidak berlaku"
"""What is written where an indicator does not apply to the institution: never a blank."""

# Fifteen digits are more than anybody counts; programs write an average with up to twenty decimals
# (3.3333333333333335). Both keep every sum exact.
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,20})?")
# In Indonesian 1.000 is a thousand: a separator in a count is asked back, never guessed.
WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def read_answer(instrument: InstrumentSpec, code: str, raw: RawAnswer) -> Answer | None:
    """The answer to ``code``, or None for a blank. Raises a ScoringError."""
    node = instrument.node(code)
    text = written(raw)
    if not text:
        return None
    if not node.is_answered:
        raise NotAnswerable(code)
    if node.answer_type in CHOICES:
        return _read_option(node, text)
    if node.answer_type is AnswerType.COUNT:
        return _read_count(node, text)
    if node.answer_type in RANGED and text.casefold() == NOT_APPLICABLE:
        if code not in instrument.optional:
            raise AlwaysApplies(code, low=node.low, high=node.top)
        return NOT_APPLICABLE
    return _read_scale(node, text)


def read_answers(instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]) -> dict[str, Answer]:
    """The answers without the blanks. Raises the first ScoringError."""
    read, refused = refusals(instrument, answers)
    if refused:
        raise refused[0]
    return read


def refusals(
    instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]
) -> tuple[dict[str, Answer], list[ScoringError]]:
    """The answers that can be read, and every refusal of the others: for a form or a file."""
    read: dict[str, Answer] = {}
    refused: list[ScoringError] = []
    for code, raw in answers.items():
        try:
            answer = read_answer(instrument, code, raw)
        except ScoringError as error:
            refused.append(error)
        else:
            if answer is not None:
                read[code] = answer
    return read, refused


def written(raw: RawAnswer) -> str:
    """``raw`` as a person would write it: no exponent, no spaces around or doubled inside."""
    if isinstance(raw, Decimal) and raw.is_finite():
        return format(raw.normalize(), "f")
    return "" if raw is None else " ".join(str(raw).split())


def _read_option(node: NodeSpec, text: str) -> str:
    for option in node.options:
        if option.letter.casefold() == text.casefold():
            if option.score is None:
                raise UnscoredOption(node.code, answer=option.letter)
            return option.letter
    letters = ", ".join(option.letter for option in node.options)
    raise UnknownOption(node.code, answer=text, options=letters)


def _read_number(node: NodeSpec, text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise NotANumber(node.code, answer=text)
    return Decimal(text.replace(",", "."))


def _read_count(node: NodeSpec, text: str) -> Decimal:
    number = _read_number(node, text)
    if not WHOLE.fullmatch(text):
        raise NotAWholeNumber(node.code, answer=text)
    if number < 0:
        raise NegativeCount(node.code, answer=text)
    return number


def _read_scale(node: NodeSpec, text: str) -> Decimal:
    low, top = node.low, node.top
    number = _read_number(node, text)
    if not low <= number <= top:
        raise OutOfScale(node.code, answer=text, low=low, high=top)
    return number
