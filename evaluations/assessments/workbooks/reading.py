"""An uploaded workbook as answers: what was matched how, what is missing, what does not fit."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from evaluations.scoring import (
    Answer,
    ContradictoryInput,
    InstrumentSpec,
    Kind,
    Message,
    ScoringError,
    contradictions,
    gettext_noop,
)
from reformasi.sheets.cells import short, text_of
from reformasi.sheets.reading import read_grids
from reformasi.sheets.refusals import SheetRefused

from .columns import Assessor, is_answer, is_crossed
from .deciding import How
from .fixed import take_own, take_portal
from .foreign import take_foreign
from .rows import Layout, Origin, Row, Sheet, Taken
from .values import displayed, misread, read_cell, unread

MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Match:
    """One question of the file. ``value`` is None where its cell is blank, ``note`` where nobody
    can tell what it says."""

    code: str
    cell: str
    raw: str
    value: Answer | None
    note: str | None
    evidence: tuple[str, ...]
    how: How
    similarity: float
    text: str


@dataclass(frozen=True)
class Refusal:
    """A cell that is asked back; ``code`` is blank where it is not sure whose answer it is.

    ``note`` is the one beside an answer, None where it is asked back by itself. ``answer`` is what
    the cell would mean if the row is the question that its code says; ``is_unlike``, with ``text``:
    its words are about something else. ``is_note``: the cell is that of a note.
    """

    cell: str
    code: str
    value: str
    why: Message
    note: str | None = None
    answer: Answer | None = None
    text: str = ""
    is_unlike: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Stray:
    """A row that carries an answer and is none of the questions."""

    cell: str
    value: str
    text: str


@dataclass(frozen=True)
class Conflict:
    """Inputs that cannot all be true, each with the cell it stands in."""

    code: str
    why: Message
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """Everything that a preview needs; nothing of it is stored yet.

    ``computed`` are percentages and totals: the form fills them in by itself, so they are shown
    and not taken. ``missing`` are the questions that no row of the file asks.
    """

    instrument: InstrumentSpec
    layout: Layout
    sheets: tuple[Sheet, ...]
    matches: tuple[Match, ...]
    computed: tuple[Match, ...]
    missing: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    strays: tuple[Stray, ...]
    conflicts: tuple[Conflict, ...]
    remarks: tuple[Message, ...]
    origin: Origin | None = field(default=None)

    @property
    def answers(self) -> dict[str, Answer]:
        """By code, without blanks and without what the form computes."""
        return {one.code: one.value for one in self.matches if one.value is not None}

    def summary(self, *, changed: int) -> dict[str, object]:
        """For the command line; whoever knows the sheet of today says how much would change."""
        return {
            "matched": len(self.matches),
            "missing": list(self.missing),
            "refused": [
                {"cell": one.cell, "code": one.code, "value": one.value, "why": one.why.render(_)}
                for one in self.refusals
            ],
            "changed": changed,
        }


def read_sheet(
    file: BinaryIO,
    instrument: InstrumentSpec,
    wanted: Assessor = Assessor.UNIT,
    *,
    trusts_codes: bool = False,
    column: str = "",
) -> Reading:
    """The answers of ``wanted`` in an uploaded XLSX or CSV of any layout.

    ``trusts_codes``: rows whose code is one of the questions are taken whatever their words say.
    ``column``: the letter of the answers in a foreign sheet that has several such columns.

    Raises:
        SheetRefused: the file cannot be read, or no sheet of it is one of this instrument.
    """
    grids = read_grids(file, max_bytes=MAX_BYTES)
    taken = (
        take_own(grids, instrument)
        or take_portal(grids, instrument, wanted)
        or take_foreign(grids, instrument, wanted, trusts_codes=trusts_codes, column=column)
    )
    if taken is None:
        if any(is_crossed(cell for line in grid.lines for cell in line.cells) for grid in grids):
            raise SheetRefused(
                _(
                    "Jawaban di berkas ini berupa tanda silang atau centang di bawah tiap pilihan. "
                    "Tulis huruf jawabannya dalam satu kolom “Jawaban”, lalu unggah lagi."
                )
            )
        raise SheetRefused(
            _(
                "Tidak ada lembar di berkas ini yang dikenali sebagai %(instrument)s. Lembarnya "
                "harus memuat kolom jawaban, dan kode, urutan, atau kalimat pertanyaannya."
            )
            % {"instrument": instrument.title or instrument.code}
        )
    return _Sorter(taken, instrument).reading()


class _Sorter:
    """Tells the rows that fit from those that are asked back."""

    def __init__(self, taken: Taken, instrument: InstrumentSpec) -> None:
        self.taken, self.instrument = taken, instrument
        self.matches: list[Match] = []
        self.computed: list[Match] = []
        self.refusals: list[Refusal] = []
        self.strays: list[Stray] = []
        self.claims = Counter(
            row.code for row in taken.rows if row.code and row.raw is not None and row.doubt is None
        )
        self.seen: set[str] = set()
        self.answerable = {node.code for node in instrument.answerable}

    def reading(self) -> Reading:
        for row in self.taken.rows:
            self._sort(row)
        asked = {one.code for one in self.matches} | {one.code for one in self.refusals}
        return Reading(
            instrument=self.instrument,
            layout=self.taken.layout,
            sheets=self.taken.sheets,
            matches=tuple(self.matches),
            computed=tuple(self.computed),
            missing=tuple(n.code for n in self.instrument.answerable if n.code not in asked),
            refusals=tuple(self.refusals),
            strays=tuple(self.strays),
            conflicts=tuple(self._conflicts()),
            remarks=self.taken.remarks,
            origin=self.taken.origin,
        )

    def _sort(self, row: Row) -> None:
        if not row.code and row.doubt is None:
            if row.text or is_answer(row.raw):
                self.strays.append(Stray(row.cell, short(row.raw), row.text))
        elif row.code and row.raw is None and (self.claims[row.code] or row.code in self.seen):
            return  # the same question once more, and answered elsewhere
        elif row.code in self.answerable or row.doubt is not None:
            self._answer(row)
        else:
            self._computed(row)

    def _answer(self, row: Row) -> None:
        self.seen.add(row.code)
        note, fault = _note(row)
        value, why = None, row.doubt
        if why is None and self.claims[row.code] > 1:
            reason = gettext_noop("%(code)s dijawab di beberapa baris. Sisakan satu.")
            why = Message(reason, {"code": row.code})
        if why is None:
            value, why = self._read(row)
        if why is not None:
            self.refusals.append(self._refusal(row, why, note))
        else:
            self.matches.append(_match(row, value, note))
        self._refuse_note(row, fault)

    def _computed(self, row: Row) -> None:
        """What the form fills in by itself; one that cannot be read says nothing."""
        node = self.instrument.node(row.code)
        value = None
        if node.kind is Kind.INPUT:
            value, _why = self._read(row)
        note, fault = _note(row)
        self.computed.append(_match(row, value, note))
        self._refuse_note(row, fault)

    def _refusal(self, row: Row, why: Message, note: str | None) -> Refusal:
        answer = self._read(row)[0] if row.code else None
        return Refusal(
            row.cell, row.code, displayed(row.raw), why, note, answer, row.text, row.is_unlike
        )

    def _refuse_note(self, row: Row, fault: Message | None) -> None:
        if fault is not None:
            value = displayed(row.note)
            self.refusals.append(Refusal(row.note_cell, row.code, value, fault, is_note=True))

    def _read(self, row: Row) -> tuple[Answer | None, Message | None]:
        why = unread(row.code, row.raw) or misread(self.instrument.node(row.code), row.raw)
        if why is not None:
            return None, why
        try:
            return read_cell(self.instrument, row.code, row.raw), None
        except ScoringError as error:
            return None, error.message

    def _conflicts(self) -> Iterator[Conflict]:
        cells = {one.code: one.cell for one in (*self.matches, *self.computed)}
        answers = {
            one.code: one.value for one in (*self.matches, *self.computed) if one.value is not None
        }
        for error in contradictions(self.instrument, answers):
            codes = [error.code, *self._others(error)]
            yield Conflict(
                error.code,
                error.message,
                {code: cells[code] for code in codes if code in cells},
            )

    def _others(self, error: ContradictoryInput) -> list[str]:
        """The inputs that it contradicts."""
        formula = self.instrument.formula_of.get(error.code)
        if formula is not None:
            return list(formula.inputs.values())
        return [str(error.message.params["other"])] if "other" in error.message.params else []


def _note(row: Row) -> tuple[str | None, Message | None]:
    """The note beside an answer, or None and why nobody can tell what it says."""
    why = unread(row.code, row.note)
    return (text_of(row.note) if why is None else None), why


def _match(row: Row, value: Answer | None, note: str | None) -> Match:
    return Match(
        code=row.code,
        cell=row.cell,
        raw=text_of(row.raw),
        value=value,
        note=note,
        evidence=row.evidence,
        how=row.how,
        similarity=row.similarity,
        text=row.text,
    )
