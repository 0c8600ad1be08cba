"""Any sheet with recognisable codes, order or question words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from evaluations.scoring import AnswerType, InstrumentSpec, Message, gettext_noop
from reformasi.sheets.grids import Grid, Line
from reformasi.sheets.refusals import SheetRefused

from .choosing import Chosen, choose
from .clues import Clue, clues_of
from .codes import CodeIndex
from .columns import (
    MOST_ROWS,
    Assessor,
    Table,
    cell_at,
    cell_or_formula,
    find_table,
    is_answer,
    is_crossed,
)
from .deciding import RECOGNISED, Decided, How, decide
from .order import is_filled_in, printed
from .rows import ColumnUse, Layout, Row, Sheet, Taken, names_of
from .similarity import Wording
from .values import fits

COMPARED = 20  # sheets of one workbook that are laid along the instrument
ROWS = 5  # and how many times the rows of the instrument they may have together
LOOKED_AT = 30  # sheets of one workbook of which the columns are told apart
FEWEST_OF_A_PART = 3  # answers of a sheet that holds a part of the questions
MISFITS = (
    0.05  # share of the answers that may not fit where nothing but the order says what is what
)


@dataclass(frozen=True)
class Recognised:
    """One sheet, and what each of its rows was taken for."""

    grid: Grid
    table: Table
    chosen: Chosen
    decided: tuple[Decided, ...]

    @property
    def answered(self) -> int:
        """Questions that are recognised and have something in them."""
        return len({one.code for one in self.decided if one.code and one.clue.answer is not None})

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.decided if one.code)


def find_sheets(
    grids: Sequence[Grid], instrument: InstrumentSpec, wanted: Assessor, column: str = ""
) -> list[Recognised]:
    """The sheets on which anything was recognised, the one with most answers first."""
    wording, index = Wording(instrument), CodeIndex(instrument)
    candidates = []
    for grid in [grid for grid in grids if grid.lines][:LOOKED_AT]:
        table = find_table(grid)
        chosen = choose(table, wanted, wording, index, column)
        if chosen is not None:
            candidates.append((table, chosen, len(table.cells(chosen.answer))))
    candidates.sort(key=lambda candidate: -min(candidate[2], len(instrument.nodes)))
    sheets: list[Recognised] = []
    room = ROWS * len(instrument.nodes)
    for table, chosen, _filled in candidates[:COMPARED]:
        room -= len(table.lines)
        if room < 0 and sheets:
            break
        clues = clues_of(table, chosen, wording, index)
        bare = not any(clue.text or clue.token for clue in clues)
        decided = _by_order(table, chosen, instrument) if bare else decide(clues, instrument)
        if any(one.code for one in decided):
            sheets.append(Recognised(table.grid, table, chosen, tuple(decided)))
    return sorted(sheets, key=_rank)


def _rank(one: Recognised) -> tuple[bool, bool, int, int]:
    """A hidden sheet only where no other has any answer; then the fuller one."""
    return (not one.answered, one.grid.hidden, -one.answered, -len(one.codes))


def _by_order(table: Table, chosen: Chosen, instrument: InstrumentSpec) -> list[Decided]:
    """Rows without words and codes: the questions in printed order, if there are just as many."""
    lines = [line for line in table.lines if any(cell is not None for cell in line.cells)]
    nodes = [node for node in printed(instrument) if is_filled_in(node)]
    computed = {total.code for total in instrument.totals}
    asked = [node for node in nodes if node.answer_type is not AnswerType.PERCENT]
    typed = [node for node in asked if node.code not in computed]
    for order in (typed, asked, nodes):
        if len(order) == len(lines):
            rows = [_bare(line, chosen) for line in lines]
            misfits = sum(
                not fits(instrument, node.code, clue.answer)
                for node, clue in zip(order, rows, strict=True)
            )
            if misfits <= MISFITS * len(order):
                return [
                    Decided(clue, node.code, How.ORDER)
                    for node, clue in zip(order, rows, strict=True)
                ]
    return [Decided(_bare(line, chosen)) for line in lines if is_answer(_bare(line, chosen).answer)]


def _bare(line: Line, chosen: Chosen) -> Clue:
    nothing: frozenset[str] = frozenset()
    answer = cell_at(line, chosen.answer.position)
    return Clue(line, "", answer, {}, {}, nothing, False, nothing, (), None, None, None)


def take_foreign(
    grids: Sequence[Grid],
    instrument: InstrumentSpec,
    wanted: Assessor,
    *,
    trusts_codes: bool = False,
    column: str = "",
) -> Taken | None:
    """The best sheet, and further ones that ask other questions; None if nothing is recognised.

    ``trusts_codes``: a code counts also beside words that ask something else. ``column``: the
    letter of the answers.

    Raises:
        SheetRefused: several columns may be the one with the answers.
    """
    sheets = find_sheets(grids, instrument, wanted, column)
    if not sheets:
        return None
    read, unread = _share_out(sheets)
    for one in read:
        if one.chosen.is_open:
            raise SheetRefused(_open(one))
    rows = [
        row if trusts_codes and row.is_unlike else replace(row, doubt=_doubt(one))
        for sheet in read
        for row, one in _rows(sheet, is_alone=len(read) == 1)
    ]
    uses = tuple(_sheet(one) for one in read)
    return Taken(Layout.FOREIGN, uses, tuple(rows), tuple(_remarks(read, unread)))


def _open(one: Recognised) -> str:
    """Which columns hold answers, for somebody to choose."""
    columns = sorted((one.chosen.answer, *one.chosen.rivals), key=lambda column: column.position)
    named = [f"{get_column_letter(one.position + 1)} “{one.title}”" for one in columns]
    return _(
        "Lembar “%(sheet)s” punya beberapa kolom jawaban yang isinya berbeda: %(columns)s. "
        "Sebutkan huruf kolom yang dibaca."
    ) % {"sheet": one.grid.name, "columns": ", ".join(named)}


def _share_out(sheets: Sequence[Recognised]) -> tuple[list[Recognised], list[Recognised]]:
    """Sheets that share no question are parts of one; of those that do, the fuller one is read."""
    read: list[Recognised] = [sheets[0]]
    unread: list[Recognised] = []
    for one in sheets[1:]:
        taken = frozenset().union(*(other.codes for other in read))
        parts = not one.grid.hidden and one.answered >= FEWEST_OF_A_PART and not one.codes & taken
        (read if parts else unread).append(one)
    return read, unread


def _rows(sheet: Recognised, *, is_alone: bool) -> Iterator[tuple[Row, Decided]]:
    for one in sheet.decided:
        line, chosen = one.clue.line, sheet.chosen
        letter = get_column_letter(chosen.answer.position + 1)
        place = f"{letter}{line.number}"
        note = chosen.note.position + 1 if chosen.note else 0
        yield (
            Row(
                code=one.code,
                cell=place if is_alone else f"{sheet.grid.name}!{place}",
                raw=cell_or_formula(sheet.grid, line, chosen.answer.position + 1),
                note=cell_or_formula(sheet.grid, line, note) if note else None,
                note_cell=f"{get_column_letter(note)}{line.number}" if note else "",
                evidence=tuple(
                    name
                    for column in chosen.evidence
                    for name in names_of(cell_at(line, column.position))
                ),
                how=one.how,
                similarity=one.similarity,
                text=one.clue.text,
                is_unlike=one.is_contrary,
            ),
            one,
        )


def _doubt(one: Decided) -> Message | None:
    """Why this row is asked back, if it is."""
    if one.is_contrary:
        reason = gettext_noop(
            "%(code)s: kode cocok, tetapi kata-katanya berbeda (kemiripan %(percent)d %%). Ambil "
            "hanya bila memang butir ini yang dijawab."
        )
        return Message(reason, {"code": one.code, "percent": round(one.similarity * 100)})
    if one.rivals:
        reason = gettext_noop(
            "Tidak pasti baris ini pertanyaan yang mana; mungkin %(codes)s. Tulis kodenya."
        )
        return Message(reason, {"codes": ", ".join(one.rivals)})
    return None


def _sheet(one: Recognised) -> Sheet:
    uses = (
        ColumnUse(role, get_column_letter(column.position + 1), column.title)
        for role, column in one.chosen.roles()
    )
    header = one.table.header
    return Sheet(one.grid.name, header.number if header else None, tuple(uses))


def _remarks(read: Sequence[Recognised], unread: Sequence[Recognised]) -> Iterator[Message]:
    """What was chosen among several, and how much was recognised."""
    other = gettext_noop(
        "Lembar “%(sheet)s” juga memuat %(count)s jawaban dan tidak dibaca; yang dibaca “%(read)s”."
    )
    for one in unread:
        yield Message(
            other, {"sheet": one.grid.name, "count": one.answered, "read": read[0].grid.name}
        )
    long = gettext_noop("Lembar “%(sheet)s” panjang: hanya %(rows)s baris pertamanya yang dibaca.")
    for one in read:
        if one.grid.is_longer or len(one.grid.lines) > MOST_ROWS:
            yield Message(long, {"sheet": one.grid.name, "rows": MOST_ROWS})
    answered = [row for one in read for row in one.decided if row.clue.answer is not None]
    sure = sum(bool(row.code) for row in answered)
    if sure < RECOGNISED * len(answered):
        little = gettext_noop(
            "Hanya %(sure)s dari %(all)s baris berjawaban yang dikenali. Mungkin lembar ini "
            "memakai instrumen lain."
        )
        yield Message(little, {"sure": sure, "all": len(answered)})
    crossed = gettext_noop(
        "Lembar “%(sheet)s” memuat tanda silang atau centang, yang tidak dibaca. Tulis huruf "
        "jawabannya di baris pertanyaannya."
    )
    for one in read:
        if is_crossed(one.table.cells(one.chosen.answer)):
            yield Message(crossed, {"sheet": one.grid.name})
    rival = gettext_noop(
        "Jawaban dibaca dari kolom %(read)s; kolom %(others)s juga berisi jawaban dan tidak dibaca."
    )
    for one in read:
        letters = [get_column_letter(column.position + 1) for column in one.chosen.rivals]
        own = get_column_letter(one.chosen.answer.position + 1)
        if letters:
            yield Message(rival, {"read": own, "others": ", ".join(letters)})
