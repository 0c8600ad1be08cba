"""``manage.py report``: the same document as the worker's, on the spot."""

import dataclasses
import hashlib

import pytest
from django.core.management import CommandError, call_command

from reformasi.audit.models import Entry
from reformasi.documents import registry, work
from reformasi.documents.models import DocumentEdition, DocumentRequest
from tests.documents import kinds


def report(out, *, kind="uji", kode="direktorat", unit="direktorat"):
    call_command("report", kind, "--kode", kode, "--unit", unit, "--out", str(out))


def test_it_writes_the_pdf_and_says_number_pages_and_hash(unit, tmp_path, capsys):
    out = tmp_path / "laporan.pdf"

    report(out)

    output = capsys.readouterr().out
    document = DocumentRequest.objects.get()
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert hashlib.sha256(out.read_bytes()).hexdigest() in output
    assert document.number in output
    assert str(out) in output
    assert "halaman  3" in output


def test_a_second_time_gives_the_same_document(unit, tmp_path):
    report(tmp_path / "satu.pdf")
    report(tmp_path / "dua.pdf")

    assert (tmp_path / "satu.pdf").read_bytes() == (tmp_path / "dua.pdf").read_bytes()
    assert DocumentEdition.objects.count() == 1


def test_it_is_on_the_trail_as_the_operators_act(unit, tmp_path):
    report(tmp_path / "laporan.pdf")

    entries = Entry.objects.about(DocumentRequest.objects.get())
    assert {entry.origin for entry in entries} == {"manage.py report"}
    assert [entry.phrase for entry in entries] == ["selesai membuat", "meminta"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "ramalan"}, "Jenis “ramalan” tidak dikenal"),
        ({"kode": "tidak-ada"}, "Tidak ada --kode “tidak-ada”"),
        ({"kode": ""}, "Sebutkan --kode"),
        ({"unit": "tidak-ada"}, "Tidak ada unit berkode “tidak-ada”"),
    ],
    ids=str,
)
def test_what_is_not_known_is_said_in_one_sentence(unit, tmp_path, wrong, message):
    with pytest.raises(CommandError, match=message):
        report(tmp_path / "laporan.pdf", **wrong)

    assert not DocumentRequest.objects.exists()


def test_the_command_makes_a_report_only_for_units_that_the_page_offers(
    unit, sibling, tmp_path, monkeypatch
):
    """F17: a letter's report for a unit that the letter does not address."""
    for_one = dataclasses.replace(kinds.REPORT, units=lambda _it, units: units.filter(pk=unit.pk))
    monkeypatch.setitem(registry._kinds, "uji", for_one)

    with pytest.raises(CommandError, match="bukan untuk Direktorat Tetangga"):
        report(tmp_path / "laporan.pdf", unit="tetangga")
    assert not DocumentRequest.objects.exists()
    report(tmp_path / "laporan.pdf")


def test_a_place_that_cannot_be_written_is_said_before_the_work_is_done(unit, tmp_path):
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        report(tmp_path / "tidak-ada" / "laporan.pdf")

    assert not DocumentRequest.objects.exists()


def test_a_failure_is_the_commands_failure(unit, tmp_path, monkeypatch):
    broken = dataclasses.replace(kinds.REPORT, template="uji/hilang.html")
    monkeypatch.setitem(registry._kinds, "uji", broken)

    with pytest.raises(CommandError, match="gagal dibuat"):
        report(tmp_path / "laporan.pdf")


def test_what_a_worker_is_making_is_left_to_it(requested, tmp_path):
    work.claim(requested.pk, "tugas-1")

    with pytest.raises(CommandError, match="sedang dibuat oleh pekerja"):
        report(tmp_path / "laporan.pdf")
