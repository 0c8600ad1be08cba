"""The verdict of ``script/bench --faults``: what it would say of a loss (it runs in
``test_benchmarks``)."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from benchmarks.faults.verdict import judge
from benchmarks.faults.writers import Ledger
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


def test_a_file_without_a_row_is_cleaned_and_counted(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path  # what other tests have left there are orphans too
    name = default_storage.save("evidence/2026/11/lepas.pdf", ContentFile(b"%PDF"))
    verdict = judge(Ledger())
    assert not default_storage.exists(name)
    assert verdict.cleaned >= 1
    assert verdict.orphans == []
