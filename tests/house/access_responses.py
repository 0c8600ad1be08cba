"""Asks an address once for all who must get the same answer, and only for those.

While a request is answered, each question about the person is noted: which permission, and what
they reach with it. Somebody else who would answer every one of these questions alike gets the same
page, because the portal knows people by nothing else; so they are given that answer unasked. Where
a page looks at the memberships themselves, in Python or by a query, everybody is asked.
"""

from __future__ import annotations

import copy
import io
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client

from reformasi.organisation import scope
from reformasi.organisation.models import Membership, User
from tests.house.access_world import Asker

THROUGH = "let through"
LOGIN = "sent to the login"
SAMPLE = 40
MEMBERSHIPS = Membership._meta.db_table

reach, memberships_today = scope.reach, User.__dict__["memberships_today"]


@dataclass(frozen=True)
class Response:
    status: int
    location: str
    text: str

    def says(self, path: str) -> str | int:
        """What the matrix calls this answer."""
        login = resolve_url(settings.LOGIN_URL)
        if self.status == 302 and self.location.startswith(f"{login}?next={quote(path)}"):
            return LOGIN
        if self.status == 401:  # with what was typed, and the way to the login
            return LOGIN
        refused = self.status in {403, 404, 405} or self.status >= 500
        return self.status if refused else THROUGH


@dataclass
class Questions:
    """What one request asked about the person, and what it was told."""

    tops: dict[str, list[str]] = field(default_factory=dict)
    looked_at_memberships: bool = False

    def alike_for(self, asker: Asker) -> bool:
        return not self.looked_at_memberships and all(
            reach(asker.user, perm) == tops for perm, tops in self.tops.items()
        )


@contextmanager
def noted(user: User) -> Iterator[Questions]:
    """The questions that are asked about ``user`` meanwhile, in Python and in the database."""
    questions, inside = Questions(), [False]

    def noted_reach(user: User, perm: str) -> list[str]:
        inside[0] = True
        try:
            questions.tops[perm] = tops = reach(user, perm)
        finally:
            inside[0] = False
        return list(tops)

    def noted_memberships(user: User) -> tuple[Membership, ...]:
        questions.looked_at_memberships |= not inside[0]
        if "memberships_today" not in user.__dict__:
            user.__dict__["memberships_today"] = memberships_today.func(user)
        return user.__dict__["memberships_today"]

    def noted_query(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not inside[0] and MEMBERSHIPS in sql and user.pk in (params or ()):
            questions.looked_at_memberships = True
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(noted_query):
        patch.setattr(scope, "reach", noted_reach)
        patch.setattr(User, "memberships_today", property(noted_memberships))
        yield questions


class Responses:
    """The responses so far, by address."""

    def __init__(self) -> None:
        self.given: dict[tuple[str, ...], list[tuple[Questions, Response]]] = defaultdict(list)
        self.shared = 0

    def to(self, asker: Asker, method: str, url: str, data: dict[str, Any] | None) -> Response:
        """What ``asker`` gets: asked now, or the answer to somebody who is alike here.

        One in ``SAMPLE`` of those is asked all the same, and must get what was to be shared.
        """
        if asker.user is None:
            return ask(asker.client, method, url, data)
        given = self.given[method, url, repr(data)]
        for questions, response in given:
            if questions.alike_for(asker):
                self.shared += 1
                if self.shared % SAMPLE == 0:
                    own = ask(asker.client, method, url, data)
                    assert own.status == response.status, f"{asker.label} is not alike at {url}"
                    return own
                return response
        with noted(asker.user) as questions:
            response = ask(asker.client, method, url, data)
        given.append((questions, response))
        return response


def ask(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> Response:
    """Ask, and undo whatever the request did: to the tables, and to the cookies."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response: Any = client.generic(method, url) if data is None else client.post(url, data)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    kind = response.headers.get("Content-Type", "")
    text = cells(body) if "spreadsheet" in kind else body.decode(errors="replace")
    return Response(response.status_code, response.headers.get("Location", ""), text)


def cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
