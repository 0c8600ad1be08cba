"""Nothing that the supervisor starts outlives it, and what dies is started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from reformasi.local.process import Process, last_line, rotate, without_interruption
from reformasi.local.supervisor import Interrupted, Supervisor

ROOT = Path(__file__).resolve().parents[2]
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('siap', flush=True)"
)


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", code]


def runs(pid: int) -> bool:
    """A process that has ended but that nobody has waited for does not run."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def eventually(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def pids_in(log: Path, count: int) -> list[int]:
    assert eventually(lambda: log.exists() and len(log.read_text().split()) >= count)
    return [int(word) for word in log.read_text().split()]


@pytest.fixture
def handlers():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, 1)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_what_is_being_started_is_known_before_a_signal_is_answered():
    """The child is born in the moment when somebody presses Ctrl-C."""
    with pytest.raises(Interrupted), Supervisor():  # noqa: PT012  the second half is the point
        child = None
        with without_interruption():
            signal.raise_signal(signal.SIGTERM)
            child = "known"
    assert child == "known"


@pytest.mark.usefixtures("handlers")
def test_without_a_signal_the_handlers_are_what_they_were():
    with Supervisor() as supervisor:
        with without_interruption():
            assert signal.getsignal(signal.SIGTERM) != supervisor.interrupt
        assert signal.getsignal(signal.SIGTERM) == supervisor.interrupt


def test_a_process_that_does_not_listen_is_killed_after_its_grace(tmp_path):
    process = Process("tuli", python(DEAF + "; time.sleep(60)"), tmp_path / "log", grace=0.2)
    process.start()
    assert eventually(lambda: "siap" in (tmp_path / "log").read_text())
    pid = process.pid

    process.stop()

    assert not process.alive
    assert not runs(pid)


def test_the_children_of_a_process_end_with_it(tmp_path):
    code = "import os, time; os.fork(); print(os.getpid()); time.sleep(60)"
    process = Process("induk", python(code), tmp_path / "log", grace=0.5)
    process.start()
    pids = pids_in(tmp_path / "log", 2)

    process.stop()

    assert eventually(lambda: not any(runs(pid) for pid in pids))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_even_a_killed_supervisor_leaves_no_orphan(tmp_path):
    log = tmp_path / "log"
    command = python("import os, time; print(os.getpid()); time.sleep(60)")
    code = f"""
import time
from pathlib import Path
from reformasi.local.process import Process
Process("anak", {command!r}, Path({str(log)!r})).start()
time.sleep(60)
"""
    supervisor = subprocess.Popen(python(code), cwd=ROOT)
    (child,) = pids_in(log, 1)

    supervisor.kill()
    supervisor.wait()

    assert eventually(lambda: not runs(child))


def test_services_are_stopped_in_reverse_order_of_their_start(tmp_path):
    stopped = []

    class Service:
        alive = True

        def __init__(self, name):
            self.name = name

        def start(self):
            pass

        def ask_to_stop(self):
            stopped.append(f"ask {self.name}")

        def stop(self):
            stopped.append(f"stop {self.name}")

    supervisor = Supervisor(print)
    supervisor.start(*(Service(name) for name in ("PostgreSQL", "Redis", "Web", "Worker")))
    supervisor.stop()

    assert stopped == ["ask Worker", "ask Web"] + [
        f"stop {name}" for name in ("Worker", "Web", "Redis", "PostgreSQL")
    ]


def test_what_dies_is_started_again_and_said(tmp_path):
    messages = []
    process = Process("Worker", python("import time; time.sleep(60)"), tmp_path / "log")
    supervisor = Supervisor(messages.append)
    supervisor.start(process)
    try:
        first = process.pid
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: not process.alive)

        supervisor.watch(seconds=0.5)

        assert process.alive
        assert process.pid != first
        assert messages == ["Worker berhenti di luar rencana; dijalankan lagi."]
    finally:
        supervisor.stop()


def test_what_keeps_dying_is_started_less_and_less_often(tmp_path):
    messages = []
    supervisor = Supervisor(messages.append)
    supervisor.start(Process("Worker", python("raise SystemExit(1)"), tmp_path / "log"))
    try:
        supervisor.watch(seconds=2.6)
    finally:
        supervisor.stop()

    assert 2 <= len(messages) <= 3  # at once, after 1 second, and 2 seconds after that


@pytest.mark.usefixtures("handlers")
def test_a_signal_in_the_middle_of_starting_stops_what_has_started(tmp_path):
    process = Process("Worker", python("import time; time.sleep(60)"), tmp_path / "log")

    with contextlib.suppress(Interrupted), Supervisor() as supervisor:
        supervisor.start(process)
        pid = process.pid
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    assert not runs(pid)


def test_the_last_words_of_a_log_are_its_error(tmp_path):
    log = tmp_path / "log"
    log.write_text("mulai\nValueError: NIP bukan 18 angka\n\nselesai\n")
    assert last_line(log) == "ValueError: NIP bukan 18 angka"
    log.write_text("mulai\nselesai\n\n")
    assert last_line(log) == "selesai"
    assert last_line(tmp_path / "tidak-ada") == "log kosong"


def test_the_last_words_are_those_of_the_last_start(tmp_path):
    log = tmp_path / "log"
    log.write_text("FATAL: kemarin\n")
    process = Process("Basis data", python("print('berkas hilang')"), log)
    process.start()
    assert eventually(lambda: not process.alive)

    assert process.last_message() == "berkas hilang"


def test_a_large_log_gives_way_to_a_new_one(tmp_path):
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * 5_000_001)

    rotate(log)

    assert not log.exists()
    assert (tmp_path / "web.log.1").stat().st_size == 5_000_001
