"""Which column of a foreign sheet is read as what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from reformasi.sheets.grids import Cell

from .codes import CodeIndex, parts_of
from .columns import (
    Assessor,
    Column,
    Role,
    Table,
    cell_at,
    criteria_type,
    is_answer,
    is_letter,
    is_numbering,
    option_type,
    share,
)
from .similarity import Wording

CODED = 0.5  # share of the cells from which a column counts as one of codes
FEWEST = 5  # cells from which a column can be told by what it holds
SAMPLE = 60  # cells of a column that are compared with the names of the instrument
COUNTED = 12  # the longest list of questions under one heading; numbers beyond it count rows
TEXT = 12  # letters from which a cell may be a question


@dataclass(frozen=True)
class Chosen:
    """``texts``: where questions stand, the likeliest first; ``numbers``: where their numbers do.

    ``rivals`` are further columns of answers, which are not read. ``is_open``: nothing tells which
    of them is meant.
    """

    answer: Column
    note: Column | None
    evidence: tuple[Column, ...]
    options: Column | None
    criteria: Column | None
    weight: Column | None
    texts: tuple[Column, ...]
    numbers: tuple[Column, ...]
    codes: Column | None
    rivals: tuple[Column, ...]
    is_open: bool = False

    def roles(self) -> list[tuple[Role, Column]]:
        """Every column that is read, by what it is read as."""
        roles = [(Role.ANSWER, self.answer)]
        roles += [(Role.QUESTION, self.texts[0])] if self.texts else []
        for role, column in (
            (Role.CODE, self.codes),
            (Role.NOTE, self.note),
            (Role.OPTIONS, self.options),
            (Role.CRITERIA, self.criteria),
            (Role.WEIGHT, self.weight),
        ):
            roles += [(role, column)] if column else []
        if self.codes is None:
            roles += [(Role.ORDER, column) for column in self.numbers]
        return roles + [(Role.EVIDENCE, column) for column in self.evidence]


def choose(
    table: Table, wanted: Assessor, wording: Wording, index: CodeIndex, letter: str = ""
) -> Chosen | None:
    """None where nothing on this grid looks like a column of answers, or is the one named."""
    named = [c for c in table.columns if get_column_letter(c.position + 1) == letter]
    answers = named or _answer_columns(table, wanted)
    if not answers:
        return None
    answer = answers[0]
    other = Assessor.TPI if wanted is Assessor.UNIT else Assessor.UNIT
    free = [column for column in table.columns if column != answer]
    own = [column for column in free if column.assessor is not other]
    note = _nearest([column for column in own if column.role is Role.NOTE], answer)
    codes = _code_column(table, free, index)
    texts = _text_columns(table, [column for column in free if column != codes], wording)
    evidence = [column for column in own if column.role is Role.EVIDENCE]
    taken = {
        column.position for column in [answer, *texts, *evidence, *filter(None, [codes, note])]
    }
    return Chosen(
        answer=answer,
        note=note,
        evidence=tuple(
            sorted(
                evidence + _beside(table, [*evidence, *filter(None, [note])], taken),
                key=lambda column: column.position,
            )
        ),
        options=_fullest(table, Role.OPTIONS, lambda cell: option_type(cell) is not None),
        criteria=_fullest(table, Role.CRITERIA, lambda cell: criteria_type(cell) is not None),
        weight=_fullest(table, Role.WEIGHT, lambda cell: cell is not None),
        texts=tuple(texts),
        numbers=tuple(_number_columns(table, free)),
        codes=codes,
        rivals=tuple(answers[1:]),
        is_open=not named and any(_is_rival(table, answer, other) for other in answers[1:]),
    )


def _is_rival(table: Table, answer: Column, other: Column) -> bool:
    """Whether ``other`` may as well be the one that is meant, and says something else."""
    if other.assessor is not answer.assessor or other.is_titled is not answer.is_titled:
        return False
    if table.grid.marks.hides(other.position + 1):
        return False
    pairs = [
        (cell_at(line, answer.position), cell_at(line, other.position)) for line in table.lines
    ]
    differing = [one != two for one, two in pairs if is_answer(one) and is_answer(two)]
    return len(differing) >= FEWEST and any(differing)


def _answer_columns(table: Table, wanted: Assessor) -> list[Column]:
    """The best first: titled so, meant for the wanted assessor, and holding answers."""
    ranked = []
    for column in table.with_role(Role.ANSWER):
        if column.assessor not in {None, wanted}:
            continue
        cells = table.cells(column)
        if is_numbering(cells) and not column.title:
            continue
        fit = share(cells, map(is_answer, cells)) + share(cells, map(is_letter, cells))
        titled = 2 * bool(column.title) + column.is_titled + (column.assessor is wanted)
        hidden = table.grid.marks.hides(column.position + 1)
        if column.title or len(cells) >= FEWEST:
            ranked.append((hidden, -(titled + fit), column.position, column))
    if wanted is Assessor.TPI:
        ranked = [entry for entry in ranked if entry[3].assessor is wanted]
    return [entry[3] for entry in sorted(ranked, key=lambda entry: entry[:3])]


def _nearest(columns: Iterable[Column], answer: Column) -> Column | None:
    """To the right of the answers rather than to their left."""
    return min(
        columns,
        key=lambda c: (c.position < answer.position, abs(c.position - answer.position)),
        default=None,
    )


def _fullest(table: Table, role: Role, fits: Callable[[Cell], bool]) -> Column | None:
    columns = table.with_role(role)
    counts = [(sum(map(fits, table.cells(column))), -column.position) for column in columns]
    return max(zip(counts, columns, strict=True), default=(None, None), key=lambda p: p[0])[1]


def _code_column(table: Table, columns: Iterable[Column], index: CodeIndex) -> Column | None:
    """The column that holds most whole codes."""
    ranked = []
    for column in columns:
        cells = table.cells(column)
        whole = [parts for cell in cells if len(parts := parts_of(str(cell))) > 2]
        coded = sum(bool(index.codes(parts)) for parts in whole)
        fewest = 1 if column.role is Role.CODE else FEWEST
        if coded >= fewest and coded > CODED * len(whole):
            ranked.append((coded, -column.position, column))
    return max(ranked, default=(0, 0, None), key=lambda entry: entry[:2])[2]


def _text_columns(table: Table, columns: Iterable[Column], wording: Wording) -> list[Column]:
    """Those titled as questions, or else those without a title; the nearest to the names first."""
    columns = list(columns)
    titled = [column for column in columns if column.role is Role.QUESTION]
    ranked = []
    for column in titled or [column for column in columns if column.role is None]:
        texts = [
            cell for cell in table.cells(column) if isinstance(cell, str) and len(cell) >= TEXT
        ]
        near = sum(wording.nearest(text) for text in list(dict.fromkeys(texts))[:SAMPLE])
        if titled or texts:
            ranked.append((-near, column.position, column))
    ranked.sort(key=lambda entry: entry[:2])
    if titled:
        return [column for _near, _position, column in ranked]
    return [column for near, _position, column in ranked if near <= 0.6 * ranked[0][0]]


def _number_columns(table: Table, columns: Iterable[Column]) -> list[Column]:
    """Where numbers of questions stand, alone or before their text; not what counts the rows."""
    numbered = []
    for column in columns:
        if column.role not in {Role.QUESTION, Role.ORDER, Role.CODE, None}:
            continue
        cells = table.cells(column)
        numbers = [cell for cell in cells if isinstance(cell, int)]
        counts_rows = len(numbers) > 0.8 * len(cells) and max(numbers, default=0) > COUNTED
        coded = [cell for cell in cells if parts_of(str(cell))]
        named = column.role is not None or len(coded) > CODED * len(cells)
        if cells and coded and named and not counts_rows:
            numbered.append(column)
    return numbered


def _beside(table: Table, named: Iterable[Column], taken: set[int]) -> list[Column]:
    """Columns of text without a title, right beside the notes or the evidence: evidence as well."""
    beside: list[Column] = []
    reached = {column.position for column in named}
    for column in table.columns:
        if column.position in taken or column.title or column.position - 1 not in reached:
            continue
        cells = table.cells(column)
        texts = sum(isinstance(cell, str) and len(cell) >= TEXT for cell in cells)
        if texts >= FEWEST and texts >= CODED * len(cells):
            beside.append(column)
            reached.add(column.position)
    return beside
