"""Rows are locked in one way."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measures import source

ROOT = Path(__file__).resolve().parents[2]


def test_a_lock_never_keeps_others_from_pointing_to_the_row():
    """A lock of the whole row waits for every foreign key to it that is being written, and they
    for it: two who attach the same file to two things would wait for each other.

    One is meant so: a version of an instrument is replaced only while nothing stands on it.
    """
    files = source.read(ROOT).python
    locking = sorted(file.path for file in files if "select_for_update(" in file.text)

    assert locking == [
        "evaluations/instruments/versions.py",
        "reformasi/workflow/versions.py",
    ], "use locked() or lock()"
