"""Pages of a list, found by key: the ten thousandth costs as much as the first (ADR 139)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Generic, Protocol, TypeVar, overload

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from . import lists
from .counts import Count, count_of
from .keys import AFTER, BEFORE, BrokenKey, Order, Start

PARAMETER = "page"
M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


class Presented(Protocol[M, Row]):
    """Rows that are looked at as something else, made of those of one page alone."""

    @property
    def rows(self) -> QuerySet[M]: ...

    def present(self, rows: Sequence[M], /) -> list[Row]: ...


@dataclass(frozen=True)
class Place:
    """Where a page stands: the values of ``?page=`` of those beside it, "" where there is none."""

    number: int = 1
    previous: str = ""
    next: str = ""


class Page(Generic[Row]):
    """The rows of one page; iterate over it. Addresses keep the filters of the request."""

    def __init__(
        self, rows: list[Row], place: Place, request: HttpRequest, count: Callable[[], Count]
    ) -> None:
        self.rows = rows
        self.number = place.number
        self._place, self._request, self._count = place, request, count

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    @property
    def has_next(self) -> bool:
        return bool(self._place.next)

    @property
    def has_previous(self) -> bool:
        return bool(self._place.previous)

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @cached_property
    def count(self) -> Count:
        """How many rows all pages have, up to a cap; counted only where there are others."""
        return self._count() if self.has_other_pages else Count(len(self.rows))

    @property
    def next_url(self) -> str:
        return self._url(self._place.next) if self.has_next else ""

    @property
    def previous_url(self) -> str:
        return self._url(self._place.previous) if self.has_previous else ""

    def _url(self, place: str) -> str:
        query = self._request.GET.copy()
        query[PARAMETER] = place
        return f"{self._request.path}?{query.urlencode()}"


class Cut(Generic[M]):
    """The rows of one page, and whether there are others on either side."""

    def __init__(self, order: Order[M], start: Start, size: int) -> None:
        self._order, self._start = order, start
        read = list(order.from_start(start)[: size + 1])
        self.rows, more = read[:size], len(read) > size
        self._has_next, self._has_previous = more, bool(start.key)
        if start.side == BEFORE:
            self.rows.reverse()
            self._has_next, self._has_previous = True, more

    @property
    def place(self) -> Place:
        number = self._start.number if self._has_previous else 1
        previous = following = ""
        if self._has_previous:
            previous = f"{max(number - 1, 1)}{BEFORE}{self._order.key_of(self.rows[0])}"
        if self._has_next:
            following = f"{number + 1}{AFTER}{self._order.key_of(self.rows[-1])}"
        return Place(number, previous, following)


@overload
def page_of(rows: QuerySet[M], request: HttpRequest, size: int = 25) -> Page[M]: ...


@overload
def page_of(rows: Presented[M, Row], request: HttpRequest, size: int = 25) -> Page[Row]: ...


def page_of(
    rows: QuerySet[M] | Presented[M, Row], request: HttpRequest, size: int = 25
) -> Page[M] | Page[Row]:
    """The page asked for by ``?page=``; what makes no sense, or is empty by now, is page 1.

    The trail of the pages below leads back to it as it was looked at.
    """
    lists.remember(request)
    queryset = rows if isinstance(rows, QuerySet) else rows.rows
    cut = _cut(Order(queryset), request.GET.get(PARAMETER, ""), size)
    count = partial(count_of, queryset)
    if isinstance(rows, QuerySet):
        return Page(cut.rows, cut.place, request, count)
    return Page(rows.present(cut.rows), cut.place, request, count)


def _cut(order: Order[M], text: str, size: int) -> Cut[M]:
    """Going back, less than a whole page is the beginning, which is read anew."""
    beginning = Start()
    try:
        start = order.read(text)
    except BrokenKey:
        return Cut(order, beginning, size)
    cut = Cut(order, start, size)
    is_short = start.side == BEFORE and len(cut.rows) < size
    return Cut(order, beginning, size) if is_short or not cut.rows else cut
