"""Reads dashboards as a person does: figures with their links, and the rows behind a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client

from tests.html import read

CELL = re.compile(r"(?P<unit>.+), (?P<area>[^,]+): \d+% (?P<approved>\d+)/(?P<total>\d+) kegiatan")


@dataclass(frozen=True)
class Figure:
    value: int
    href: str


@dataclass(frozen=True)
class Cell:
    """A field of the map of activities: approved of all, in one unit and area."""

    unit: str
    area: str
    approved: int
    total: int
    href: str


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def figures(html: str) -> dict[str, Figure]:
    """The figures by label; without a link the address is empty. Shares ("85%") stay out."""
    numbers = {}
    for stat in read(html).all(css_class="stat"):
        value = re.match(r"[\d.]+", stat.first(css_class="stat__value").text)
        links = [link.attrs["href"] for link in stat.all("a", "stat__link")]
        if value:
            label = stat.first(css_class="stat__label").text
            numbers[label] = Figure(int(value[0].replace(".", "")), "".join(links))
    return numbers


def cells(html: str) -> Iterator[Cell]:
    """The fields of the map of activities that lead to their rows."""
    for link in read(html).all("a"):
        label = CELL.match(link.attrs.get("aria-label", ""))
        if label:
            approved, total = int(label["approved"]), int(label["total"])
            yield Cell(label["unit"], label["area"], approved, total, link.attrs["href"])


def links_to(html: str, address: str) -> list[str]:
    """The links to ``address`` with a query, in the order of the page."""
    addresses = [link.attrs.get("href", "") for link in read(html).all("a")]
    return [href for href in addresses if href.startswith(f"{address}?")]


def rows_behind(client: Client, href: str) -> list[str]:
    """What the list at ``href`` shows on its (only) page."""
    response = client.get(href)
    assert response.status_code == 200, (href, response.status_code)
    return [str(row) for row in response.context["page"]]
