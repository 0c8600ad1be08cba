"""Imported by a test's worker: holds every report in the middle, until the test lets it go.

Files in ``HOLD`` carry the signals: they outlive any engine that a test stops.
"""

import os
from pathlib import Path

from reformasi.documents import rendering
from tests.stack import wait_for_release

real = rendering.pdf_of


def wait_and_render(html, *, identifier, on_step):
    wait_for_release(Path(os.environ["HOLD"]))
    return real(html, identifier=identifier, on_step=on_step)


rendering.pdf_of = wait_and_render
