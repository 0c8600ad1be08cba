"""Rows on their way into the tables: written as text, sent by COPY when there are many."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Protocol, Self

from django.db import connection, models

#: What a column takes. Days and moments are also taken as text.
Cell = str | int | bool | bytes | date | Decimal | None | Sequence[int]
Values = Mapping[str, Cell]

NULL = r"\N"
UNSAFE = re.compile(r"[\\\t\n\r]")
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
MOST_ROWS = 60_000  # of all tables together, before they are sent


def text_of(value: Cell) -> str:
    """``value`` as COPY reads it."""
    if isinstance(value, str):
        return value.translate(ESCAPED) if UNSAFE.search(value) else value
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)  # a number, a day, True or False


class Cursor(Protocol):
    """Of psycopg."""

    def copy_expert(self, sql: str, file: io.StringIO) -> None: ...


class Table:
    """The rows of one model that wait, and the key of the next one."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not is_generated(field)]
        self.columns = [field.column for field in fields]
        self.empty = {field.attname: default_of(field) for field in fields}
        self.waiting: list[str] = []
        self.total = 0
        last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
        self.next_key: int = (last or 0) + 1

    def line(self, values: Values) -> str:
        row = self.empty.copy()
        row.update(zip(values, map(text_of, values.values()), strict=True))
        if len(row) != len(self.empty):
            raise LookupError(f"{self.model.__name__}: {row.keys() - self.empty.keys()}")
        return "\t".join(row.values())

    def take(self) -> tuple[str, list[str]]:
        """The command for the rows that wait, and these; none of them waits any more."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        lines, self.waiting = self.waiting, []
        return f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN', lines


class Rows:
    """The rows of all tables. Keys are given here, so that rows may name each other.

    While PostgreSQL takes some, the next are made: by a thread that does nothing but send.
    """

    def __init__(self, tables: Iterable[type[models.Model]]) -> None:
        self.tables = {model: Table(model) for model in tables}
        self.waiting = 0
        self.sender = ThreadPoolExecutor(max_workers=1)
        self.sending: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """The last rows; after an error, nothing is on its way any more."""
        try:
            if kind is None:
                self.send()
                self.arrive()
        finally:
            self.sender.shutdown()

    def key(self, model: type[models.Model]) -> int:
        """The key of a row that is to be added with it."""
        table = self.tables[model]
        table.next_key += 1
        return table.next_key - 1

    def add(self, model: type[models.Model], values: Values) -> int:
        """Add a row; columns that are not given have the default of the model. Gives its key.

        Raises:
            LookupError: a column that the table has not.
        """
        table = self.tables[model]
        key = values.get("id")
        if not isinstance(key, int):
            key = self.key(model)
            values = {"id": key, **values}
        table.waiting.append(table.line(values))
        table.total += 1
        self.waiting += 1
        if self.waiting >= MOST_ROWS:
            self.send()
        return key

    def send(self) -> None:
        """Begin to send what waits, once all that was sent before has arrived."""
        self.arrive()
        parts = [table.take() for table in self.tables.values() if table.waiting]
        self.sending = self.sender.submit(copy, connection.connection.cursor(), parts)
        self.waiting = 0

    def arrive(self) -> None:
        """Wait for what is on its way.

        Raises:
            DataError, IntegrityError: PostgreSQL refuses a row.
        """
        if self.sending is not None:
            with connection.wrap_database_errors:
                self.sending.result()

    def continue_keys(self) -> None:
        """Let the portal go on after the keys that were given here."""
        with connection.cursor() as cursor:
            for table in self.tables.values():
                name = table.model._meta.db_table
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                    [f'"{name}"', max(table.next_key - 1, 1)],
                )


def copy(cursor: Cursor, parts: list[tuple[str, list[str]]]) -> None:
    """Send rows, table by table."""
    for command, lines in parts:
        cursor.copy_expert(command, io.StringIO("\n".join(lines) + "\n"))


def is_generated(field: models.Field) -> bool:
    return bool(getattr(field, "generated", False))


def default_of(field: models.Field) -> str:
    """What a column has where a row says nothing."""
    default = field.get_default()
    if callable(field.default) and isinstance(default, list):
        return "{}"
    if isinstance(default, dict):
        return "{}"
    return text_of(default)
