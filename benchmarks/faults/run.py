"""The whole portal, writers upon it, and one process after another that is killed."""

from __future__ import annotations

import random
import threading
import time

from django.db import connection

from benchmarks.faults import killing, verdict, writers
from benchmarks.faults.browser import Person
from reformasi.local.process import Process
from reformasi.local.server import Address
from reformasi.local.supervisor import Supervisor, say

#: A run in which one of them was never written proves nothing of it.
KINDS = ("activity", "submit", "approve", "evidence", "finding", "draft")
QUIET = (0.5, 2.0)  # seconds of writing before a kill: least and most


def run(
    supervisor: Supervisor, services: dict[str, Process], address: Address, kills: int
) -> tuple[str, bool]:
    """The table, and whether nothing was lost, doubled or left behind."""
    ledger = writers.Ledger()
    staff, lead = "analis.ormas", "ketua.ormas"
    crew = [
        writers.Writer(writers.activities, ledger, Person(staff, address), Person(lead, address)),
        writers.Writer(writers.library, ledger, Person(staff, address)),
        writers.Writer(writers.findings, ledger, Person("kabag.perencanaan", address)),
        writers.Writer(writers.autosaves, ledger, Person(staff, address)),
    ]
    targets = killing.targets(services, address)
    writers.newest_letter(), writers.first_area()
    killer = Killer(targets, kills, ledger)
    for each in (*crew, killer):
        each.start()
    while killer.is_alive():  # only the main thread may start processes again
        supervisor.revive()
        time.sleep(0.1)
    for writer in crew:
        writer.stop()
    for writer in crew:
        writer.join(60)
        for failure in writer.failures[:3]:
            say(f"{writer.name}: {failure}")
    if killer.error:
        return killer.error, False
    say(", ".join(f"{answer} {count}" for answer, count in sorted(ledger.answers.items())))
    connection.close()  # it died with PostgreSQL
    judged = verdict.judge(ledger)
    resent = sum(person.resent for writer in crew for person in writer.people)
    table = verdict.table_of(targets, judged, resent)
    if idle := [kind for kind in KINDS if not ledger.acknowledged.get(kind)]:
        return f"{table}\nNothing was acknowledged of: {', '.join(idle)}.", False
    return table, judged.good


class Killer(threading.Thread):
    """Each target in turn, ``kills`` times; the seed makes the pauses the same each time."""

    def __init__(self, targets: list[killing.Target], kills: int, ledger: writers.Ledger) -> None:
        super().__init__(daemon=True)
        self.targets, self.kills, self.ledger, self.error = targets, kills, ledger, ""

    def run(self) -> None:
        pauses = random.Random(1)
        try:
            for _ in range(self.kills):
                for target in self.targets:
                    before = self.ledger.total
                    time.sleep(pauses.uniform(*QUIET))
                    target.recover(target.kill())
                    target.acknowledged += self.ledger.total - before
            time.sleep(QUIET[1])
        except (TimeoutError, IndexError, ProcessLookupError) as error:
            self.error = f"{target.name}: {error}"
