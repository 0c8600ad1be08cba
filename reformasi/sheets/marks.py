"""What the XML of a sheet says of its cells beside their values, which openpyxl does not tell."""

from __future__ import annotations

import re

from openpyxl.utils.cell import range_boundaries

from .grids import MAX_COLUMNS, Marks, Range

MOST_RANGES = 5_000  # merged ranges of one sheet that are looked at
COLUMN = re.compile(r"[A-Z]{1,3}")


class MarksTarget:
    """Takes what a parser sends of one part; ``close`` gives the marks.

    A cell without a place of its own stands right of the one before, as openpyxl reads it. A
    formula whose value is a text may be worked out to nothing: its value is not missing.
    """

    def __init__(self) -> None:
        self.unworked: dict[tuple[int, int], str] = {}
        self.merged: list[Range] = []
        self.hidden: list[tuple[int, int]] = []
        self.row = self.column = 0
        self.formula: str | None = None
        self.has_value = self.is_text = False
        self.inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.inside = name
        if name == "c":
            letters = COLUMN.match(attributes.get("r", ""))
            self.column = _number(letters[0]) if letters else self.column + 1
            self.formula, self.has_value = None, False
            self.is_text = attributes.get("t") == "str"
        elif name == "row":
            row = attributes.get("r", "")
            self.row, self.column = int(row) if row.isdecimal() else self.row + 1, 0
        elif name == "f":
            self.formula = ""
        elif name == "mergeCell" and len(self.merged) < MOST_RANGES:
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(self.hidden) < MAX_COLUMNS:
                self.hidden.append((int(first), int(last)))

    def end(self, tag: str) -> None:
        self.inside = ""
        if self.formula is None or tag.rpartition("}")[2] != "c":
            return
        if not self.has_value and not self.is_text:
            self.unworked[self.row, self.column] = f"={self.formula}"
        self.formula = None

    def data(self, text: str) -> None:
        if self.inside == "f" and self.formula is not None:
            self.formula += text
        elif self.inside == "v":
            self.has_value = self.has_value or bool(text)

    def close(self) -> Marks:
        return Marks(self.unworked, tuple(self.merged), tuple(self.hidden))

    def _merge(self, ref: str) -> None:
        try:
            left, top, right, bottom = range_boundaries(ref)
        except ValueError:
            return
        if left and top and right and bottom:
            self.merged.append(Range(top, left, bottom, right))


def _number(letters: str) -> int:
    """Of a column: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
