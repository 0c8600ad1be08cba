"""What a workbook would change in a layer, cell by cell; nothing of it is written here."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from evaluations.scoring import Kind, NodeSpec, Provisional
from evaluations.scoring.answers import written

from .actions import Filling
from .models import Answer, AssessmentLayer
from .workbooks.columns import Role
from .workbooks.reading import Match, Reading, read_sheet
from .workbooks.rows import Layout, Origin, Original

VALUE, NOTE = "value", "note"


@dataclass(frozen=True)
class CellChange:
    """One cell that says something else than the sheet.

    ``was`` is what it held when the workbook was exported, where that is told. ``is_conflict``:
    the sheet has moved on since then, so that somebody has to choose.
    """

    node: NodeSpec
    part: str
    cell: str
    now: str
    new: str
    was: str
    answer: Answer
    is_conflict: bool

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def name(self) -> str:
        """As the form of the preview calls it."""
        return f"{self.code}.{self.part}"

    @property
    def label(self) -> str:
        return _("Jawaban") if self.part == VALUE else _("Catatan")

    @property
    def is_deletion(self) -> bool:
        return not self.new

    @property
    def why(self) -> str:
        """Why it is not written without being asked about."""
        return _("%(person)s mengubahnya di portal sejak berkas ini diekspor: %(now)s.") % {
            "person": self.answer.writer,
            "now": self.now or _("dikosongkan"),
        }


@dataclass(frozen=True)
class Cells:
    """What the file holds for one code; a part is None where it says nothing that is taken."""

    code: str
    cell: str
    value: str | None
    note: str | None


class SheetImport:
    """A file beside the layer as it stands.

    The portal's own workbook says what each cell was when it left: a cell that still holds that
    changes nothing, and one that was emptied deletes. Of any other file blanks say nothing.
    """

    def __init__(
        self, layer: AssessmentLayer, reading: Reading, answers: Mapping[str, Answer]
    ) -> None:
        self.layer, self.reading, self.answers = layer, reading, answers
        self.origin = reading.origin if _is_from(layer, reading.origin) else None
        self.moved_on: list[str] = []
        self.changes: list[CellChange] = []
        for cells in self._cells():
            if cells.code in answers:
                self.changes += self._compared(cells, answers[cells.code])

    @property
    def is_of_another_sheet(self) -> bool:
        """Whether it is the portal's own workbook of another unit, year or layer."""
        return self.reading.origin is not None and self.origin is None

    @property
    def conflicts(self) -> list[CellChange]:
        return [change for change in self.changes if change.is_conflict]

    @property
    def clean(self) -> list[CellChange]:
        """The changes that nothing stands against."""
        return [change for change in self.changes if not change.is_conflict]

    @property
    def clean_names(self) -> set[str]:
        return {change.name for change in self.clean}

    @property
    def unchanged_count(self) -> int:
        """How many answers the file has as the sheet has them."""
        differing = {change.code for change in self.changes} | set(self.moved_on)
        return len({match.code for match in self.reading.matches} - differing)

    @cached_property
    def scored(self) -> Provisional:
        """The score with all that nothing stands against."""
        values = {code: answer.value for code, answer in self.answers.items()}
        for change in self.clean:
            if change.part == VALUE:
                values[change.code] = change.new
        return self.layer.scored({code: value for code, value in values.items() if value})

    @cached_property
    def asked(self) -> dict[str, str]:
        """The notes beside the answers that are asked back, by the code that they belong to.

        A note that is a change of its own is not among them.
        """
        notes: dict[str, str] = {}
        is_own_cell = self.reading.layout is not Layout.FOREIGN
        answerable = {node.code for node in self.reading.instrument.answerable}
        for one in self.reading.refusals:
            if one.code in answerable and not one.is_note:
                note = "" if is_own_cell else (one.note or "").strip()
                notes[one.code] = notes.get(one.code, "") or note
        return notes

    def fillings(
        self,
        names: Collection[str],
        versions: Mapping[str, int] | None = None,
        given: Mapping[str, str] | None = None,
    ) -> dict[str, Filling]:
        """What to write so that the cells ``names`` are taken, by code.

        ``versions``: those of the answers that were looked at, where somebody did. ``given``: what
        was answered to those that are ``asked`` back.
        """
        fillings: dict[str, Filling] = {}
        for change in self.changes:
            if change.name not in names:
                continue
            code, answer = change.code, change.answer
            now = fillings.get(code, Filling(answer.value, answer.note, answer.version))
            fillings[code] = Filling(
                value=change.new if change.part == VALUE else now.value,
                note=change.new if change.part == NOTE else now.note,
                version=answer.version if versions is None else versions.get(code, 0),
            )
        for code, value in (given or {}).items():
            answer = self.answers[code]
            now = fillings.get(code, Filling(answer.value, answer.note, answer.version))
            fillings[code] = Filling(
                value=value,
                note=self.asked[code] or now.note,
                version=answer.version if versions is None else versions.get(code, 0),
            )
        return fillings

    def _cells(self) -> Iterator[Cells]:
        is_own = self.reading.layout is Layout.OWN
        for match in self.reading.matches:
            yield Cells(match.code, match.cell, written(match.value), match.note)
        for match in self.reading.computed:
            is_typed = is_own and self._is_typed_total(match)
            yield Cells(
                match.code, match.cell, written(match.value) if is_typed else None, match.note
            )
        if self.reading.layout is not Layout.FOREIGN:  # elsewhere the row itself may be unsure
            for refusal in self.reading.refusals:
                yield Cells(refusal.code, refusal.cell, None, refusal.note)

    def _is_typed_total(self, match: Match) -> bool:
        """A total that somebody typed beside its parts; one that cannot be read says nothing."""
        node = self.reading.instrument.node(match.code)
        return node.kind is Kind.INPUT and (match.value is not None or not match.raw)

    def _compared(self, cells: Cells, answer: Answer) -> Iterator[CellChange]:
        original = self.origin.originals.get(cells.code) if self.origin else None
        parts = ((VALUE, cells.value, answer.value), (NOTE, cells.note, answer.note))
        for part, new, now in parts:
            if new is None or _alike(part, new, now):
                continue
            if original is None:
                if new.strip():
                    yield self._change(cells, answer, part, new, now, was="", is_conflict=False)
                continue
            was = original.value if part == VALUE else original.note
            if _alike(part, new, was):
                self.moved_on.append(cells.code)
                continue
            is_conflict = _has_moved_on(original, answer) and not _alike(part, now, was)
            yield self._change(cells, answer, part, new, now, was=was, is_conflict=is_conflict)

    def _change(
        self,
        cells: Cells,
        answer: Answer,
        part: str,
        new: str,
        now: str,
        *,
        was: str,
        is_conflict: bool,
    ) -> CellChange:
        return CellChange(
            node=self.reading.instrument.node(cells.code),
            part=part,
            cell=cells.cell if part == VALUE else self._note_cell(cells.cell),
            now=now,
            new=new if part == VALUE else new.strip(),
            was=was,
            answer=answer,
            is_conflict=is_conflict,
        )

    def _note_cell(self, cell: str) -> str:
        """Where the note beside the answer in ``cell`` stands."""
        name, mark, place = cell.rpartition("!")
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for sheet in self.reading.sheets:
            letters = [use.letter for use in sheet.columns if use.role is Role.NOTE]
            if letters and (not name or sheet.name == name):
                return f"{name}{mark}{letters[0]}{row}"
        return cell


