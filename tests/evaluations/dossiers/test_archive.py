"""The ZIP is never whole in memory, and any program opens it."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from random import Random
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage

from evaluations.dossiers.archive import CHUNK, Entry, Streamed, Unfit, zipped

MIB = 1024 * 1024
BOUND = 8 * MIB
MOMENT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def entry(path: str, size: int) -> Entry:
    """Bytes that do not shrink, never all at once."""

    def chunks():
        random = Random(path)
        for _chunk in range(size // CHUNK):
            yield random.randbytes(CHUNK)

    return Entry(path, size, chunks)


def test_a_dossier_larger_than_the_bound_is_kept_within_it():
    entries = [entry(f"{number}.bin", 16 * MIB) for number in range(3)]
    tracemalloc.start()
    try:
        content = Streamed(zipped(entries, MOMENT))
        name = default_storage.save("dossiers/besar.zip", content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert content.length == default_storage.size(name) > 4 * BOUND
    assert peak < BOUND
    with default_storage.open(name) as file, ZipFile(file) as archive:
        assert [one.file_size for one in archive.infolist()] == [16 * MIB] * 3
        assert archive.testzip() is None
    default_storage.delete(name)


def test_a_small_file_needs_no_new_unpacker_and_keeps_its_day():
    archive = ZipFile(io.BytesIO(b"".join(zipped([entry("a.bin", CHUNK)], MOMENT))))
    [info] = archive.infolist()
    assert info.extract_version <= 20
    assert info.date_time == (2026, 11, 26, 10, 0, 0)


def test_a_file_that_fails_midway_ends_the_whole():
    def chunks():
        yield b"awal"
        raise Unfit

    with pytest.raises(Unfit):
        list(zipped([Entry("a", 10, chunks)], MOMENT))
