"""Which row of a grid holds the titles, and what each column is for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from evaluations.scoring import AnswerType
from reformasi.sheets.grids import Cell, Grid, Line

from .codes import parts_of

SEARCHED = 40  # filled rows in which the titles may stand
MOST_ROWS = 1_500  # rows of one sheet that are read; the longest instrument has 230
CROSSES = {"x", "v", "\u2713", "\u2714", "\u221a", "\u2611"}
FEWEST_CROSSES = 5
PROFILED = 400  # rows that tell what a column is
TITLE = 70  # letters of a title; what is longer is text
ENOUGH = 0.6  # share of the cells of a column that makes it what they are


class Role(StrEnum):
    CODE = "code"
    ORDER = "order"
    QUESTION = "question"
    OPTIONS = "options"
    CRITERIA = "criteria"
    WEIGHT = "weight"
    SCORE = "score"
    ANSWER = "answer"
    NOTE = "note"
    EVIDENCE = "evidence"


class Assessor(StrEnum):
    """Whose columns are wanted."""

    UNIT = "unit"
    TPI = "tpi"


#: What a title says, the first that fits.
TITLES = (
    (Role.OPTIONS, r"\b(pilihan|opsi|options?|jenis|tipe|type|alternatif)\b"),
    (
        Role.EVIDENCE,
        r"\b(bukti|eviden|evidence|data dukung|dokumen|link|tautan|url|lampiran|berkas)\b",
    ),
    (
        Role.NOTE,
        r"\b(catatan|keterangan|komentar|narasi|notes?|penjelasan|rekomendasi|alasan)\b",
    ),
    (Role.WEIGHT, r"\b(bobot|weight)\b"),
    (Role.CODE, r"\b(kode|code)\b"),
    (
        Role.ANSWER,
        r"\b(jawaban|jawab|isian|respons?|answer|penilaian (mandiri|unit)|self assessment)\b",
    ),
    (Role.SCORE, r"\b(nilai|skor|score|persen|poin|capaian)\b|^%$"),
    (Role.ORDER, r"^(no|nomor|nr|id|soal id|no urut|nomor urut|urut|urutan|#)$"),
    (
        Role.QUESTION,
        (
            r"\b(pertanyaan|penilaian|butir|indikator|komponen|kriteria|pernyataan|uraian)\b"
            r"|\b(aspek|unsur|parameter|soal|area|question)\b"
        ),
    ),
)
OTHERS = re.compile(
    r"\b(tpi|tpn|tim penilai|penilai|evaluator|apip|inspektorat|itjen|verifikator|verifikasi)\b"
    r"|\b(asesor|desk|panel|reviu|reviewer|validasi)\b"
)
JUDGED = r"penilaian|hasil|verifikasi"
BY_ASSESSOR = {Role.ANSWER, Role.NOTE, Role.EVIDENCE, Role.SCORE}
OWN = re.compile(r"\b(unit|unit kerja|satker|mandiri|self|opd)\b")
LETTERS = re.compile(r"\(?([A-Fa-f]|ya|tidak)(?:[.):,]?$|[.):,]\s|\s[-\u2013]\s)", re.IGNORECASE)
SETS = re.compile(r"[A-Fa-f](?:\s?[/,;|-]\s?[A-Fa-f]){1,5}")
JOINED = {"ABC": AnswerType.ABC, "ABCD": AnswerType.ABCD, "ABCDE": AnswerType.ABCDE}
CRITERIA = re.compile(r"(?:^|\n)\s*\(?([A-Fa-f])[.):]\s*\S")
YES_IF = re.compile(r"\s*(?:ya|tidak)\s*,?\s*(?:jika|apabila|bila|:)", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """``is_inherited``: its title stands to its left, as it does in a merged range."""

    position: int
    title: str
    role: Role | None
    assessor: Assessor | None = None
    is_inherited: bool = False

    @property
    def is_titled(self) -> bool:
        """Whether its title says what it is, and not its cells alone."""
        return self.role is not None and _role(self.title) is self.role


@dataclass(frozen=True)
class Table:
    """A grid below its titles."""

    grid: Grid
    header: Line | None
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def with_role(self, role: Role) -> list[Column]:
        return [column for column in self.columns if column.role is role]

    def cells(self, column: Column) -> list[Cell]:
        """What is filled in below its title, as far as it is looked at to tell what it is."""
        cells = (cell_at(line, column.position) for line in self.lines[:PROFILED])
        return [cell for cell in cells if cell is not None]


def cell_at(line: Line, position: int) -> Cell:
    return line.cells[position] if position < len(line.cells) else None


def cell_or_formula(grid: Grid, line: Line, column: int) -> Cell:
    """A cell as it is taken; ``column`` counts from 1. A formula without its value is no blank."""
    cell = cell_at(line, column - 1)
    return grid.formula_at(line.number, column) if cell is None else cell


def option_type(cell: Cell) -> AnswerType | None:
    """The type of answer that a cell such as "A/B/C", "Ya/Tidak" or "Jumlah" asks for."""
    text = " ".join(str(cell).split()) if cell is not None else ""
    plain = text.casefold().replace("_", "/").replace(" ", "")
    if SETS.fullmatch(text) or text in JOINED:
        letters = re.sub(r"[^A-F]", "", text.upper())
        return JOINED.get(letters)
    if plain in {"ya", "tidak", "ya/tidak", "y/t", "yatidak"}:
        return AnswerType.YA_TIDAK
    if plain in {"%", "persen", "persentase", "percent"}:
        return AnswerType.PERCENT
    if plain in {"jumlah", "angka", "count", "bilangan"}:
        return AnswerType.COUNT
    if "0-100" in plain:
        return AnswerType.SCALE_0_100
    return AnswerType.SCALE_0_4 if re.search(r"0(-|s\.?/?d\.?)4", plain) else None


def criteria_type(cell: Cell) -> AnswerType | None:
    """The type of answer for which a cell lists the criteria."""
    text = str(cell or "")
    if YES_IF.match(text):
        return AnswerType.YA_TIDAK
    letters = "".join(dict.fromkeys(letter.upper() for letter in CRITERIA.findall(text)))
    return JOINED.get(letters)


def is_answer(cell: Cell) -> bool:
    """Whether this may be an answer to any question at all."""
    if isinstance(cell, str):
        return bool(LETTERS.match(cell)) or bool(re.fullmatch(r"[0-9]{1,6}(?:[.,][0-9]+)?", cell))
    return isinstance(cell, int | float)


def is_letter(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(LETTERS.match(cell))


def is_crossed(cells: Iterable[Cell]) -> bool:
    """Whether options are ticked or crossed here, instead of answered by their letter."""
    crosses = sum(isinstance(cell, str) and cell.casefold() in CROSSES for cell in cells)
    return crosses >= FEWEST_CROSSES


def share(cells: Sequence[Cell], fits: Iterable[bool]) -> float:
    return sum(fits) / len(cells) if cells else 0.0


def find_table(grid: Grid) -> Table:
    """The grid with its titles told apart; a grid without titles has none."""
    at = _header_position(grid.lines)
    if at is None:
        width = max((len(line.cells) for line in grid.lines), default=0)
        columns = tuple(Column(position, "", None) for position in range(width))
        return _settled(Table(grid, None, columns, tuple(grid.lines[:MOST_ROWS])))
    first, last = _header_span(grid.lines, at)
    below = [line for line in grid.lines[last + 1 :] if not _repeats(line, grid.lines[at])]
    if below and _counts_columns(below[0]):
        below = below[1:]
    width = max(len(line.cells) for line in grid.lines)
    columns = tuple(_columns(grid.lines[first : last + 1], width))
    return _settled(Table(grid, grid.lines[at], columns, tuple(below[:MOST_ROWS])))


def _header_position(lines: Sequence[Line]) -> int | None:
    best, best_score = None, 1
    for at, line in enumerate(lines[:SEARCHED]):
        roles = {role for cell in line.cells if (role := _role(_title(cell)))}
        long = sum(isinstance(cell, str) and len(cell) > TITLE for cell in line.cells)
        score = len(roles) + (Role.ANSWER in roles) - long
        if len(roles) > 1 and score > best_score:
            best, best_score = at, score
    return best


def _header_span(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """The rows of titles around the one that was found: groups above it, parts below it."""
    first = last = at
    if at and lines[at - 1].number == lines[at].number - 1 and _names_groups(lines[at - 1]):
        first = at - 1
    if at + 1 < len(lines) and lines[at + 1].number == lines[at].number + 1:
        titles = [_title(cell) for cell in lines[at + 1].cells if cell is not None]
        named = [title for title in titles if _role(title) or _assessor(title)]
        if len(named) > 1 and len(named) == len(titles):
            last = at + 1
    return first, last


def _names_groups(line: Line) -> bool:
    titles = [_title(cell) for cell in line.cells if cell is not None]
    named = [title for title in titles if _role(title) or _assessor(title)]
    return len(titles) > 1 and len(named) == len(titles)


def _repeats(line: Line, header: Line) -> bool:
    """Whether the titles stand here once more, as they do above each area."""
    pairs = zip(line.cells, header.cells, strict=False)
    same = sum(one == title and isinstance(one, str) for one, title in pairs)
    return same > 1 and same >= len([cell for cell in line.cells if cell is not None]) / 2


def _counts_columns(line: Line) -> bool:
    """(1) (2) (3): the row that numbers the columns."""
    numbers = [re.sub(r"[()\s]", "", str(cell)) for cell in line.cells if cell is not None]
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _title(cell: Cell) -> str:
    if not isinstance(cell, str) or len(cell) > TITLE:
        return ""
    plain = re.sub(r"[^a-z0-9%#]+", " ", cell.casefold())
    return " ".join(plain.split())


def _role(title: str) -> Role | None:
    return next((role for role, pattern in TITLES if re.search(pattern, title)), None)


def _assessor(title: str) -> Assessor | None:
    if OTHERS.search(title):
        return Assessor.TPI
    return Assessor.UNIT if OWN.search(title) else None


def _columns(lines: Sequence[Line], width: int) -> Iterable[Column]:
    """A title goes on over the blank cells to its right: of the groups, and of the question."""
    group, left = "", None
    for position in range(width):
        own = [_title(cell_at(line, position)) for line in lines]
        if len(own) > 1 and own[0]:
            group = own[0] if any(own[1:]) else ""
        if any(own):
            left = _column(position, own, group)
            yield left
        elif left and left.role is Role.QUESTION:
            yield Column(position, left.title, Role.QUESTION, is_inherited=True)
        else:
            yield Column(position, "", None)


def _column(position: int, own: Sequence[str], group: str) -> Column:
    """The lowest title that says anything decides; whose column it is, its group may say too."""
    title = " ".join(filter(None, own))
    role = next((role for level in reversed(own) if (role := _role(level))), None)
    assessor = next((who for level in reversed(own) if (who := _assessor(level))), None)
    if assessor and role in {None, Role.QUESTION} and re.search(JUDGED, title):
        role = Role.ANSWER
    if role is None and group and not own[0]:
        role = _role(group)
    if assessor is None and role in BY_ASSESSOR:
        assessor = _assessor(group)
    if group and not own[0] and assessor:
        title = f"{group} {title}"
    return Column(position, title, role, assessor)


def _settled(table: Table) -> Table:
    """What the cells say where the title says nothing, or something that they contradict."""
    titled = any(column.role is Role.ANSWER for column in table.columns)
    columns = tuple(_settle(column, table.cells(column), titled) for column in table.columns)
    return Table(table.grid, table.header, columns, table.lines)


def _settle(column: Column, cells: Sequence[Cell], titled: bool) -> Column:
    """``titled``: another column says that the answers are there."""
    if column.role in {Role.ANSWER, Role.WEIGHT, Role.CODE, Role.ORDER} or not cells:
        return column
    kinds = [kind for cell in cells if (kind := option_type(cell))]
    role: Role | None = column.role
    if len(kinds) > ENOUGH * len(cells) and len(set(kinds)) > 1 and not _is_answers(cells):
        role = Role.OPTIONS
    elif share(cells, (criteria_type(cell) is not None for cell in cells)) > ENOUGH / 2:
        role = Role.CRITERIA
    elif _may_answer(column, titled) and _is_answers(cells):
        role = Role.ANSWER
    elif role is None and share(cells, map(_is_address, cells)) > ENOUGH:
        role = Role.EVIDENCE
    return replace(column, role=role)


def _may_answer(column: Column, titled: bool) -> bool:
    """Whether its title leaves it open that it holds the answers."""
    if column.role in {None, Role.SCORE}:
        return True
    return not titled and column.role in {Role.OPTIONS, Role.QUESTION}


def _is_answers(cells: Sequence[Cell]) -> bool:
    letters = [cell for cell in cells if is_letter(cell)]
    return (
        len(letters) > 2
        and share(cells, (is_answer(cell) for cell in cells)) > ENOUGH
        and len(letters) > ENOUGH / 2 * len(cells)
        and not is_numbering(cells)
    )


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a column counts: each cell follows the one before, or begins anew."""
    numbers = [parts_of(str(cell)) for cell in cells]
    if share(cells, (bool(parts) for parts in numbers)) < ENOUGH:
        return False
    steps = sum(_follows(before, after) for before, after in pairwise(numbers))
    starts = sum(parts[-1:] in {("a",), ("1",)} for parts in numbers)
    return steps > 0.25 * len(cells) and steps + starts > ENOUGH * len(cells)


def _follows(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    if not before or not after:
        return False
    last, now = before[-1], after[-1]
    if last.isdigit() and now.isdigit():
        return int(now) == int(last) + 1
    return len(last) == len(now) == 1 and ord(now) == ord(last) + 1


def _is_address(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.lower().startswith(("http://", "https://", "www."))
