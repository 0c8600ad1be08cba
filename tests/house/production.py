"""Free ports and patience, for tests that start what production runs."""

import socket
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


HOST = "reformasi.example.go.id"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, seconds=45):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
