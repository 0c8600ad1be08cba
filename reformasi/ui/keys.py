"""Where a page of a list begins: the values by which its rows stand in order, of one row.

A key names a place, not a row: the row may be gone, and others may have come before it. It goes
into addresses as text that nobody needs to read, and what comes back is checked value by value.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Generic, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Col, Expression
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.query import Query

M = TypeVar("M", bound=Model)
#: The page's number as people count, whether it comes after or before the key, and the key.
TOKEN = re.compile(r"([1-9][0-9]{0,8})([ab])([A-Za-z0-9_-]{1,900})")
AFTER, BEFORE = "a", "b"
KEY = "place_{}".format  # of what the rows of a list are annotated with
Value = str | int | None


class BrokenKey(ValueError):
    """The text of an address is no key of this list."""


@dataclass(frozen=True)
class Start:
    """From where a page is read, and in which direction."""

    number: int = 1
    side: str = AFTER
    key: tuple[object, ...] = ()


@dataclass(frozen=True)
class Column:
    """One expression of an order. ``name``: under which a row, or a condition, has its value."""

    name: str
    field: Field
    nullable: bool
    descending: bool
    nulls_first: bool

    def order(self, backward: bool) -> OrderBy:
        descending, first = self.descending ^ backward, self.nulls_first ^ backward
        # PostgreSQL's own places of NULL are left unsaid: an index has them so.
        is_unusual = first != descending
        nulls = {"nulls_first" if first else "nulls_last": True} if is_unusual else {}
        return OrderBy(F(self.name), descending=descending, **nulls)

    def beyond(self, value: object, backward: bool) -> Q:
        """Rows that come after ``value``."""
        first = self.nulls_first ^ backward
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if first else Q(pk__in=[])
        greater = Q(**{f"{self.name}__{self._way(backward)}": value})
        if first or not self.nullable:
            return greater
        return greater | Q(**{f"{self.name}__isnull": True})

    def equal(self, value: object) -> Q:
        if value is None:
            return Q(**{f"{self.name}__isnull": True})
        return Q(**{self.name: value})

    def bound(self, value: object, backward: bool) -> Q:
        """What holds for all rows from ``value`` on, where an index can begin there."""
        if value is None or (self.nullable and not self.nulls_first ^ backward):
            return Q()
        return Q(**{f"{self.name}__{self._way(backward)}e": value})

    def _way(self, backward: bool) -> str:
        return "lt" if self.descending ^ backward else "gt"

    def read(self, value: object) -> object:
        """The value of this column that an address has.

        Raises:
            BrokenKey: it is none.
        """
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise BrokenKey
        if isinstance(value, str) and not _is_text(value):
            raise BrokenKey
        try:
            return self.field.to_python(value)
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise BrokenKey from error


class Order(Generic[M]):
    """The order of ``rows``, down to the last difference."""

    def __init__(self, rows: QuerySet[M]) -> None:
        self.rows = rows
        self.columns: list[Column] = []
        for expression in (*_ordering(rows), "pk"):
            if not self._is_settled:
                self._add(expression)

    @property
    def _is_settled(self) -> bool:
        return any(column.name == self.rows.model._meta.pk.attname for column in self.columns)

    def _add(self, expression: str | Expression | F) -> None:
        order = _as_order(expression)
        nulls_first = bool(order.nulls_first) or (order.descending and not order.nulls_last)
        name, field, nullable = self._place_of(cast("Expression | F", order.expression))
        self.columns.append(Column(name, field, nullable, order.descending, nulls_first))

    def _place_of(self, expression: Expression | F) -> tuple[str, Field, bool]:
        """Where a row has it (its own column, or one that is added), and whether it may be NULL."""
        if isinstance(expression, F) and (own := self._own_column(_name_of(expression))):
            return own.attname, getattr(own, "target_field", own), own.null
        name = _name_of(expression) if isinstance(expression, F) else ""
        if name not in self.rows.query.annotations:
            name = KEY(len(self.columns))
            self.rows = self.rows.annotate(**{name: expression})
        added = self.rows.query.annotations[name]
        return name, added.output_field, _may_be_null(self.rows.query, added)

    def _own_column(self, name: str) -> Field | None:
        meta = self.rows.model._meta
        try:
            field = meta.pk if name == "pk" else meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if isinstance(field, Field) else None

    def values_of(self, row: M) -> tuple[object, ...]:
        return tuple(getattr(row, column.name) for column in self.columns)

    def key_of(self, row: M) -> str:
        values = [_plain(value) for value in self.values_of(row)]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def from_start(self, start: Start) -> QuerySet[M]:
        """The rows from there on, nearest first."""
        backward = start.side == BEFORE
        rows = self.rows.order_by(*(column.order(backward) for column in self.columns))
        if not start.key:
            return rows
        pairs = list(zip(self.columns, start.key, strict=True))
        condition = Q(pk__in=[])
        for column, value in reversed(pairs):
            condition = column.beyond(value, backward) | (column.equal(value) & condition)
        first, value = pairs[0]
        return rows.filter(first.bound(value, backward)).filter(condition)

    def read(self, text: str) -> Start:
        """What an address says.

        Raises:
            BrokenKey: it says nothing that makes sense for this list.
        """
        match = TOKEN.fullmatch(text)
        if match is None:
            raise BrokenKey
        number, side, key = match.groups()
        values = _decoded(key)
        if len(values) != len(self.columns):
            raise BrokenKey
        pairs = zip(self.columns, values, strict=True)
        return Start(int(number), side, tuple(column.read(value) for column, value in pairs))


def parts_of(rows: QuerySet[M], size: int = 500) -> Iterator[list[M]]:
    """All rows in their order, a part at a time, so that no more than ``size`` are in memory.

    ``iterator`` would read all of them first: there are no cursors of the server behind PgBouncer.
    """
    order, start = Order(rows), Start()
    while part := list(order.from_start(start)[:size]):
        yield part
        if len(part) < size:
            return
        start = Start(key=order.values_of(part[-1]))


def each_of(rows: QuerySet[M], size: int = 500) -> Iterator[M]:
    """All rows in their order, read in ``parts_of``."""
    return chain.from_iterable(parts_of(rows, size))


def _may_be_null(query: Query, added: Expression) -> bool:
    """Only a column of a table that is there for every row is known not to be."""
    if not isinstance(added, Col):
        return True
    return added.target.null or query.alias_map[added.alias].join_type == LOUTER


def _decoded(key: str) -> Sequence[object]:
    try:
        values = json.loads(urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BrokenKey from error
    if not isinstance(values, list):
        raise BrokenKey
    return values


def _name_of(expression: F) -> str:
    name: str = getattr(expression, "name")  # noqa: B009  the stubs do not know it
    return name


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_text(value: str) -> bool:
    """Whether the database takes it."""
    return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _ordering(rows: QuerySet[M]) -> Sequence[str | Expression | F]:
    query = rows.query
    ordering = query.order_by or (query.default_ordering and query.get_meta().ordering) or ()
    return cast("Sequence[str | Expression | F]", tuple(ordering))


def _as_order(expression: str | Expression | F) -> OrderBy:
    if isinstance(expression, OrderBy):
        return expression
    if isinstance(expression, str):
        name = expression.lstrip("-").replace(".", LOOKUP_SEP)
        return OrderBy(F(name), descending=expression.startswith("-"))
    return OrderBy(expression)
