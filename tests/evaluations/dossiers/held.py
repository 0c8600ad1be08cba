"""Imported by a test's worker: holds every dossier at its first sign of life.

Files in ``HOLD`` carry the signals, as for documents.
"""

import os
from pathlib import Path

from evaluations.dossiers import work
from tests.stack import wait_for_release

real = work.progress


def progress_and_wait(dossier, written):
    real(dossier, written)
    wait_for_release(Path(os.environ["HOLD"]))


work.progress = progress_and_wait
