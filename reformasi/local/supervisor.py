"""Starts services in order, keeps them running, and stops them all in reverse order."""

import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from reformasi.local.errors import CannotContinueError
from reformasi.local.process import SIGNALS

LONGEST_PAUSE = 30.0  # seconds between two attempts to start what keeps dying
STEADY = 60.0  # seconds after which a service counts as well again


class Service(Protocol):
    """Anything that can be started, watched and stopped: an engine or a process."""

    @property
    def name(self) -> str: ...

    @property
    def alive(self) -> bool: ...

    def start(self) -> None: ...

    def ask_to_stop(self) -> None: ...

    def stop(self) -> None: ...


class Interrupted(BaseException):
    """Someone pressed Ctrl-C, closed the terminal or sent SIGTERM."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class Supervisor:
    """Use as ``with Supervisor() as supervisor``: whatever happens inside, all is stopped after."""

    def __init__(self, say: Callable[[str], None] = say) -> None:
        self.say = say
        self.services: list[Service] = []
        self.failures: dict[str, list[float]] = {}

    def __enter__(self) -> "Supervisor":
        for number in SIGNALS:
            signal.signal(number, self.interrupt)
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:  # once is enough; what follows is the stopping
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    def start(self, *services: Service) -> None:
        for service in services:
            self.services.append(service)
            service.start()

    def stop(self) -> None:
        """The processes that depend on the engines are asked together, then each is waited for."""
        for service in reversed(self.services[self.engines :]):
            service.ask_to_stop()
        for service in reversed(self.services):
            service.stop()
        self.services.clear()

    @property
    def engines(self) -> int:
        """How many of the first services others depend on."""
        names = [service.name for service in self.services]
        return sum(name in ("PostgreSQL", "Redis") for name in names)

    def watch(self, seconds: float | None = None) -> None:
        """Start again whatever has died, until interrupted (or for ``seconds``, in tests)."""
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            self.revive()
            time.sleep(0.2)

    def revive(self) -> None:
        now = time.monotonic()
        for service in self.services:
            if service.alive or now < self.next_attempt(service.name):
                continue
            self.failures.setdefault(service.name, []).append(now)
            self.say(f"{service.name} berhenti di luar rencana; dijalankan lagi.")
            try:
                service.start()
            except CannotContinueError as error:
                self.say(str(error))

    def next_attempt(self, name: str) -> float:
        """When to start it again: at once, then after 1, 2, 4 ... seconds while it keeps dying."""
        past = [
            moment for moment in self.failures.get(name, []) if moment > time.monotonic() - STEADY
        ]
        self.failures[name] = past
        if not past:
            return 0.0
        return past[-1] + min(2.0 ** (len(past) - 1), LONGEST_PAUSE)
