"""A private file is kept whole or not at all, and goes when its row does not come."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, transaction

from reformasi.ui.storage import StorageFull, atomic_with_files
from tests.stores import files_below, full_after, read_only

FOLDER = "uji-simpan"


@pytest.fixture(autouse=True)
def before():
    return files_below(FOLDER)


def save(content=b"isi", name="a.txt"):
    return default_storage.save(f"{FOLDER}/{name}", ContentFile(content))


def test_a_full_store_leaves_nothing_and_says_so(before):
    with full_after(100), pytest.raises(StorageFull, match="Tempat penyimpanan penuh"):
        save(bytes(200_000))

    assert files_below(FOLDER) == before


def test_a_store_that_may_only_be_read_says_so(monkeypatch, before):
    monkeypatch.setattr("tempfile.mkstemp", read_only)

    with pytest.raises(StorageFull, match="tidak dapat ditulisi"):
        save()

    assert files_below(FOLDER) == before


@pytest.mark.parametrize("call", ["os.fsync", "os.link"])
def test_a_store_that_fails_at_the_last_moment_keeps_nothing(monkeypatch, before, call):
    monkeypatch.setattr(call, read_only)

    with pytest.raises(StorageFull):
        save()

    assert files_below(FOLDER) == before


def test_a_folder_that_cannot_be_synced_keeps_nothing(monkeypatch, before):
    save()
    before = files_below(FOLDER)
    sync = os.fsync

    def sync_files_only(descriptor):
        return (read_only if os.path.isdir(f"/proc/self/fd/{descriptor}") else sync)(descriptor)

    monkeypatch.setattr(os, "fsync", sync_files_only)

    with pytest.raises(StorageFull):
        save()

    assert files_below(FOLDER) == before


def test_bytes_and_folder_are_on_the_disk_before_the_name_is_told(monkeypatch):
    synced = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda fd: synced.append(os.readlink(f"/proc/self/fd/{fd}")) or sync(fd)
    )

    name = save(name="baru/b.txt")

    path = default_storage.path(name)
    assert synced[-1] == os.path.dirname(path)
    assert any(part.endswith(".part") for part in synced)
    assert os.stat(path).st_mode & 0o777 == 0o640


def test_two_files_of_one_name_are_two_files():
    with ThreadPoolExecutor(8) as people:
        names = list(people.map(lambda number: save(b"%d" % number), range(8)))

    assert len(set(names)) == 8
    kept = set()
    for name in names:
        with default_storage.open(name) as file:
            kept.add(file.read())
    assert kept == {b"%d" % number for number in range(8)}


def fail_after_saving(names, inside=nullcontext):
    with atomic_with_files():
        with inside():
            names.append(save())
        assert default_storage.exists(names[0])
        raise IntegrityError


@pytest.mark.django_db
class TestWithRows:
    def test_a_file_goes_when_its_rows_fail(self):
        names = []
        with pytest.raises(IntegrityError):
            fail_after_saving(names)

        assert not any(map(default_storage.exists, names))

    def test_a_file_of_an_inner_part_goes_when_the_outer_fails(self):
        names = []
        with pytest.raises(IntegrityError):
            fail_after_saving(names, inside=atomic_with_files)

        assert len(names) == 1
        assert not default_storage.exists(names[0])

    def test_only_the_files_of_the_part_that_failed_go(self):
        names = []
        with atomic_with_files():
            kept = save()
            with pytest.raises(IntegrityError):
                fail_after_saving(names)

        assert default_storage.exists(kept)
        assert not default_storage.exists(names[0])

    def test_a_commit_whose_end_nobody_knows_keeps_the_file(self, monkeypatch):
        def cut(self, *arguments):
            transaction.Atomic.__exit__ = leave
            leave(self, *arguments)
            raise OperationalError

        leave = transaction.Atomic.__exit__
        monkeypatch.setattr(transaction.Atomic, "__exit__", cut)
        with pytest.raises(OperationalError), atomic_with_files():
            name = save()

        assert default_storage.exists(name)
