"""Pages of a list without ever counting it: ``?hal=2`` reads one row more than it shows."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PARAMETER = "hal"
DEEPEST = 1_000  # past this, OFFSET reads too much: filter instead


class Page:
    """The rows of one page; iterate over it. Addresses keep the filters of the request."""

    def __init__(self, rows: list[Any], number: int, has_next: bool, request: HttpRequest) -> None:
        self.rows = rows
        self.number = number
        self.has_next = has_next
        self._request = request

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Any:
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


def page_of(
    queryset: "QuerySet[Any] | Sequence[Any]", request: HttpRequest, size: int = 25
) -> Page:
    """The page asked for by ``?hal=``; a number that makes no sense is page 1."""
    number = _number(request.GET.get(PARAMETER, ""))
    start = (number - 1) * size
    rows = list(queryset[start : start + size + 1])
    return Page(rows[:size], number, len(rows) > size and number < DEEPEST, request)


def _number(text: str) -> int:
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() and int(text) else 1