def import_of(
    layer: AssessmentLayer, content: bytes, *, trusts_codes: bool = False, column: str = ""
) -> SheetImport:
    """What the file ``content`` would change in ``layer`` as it stands now.

    ``trusts_codes`` and ``column`` say what nobody can tell from the file: see ``read_sheet``.

    Raises:
        SheetRefused: it cannot be read as a sheet of this instrument.
    """
    specification = layer.assessment.specification
    file = io.BytesIO(content)
    reading = read_sheet(file, specification, trusts_codes=trusts_codes, column=column)
    rows = layer.answers.select_related("written_by")
    return SheetImport(layer, reading, {answer.code: answer for answer in rows})


def _is_from(layer: AssessmentLayer, origin: Origin | None) -> bool:
    if origin is None:
        return False
    assessment = layer.assessment
    expected = {
        "assessment": str(assessment.pk),
        "layer": layer.kind,
        "unit": assessment.unit.code,
        "year": str(assessment.year),
    }
    return all(origin.values.get(name) == value for name, value in expected.items())


def _has_moved_on(original: Original, answer: Answer) -> bool:
    return original.version != answer.version


def _alike(part: str, one: str, other: str) -> bool:
    """Of a number a spreadsheet keeps fifteen digits, of a note not the blanks around it."""
    if part == NOTE:
        return one.strip() == other.strip()
    return one == other or _fifteen_digits(one) == _fifteen_digits(other)


def _fifteen_digits(value: str) -> str:
    try:
        return f"{float(value):.15g}"
    except ValueError:
        return value
