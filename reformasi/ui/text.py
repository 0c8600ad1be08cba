"""What text may hold: one gate at every door, and once more before libraries that are not Python.

XML 1.0 has no control characters, no U+FFFE and U+FFFF, no lone surrogates. So charts (SVG),
documents (XMP), spreadsheets (OOXML) and PostgreSQL (NUL) cannot hold them either, and one such
sign stops them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: A line end, however it is written: Word sends U+000B for a soft one, the web U+2028.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Controls but tab and line end, the other half of nothing, and what Unicode promises never to use.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
    + "]"
)

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def clean(text: str) -> str:
    """``text`` without the signs that nothing can hold, and with one kind of line end."""
    return UNFIT.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """``text`` cleaned, for where there is one line: a line end becomes a blank."""
    return " ".join(line.strip() for line in clean(text).split("\n")).strip()


def one_line_each(value: Json) -> Json:
    """``value`` with every text in it cleaned to one line, names of its members too."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {one_line(name): one_line_each(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [one_line_each(each) for each in value]
    return value


def clean_row(row: Mapping[str, str]) -> dict[str, str]:
    """One row of a file under version control, cleaned."""
    return {name: clean(cell) for name, cell in row.items()}


def shorten(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` letters; what was cut is marked by three points."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
