"""What people write while processes die, and what the portal said of it."""

from __future__ import annotations

import io
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from benchmarks.faults.browser import Form, GaveUp, Person
from evaluations.letters.models import MinisterialLetter
from programs.areas.models import ReformArea

Step = Callable[["Ledger", list[Person]], None]


@dataclass
class Ledger:
    """What was sent, by a text of its own, and which of it the portal acknowledged."""

    sent: dict[str, set[str]] = field(default_factory=dict)  # kind: texts
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    last_autosave: dict[str, int] = field(default_factory=dict)  # draft: number acknowledged
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, text: str, *, kept: bool) -> None:
        with self.lock:
            self.sent.setdefault(kind, set()).add(text)
            if kept:
                self.acknowledged.setdefault(kind, set()).add(text)

    @property
    def total(self) -> int:
        with self.lock:
            return sum(map(len, self.acknowledged.values())) + sum(self.last_autosave.values())


class Writer(threading.Thread):
    """Does ``step`` again and again, as ``people``, until told to stop."""

    def __init__(self, step: Step, ledger: Ledger, *people: Person) -> None:
        super().__init__(daemon=True, name=str(getattr(step, "__name__", "")))
        self.step, self.ledger, self.people = step, ledger, people
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.people[0].ended:
            try:
                self.step(self.ledger, list(self.people))
            except GaveUp as error:
                self.failures.append(str(error))
        close_old_connections()

    def stop(self) -> None:
        for person in self.people:
            person.ended = True


def new_text(kind: str) -> str:
    return f"Uji {kind} {uuid.uuid4().hex}"


def pdf(text: str) -> bytes:
    """One empty page; ``text`` makes it another file each time."""
    stream = io.BytesIO()
    Image.new("L", (8, 8)).save(stream, "PDF", title=text)
    return stream.getvalue()


def activities(ledger: Ledger, people: list[Person]) -> None:
    """An activity with a file, submitted by one person and approved by another."""
    staff, lead = people
    text, page = new_text("kegiatan"), reverse("programs:activity_create")
    form = staff.form(page)
    ledger.note("activity", text, kept=False)
    answer = staff.post(
        page, form, {"files": pdf(text)}, title=text, description=text,
        kind="kegiatan", area=str(first_area()), date=timezone.localdate().strftime("%Y-%m-%d"),
    )  # fmt: skip
    if not note(ledger, "activity", text, answer.status == 302):
        return
    for person, verb in ((staff, "submit"), (lead, "approve")):
        move = reverse("programs:activity_move", args=[key_of(answer.location), verb])
        moving = person.form(answer.location, action=f"/langkah/{verb}/")
        ledger.note(verb, text, kept=False)
        if not note(ledger, verb, text, person.post(move, moving).kept):
            return


def library(ledger: Ledger, people: list[Person]) -> None:
    (staff,) = people
    text, page = new_text("bukti"), reverse("evidence:upload")
    form = staff.form(page)
    ledger.note("evidence", text, kept=False)
    answer = staff.post(page, form, {"files": pdf(text)}, title=text)
    note(ledger, "evidence", text, answer.status == 302)


def findings(ledger: Ledger, people: list[Person]) -> None:
    (bureau,) = people
    letter = newest_letter()
    text, page = new_text("temuan"), reverse("evaluations:finding_create", args=[letter])
    form = bureau.form(page)
    row = next(name for name, _ in form.fields if name.endswith("-TOTAL_FORMS"))
    ledger.note("finding", text, kept=False)
    texts = {"description": text, f"{row.removesuffix('-TOTAL_FORMS')}-0-text": f"Perbaiki {text}"}
    answer = bureau.post(page, form, None, **texts)
    note(ledger, "finding", text, answer.status == 302)


def autosaves(ledger: Ledger, people: list[Person]) -> None:
    """One draft that grows: the newest number that was acknowledged must be in it."""
    (staff,) = people
    text, page = new_text("draf"), reverse("programs:activity_create")
    form = staff.form(page)
    address, version = reverse("programs:activity_autosave_new"), "0"
    ledger.note("draft", text, kept=False)
    for number in range(1, 12):
        form = Form(form.action, [pair for pair in form.fields if pair[0] != "version"])
        answer = staff.post(address, form, title=text, description=str(number), version=version)
        if not note(ledger, "draft", text, answer.status == 200):
            return
        saved = answer.text
        address, version = between(saved, '"url": "', '"'), between(saved, '"version": ', ",}")
        with ledger.lock:
            ledger.last_autosave[text] = number


def note(ledger: Ledger, kind: str, text: str, kept: bool) -> bool:
    with ledger.lock:
        ledger.answers[f"{kind} {'kept' if kept else 'refused'}"] += 1
    ledger.note(kind, text, kept=kept)
    return kept


@cache  # asked before anything dies
def newest_letter() -> int:
    return int(MinisterialLetter.objects.order_by("-pk").values_list("pk", flat=True)[0])


@cache
def first_area() -> int:
    return int(ReformArea.objects.values_list("pk", flat=True)[0])


def key_of(location: str) -> int:
    return int(location.rstrip("/").rpartition("/")[2])


def between(text: str, start: str, ends: str) -> str:
    rest = text.partition(start)[2]
    return rest[: min((rest.index(end) for end in ends if end in rest), default=0)]
