"""What each row of a foreign sheet says about which question it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evaluations.scoring import AnswerType
from reformasi.sheets.grids import Cell, Line

from .choosing import TEXT, Chosen
from .codes import CodeIndex, Parts, parts_of, split_inline
from .columns import Column, Table, cell_at, criteria_type, option_type
from .similarity import Wording

WHOLE = 3  # parts from which a code stands for itself


@dataclass(frozen=True)
class Clue:
    """``codes`` by a code that stands whole in one cell, ``path`` by numbers over several columns.

    ``token`` is the row's own number. ``is_strange``: it has a code, and no node has that one.
    ``near`` and ``around`` are nearness by code: of the text, and of the headings it stands under.
    """

    line: Line
    text: str
    answer: Cell
    near: dict[str, float]
    around: dict[str, float]
    codes: frozenset[str]
    is_strange: bool
    path: frozenset[str]
    token: Parts
    asked: AnswerType | None
    judged: AnswerType | None
    weight: Decimal | None


def clues_of(table: Table, chosen: Chosen, wording: Wording, index: CodeIndex) -> list[Clue]:
    """One for each row that may be a question or a heading."""
    return list(_Reader(table, chosen, wording, index).clues())


class _Reader:
    """Goes down the rows and remembers which numbers and headings it stands under."""

    def __init__(self, table: Table, chosen: Chosen, wording: Wording, index: CodeIndex) -> None:
        self.table, self.chosen, self.wording, self.index = table, chosen, wording, index
        self.numbers: dict[int, Parts] = {}
        self.headings: dict[int, str] = {}

    def clues(self) -> Iterator[Clue]:
        for line in self.table.lines:
            text, inline, at = self._text(line)
            own = self._own_numbers(line, inline, at)
            answer = cell_at(line, self.chosen.answer.position)
            if text or own or answer is not None:
                yield self._clue(line, text, own, answer, at)

    def _clue(
        self, line: Line, text: str, own: dict[int, Parts], answer: Cell, at: int | None
    ) -> Clue:
        whole = [parts for parts in own.values() if len(parts) >= WHOLE]
        codes = frozenset(code for parts in whole for code in self.index.codes(parts))
        return Clue(
            line=line,
            text=text,
            answer=answer,
            near=self.wording.similarities(text) if text else {},
            around=self._around(line, at),
            codes=codes,
            is_strange=bool(whole) and not codes,
            path=frozenset() if whole else self._path(own),
            token=next(reversed(own.values()), ()),
            asked=option_type(self._cell(line, self.chosen.options)),
            judged=criteria_type(self._cell(line, self.chosen.criteria)),
            weight=_decimal(self._cell(line, self.chosen.weight)),
        )

    def _text(self, line: Line) -> tuple[str, Parts, int | None]:
        """The text that is likeliest the question, the number it begins with, and its column."""
        for column in self.chosen.texts:
            cell = cell_at(line, column.position)
            if isinstance(cell, str) and not parts_of(cell):
                inline, text = split_inline(cell)
                text = text.lstrip("-\u2013\u2014\u2022* ").strip()
                if len(text) > 2:
                    return text, inline, column.position
        return "", (), None

    def _own_numbers(self, line: Line, inline: Parts, at: int | None) -> dict[int, Parts]:
        """The numbers of this row by column, left to right; the one within the text is the last."""
        own: dict[int, Parts] = {}
        for column in self.chosen.numbers:
            cell = cell_at(line, column.position)
            parts = parts_of(str(cell)) if cell is not None else ()
            if parts:
                own[column.position] = parts
        if inline and at is not None:
            own[at] = inline
        return own

    def _path(self, own: dict[int, Parts]) -> frozenset[str]:
        """The code that the numbers above and beside this row make together."""
        for position, parts in own.items():
            self.numbers[position] = parts
            for deeper in [other for other in self.numbers if other > position]:
                if deeper not in own:
                    del self.numbers[deeper]
        if not own:
            return frozenset()
        parts = tuple(part for at in sorted(self.numbers) for part in self.numbers[at])
        return (
            self.index.codes(parts)
            if len(self.numbers) > 1 and len(parts) >= WHOLE
            else frozenset()
        )

    def _around(self, line: Line, at: int | None) -> dict[str, float]:
        """How near the other texts of the row, or the headings to its left, are to the names."""
        texts = []
        for column in self.chosen.texts:
            cell = cell_at(line, column.position)
            if isinstance(cell, str) and len(cell) >= TEXT // 2 and not parts_of(cell):
                self.headings[column.position] = cell
                if at is not None and column.position > at:
                    texts.append(cell)
            if at is not None and column.position < at and column.position in self.headings:
                texts.append(self.headings[column.position])
        near: dict[str, float] = {}
        for text in texts:
            for code, value in self.wording.similarities(text).items():
                near[code] = max(near.get(code, 0.0), value)
        return near

    @staticmethod
    def _cell(line: Line, column: Column | None) -> Cell:
        return cell_at(line, column.position) if column else None


def _decimal(cell: Cell) -> Decimal | None:
    try:
        return Decimal(str(cell).strip().replace(",", ".")) if cell is not None else None
    except InvalidOperation:
        return None
