"""Who is killed, and how long the portal is away."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from reformasi.local.process import Process
from reformasi.local.server import Address

BACK_SECONDS = 120.0


@dataclass
class Target:
    """One kind of process; ``pids`` finds those that live now, ``back`` whether it works again."""

    name: str
    pids: Callable[[], list[int]]
    back: Callable[[set[int]], bool]
    kills: int = 0
    seconds: list[float] = field(default_factory=list)
    acknowledged: int = 0

    def kill(self) -> set[int]:
        """Kill one, outright."""
        pids = self.pids()
        os.kill(pids[0], signal.SIGKILL)
        self.kills += 1
        return set(pids[:1])

    def recover(self, gone: set[int]) -> None:
        """Wait until it works; raises TimeoutError where it does not come back."""
        begun = time.monotonic()
        while not self.back(gone):
            if time.monotonic() - begun > BACK_SECONDS:
                raise TimeoutError(f"{self.name} is not back after {BACK_SECONDS:.0f} seconds")
            time.sleep(0.05)
        self.seconds.append(time.monotonic() - begun)


def children(process: Process) -> list[int]:
    return [child.pid for child in psutil.Process(process.pid).children()] if process.pid else []


def healthy(address: Address) -> bool:
    connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
    try:
        connection.request("GET", "/sehat/")
        response = connection.getresponse()
        state = json.loads(response.read())
        return response.status == 200 and state["database"] and state["cache"]
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def targets(services: dict[str, Process], address: Address) -> list[Target]:
    web, worker, beat = services["Web"], services["Worker"], services["Penjadwal"]
    redis, database = services["Redis"], services["PostgreSQL"]

    def answers(gone: set[int]) -> bool:
        return not any(map(psutil.pid_exists, gone)) and healthy(address)

    def main(process: Process) -> Callable[[], list[int]]:
        return lambda: [process.pid] if process.alive and process.pid else []

    def again(process: Process) -> Callable[[set[int]], bool]:
        return lambda gone: process.alive and process.pid not in gone

    def replaced(gone: set[int]) -> bool:
        return bool(set(children(web)) - gone) and answers(gone)

    return [
        Target("web worker", lambda: children(web), replaced),
        Target("web master", main(web), lambda gone: again(web)(gone) and answers(gone)),
        Target("worker", main(worker), again(worker)),
        Target("beat", main(beat), again(beat)),
        Target("Redis", main(redis), lambda gone: again(redis)(gone) and answers(gone)),
        Target("PostgreSQL", main(database), lambda gone: again(database)(gone) and answers(gone)),
    ]
