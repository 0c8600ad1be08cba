"""A person at a browser, who sends a request again when the answer was lost."""

from __future__ import annotations

import http.client
import time
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from reformasi.local.server import Address
from reformasi.organisation.models import User

CSRF = "0123456789abcdefghijklmnopqrstuv"  # a cookie of this length; the header says the same
PATIENCE = 90.0  # seconds in which a person tries the same again
PAUSE = 0.2


class GaveUp(Exception):
    """The portal did not come back, or the run is over."""


@dataclass
class Answer:
    status: int
    location: str
    text: str

    @property
    def kept(self) -> bool:
        """Whether the portal says that it has written what was sent."""
        return self.status in (200, 302)


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page with what a browser would send of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[Form] = []
        self.open: Form | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form" and (values.get("method") or "").lower() == "post":
            self.open = Form(values.get("action") or "")
            self.all.append(self.open)
        elif tag == "input" and self.open and values.get("name"):
            ticked = values.get("type") not in ("checkbox", "radio") or "checked" in values
            if ticked and values.get("type") not in ("file", "submit"):
                name = values["name"] or ""
                self.open.fields.append((name, values.get("value") or ""))

        elif tag == "select" and self.open and values.get("name"):
            self.select = values["name"] or ""
        elif tag == "option" and self.open and self.select and values.get("value"):
            names = [name for name, _ in self.open.fields]
            if "selected" in values and self.select not in names:
                self.open.fields.append((self.select, values["value"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "form":
            self.open = None


class Person:
    """Somebody of the demo office, logged in; ``ended`` says when the run is over."""

    def __init__(self, key: str, address: Address) -> None:
        self.address, self.ended, self.resent = address, False, 0
        client = Client(SERVER_NAME=address.host)
        client.force_login(User.objects.get(email=f"{key}@demo.reformasi.test"))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Referer": address.url,
        }

    def get(self, path: str) -> str:
        return self.ask("GET", path).text

    def form(self, path: str, *, action: str = "") -> Form:
        """The form of the page whose action ends in ``action``; GaveUp where there is none."""
        forms = Forms(self.get(path)).all
        match = [form for form in forms if form.action.endswith(action)]
        wanted = [form for form in match if "token" in dict(form.fields) or action] or match
        if not wanted:
            raise GaveUp(f"no form {action} on {path}")
        return wanted[-1]

    def post(
        self, path: str, form: Form, files: dict[str, bytes] | None = None, **values: str
    ) -> Answer:
        fields = [(name, value) for name, value in form.fields if name not in values]
        body, kind = multipart([*fields, *values.items()], files or {})
        return self.ask("POST", path, body, kind)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """The first answer that is none of a portal in trouble; the same request until then."""
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.once(method, path, body, headers)
            if answer and answer.status < 500:
                return answer
            if time.monotonic() > end or self.ended:
                raise GaveUp(f"{method} {path}: {answer and answer.status}")
            self.resent += 1
            time.sleep(PAUSE)

    def once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer | None:
        connection = http.client.HTTPConnection(self.address.host, self.address.port, timeout=30)
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            return Answer(response.status, urlsplit(response.headers["Location"] or "").path, text)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def multipart(fields: list[tuple[str, str]], files: dict[str, bytes]) -> tuple[bytes, str]:
    boundary, name_of = uuid.uuid4().hex, 'Content-Disposition: form-data; name="{}"'
    parts = [f"{name_of.format(name)}\r\n\r\n{value}\r\n".encode() for name, value in fields]
    for name, content in files.items():
        head = f'{name_of.format(name)}; filename="bukti.pdf"\r\nContent-Type: application/pdf'
        parts.append(f"{head}\r\n\r\n".encode() + content + b"\r\n")
    start = f"--{boundary}\r\n".encode()
    body = b"".join(start + part for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
