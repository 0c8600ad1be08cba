"""Rows as high as their text: spreadsheets do not measure what they did not write themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping

from openpyxl.worksheet.worksheet import Worksheet

LINE = 13.0  # points, of text of ten
MARGIN = 3.0
LETTERS = 1.35  # beside each other where a digit stands, by which columns are measured
HIGHEST = 409.0  # that a spreadsheet shows


def fit_row(sheet: Worksheet, row: int, widths: Mapping[str, int], *, least: int = 1) -> None:
    """Make room for the longest text in columns of these widths, and for ``least`` lines."""
    texts = {column: sheet[f"{column}{row}"].value for column in widths}
    lines = max(_lines(text, widths[column]) for column, text in texts.items())
    sheet.row_dimensions[row].height = min(max(lines, least) * LINE + MARGIN, HIGHEST)


def _lines(text: object, width: int) -> int:

    if not isinstance(text, str):
        return 1
    return sum(max(1, math.ceil(len(line) / (width * LETTERS))) for line in text.split("\n"))
