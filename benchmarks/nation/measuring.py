"""One page for one person: seconds beside the empty page, queries, bytes, and the slowest query."""

import contextlib
import http.client
import logging
import re
import signal
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings
from django.db import OperationalError, connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.web import DRAWING
from reformasi.local.server import Address

from .pages import NEXT_PAGE, addresses
from .people import Person

CAP = 20.0  # seconds for one page of one person, in all
ROUNDS = 5
WARM_UP = 2  # by different processes of the server
NEXT = re.compile(rb'rel="next"\s+href="([^"]+)"')


class TooSlow(Exception):
    """One request took longer than a page may take in all."""


@dataclass(frozen=True)
class Cost:
    """What a page cost; ``refused`` says why it has no figures."""

    page: str
    person: Person
    ratio: float = 0.0
    queries: int = 0
    size: int = 0  # bytes over the wire
    slowest: float = 0.0  # milliseconds
    sql: str = ""
    refused: str = ""


@dataclass
class Session:
    """A person, asked in this process for queries and over the wire for seconds and bytes."""

    person: Person
    address: Address
    client: Client = field(init=False)
    connection: http.client.HTTPConnection = field(init=False)
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(SERVER_NAME=self.address.host, raise_request_exception=False)
        self.client.force_login(self.person.user)
        cookie = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
            "Accept-Encoding": "gzip",
        }
        self.connect()

    def connect(self) -> None:
        self.connection = http.client.HTTPConnection(
            self.address.host, self.address.port, timeout=CAP
        )

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body, as they come over the wire."""
        try:
            self.connection.request("GET", path, headers=self.headers)
            response = self.connection.getresponse()
            return response.status, response.read()
        except (TimeoutError, http.client.HTTPException) as error:
            self.connection.close()
            raise TooSlow(path) from error


def measure(people: Iterable[Person], address: Address, only: str = "") -> Iterator[Cost]:
    """Every page with ``only`` in its name that a person may open."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # what is not theirs is no news
    for person in people:
        limit_statements(CAP)
        session, following = Session(person, address), ""
        for page, first in addresses(person).items():
            if only not in page:
                continue
            path = following if page.endswith(NEXT_PAGE) else first
            cost, following = cost_of(session, page, path) if path else (None, "")
            if cost:
                yield cost
    limit_statements(0)


def limit_statements(seconds: float) -> None:
    """Let PostgreSQL give up what takes longer; 0 for nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [f"{seconds:.0f}s"])


def cost_of(session: Session, page: str, path: str) -> tuple[Cost | None, str]:
    """The cost of a page, and the address of the one after it; none where it is not theirs."""
    try:
        with capped(CAP):
            status, queries, following = ask_here(session, path)
        if status in (301, 302, 403, 404, 405):
            return None, ""
        if status != 200:
            return Cost(page, session.person, refused=f"{status}"), ""
        seconds, empty, size = ask_there(session, path)
    except (TooSlow, OperationalError):
        connection.close()  # in the midst of a query, maybe
        limit_statements(CAP)
        return Cost(page, session.person, refused=f"over {CAP:.0f} s"), ""
    slowest = max(queries, key=lambda query: float(query["time"]), default={"time": "0", "sql": ""})
    return Cost(
        page,
        session.person,
        ratio=statistics.median(seconds) / statistics.median(empty),
        queries=len(queries),
        size=size,
        slowest=1000 * float(slowest["time"]),
        sql=slowest["sql"],
    ), following


def ask_here(session: Session, path: str) -> tuple[int, list[dict[str, str]], str]:
    """Status, queries once the caches are warm, and the address of the next page."""
    response = session.client.get(path)
    if response.status_code != 200:
        return response.status_code, [], ""
    for drawing in DRAWING.findall(content_of(response).decode(errors="ignore")):
        session.client.get(drawing)
    with CaptureQueriesContext(connection) as captured:
        content = content_of(session.client.get(path))
        queries = list(captured.captured_queries)
    match = NEXT.search(content)
    following = match[1].decode().replace("&amp;", "&") if match else ""
    if following.startswith("?"):
        following = path.partition("?")[0] + following
    return 200, queries, following


def content_of(response: HttpResponseBase) -> bytes:
    """The body, whole or in parts."""
    parts = getattr(response, "streaming_content", None)
    if parts is not None:
        return b"".join(parts)
    content: bytes = getattr(response, "content", b"")
    return content


def ask_there(session: Session, path: str) -> tuple[list[float], list[float], int]:
    """Seconds of the page and of the empty page, in turn, and the bytes of the page."""
    empty = reverse("empty")
    began, size = time.monotonic(), 0
    for _number in range(WARM_UP):
        session.connection.close()
        status, content = session.get(path)
        if status != 200:
            raise TooSlow(path)
        size = len(content)
        if time.monotonic() - began > CAP / 2:
            break
    pages: list[float] = []
    empties: list[float] = []
    while len(pages) < ROUNDS and (not pages or time.monotonic() - began < CAP):
        for seconds, asked in ((pages, path), (empties, empty)):
            started = time.perf_counter()
            session.get(asked)
            seconds.append(time.perf_counter() - started)
    return pages, empties, size


@contextlib.contextmanager
def capped(seconds: float) -> Iterator[None]:
    """Raises TooSlow in the midst of what takes longer."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
