"""A private Redis (or Valkey): a Unix socket, no network; queued work survives a restart."""

import shutil
import socket
from pathlib import Path
from urllib.parse import quote

from reformasi.local.errors import CannotContinueError, show
from reformasi.local.places import socket_folder
from reformasi.local.process import Process, wait_until

PROGRAMS = ("redis-server", "valkey-server")
SOCKET = "redis.sock"
START_SECONDS = 30.0


class Redis:
    """The broker and cache of the checkout whose ``var`` is given; ``url`` is for Django."""

    name = "Redis"

    def __init__(self, var: Path, *, log: Path | None = None, durable: bool = True) -> None:
        self.socket = socket_folder(var / "run", SOCKET) / SOCKET
        self.data = var / "redis"
        command = [find_program(), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--unixsocketperm", "700", "--dir", str(self.data), "--daemonize", "no"]
        command += ["--save", "", "--appendonly", "yes" if durable else "no", "--databases", "32"]
        self.process = Process(self.name, command, log=log or var / "log/redis.log")

    @property
    def url(self) -> str:
        return self.database_url(0)

    def database_url(self, number: int) -> str:
        return f"unix://{quote(str(self.socket))}?db={number}"

    @property
    def alive(self) -> bool:
        return self.process.alive

    def start(self) -> None:
        """Return when it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.process.start()
        if not wait_until(self.is_ready, self.process, START_SECONDS):
            reason = self.process.last_message()
            self.process.kill()
            raise CannotContinueError(
                f"Redis tidak dapat dijalankan: {reason}", show(self.process.log)
            )

    def ask_to_stop(self) -> None:
        self.process.ask_to_stop()

    def stop(self) -> None:
        self.process.stop()

    def is_ready(self) -> bool:
        """Whether it replies to a PING; False while it still reads its queue from disk."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def find_program() -> str:
    for name in PROGRAMS:
        if program := shutil.which(name):
            return program
    raise CannotContinueError(
        "Redis belum terpasang.",
        "sudo apt-get install redis-server    # atau: REDIS_URL=redis://... script/server",
    )
