"""``script/bench --faults``: it runs, and it would tell of what is lost, doubled or left behind."""

import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from benchmarks.faults.verdict import judge
from benchmarks.faults.writers import Ledger
from tests.house.test_benchmarks import OWN_NAMES, ROOT
from tests.programs.factories import make_activity


def ledger_of(kind, text):
    ledger = Ledger()
    ledger.note(kind, text, kept=True)
    return ledger


def test_what_was_acknowledged_and_is_not_there_is_lost(db):
    verdict = judge(ledger_of("activity", "Uji kegiatan satu"))
    assert verdict.lost == ["activity: Uji kegiatan satu"]
    assert not verdict.good


def test_what_was_sent_once_and_is_there_twice_is_doubled(unit, pegawai):
    for _ in range(2):
        make_activity(unit, pegawai, title="Uji kegiatan dua", evidence=False)
    verdict = judge(ledger_of("draft", "Uji kegiatan dua"))
    assert verdict.doubled == ["draft: Uji kegiatan dua"]
    assert not verdict.good


def test_what_was_approved_and_is_a_draft_is_lost(unit, pegawai):
    make_activity(unit, pegawai, title="Uji kegiatan tiga")
    verdict = judge(ledger_of("approve", "Uji kegiatan tiga"))
    assert "approval of Uji kegiatan tiga" in verdict.lost


def test_an_autosave_that_fell_back_is_lost(unit, pegawai):
    make_activity(unit, pegawai, title="Uji draf", description="4", evidence=False)
    ledger = Ledger(last_autosave={"Uji draf": 5})
    assert judge(ledger).lost == ["autosave 5 of Uji draf"]


def test_a_file_without_a_row_is_cleaned_and_counted(db):
    name = default_storage.save("evidence/2026/11/lepas.pdf", ContentFile(b"%PDF"))
    verdict = judge(Ledger())
    assert not default_storage.exists(name)
    assert verdict.cleaned >= 1
    assert verdict.orphans == []


@pytest.mark.load
@pytest.mark.xdist_group("bench")
def test_nothing_is_lost_or_doubled_when_each_process_is_killed_once(tmp_path):
    own = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--faults", "--kills", "1"],
        cwd=ROOT,
        env={**own, "VAR_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "0 lost, 0 doubled, 0 orphans" in done.stdout
