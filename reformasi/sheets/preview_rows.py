"""The preview as the page shows it: wrong rows first, and never a whole NIP to others."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from reformasi.organisation import nip

from .cells import Nip, text_of
from .context import Context
from .effects import Act, Effect
from .imports import Preview
from .resource import Outcome
from .table import Table

LISTED = 500  # rows on one page; what is beyond is counted beside them


@dataclass(frozen=True)
class Problem:
    column: str
    message: str


@dataclass(frozen=True)
class PreviewRow:
    """One row: what names it, and what it does."""

    number: int
    named: list[tuple[str, str]]  # heading and text
    effect: Effect
    notes: list[str]
    problems: list[Problem]

    @property
    def look(self) -> str:
        """The status whose badge it wears."""
        return LOOKS[self.effect.act]

    @property
    def label(self) -> str:
        return str(LABELS[self.effect.act])


@dataclass(frozen=True)
class Badge:
    """How many rows do the same; ``look`` is the status whose badge it wears."""

    look: str
    label: str
    number: int


LOOKS = {Act.NEW: "done", Act.CHANGED: "reported", Act.SAME: "skipped", Act.WRONG: "error"}
LABELS = {
    Act.NEW: gettext_lazy("Baru"),
    Act.CHANGED: gettext_lazy("Berubah"),
    Act.SAME: gettext_lazy("Tetap"),
    Act.WRONG: gettext_lazy("Keliru"),
}


def listed(table: Table, context: Context, preview: Preview) -> dict[str, object]:
    """Rows, counts and headings for the page."""
    outcomes = preview.report.outcomes if preview.report else []
    telling = [o for o in outcomes if o.effect.act != Act.SAME or o.row.notes]
    telling.sort(key=lambda outcome: outcome.effect.act != Act.WRONG)
    return {
        "headings": [table.column(name).label for name in table.preview],
        "rows": [_row(table, context, outcome) for outcome in telling[:LISTED]],
        "unlisted": max(0, len(telling) - LISTED),
        "counts": {act.value: preview.count(act) for act in Act},
        "badges": [
            Badge(LOOKS[act], str(LABELS[act]), preview.count(act))
            for act in Act
            if preview.count(act)
        ],
        "digest": preview.report.digest if preview.report else "",
    }


def _row(table: Table, context: Context, outcome: Outcome) -> PreviewRow:
    row = outcome.row
    whole = table.shows_nip(context)
    named = [
        (str(table.column(name).label), _cell(table, name, text_of(row.cells.get(name)), whole))
        for name in table.preview
    ]
    problems = [Problem(table.label(name), message) for name, message in row.problems]
    return PreviewRow(row.number, named, outcome.effect, row.notes, problems)


def _cell(table: Table, name: str, text: str, whole: bool) -> str:
    if isinstance(table.column(name).kind, Nip) and text and not whole:
        return nip.masked(text)
    return text
