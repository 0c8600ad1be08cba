"""``script/server`` as a person starts it; what it has made serves all tests of a process."""

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN_NAMES = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "QUEUE_PREFIX", "DEMO")
FIRST_START = 600  # seconds, for a machine with much else to do


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(var: Path, **more: object) -> dict[str, str]:
    """As a person's terminal has it: nothing of the test's own settings."""
    own = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
    return {**own, "VAR_DIR": str(var), **{name: str(value) for name, value in more.items()}}


def eventually(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


class Server:
    """A running ``script/server`` and what it has said so far."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.output = var.with_name(f"output-{self.port}")
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [ROOT / "script/server"],
                env=environment(var, PORT=self.port),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        assert eventually(lambda: "Ctrl-C" in self.text or self.ended, FIRST_START), self.text
        assert not self.ended, self.text

    @property
    def text(self) -> str:
        return self.output.read_text()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


class Portal:
    """One checkout, started as often as its tests stop it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.servers: list[Server] = []

    @property
    def running(self) -> Server:
        if not self.servers or self.servers[-1].ended:
            self.servers.append(Server(self.var))
        return self.servers[-1]

    def stop(self) -> None:
        if self.servers and not self.servers[-1].ended:
            self.servers[-1].process.terminate()
            self.servers[-1].process.wait(60)
