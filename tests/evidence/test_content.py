"""What the library takes, and what it says about what it does not take."""

import struct

import pytest
from django.core.files.base import ContentFile

from reformasi.evidence.content import FileRefused, clean_name, inspect, title_of
from tests.evidence import files

GOOD = {
    "notulen.pdf": lambda: files.pdf().read(),
    "foto.jpg": lambda: files.picture("JPEG"),
    "foto.jpeg": lambda: files.picture("JPEG", (4000, 3000)),
    "tangkapan.PNG": lambda: files.picture("PNG"),
    "poster.webp": lambda: files.picture("WEBP"),
    "laporan.docx": lambda: files.office("word/document.xml"),
    "rekap.xlsx": files.workbook,
    "paparan.pptx": lambda: files.office("ppt/presentation.xml"),
    "surat.odt": lambda: files.opendocument("text"),
    "daftar.ods": lambda: files.opendocument("spreadsheet"),
    "paparan.odp": lambda: files.opendocument("presentation"),
    "daftar hadir.csv": lambda: "NIP;Nama\n1;Siti Ç\n".encode(),
    "catatan.txt": lambda: "Rapat dibuka pukul 09.00.\r\n".encode("cp1252"),
    "rekaman.mp4": files.film,
    "rekaman panjang.mp4": lambda: (
        files.film() + struct.pack(">I4sQ", 1, b"free", 24) + bytes(8) + b"\0\0\0\0mdat" + bytes(9)
    ),
}

BAD = {
    "an empty file": ("kosong.pdf", b"", "kosong (0 bita)"),
    "a program named pdf": (
        "undangan.pdf",
        files.EXE,
        "isinya bukan PDF, melainkan program Windows",
    ),
    "a program without a name for it": ("pasang", files.EXE, "program Windows"),
    "a script named txt": ("baca.txt", b"#!/bin/sh\nrm -rf ~\n", "skrip program"),
    "a workbook named pdf": ("rekap.pdf", files.workbook(), "Ganti akhiran namanya menjadi .xlsx"),
    "a pdf named docx": ("surat.docx", files.page(), "tetapi isinya PDF"),
    "text named pdf": ("surat.pdf", b"halo dunia", "tetapi isinya Teks"),
    "an old Word file": ("surat.doc", files.OLE, "format lama. Simpan ulang sebagai .docx"),
    "a zip": ("semua.zip", files.archive({"a.txt": b"a"}), "unggah isinya satu per satu"),
    "a zip named xlsx": ("rekap.xlsx", files.archive({"a.txt": b"a"}), "isinya bukan Excel"),
    "a rar": ("semua.rar", b"Rar!\x1a\x07\x00" + bytes(40), "arsip RAR"),
    "macros": (
        "rekap.xlsx",
        files.office("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"}),
        "tanpa makro",
    ),
    "a photo of an iPhone": (
        "foto.heic",
        b"\x00\x00\x00\x18ftypheic" + bytes(40),
        "ketuk Bagikan, Opsi, Paling Kompatibel",
    ),
    "a gif": ("gerak.gif", b"GIF89a" + bytes(40), "tampaknya .gif"),
    "bytes without meaning": ("x.bin", b"\x00\x01\x02\x03" * 20, "tidak dikenal"),
    "a torn photo": ("foto.jpg", files.picture("JPEG")[:24], "rusak atau terpotong"),
    "a torn workbook": ("rekap.xlsx", files.workbook()[:900], "rusak atau terpotong"),
    "a film that broke off": ("rekaman.mp4", files.film()[:-9], "rusak atau terpotong"),
    "a film without its index": ("rekaman.mp4", files.film()[:-8], "rusak atau terpotong"),
    "a film of boxes without end": (
        "rekaman.mp4",
        files.film() + files.box(b"free") * 10_001,
        "susunannya tidak lazim",
    ),
    "a damaged document": ("surat.odt", files.damaged(), "rusak atau terpotong"),
    "a workbook that unfolds into 40 MB": ("rekap.xlsx", files.bomb(), "mengembang jauh"),
    "a picture of 8 billion pixels": ("foto.png", files.huge_png(), "mengembang jauh"),
}


@pytest.mark.parametrize("name", GOOD)
def test_files_of_daily_work_are_taken_for_what_they_are(name):
    inspected = inspect(ContentFile(GOOD[name](), name=name))

    assert name.rsplit(".")[-1].lower() in inspected.kind.extensions
    assert inspected.name == name
    assert len(inspected.sha256) == 64


@pytest.mark.parametrize(("name", "content", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named_and_told_what_to_do(name, content, message):
    with pytest.raises(FileRefused) as refusal:
        inspect(files.upload(name, content))

    assert f"“{name}” tidak disimpan" in refusal.value.message
    assert message in refusal.value.message


def test_a_file_over_the_limit_hears_both_sizes(settings):
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024

    with pytest.raises(FileRefused) as refusal:
        inspect(files.upload("besar.pdf", b"%PDF-" + bytes(3 * 1024 * 1024)))

    message = refusal.value.message.replace("\xa0", " ")
    assert "ukurannya 3,0 MB, paling besar 2,0 MB" in message


def test_an_archive_whose_list_of_members_is_itself_huge_is_not_read():
    names = {f"{number:0240d}": b"" for number in range(8000)}

    with pytest.raises(FileRefused, match="mengembang"):
        inspect(files.upload("rekap.xlsx", files.archive(names)))


def test_the_same_bytes_have_the_same_digest_wherever_the_reader_stands():
    file = files.pdf()
    first = inspect(file)
    file.seek(7)

    assert inspect(file).sha256 == first.sha256


def test_a_file_without_an_extension_gets_the_right_one():
    assert inspect(files.upload("notulen", files.page())).name == "notulen.pdf"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Dokumen\\surat.pdf", "surat.pdf"),
        ("../../etc/surat.pdf", "surat.pdf"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("surat\x00\n undangan.pdf", "surat undangan.pdf"),
        ("a" * 300 + ".pdf", "a" * 140 + ".pdf"),
        ("", "berkas"),
    ],
)
def test_a_name_hides_nothing_and_leads_nowhere(given, kept):
    assert clean_name(given) == kept


def test_a_first_title_comes_from_the_name():
    assert title_of("Notulen_rapat_pembinaan.pdf") == "Notulen rapat pembinaan"
