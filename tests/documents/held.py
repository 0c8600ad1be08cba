"""Imported by a test's worker: holds every report in the middle, until the test lets it go.

Files in ``HOLD`` carry the signals: they outlive any engine that a test stops.
"""

import os
import time
import uuid
from pathlib import Path

from reformasi.documents import rendering
from tests.stack import taken

SECONDS = 60  # a test that forgets to release fails, and does not hang
real = rendering.pdf_of


def wait_and_render(html, *, identifier, on_step):
    wait_for_release(Path(os.environ["HOLD"]))
    return real(html, identifier=identifier, on_step=on_step)


def wait_for_release(folder: Path) -> None:
    (folder / f"held-{uuid.uuid4()}").touch()
    end = time.monotonic() + SECONDS
    while not taken(folder, "release-*"):
        if time.monotonic() > end:
            raise AssertionError("the test never released this report")
        time.sleep(0.02)


rendering.pdf_of = wait_and_render
