"""What a table is: declared once by the app that owns its rows, used for import and export."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reformasi.organisation.models import User

from .cells import Kind, Value
from .context import Context
from .effects import Effect
from .grids import Cell, FailedFormula

Label = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: ``name`` is its header. ``aliases`` are other headers that mean the same.

    A ``required`` column must be there and filled in every row. An ``info`` column is written for
    readers and not taken back. ``width`` is that of the column in a template, in letters.
    """

    name: str
    label: Label
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: Label = ""
    info: bool = False
    width: int = 18

    def headers(self) -> list[str]:
        """The headers that mean this column, the best first."""
        return [header_key(text) for text in (self.name, *self.aliases)]


def header_key(text: object) -> str:
    """A header as it is compared: "No. HP *" and "no_hp" are the same."""
    signs = "".join(sign if sign.isalnum() else " " for sign in str(text or "").casefold())
    return "_".join(signs.split())


@dataclass
class Row:
    """One row of an uploaded table: its number in the sheet, and the values of its columns.

    A column that the file does not have is not among ``values``.
    """

    number: int
    cells: dict[str, Cell]
    values: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")


class Intake(ABC):
    """How rows become calls of actions; made anew for each dry run and each import."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by = context.by

    def prepare(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Read once what every row asks for; return the rows in the order to take them."""
        return rows

    def check(self, row: Row) -> None:
        """Look at a row by itself, also where columns are missing or a cell is wrong.

        Raises:
            ValidationError: it is wrong whatever else the row says; by column where it is known.
        """
        return

    @abstractmethod
    def bring_in(self, row: Row) -> Effect:
        """Call the actions for one row.

        Raises:
            ValidationError: the row is wrong; by column where it is known.
            Refused: a rule of the app forbids it.
        """

    def steps_after(self) -> Iterable[tuple[Row, Callable[[], Effect]]]:
        """What can be done only after all rows, each step for the row that asked for it."""
        return ()


@dataclass(frozen=True)
class Outlet:
    """How rows leave: the permission, the rows that the list shows, and one line for each.

    ``lines`` gives the values by column; one object may make several. ``columns`` narrows the
    columns to those that this person may take along.
    """

    perm: str
    queryset: Callable[[Context], QuerySet[Model]]
    lines: Callable[[QuerySet[Model], Context], Iterator[Mapping[str, Value]]]
    columns: Callable[[Context], set[str]] | None = None


@dataclass(frozen=True)
class Table:
    """One table. ``name`` stands in its addresses; ``subject`` says that it belongs to an object.

    ``subject(user, pk, changing)`` finds that object and answers 404 or 403 as its own page does.
    """

    name: str
    title: Label
    columns: tuple[Column, ...]
    back: Callable[[Context], str]
    intake: type[Intake] | None = None
    perm: str = ""
    outlet: Outlet | None = None
    subject: Callable[[User, int, bool], Model] | None = None
    #: Each row takes up to 20 ms on a busy machine, and the web server waits for 60 s.
    max_rows: int = 1_000
    preview: tuple[str, ...] = ()
    shows_nip: Callable[[Context], bool] = lambda context: False
    instructions: tuple[Label, ...] = ()

    @property
    def taken(self) -> list[Column]:
        """The columns that an import reads."""
        return [column for column in self.columns if not column.info]

    @property
    def required(self) -> list[Column]:
        return [column for column in self.taken if column.required]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def label(self, name: str) -> str:
        """What a column is called beside a message; other names stay as they are."""
        return next((str(c.label) for c in self.columns if c.name == name), name)


class Reader:
    """Reads the cells of rows into values, and says in words what is wrong with each."""

    def __init__(self, table: Table, context: Context) -> None:
        self.columns = {column.name: column for column in table.taken}
        self._readers = {name: column.kind.reader(context) for name, column in self.columns.items()}

    def read(self, number: int, cells: dict[str, Cell]) -> Row:
        row = Row(number, cells)
        for name, cell in cells.items():
            column = self.columns[name]
            if cell is None:
                row.values[name] = column.kind.empty
                if column.required:
                    row.problems.append((name, _("Kolom ini wajib diisi.")))
                continue
            try:
                row.values[name] = self._value(column, cell)
            except ValidationError as error:
                row.problems += [(name, message) for message in error.messages]
                continue
            if note := column.kind.note(cell, row.values[name]):
                row.notes.append(f"{column.label}: {note}")
        return row

    def _value(self, column: Column, cell: Cell) -> Value:
        if isinstance(cell, FailedFormula):
            raise ValidationError(
                _("Rumus di sel ini gagal (%(cell)s). Perbaiki, atau ketik nilainya.")
                % {"cell": cell}
            )
        return self._readers[column.name](cell)


_tables: dict[str, Table] = {}


def register(*tables: Table) -> None:
    """Add tables; called from ``AppConfig.ready`` of the app that owns their rows."""
    for table in tables:
        if table.name in _tables:
            raise ValueError(f"table {table.name} is registered twice")
        _tables[table.name] = table


def get_table(name: str) -> Table:
    """The table of this name.

    Raises:
        Http404: there is none.
    """
    if name not in _tables:
        raise Http404
    return _tables[name]


def all_tables() -> list[Table]:
    return list(_tables.values())
