"""A sheet (LKE) over the wire: its page, its standing, and one answer that is saved."""

import secrets
import string
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.timing import in_turn
from benchmarks.web import SHEET_KEY, WARM_UP, Timed, Visitor, open_sheet
from evaluations.scoring import Kind
from reformasi.local.server import Address

HTMX = {"HX-Request": "true"}


class Filling:
    """One choice question of the demo's open sheet, answered again and again."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.sheet = open_sheet()
        specification = self.sheet.specification
        self.answers = self.sheet.own.answers
        self.node = next(
            node
            for node in specification.nodes
            if node.kind is Kind.QUESTION and len(node.options) > 1
        )
        self.path = reverse("evaluations:answers_change", args=[self.sheet.pk])
        self.version = self.answers.get(code=self.node.code).version
        self.token = "".join(secrets.choice(string.ascii_letters) for _ in range(32))

    def data(self) -> dict[str, str]:
        """The next answer: another option than now, and a note that grows old with it."""
        code, options = self.node.code, self.node.options
        answer = options[self.version % len(options)].letter
        return {
            "code": code,
            f"{code}.value": answer,
            f"{code}.note": f"Catatan {self.version}",
            f"{code}.version": str(self.version),
        }

    def send(self) -> None:
        """Save an answer as the script of the page does, over the wire."""
        cookie = f"{self.visitor.headers['Cookie']}; {settings.CSRF_COOKIE_NAME}={self.token}"
        headers = {**self.visitor.headers, **HTMX, "Cookie": cookie, "X-CSRFToken": self.token}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.visitor.send("POST", self.path, urlencode(self.data()), headers)
        self.version += 1

    def queries(self) -> int:
        """What saving asks of the database, without what only opens and closes transactions."""
        with CaptureQueriesContext(connection) as captured:
            self.visitor.client.post(self.path, self.data(), headers=HTMX)
        self.version += 1
        steps = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return sum(not query["sql"].startswith(steps) for query in captured)


def sheets(address: Address, requests: int) -> Iterator[Timed]:
    visitor = Visitor(SHEET_KEY, address)
    filling, empty = Filling(visitor), reverse("empty")
    page = filling.sheet.get_absolute_url()
    standing = reverse("evaluations:sheet_standing", args=[filling.sheet.pk])

    def timed(name: str, run: Callable[[], object], queries: int) -> Timed:
        for _number in range(WARM_UP):
            visitor.connect_anew()
            run()
        times = in_turn(lambda _: run(), lambda _: visitor.get(empty), requests)
        return Timed(name, times, queries, visitor.queries(empty))

    yield timed("an answer saved", filling.send, filling.queries())
    yield timed("score and rules", lambda: visitor.get(standing), visitor.queries(standing))
    yield timed("the whole sheet", lambda: visitor.get(page), visitor.queries(page))
