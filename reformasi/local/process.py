"""One child process: started in a group of its own, logged to a file, never left behind."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # they end the portal
LOG_BYTES = 5_000_000
SIGNS = ("PANIC", "FATAL", "Error", "Gagal:")


@contextlib.contextmanager
def without_interruption() -> Iterator[None]:
    """What a signal asks for is done afterwards.

    Between the birth of a child and the moment when we know its number it could not be ended.
    """
    arrived: list[int] = []
    before = {
        number: signal.signal(number, lambda signalled, _frame: arrived.append(signalled))
        for number in SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if arrived:
        signal.raise_signal(arrived[0])


@dataclass
class Process:
    """``command``, run as ``account`` if one is given (only root may), its output in ``log``."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0  # seconds between the stop signal and SIGKILL
    account: pwd.struct_passwd | None = None
    cwd: Path | None = None
    popen: "subprocess.Popen[bytes] | None" = None
    begun: int = 0  # how long the log was before this start

    def start(self) -> None:
        """Start it; what an earlier start has left of its group is ended first."""
        self.kill()
        as_account = account_arguments(self.account)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log, without_interruption():
            self.begun = log.tell()
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),  # noqa: PLW1509 (one ctypes call)
                **as_account,
            )

    @property
    def alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    @property
    def pid(self) -> int | None:
        return self.popen.pid if self.popen else None

    def ask_to_stop(self) -> None:
        if self.popen is not None and self.alive:
            self.popen.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait ``grace`` seconds, then kill the whole group."""
        if self.popen is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(self.grace)
        self.kill()

    def kill(self) -> None:
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        self.popen = None

    def last_message(self) -> str:
        """The last line that says something, of what was logged since the last start."""
        return last_line(self.log, self.begun)


def last_line(log: Path, begun: int = 0) -> str:
    """The last line after ``begun`` that names an error, else the last that is not empty."""
    if not log.exists():
        return "log kosong"
    text = log.read_bytes()[begun:][-20_000:].decode(errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line for word in SIGNS)]
    return (errors or lines or ["log kosong"])[-1]


def rotate(log: Path) -> None:
    """Begin a new file when the old one is large, keeping one behind."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel sends ``stop_signal`` to the child even if we are killed outright."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def in_the_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return in_the_child


class AccountArguments(TypedDict, total=False):
    """What ``subprocess`` takes to run a command as another account."""

    user: int
    group: int
    extra_groups: list[int]


def account_arguments(account: pwd.struct_passwd | None) -> AccountArguments:
    """What ``subprocess`` needs to run a command as ``account``."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def wait_until(ready: Callable[[], bool], process: Process, seconds: float) -> bool:
    """Poll ``ready`` until it holds, the process has ended or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.alive:
        if ready():
            return True
        time.sleep(0.03)
    return False
