"""Many people at once: answers a second, how long nineteen of twenty take, and the memory."""

from __future__ import annotations

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.faults.browser import CSRF, Forms
from benchmarks.timing import Times
from programs.activities.actions import create_activity
from reformasi.local.process import Process
from reformasi.local.server import Address
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Role
from reformasi.sending.tokens import NAME, new_token

UNIT = "polpum-ormas"  # of the demo: where all of them work
PATIENCE = 60  # seconds of one answer
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sending:
    """What a person sends next."""

    method: str
    path: str
    body: str | None = None


class Person:
    """Sends the next as soon as the last is answered, over a connection that stays open."""

    def __init__(self, user: User, address: Address) -> None:
        client = Client(SERVER_NAME=address.host)
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.user, self.address = user, address
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Accept-Encoding": "gzip",
        }
        self.connection = http.client.HTTPConnection(address.host, address.port, timeout=PATIENCE)

    def anew(self) -> Self:
        """Over a new connection: the server closes one on which nobody has asked for a while."""
        self.connection.close()
        return self

    def send(self, sending: Sending) -> tuple[int, bytes]:
        """Status and body of the answer."""
        kind = {"Content-Type": URLENCODED} if sending.body is not None else {}
        self.connection.request(
            sending.method, sending.path, sending.body, {**self.headers, **kind}
        )
        response = self.connection.getresponse()
        return response.status, response.read()


class Saving:
    """One draft of one person, whose title changes each time."""

    def __init__(self, person: Person) -> None:
        activity = create_activity(
            by=person.user, unit=Unit.objects.get(code=UNIT), title="Uji beban"
        )
        self.person, self.version = person, activity.version
        self.path = reverse("programs:activity_change", args=[activity.pk])
        _status, page = person.anew().send(Sending("GET", self.path))
        self.fields = next(
            form.fields
            for form in Forms(gzip.decompress(page).decode()).all
            if {"title", "version"} <= {name for name, _value in form.fields}
        )

    def next(self) -> Sending:
        mine = {
            "title": f"Uji beban {self.version}",
            "date": timezone.localdate().isoformat(),
            "version": str(self.version),
            NAME: new_token(self.person.user.pk),
        }
        others = [pair for pair in self.fields if pair[0] not in mine]
        self.version += 1
        return Sending("POST", self.path, urlencode([*others, *mine.items()]))


@dataclass
class Crowd:
    """What some people got who asked for the same thing at the same time."""

    work: str
    people: int
    seconds: float = 0.0
    times: Times = field(default_factory=Times)
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times.seconds) / self.seconds


@dataclass(frozen=True)
class Load:
    """All crowds of one configuration of the web server, and its processes' memory after them."""

    configuration: str
    crowds: list[Crowd]
    memory: list[int]  # bytes of each process, what it shares divided among those who share it


def crowds(address: Address, sizes: list[int], seconds: float) -> Iterator[Crowd]:
    """Of each size on each page, for so many seconds."""
    people = [Person(user, address) for user in accounts(max(sizes))]
    for size in sizes:
        for name, work in WORKS.items():
            yield together(name, work(people[:size]), seconds)
    connection.close()  # the server may be started anew, and asks for connections too


def accounts(count: int) -> list[User]:
    """So many of the staff of one unit, who are there for this run alone."""
    unit, today = Unit.objects.get(code=UNIT), timezone.localdate()
    people = [
        User(nip=f"9{number:017d}", name=f"Uji beban {number}", email=f"beban{number}@uji.invalid")
        for number in range(count)
    ]
    User.objects.bulk_create(people, ignore_conflicts=True)
    users = list(User.objects.filter(email__endswith="@uji.invalid").order_by("nip"))
    Membership.objects.bulk_create(
        (Membership(user=user, unit=unit, role=Role.PEGAWAI, valid_from=today) for user in users),
        ignore_conflicts=True,
    )
    return users


Work = list[tuple[Person, Callable[[], Sending]]]


def asking(name: str) -> Callable[[list[Person]], Work]:
    """Everybody asks for the page of this name."""

    def work(people: list[Person]) -> Work:
        sending = Sending("GET", reverse(name))
        return [(person, lambda: sending) for person in people]

    return work


def saving(people: list[Person]) -> Work:
    return [(person, Saving(person).next) for person in people]


WORKS: dict[str, Callable[[list[Person]], Work]] = {
    "empty page": asking("empty"),
    "staff dashboard": asking("dashboards:pegawai"),
    "list of activities": asking("programs:activities"),
    "activity saved": saving,
}


def together(name: str, work: Work, seconds: float) -> Crowd:
    """Everybody of ``work`` at once, for so long."""
    crowd, lock = Crowd(name, len(work)), threading.Lock()
    begun = time.perf_counter()

    def run(person: Person, following: Callable[[], Sending]) -> None:
        while time.perf_counter() - begun < seconds:
            started = time.perf_counter()
            try:
                status, _body = person.send(following())
                failure = "" if status in {200, 302} else str(status)
            except (OSError, http.client.HTTPException) as error:
                person.anew()
                failure = type(error).__name__
            taken = time.perf_counter() - started
            with lock:
                crowd.times.seconds.append(taken)
                crowd.failures += [failure] * bool(failure)

    threads = [
        threading.Thread(target=run, args=(person.anew(), following), daemon=True)
        for person, following in work
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crowd.seconds = time.perf_counter() - begun
    return crowd


def memory_of(web: Process) -> list[int]:
    """Proportional set size of the master and of each worker, in bytes."""
    master = psutil.Process(web.pid)
    return [proportional(process.pid) for process in (master, *master.children())]


def proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def failures(loads: list[Load]) -> Iterator[str]:
    """What went wrong, if anything."""
    for each in loads:
        for crowd in each.crowds:
            for failure in sorted(set(crowd.failures)):
                count = crowd.failures.count(failure)
                yield f"{each.configuration}, {crowd.people}, {crowd.work}: {failure} ({count})"
