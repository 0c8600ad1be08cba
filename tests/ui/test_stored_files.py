"""Rows without their file, files without a row, and files that are no longer what they were."""

from __future__ import annotations

import logging
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from reformasi.evidence import actions
from reformasi.ui import stored_files
from reformasi.ui.tasks import delete_orphans
from tests.evidence import files


@pytest.fixture
def empty_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def evidence(empty_store, unit, pegawai):
    [kept] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai)
    return kept


def leave_behind(name, days):
    name = default_storage.save(f"evidence/{name}", ContentFile(b"x"))
    then = time.time() - days * 86_400
    os.utime(default_storage.path(name), (then, then))
    return name


def test_files_that_are_what_their_rows_say_pass(evidence, capsys):
    call_command("check_files")

    assert (
        "1 berkas diperiksa: 0 hilang, 0 berubah; 0 berkas tanpa baris" in capsys.readouterr().out
    )


def test_a_missing_file_is_named_with_its_row(evidence, capsys):
    os.remove(evidence.current.file.path)

    with pytest.raises(CommandError, match="1 hilang, 0 berubah"):
        call_command("check_files")

    line = (
        f"HILANG   {evidence.current.file.name}  (evidence.EvidenceVersion {evidence.current.pk})"
    )
    assert line in capsys.readouterr().out


def test_a_file_with_other_bytes_is_named(evidence, capsys):
    with open(evidence.current.file.path, "ab") as file:
        file.write(b"x")

    with pytest.raises(CommandError, match="0 hilang, 1 berubah"):
        call_command("check_files")
    call_command("check_files", "--tanpa-isi")

    assert f"BERUBAH  {evidence.current.file.name}" in capsys.readouterr().out


def test_an_orphan_of_two_days_is_named_and_one_of_today_is_not(evidence, capsys):
    old, new = leave_behind("lama.pdf", 2), leave_behind("baru.pdf", 0)

    call_command("check_files")

    output = capsys.readouterr().out
    assert f"LEPAS    {old}" in output
    assert new not in output


def test_the_night_deletes_old_orphans_and_nothing_else(evidence, caplog):
    old, new = leave_behind("lama.pdf", 2), leave_behind("baru.pdf", 0)

    with caplog.at_level(logging.INFO, "reformasi.ui.stored_files"):
        delete_orphans()

    assert not default_storage.exists(old)
    assert default_storage.exists(new)
    assert default_storage.exists(evidence.current.file.name)
    assert f"deleted {old}" in caplog.text


def test_half_written_files_of_a_killed_process_go_too(evidence):
    name = leave_behind(".abc.part", 2)

    assert stored_files.delete_orphans() == [name]


@pytest.mark.django_db
def test_a_folder_beside_the_database_of_another_day_is_left_alone(empty_store, caplog):
    names = [leave_behind(f"{number}.pdf", 2) for number in range(stored_files.FEW + 1)]

    assert stored_files.delete_orphans() == []

    assert all(default_storage.exists(name) for name in names)
    assert "nothing is deleted" in caplog.text


def test_an_upload_that_ends_meanwhile_stops_nothing(evidence, monkeypatch):
    """Its part was there when the folder was read, and is gone when its age is asked."""
    old, part = leave_behind("lama.pdf", 2), stored_files._root() / "evidence/.abc.part"
    paths = list(stored_files.all_files())
    monkeypatch.setattr(stored_files, "all_files", lambda: iter([part, *paths]))

    assert stored_files.delete_orphans() == [old]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (FileNotFoundError(2, "gone"), "HILANG   "),
        (PermissionError(13, "Permission denied"), "TAK TERBACA (Permission denied) "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(evidence, monkeypatch, capsys, error, line):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr(stored_files.Path, "open", fail)
    with pytest.raises(CommandError):
        call_command("check_files")

    assert f"{line}{evidence.current.file.name}" in capsys.readouterr().out


def test_beat_asks_for_it_every_night(settings):
    [entry] = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == delete_orphans.name
    ]

    assert entry["schedule"].hour == {2}
