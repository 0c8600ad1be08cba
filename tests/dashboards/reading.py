"""Reads dashboards as a person does: figures with their links, and the rows behind a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.test import Client

STAT = re.compile(
    r'class="stat__label">(?P<label>.*?)</p>\s*<p class="stat__value">(?P<value>[\d.]+)'
    r'(?P<rest>.*?)(?=class="stat__label"|class="columns|class="card|</main>)',
    re.DOTALL,
)
CELL = re.compile(
    r'<a\s+href="(?P<href>[^"]+)"\s+aria-label="(?P<unit>[^"]+), (?P<area>[^",]+): '
    r'\d+% (?P<approved>\d+)/(?P<total>\d+) kegiatan disetujui"'
)


@dataclass(frozen=True)
class Figure:
    value: int
    href: str


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def figures(html: str) -> dict[str, Figure]:
    """The figures by label; without a link the address is empty."""
    found = {}
    for stat in STAT.finditer(html):
        label = re.sub(r"<[^>]+>", "", re.sub(r"<svg.*?</svg>", "", stat["label"], flags=re.DOTALL))
        link = re.search(r'class="stat__link" href="([^"]+)"', stat["rest"])
        value = int(stat["value"].replace(".", ""))
        found[unescape(label).strip()] = Figure(value, unescape(link[1]) if link else "")
    return found


def links_to(html: str, address: str) -> list[str]:
    """The links to ``address`` with a query, in the order of the page."""
    found = re.findall(rf'href="({re.escape(address)}\?[^"]+)"', html)
    return [unescape(link) for link in found]


def rows_behind(client: Client, href: str) -> list[str]:
    """What the list at ``href`` shows on its (only) page."""
    answer = client.get(href)
    assert answer.status_code == 200, (href, answer.status_code)
    return [str(row) for row in answer.context["page"]]
