"""Rows on their way into the tables: written as text, sent by COPY when there are many."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, models

#: What a column takes. Days and moments are also taken as text.
Cell = str | int | bool | bytes | date | Decimal | None | Sequence[int]
Values = Mapping[str, Cell]

NULL = r"\N"
MOST_ROWS = 60_000  # of all tables together, before they are sent


def text_of(value: Cell) -> str:
    """``value`` as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        escaped = value.replace("\\", r"\\")
        return escaped.replace("\t", r"\t").replace("\n", r"\n") if "\n" in value else escaped
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)  # a number, a day, True or False


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
        for name, value in values.items():
            row[name] = text_of(value)
        if len(row) != len(self.empty):
            raise LookupError(f"{self.model.__name__}: {row.keys() - self.empty.keys()}")
        return "\t".join(row.values())

    def send(self) -> None:
        if not self.waiting:
            return
        columns = ", ".join(f'"{column}"' for column in self.columns)
        text = io.StringIO("\n".join(self.waiting) + "\n")
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN', text)
        self.waiting.clear()


class Rows:
    """The rows of all tables. Keys are given here, so that rows may name each other."""

    def __init__(self) -> None:
        self.tables: dict[type[models.Model], Table] = {}
        self.waiting = 0

    def table(self, model: type[models.Model]) -> Table:
        table = self.tables.get(model)
        if table is None:
            table = self.tables[model] = Table(model)
        return table

    def key(self, model: type[models.Model]) -> int:
        """The key of a row that is to be added with it."""
        table = self.table(model)
        table.next_key += 1
        return table.next_key - 1

    def add(self, model: type[models.Model], values: Values) -> int:
        """Add a row; columns that are not given have the default of the model. Gives its key.

        Raises:
            LookupError: a column that the table has not.
        """
        table = self.table(model)
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
        for table in self.tables.values():
            table.send()
        self.waiting = 0

    def continue_keys(self) -> None:
        """Let the portal go on after the keys that were given here."""
        with connection.cursor() as cursor:
            for table in self.tables.values():
                name = table.model._meta.db_table
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                    [f'"{name}"', max(table.next_key - 1, 1)],
                )


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
