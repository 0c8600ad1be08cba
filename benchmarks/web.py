"""The pages: how long the server takes, how many queries that is, and what goes over the wire."""

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.timing import Pair, in_turn
from evaluations.assessments.models import Assessment
from reformasi.local.server import Address
from reformasi.organisation.models import User
from reformasi.workflow.moves import State

WARM_UP = 8  # requests that are not counted: each of the server's processes has seen the page
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
DRAWING = re.compile(r'hx-get="(/bagan/[^"]+)"')

# Whose first page each dashboard is, by the first part of the account's e-mail.
DASHBOARDS = {
    "pegawai": "analis.ormas",
    "ketua-tim": "ketua.ormas",
    "biro": "kabag.perencanaan",
    "pimpinan": "dirjen",
    "admin": "admin",
}
LISTS = {
    "programs:activities": "sekretaris",
    "programs:plans": "sekretaris",
    "evaluations:letters": "kabag.perencanaan",
    "evaluations:follow_ups": "kabag.perencanaan",
    "zona_integritas:candidates": "sekretaris",
    "zona_integritas:milestones": "sekretaris",
    "evidence:library": "sekretaris",
    "documents:list": "kabag.perencanaan",
    "organisation:units": "admin",
    "organisation:people": "admin",
}
SHEET_KEY = "ketua.ormas"  # who fills in the demo's open sheet


class Visitor:
    """A demo account, logged in without the login page (which counts attempts)."""

    def __init__(self, key: str, address: Address) -> None:
        self.client = Client(SERVER_NAME=address.host)
        self.client.force_login(User.objects.get(email=f"{key}@demo.reformasi.test"))
        cookie = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
            "Accept-Encoding": "br, gzip",
        }
        self.connection = http.client.HTTPConnection(address.host, address.port, timeout=60)

    def get(self, path: str) -> bytes:
        """The body of a page that must answer 200, as it comes over the wire."""
        return self.send("GET", path, None, self.headers)

    def send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        """The body of the answer, which must be 200."""
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise AssertionError(f"{path} answers {response.status}")
        return content

    def connect_anew(self) -> None:
        """Close the connection: another process of the server may answer the next request."""
        self.connection.close()

    def queries(self, path: str) -> int:
        """How many queries a page needs once the caches are warm."""
        self.client.get(path)
        with CaptureQueriesContext(connection) as captured:
            self.client.get(path)
        return len(captured)


@dataclass(frozen=True)
class Timed:
    """One page, or what is sent from it, against the empty page."""

    name: str
    times: Pair
    queries: int
    base_queries: int


@dataclass(frozen=True)
class Weight:
    """Bytes over the wire: ``page`` alone, and with every file it loads the first time."""

    path: str
    page: int
    files: int

    @property
    def first(self) -> int:
        return self.page + self.files


def dashboards(address: Address, requests: int) -> Iterator[Timed]:
    empty = reverse("empty")
    for slug, key in DASHBOARDS.items():
        visitor, path = Visitor(key, address), reverse(f"dashboards:{slug}")
        draw_charts(visitor, path)
        for _number in range(WARM_UP):
            visitor.connect_anew()
            visitor.get(path)
        times = compare(visitor, path, empty, requests)
        yield Timed(slug, times, visitor.queries(path), visitor.queries(empty))


def compare(visitor: Visitor, path: str, empty: str, requests: int) -> Pair:
    """Measure over one connection: one process of the server answers all requests."""
    return in_turn(lambda _: visitor.get(path), lambda _: visitor.get(empty), requests)


def open_sheet() -> Assessment:
    """The demo's sheet that is being filled in."""
    return Assessment.objects.filter(layers__status__in=State.EDITABLE).order_by("pk")[0]


def draw_charts(visitor: Visitor, path: str) -> None:
    """Fetch the charts as a browser does the first time; later pages have the drawings."""
    for drawing in DRAWING.findall(gzip.decompress(visitor.get(path)).decode()):
        visitor.get(drawing)


def weights(address: Address) -> Iterator[Weight]:
    pages = [(reverse(f"dashboards:{slug}"), key) for slug, key in DASHBOARDS.items()]
    pages += [(reverse(name), key) for name, key in LISTS.items()]
    pages.append((open_sheet().get_absolute_url(), SHEET_KEY))
    for path, key in pages:
        visitor = Visitor(key, address)
        draw_charts(visitor, path)
        page = visitor.get(path)
        files = sorted(set(STATIC.findall(gzip.decompress(page).decode())))
        yield Weight(
            path,
            page=len(page),
            files=sum(len(visitor.get(file)) for file in files),
        )
