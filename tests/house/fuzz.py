"""Walks the portal as one person, opens what is open to them, and fills in its forms wrongly.

A form is sent with the tokens and versions that its page gave it, so that it reaches the rules of
its subject and not only the gate before them. The same seed gives the same requests.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urldefrag, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve

from tests.evidence.files import pdf
from tests.html import Element, read

#: Leave the session, or change who the person is: the walk would end there.
CLOSED = ("/akun/", "/static/", "/tampilan/", "/sehat/")
DIGITS = "9" * 5_000
TEXTS = (
    "",
    " ",
    "Rapat koordinasi",
    "x" * 5_000,
    "Satu\x0bDua",
    "nol\x00di tengah",
    "\ufffe\uffff\x1b[31m",
    "\u202egnirts\u202c \U0001f600 ꦲꦤꦕꦫꦏ",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    '=HYPERLINK("x")',
    "<script>alert(1)</script>{{ 7*7 }}{% now 'Y' %}",
    "../../etc/passwd",
    "'; DROP TABLE x; --",
    "a\r\nb\u2028c\u0085d",
    "https://contoh.go.id/" + "a" * 400,
)
NUMBERS = ("1.000", "2,5", "0.500", "1e999", "NaN", "-1", "٣", "1 000 000", "--", DIGITS, "0x10")
DAYS = (
    "30/4/2019", "30 April 2019", "2019-04-30", "26-04-03", "0026-04-03", "42019-01-01",
    "31/02/2026", "9999-12-31", "2030-01-01", "kemarin", "0001-01-01T00:00:00+14:00",
)  # fmt: skip
KEYS = ("", "0", "-1", "999999999", "9" * 30, "abc", "1; 2", DIGITS)


@dataclass(frozen=True)
class Input:
    """One named control of a form with what it holds, and what else it offers."""

    name: str
    kind: str
    values: tuple[str, ...]
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form as its page shows it."""

    page: str
    action: str
    method: str
    inputs: tuple[Input, ...]


@dataclass
class Tally:
    """How many requests ended with which status, and what asked for the crashes."""

    statuses: dict[int, int] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)

    def add(self, status: int, request: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500:
            self.crashes.append(f"{status} {request}")

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def understood(self) -> int:
        """Pages, and forms that came back with their errors."""
        return self.statuses.get(200, 0) + self.statuses.get(422, 0)


def walk(client: Client, *, limit: int) -> Iterator[tuple[str, Element]]:
    """At most ``limit`` pages that links lead to from the first one, nearest first."""
    queue, seen = deque(["/"]), {"/"}
    while queue and limit:
        address = queue.popleft()
        response = client.get(address, follow=True)
        if response.streaming:
            b"".join(response)
            continue
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        limit -= 1
        page = read(response.content.decode())
        yield address, page
        for link in page.all("a"):
            target = urldefrag(urljoin(address, link.attrs.get("href", ""))).url
            parts = urlsplit(target)
            if parts.netloc or parts.path.startswith(CLOSED) or target in seen:
                continue
            seen.add(target)
            queue.append(target)


def forms_of(address: str, page: Element) -> Iterator[Form]:
    """The forms of a page, but for those that leave the session or its settings."""
    for form in page.all("form"):
        action = urljoin(address, form.attrs.get("action") or address)
        if not urlsplit(action).path.startswith(CLOSED):
            method = form.attrs.get("method", "get").lower()
            yield Form(address, action, method, tuple(_inputs(form)))


def by_kind(forms: Iterable[Form]) -> list[list[Form]]:
    """Forms of one view together: a page with a hundred of a kind counts as much as one."""
    kinds: dict[str, list[Form]] = {}
    for form in forms:
        try:
            kind = resolve(urlsplit(form.action).path).view_name
        except Resolver404:
            kind = form.action
        kinds.setdefault(kind, []).append(form)
    return list(kinds.values())


def _inputs(form: Element) -> Iterator[Input]:
    choices: dict[str, list[Element]] = {}
    for element in (*form.all("input"), *form.all("textarea"), *form.all("select")):
        name, kind = element.attrs.get("name", ""), element.attrs.get("type", element.tag)
        if not name:
            continue
        if element.tag == "select":
            options = list(element.all("option"))
            chosen = [it.attrs.get("value", "") for it in options if "selected" in it.attrs]
            offered = tuple(it.attrs.get("value", "") for it in options)
            yield Input(name, "choice", tuple(chosen or offered[:1]), offered)
        elif kind in ("checkbox", "radio"):
            choices.setdefault(name, []).append(element)
        elif element.tag == "textarea":
            yield Input(name, "text", (element.text,))
        else:
            yield Input(name, kind, (element.attrs.get("value", ""),))
    for name, elements in choices.items():
        chosen = [it.attrs.get("value", "on") for it in elements if "checked" in it.attrs]
        yield Input(
            name, "choice", tuple(chosen), tuple(it.attrs.get("value", "on") for it in elements)
        )


def filled(form: Form, random: Random) -> dict[str, object]:
    """What a person would send, with one to three of its values gone wrong."""
    data: dict[str, object] = {}
    for each in form.inputs:
        if each.kind == "file":
            data[each.name] = [random.choice(FILES)()] if random.random() < 0.7 else []
        elif each.kind == "choice" and not each.values and random.random() < 0.5:
            data[each.name] = list(each.offered[:1])
        elif each.values == ("",) and each.kind != "hidden":
            data[each.name] = random.choice(("Isian wajar", "12", "2026-03-04", ""))
        else:
            data[each.name] = list(each.values)
    wrong = [each for each in form.inputs if each.kind not in ("file", "submit", "button")]
    for each in random.sample(wrong, k=min(len(wrong), random.randint(1, 3))):
        hidden = each.kind == "hidden"
        if not hidden or random.random() < 0.2:  # mostly the tokens are good
            data[each.name] = wrong_value(each, random)
    return data


def wrong_value(each: Input, random: Random) -> object:
    if each.kind == "choice":
        return random.choice((*KEYS, *each.offered[-2:]))
    if each.kind == "hidden":
        return random.choice((*KEYS, *TEXTS))
    return random.choice((*TEXTS, *NUMBERS, *DAYS))


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


FILES = (
    pdf,
    lambda: _file("kosong.pdf", b""),
    lambda: _file("rusak.xlsx", b"PK\x03\x04" + b"\0" * 60),
    lambda: _file("daftar.csv", "nama;nip\nSatu;\n\x0b;١٢٣\n".encode()),
    lambda: _file("a" * 250 + ".png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40),
    lambda: _file("..\\..\u202ephp.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
)
