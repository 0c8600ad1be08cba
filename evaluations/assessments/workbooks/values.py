"""From what stands in a cell to an answer; what does not fit is left as it is, to be refused."""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal

from evaluations.scoring import (
    Answer,
    AnswerType,
    InstrumentSpec,
    Message,
    NodeSpec,
    RawAnswer,
    ScoringError,
    gettext_noop,
    read_answer,
)
from evaluations.scoring.tree import CHOICES
from reformasi.sheets.cells import short
from reformasi.sheets.grids import Cell, FailedFormula, MergedAway, Percent, Tick, UnworkedFormula

from .similarity import normalise

#: "A. Telah seluruhnya", "(b) sebagian", "Ya, sudah": a letter, a sign, and words.
LETTER_AND_TEXT = re.compile(
    r"\(?\s*([A-Za-z]|ya|tidak)\s*(?:[.):,]|\s[-\u2013\u2014(]\s?)+\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
INITIALS = {"y": "Ya", "t": "Tidak"}
PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s?%")


def unread(code: str, cell: Cell) -> Message | None:
    """Why nobody can tell what stands in ``cell``; None where somebody can."""
    if isinstance(cell, FailedFormula):
        reason = gettext_noop("%(code)s: rumus di sel ini gagal. Ketik isinya langsung.")
    elif isinstance(cell, UnworkedFormula):
        reason = gettext_noop(
            "%(code)s: rumus di sel ini tersimpan tanpa hasilnya. Buka berkasnya di Excel, simpan, "
            "lalu impor lagi; atau ketik isinya langsung."
        )
    elif isinstance(cell, MergedAway):
        reason = gettext_noop(
            "%(code)s: sel ini tergabung dengan %(cell)s, sehingga isinya hilang. Pisahkan selnya "
            "di Excel, lalu impor lagi."
        )
        return Message(reason, {"code": code, "cell": str(cell)})
    else:
        return None
    return Message(reason, {"code": code})


def misread(node: NodeSpec, cell: Cell) -> Message | None:
    """Why a number in ``cell`` may mean another one; None where it is plain."""
    is_hundred = node.answer_type is AnswerType.SCALE_0_100
    if isinstance(cell, Tick):
        reason = gettext_noop(
            "%(code)s: sel ini berisi TRUE atau FALSE. Ketik jawabannya langsung."
        )
    elif isinstance(cell, Percent) and not is_hundred:
        reason = gettext_noop("%(code)s: sel ini berformat persen. Tulis angkanya tanpa persen.")
    elif is_hundred and type(cell) is float and 0 < cell < 1:
        reason = gettext_noop("%(code)s: tertulis pecahan. Tulis angka 0 sampai 100.")
    else:
        return None
    return Message(reason, {"code": node.code})


def displayed(cell: Cell) -> str:
    """A cell in a message about it, as a spreadsheet shows it."""
    if isinstance(cell, Tick):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Percent):
        return f"{_exact(cell * 100)}%"
    return "" if isinstance(cell, MergedAway) else short(cell)


def raw_answer(node: NodeSpec, cell: Cell) -> RawAnswer:
    """The answer as a person would type it on the page."""
    if isinstance(cell, str):
        text = " ".join(unicodedata.normalize("NFKC", cell).split())
        return _option(node, text) if node.answer_type in CHOICES else _number(node, text)
    if isinstance(cell, Percent) and node.answer_type is AnswerType.SCALE_0_100:
        return _exact(cell * 100)
    if isinstance(cell, float):
        return _exact(cell)
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


def _exact(number: float) -> Decimal:
    """A spreadsheet keeps fifteen digits: the rest is noise."""
    return Decimal(f"{number:.15g}")


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
