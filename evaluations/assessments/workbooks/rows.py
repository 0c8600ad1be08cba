"""What is taken from a file before anybody asks whether the answers are in order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from evaluations.scoring import Message
from reformasi.sheets.cells import text_of
from reformasi.sheets.grids import Cell

from .columns import Role
from .deciding import How

#: What lists of evidence begin a line with: "1. ", "a) ", "- ".
BULLET = re.compile(r"^\s*(?:\(?(?:[0-9]{1,2}|[a-z])[.)]\s+|[-\u2022*\u2013]\s*)")


class Layout(StrEnum):
    OWN = "own"
    PORTAL = "portalrb"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Row:
    """``code`` is blank where it is no question; ``doubt`` says why it is asked back.

    ``is_unlike``: its code is one of the questions, and its words are about something else.
    """

    code: str
    cell: str
    raw: Cell
    note: Cell = None
    note_cell: str = ""
    evidence: tuple[str, ...] = ()
    how: How = How.ORDER
    similarity: float = 0.0
    text: str = ""
    doubt: Message | None = None
    is_unlike: bool = False


@dataclass(frozen=True)
class ColumnUse:
    """``title`` is blank where the column was told by what it holds."""

    role: Role
    letter: str
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read; ``header`` is the row of its titles, None where it has none."""

    name: str
    header: int | None
    columns: tuple[ColumnUse, ...]


@dataclass(frozen=True)
class Original:
    """An answer as it was when the workbook was exported; version 0 is none."""

    version: int
    value: str
    note: str


@dataclass(frozen=True)
class Origin:
    """The hidden sheet of the portal's own workbook: see ``own_layout``."""

    values: Mapping[str, str]
    originals: Mapping[str, Original]


@dataclass(frozen=True)
class Taken:
    """A whole file. ``remarks``: what was chosen among several, for the person to look at."""

    layout: Layout
    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...]
    remarks: tuple[Message, ...] = ()
    origin: Origin | None = field(default=None)


def names_of(cell: Cell) -> list[str]:
    """The names of evidence in a cell, one a line."""
    lines = (BULLET.sub("", line).strip() for line in text_of(cell).splitlines())
    return [line for line in lines if line]
