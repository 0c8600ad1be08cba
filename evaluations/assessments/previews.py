"""What the preview of an uploaded sheet tells: what was read how, and what it would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.scoring import Message, NodeSpec

from .actions import Filled
from .imports import CellChange, SheetImport
from .models import sentence
from .workbooks.columns import Role
from .workbooks.deciding import How
from .workbooks.reading import Match
from .workbooks.rows import Layout

LAYOUTS = {
    Layout.OWN: gettext_lazy("Lembar kerja dari portal ini; setiap baris dikenali dari kodenya."),
    Layout.PORTAL: gettext_lazy("Tata letak PortalRB; setiap butir dikenali dari selnya."),
    Layout.FOREIGN: gettext_lazy("Lembar dengan tata letak sendiri."),
}
HOW = {
    How.CODE: gettext_lazy("kode"),
    How.CELL: gettext_lazy("letak sel"),
    How.ORDER: gettext_lazy("urutan"),
    How.WORDS: gettext_lazy("kalimat pertanyaan"),
}
ROLES = {
    Role.CODE: gettext_lazy("kode"),
    Role.ORDER: gettext_lazy("nomor"),
    Role.QUESTION: gettext_lazy("pertanyaan"),
    Role.OPTIONS: gettext_lazy("pilihan"),
    Role.CRITERIA: gettext_lazy("kriteria"),
    Role.WEIGHT: gettext_lazy("bobot"),
    Role.SCORE: gettext_lazy("nilai"),
    Role.ANSWER: gettext_lazy("jawaban"),
    Role.NOTE: gettext_lazy("catatan"),
    Role.EVIDENCE: gettext_lazy("bukti"),
}


@dataclass(frozen=True)
class Asked:
    """An answer that is asked back; ``node`` is None where it is not sure whose it is."""

    cell: str
    code: str
    node: NodeSpec | None
    value: str
    why: str
    note: str


@dataclass(frozen=True)
class Clash:
    """Counts that cannot all be true, with their cells."""

    code: str
    why: str
    cells: str


@dataclass(frozen=True)
class Recognised:
    """One row of the file beside the question that it was taken for."""

    match: Match
    node: NodeSpec
    how: str
    percent: int
    is_computed: bool


class Preview:
    """Everything on the page; ``filled`` is what became of a confirmation that left some over."""

    def __init__(self, incoming: SheetImport, filled: Filled | None = None) -> None:
        self.incoming, self.filled = incoming, filled
        self.reading = incoming.reading
        self.instrument = incoming.reading.instrument

    @property
    def is_own(self) -> bool:
        return self.reading.layout is Layout.OWN

    @property
    def is_foreign(self) -> bool:
        return self.reading.layout is Layout.FOREIGN

    @property
    def layout(self) -> str:
        return str(LAYOUTS[self.reading.layout])

    @property
    def sheets(self) -> list[str]:
        """Which sheet was read, and which of its columns as what."""
        lines = []
        for sheet in self.reading.sheets:
            uses = ", ".join(f"{ROLES[use.role]} {use.letter}" for use in sheet.columns)
            if sheet.header is None:
                line = _("Lembar “%(name)s”: kolom %(uses)s.")
            else:
                line = _("Lembar “%(name)s”, judul kolom di baris %(header)d: kolom %(uses)s.")
            lines.append(line % {"name": sheet.name, "header": sheet.header, "uses": uses})
        return lines

    @property
    def ways(self) -> list[tuple[str, int]]:
        """How many questions were recognised by what."""
        counts = Counter(match.how for match in self.reading.matches)
        return [(str(HOW[how]), count) for how, count in counts.most_common()]

    @property
    def recognised(self) -> list[Recognised]:
        return [
            Recognised(
                match,
                self.instrument.node(match.code),
                str(HOW[match.how]),
                round(match.similarity * 100),
                is_computed=match in self.reading.computed,
            )
            for match in self._rows
        ]

    @property
    def _rows(self) -> list[Match]:
        return [*self.reading.matches, *self.reading.computed]

    @property
    def missing(self) -> list[NodeSpec]:
        return [self.instrument.node(code) for code in self.reading.missing]

    @property
    def asked(self) -> list[Asked]:
        return [
            Asked(
                one.cell,
                one.code,
                self.instrument.by_code.get(one.code),
                one.value,
                _told(one.why),
                one.note,
            )
            for one in self.reading.refusals
        ]

    @property
    def clashes(self) -> list[Clash]:
        return [
            Clash(one.code, _told(one.why), ", ".join(f"{k} ({v})" for k, v in one.cells.items()))
            for one in self.reading.conflicts
        ]

    @property
    def remarks(self) -> list[str]:
        return [_told(remark) for remark in self.reading.remarks]

    @property
    def evidence(self) -> list[Match]:
        """Rows that name evidence; our own workbook names what is attached already."""
        return [] if self.is_own else [match for match in self._rows if match.evidence]

    @property
    def versions(self) -> list[tuple[str, int]]:
        """Which version of each answer this page shows."""
        answers = {change.code: change.answer for change in self.incoming.changes}
        return [(code, answer.version) for code, answer in answers.items()]

    @property
    def left_over(self) -> list[str]:
        """What a confirmation did not write, and why."""
        if self.filled is None:
            return []
        changed = _("%(code)s: %(person)s mengubahnya selagi Anda memeriksa.")
        conflicts = [
            changed % {"code": code, "person": self.filled.answers[code].writer}
            for code in self.filled.conflicts
        ]
        return conflicts + [sentence(error) for error in self.filled.refused.values()]

    @property
    def saved_count(self) -> int:
        return len(self.filled.changed) if self.filled else 0

    @property
    def deletions(self) -> list[CellChange]:
        return [change for change in self.incoming.changes if change.is_deletion]


def _told(message: Message) -> str:
    return message.render(translate=_)
