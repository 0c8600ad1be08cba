"""Imported by a test's worker: holds every export at its first sign of life.

Files in ``HOLD`` carry the signals, as for documents.
"""

import os
from pathlib import Path

from reformasi.sheets import work
from tests.stack import wait_for_release

real = work.progress


def progress_and_wait(job, row_count):
    real(job, row_count)
    wait_for_release(Path(os.environ["HOLD"]))


work.progress = progress_and_wait
