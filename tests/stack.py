"""Real processes for tests: Celery workers on the test's own database, queue and files."""

from __future__ import annotations

import os
import re
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from reformasi.local.process import Process, wait_until

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 300.0  # ends what hangs; how fast something is depends on what else runs
HELD_SECONDS = 300  # a test that forgets to release fails, and does not hang


def database_url() -> str:
    """The database of this test process (``test_…``), for a child process."""
    database = urlsplit(os.environ["DATABASE_URL"])
    return database._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def environment(**more: str) -> dict[str, str]:
    """What a child process needs to live in the test's world."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "PYTHONWARNINGS": "ignore",
        **more,
    }


@contextmanager
def worker(
    log: Path, *, include: Sequence[str] = (), concurrency: int = 1, **env: str
) -> Iterator[Process]:
    """A Celery worker, ready to take tasks; killed with its children at the end.

    What a killed one leaves behind lies beside its log, where pytest clears it away.
    """
    command = [sys.executable, "-m", "celery", "--app", "reformasi", "worker"]
    command += ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
    command += ["--loglevel", "INFO", "--hostname", f"{log.stem}@%h"]
    if include:
        command += ["--include", ",".join(include)]
    process = Process(
        "Worker", command, log, env=environment(TMPDIR=str(log.parent), **env), cwd=ROOT
    )
    process.start()
    try:
        ready = re.compile(rf"{log.stem}@\S+ ready\.")
        if not wait_until(lambda: bool(ready.search(log.read_text())), process, SECONDS):
            raise AssertionError(f"the worker does not start:\n{log.read_text()[-4000:]}")
        yield process
    finally:
        process.kill()


def eventually(holds: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Wait for other processes to do their part; fail with ``what`` if they never do."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {seconds} seconds: {what}")
        time.sleep(0.05)


def taken(folder: Path, pattern: str) -> bool:
    """Take one signal away; each is taken once."""
    for signal in folder.glob(pattern):
        try:
            signal.unlink()
        except FileNotFoundError:
            continue
        return True
    return False


def wait_for_release(folder: Path) -> None:
    """In a worker: say that it is held, and go on when the test allows it."""
    (folder / f"held-{uuid.uuid4()}").touch()
    end = time.monotonic() + HELD_SECONDS
    while not taken(folder, "release-*"):
        if time.monotonic() > end:
            raise AssertionError("the test never released this worker")
        time.sleep(0.02)


def release(folder: Path) -> None:
    """In a test: let one held worker go on."""
    (folder / f"release-{uuid.uuid4()}").touch()
