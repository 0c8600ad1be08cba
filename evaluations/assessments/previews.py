"""What the preview of an uploaded sheet tells: what was read how, and what it would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.scoring import Message, NodeSpec

from .actions import Filled
from .imports import CellChange, SheetImport
from .standing import sentence
from .workbooks.columns import Role
from .workbooks.deciding import How
from .workbooks.reading import Match, Refusal
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
    """A cell that is asked back; ``node`` is None where it is not sure whose it is.

    ``field`` is the one that takes the answer instead, blank where the page has none: the same
    question is asked once. ``options`` are values and labels, none for a number; ``given`` is what
    was sent before.
    """

    cell: str
    code: str
    node: NodeSpec | None
    value: str
    why: str
    note: str
    text: str
    field: str
    options: list[tuple[str, str]]
    given: str


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
    """Everything on the page; ``filled`` is what became of a confirmation that left some over, and
    ``given`` what it answered to the questions that are asked back."""

    def __init__(
        self,
        incoming: SheetImport,
        filled: Filled | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.incoming, self.filled, self.given = incoming, filled, given or {}
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

    @cached_property
    def asked(self) -> list[Asked]:
        seen: set[str] = set()
        asked = []
        for one in self.reading.refusals:
            has_field = one.code in self.incoming.asked and not one.is_note
            field = f"{one.code}.answer" if has_field and one.code not in seen else ""
            seen.add(one.code if field else "")
            asked.append(
                Asked(
                    cell=one.cell,
                    code=one.code,
                    node=self.instrument.by_code.get(one.code),
                    value=one.value,
                    why=_told(one.why),
                    note=one.note or "",
                    text=one.text if one.is_unlike else "",
                    field=field,
                    options=self._options(one) if field else [],
                    given=self.given.get(one.code, "") if field else "",
                )
            )
        return asked

    def _options(self, one: Refusal) -> list[tuple[str, str]]:
        """Of a question with options: each with its words, and which of them the file has."""
        options = []
        for option in self.instrument.node(one.code).options:
            label = (
                f"{option.letter}: {option.description}" if option.description else option.letter
            )
            if option.letter == one.answer:
                label = _("%(option)s (di berkas)") % {"option": label}
            if option.score is not None:
                options.append((option.letter, label))
        return options

    @property
    def unlike_count(self) -> int:
        """How many rows have the code of a question and the words of something else."""
        return sum(one.is_unlike for one in self.reading.refusals)

    @property
    def is_form(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.incoming.changes) or any(one.field for one in self.asked)

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
        answers = self.incoming.answers
        codes = {change.code: None for change in self.incoming.changes} | self.incoming.asked
        return [(code, answers[code].version) for code in codes]

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
