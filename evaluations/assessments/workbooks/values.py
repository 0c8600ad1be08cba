"""From what stands in a cell to an answer; what does not fit is left as it is, to be refused."""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal

from evaluations.scoring import (
    Answer,
    AnswerType,
    InstrumentSpec,
    NodeSpec,
    RawAnswer,
    ScoringError,
    read_answer,
)
from evaluations.scoring.tree import CHOICES
from reformasi.sheets.grids import Cell

from .similarity import normalise

#: "A. Telah seluruhnya", "(b) sebagian", "Ya, sudah": a letter, a sign, and words.
LETTER_AND_TEXT = re.compile(
    r"\(?\s*([A-Za-z]|ya|tidak)\s*(?:[.):,]|\s[-\u2013\u2014(]\s?)+\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
INITIALS = {"y": "Ya", "t": "Tidak"}
PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s?%")


def raw_answer(node: NodeSpec, cell: Cell) -> RawAnswer:
    """The answer as a person would type it on the page."""
    if isinstance(cell, str):
        text = " ".join(unicodedata.normalize("NFKC", cell).split())
        return _option(node, text) if node.answer_type in CHOICES else _number(node, text)
    if isinstance(cell, float):
        return Decimal(f"{cell:.15g}")  # a spreadsheet keeps fifteen digits: the rest is noise
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cell


def read_cell(instrument: InstrumentSpec, code: str, cell: Cell) -> Answer | None:
    """The answer in ``cell``, None for a blank. Raises a ScoringError."""
    return read_answer(instrument, code, raw_answer(instrument.node(code), cell))


def fits(instrument: InstrumentSpec, code: str, cell: Cell) -> bool:
    """Whether ``cell`` is blank, or may stand in the row of ``code``."""
    if instrument.node(code).answer_type is AnswerType.PERCENT:
        return cell is None or isinstance(cell, int | float)
    try:
        read_cell(instrument, code, cell)
    except ScoringError:
        return False
    return True


def _number(node: NodeSpec, text: str) -> str:
    match = PERCENT.fullmatch(text)
    return match[1] if match and node.answer_type is AnswerType.SCALE_0_100 else text


def _option(node: NodeSpec, text: str) -> str:
    """A letter, alone, before its text, or by the whole text of one option only."""
    letters = {option.letter.casefold(): option.letter for option in node.options}
    if text.casefold() in letters:
        return letters[text.casefold()]
    if node.answer_type is AnswerType.YA_TIDAK and text.casefold() in INITIALS:
        return INITIALS[text.casefold()]
    match = LETTER_AND_TEXT.fullmatch(text)
    if match and match[1].casefold() in letters:
        letter = letters[match[1].casefold()]
        return letter if _described(node, match[2]) in (None, letter) else text
    return _described(node, text) or text


def _described(node: NodeSpec, text: str) -> str | None:
    """The one option of which ``text`` is the description."""
    wanted = normalise(text)
    letters = [
        option.letter
        for option in node.options
        if wanted and normalise(option.description) == wanted
    ]
    return letters[0] if len(letters) == 1 else None
