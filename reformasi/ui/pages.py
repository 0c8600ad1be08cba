"""Pages of a list without ever counting it: ``?page=2`` reads one row more than it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from django.http import HttpRequest

from . import lists
from .numbers import NotANumber, whole_number

PARAMETER = "page"
Row = TypeVar("Row", covariant=True)
DEEPEST = 1_000  # past this, OFFSET reads too much: filter instead


class Rows(Protocol[Row]):
    """A QuerySet or a list: what can be cut."""

    def __getitem__(self, part: slice[int, int, None], /) -> Iterable[Row]: ...


class Page(Generic[Row]):
    """The rows of one page; iterate over it. Addresses keep the filters of the request."""

    def __init__(self, rows: list[Row], number: int, has_next: bool, request: HttpRequest) -> None:
        self.rows = rows
        self.number = number
        self.has_next = has_next
        self._request = request

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def next_url(self) -> str:
        return self._url(self.number + 1) if self.has_next else ""

    @property
    def previous_url(self) -> str:
        return self._url(self.number - 1) if self.has_previous else ""

    def _url(self, number: int) -> str:
        query = self._request.GET.copy()
        query.pop(PARAMETER, None)
        if number > 1:
            query[PARAMETER] = str(number)
        return f"{self._request.path}?{query.urlencode()}" if query else self._request.path


def page_of(rows: Rows[Row], request: HttpRequest, size: int = 25) -> Page[Row]:
    """The page asked for by ``?page=``; a number that makes no sense is page 1.

    The trail of the pages below leads back to it as it was looked at.
    """
    lists.remember(request)
    number = _number(request.GET.get(PARAMETER, ""))
    start = (number - 1) * size
    read = list(rows[start : start + size + 1])
    return Page(read[:size], number, len(read) > size and number < DEEPEST, request)


def _number(text: str) -> int:
    try:
        return min(max(whole_number(text), 1), DEEPEST)
    except NotANumber:
        return 1
