"""Archives that are more than they seem: by method, by size, by what is inside what."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile

import pytest

from reformasi.evidence.content import FileRefused, inspect
from tests.evidence import files

TYPES = "[Content_Types].xml"
PROJECT = files.OLE + "_VBA_PROJECT".encode("utf-16-le")
PASSWORD = "EncryptedPackage".encode("utf-16-le")
ODT = b"application/vnd.oasis.opendocument.text"


def refusal(name, content):
    with pytest.raises(FileRefused) as refused:
        inspect(files.upload(name, content))
    return refused.value.message


def packed_unusually(method, name="mimetype", size=2**24):
    """A member of zeros under another method than office programs use, declared as 39 bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", method) as archive,
        archive.open(name, "w") as member,
    ):
        for _count in range(size // 2**20):
            member.write(bytes(2**20))
    return declared(stream.getvalue(), 39)


def declared(content, size):
    """The same archive whose last member claims to have ``size`` bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = changed.rfind(mark)
        changed[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_packed_by_another_method_is_refused_before_it_is_opened(method, monkeypatch):
    content = packed_unusually(method)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("opened"))

    assert "susunannya tidak lazim" in refusal("surat.odt", content)


PROBE = """
import resource, sys
from django.core.files.uploadedfile import SimpleUploadedFile
import django; django.setup()
from reformasi.evidence.content import FileRefused, inspect
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    inspect(SimpleUploadedFile(sys.argv[1], content))
except FileRefused:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / before)
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("surat.odt", lambda: packed_unusually(zipfile.ZIP_BZIP2, size=2**27)),
        ("rekap.xlsx", lambda: declared(files.bomb(60), 39)),
        ("rekap.xlsx", lambda: files.bomb(300)),
        ("foto.png", files.huge_png),
    ],
    ids=["another method", "a lie about its size", "300 megabytes", "8 billion pixels"],
)
def test_a_file_that_unfolds_is_refused_in_the_memory_of_the_process(name, content):
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, name], input=content(), capture_output=True, check=True
    )

    assert float(probe.stdout) < 1.25


def test_a_member_that_holds_more_than_it_declares_is_refused():
    content = files.office("word/document.xml", **{"word/a.xml": bytes(3000)})

    assert "rusak atau terpotong" in refusal("laporan.docx", declared(content, 10))


def test_a_bomb_inside_a_document_inside_a_document_is_found():
    content = files.office("word/document.xml", **{"word/embeddings/a.xlsx": files.bomb()})

    assert "mengembang jauh" in refusal("laporan.docx", content)


def test_archives_inside_archives_without_end_are_not_followed():
    content = files.workbook()
    for _level in range(5):
        content = files.office("word/document.xml", **{"word/embeddings/a.bin": content})

    assert "mengembang jauh" in refusal("laporan.docx", content)


def test_a_workbook_inside_a_presentation_is_daily_work():
    embedded = {"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": files.workbook()}
    content = files.office("ppt/presentation.xml", **embedded)

    assert inspect(files.upload("paparan.pptx", content)).kind.label == "PowerPoint"


def test_what_looks_like_an_archive_inside_a_document_and_is_none_is_left_alone():
    content = files.office("word/document.xml", **{"word/a.bin": b"PK\x03\x04" + bytes(99)})

    assert inspect(files.upload("laporan.docx", content)).kind.label == "Word"


def test_a_damaged_part_anywhere_in_a_document_is_noticed():
    members = {TYPES: b"<Types/>", "word/document.xml": bytes(range(256)) * 40}
    content = bytearray(files.archive(members, zipfile.ZIP_STORED))
    content[5000] ^= 1

    assert "rusak atau terpotong" in refusal("laporan.docx", bytes(content))


def test_two_members_of_one_name_are_refused():
    stream = io.BytesIO(files.office("word/document.xml"))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<other/>")

    assert "rusak atau terpotong" in refusal("laporan.docx", stream.getvalue())


MACROS = {
    "the usual part": {"xl/vbaProject.bin": b"x"},
    "the usual part in other letters": {"XL/VBAPROJECT.BIN": b"x"},
    "a type under another name": {
        TYPES: b'<Types><Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"'
        b"/></Types>"
    },
    "a type written in other signs": {
        TYPES: b'<Types><Override ContentType="x.document.&#109;acroEnabled.main+xml"/></Types>'
    },
    "a type in UTF-16": {
        TYPES: '<Types><Override ContentType="a.macroEnabled.b"/></Types>'.encode("utf-16")
    },
    "a relationship": {
        "word/_rels/document.xml.rels": b'<Relationships><Relationship Target="a.bin" '
        b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
        b"</Relationships>"
    },
    "a project under another name": {"word/media/a.png": PROJECT},
    "a sheet of macros": {"xl/macrosheets/sheet1.xml": b"<x/>"},
    "a macro of OpenDocument": {"Basic/Standard/Module1.xml": b"<x/>"},
    "a document with macros inside": {
        "word/embeddings/a.docx": files.office("word/document.xml", **{"word/vbaProject.bin": b"x"})
    },
}  # fmt: skip


@pytest.mark.parametrize("members", MACROS.values(), ids=MACROS)
def test_macros_are_known_under_any_name(members):
    content = files.archive({TYPES: b"<Types/>", "word/document.xml": b"<x/>"} | members)

    assert "memuat makro" in refusal("laporan.docx", content)


def test_a_link_in_the_text_may_lead_to_a_folder_of_scripts():
    rels = b'<R><Relationship Type="hyperlink" Target="https://contoh.id/scripts/a"/></R>'
    content = files.office("word/document.xml", **{"word/_rels/document.xml.rels": rels})

    assert inspect(files.upload("laporan.docx", content)).kind.label == "Word"


LOCKED = {
    "a workbook with a password": ("rekap.xlsx", files.OLE + PASSWORD),
    "a document with a password across two pieces": (
        "surat.docx",
        files.OLE[:8] + bytes(64 * 1024 - 16) + PASSWORD,
    ),
    "an OpenDocument with a password": (
        "surat.odt",
        files.archive({
            "mimetype": ODT,
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:'
            b'manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
        }),
    ),
    "an OpenDocument locked as a whole": (
        "surat.odt", files.archive({"mimetype": ODT, "encrypted-package": b"x"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), LOCKED.values(), ids=LOCKED)
def test_a_document_with_a_password_is_refused_with_the_way_out(name, content):
    message = refusal(name, content)

    assert "dikunci dengan kata sandi" in message
    assert "Hapus sandinya" in message


def test_a_locked_member_is_a_locked_file():
    content = bytearray(files.office("word/document.xml"))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1

    assert "dikunci dengan kata sandi" in refusal("laporan.docx", bytes(content))


def test_an_entity_in_the_list_of_parts_is_refused():
    types = b'<!DOCTYPE a [<!ENTITY b "c">]><Types>&b;</Types>'

    content = files.archive({TYPES: types, "word/document.xml": b"<x/>"})

    assert "susunannya tidak lazim" in refusal("laporan.docx", content)


def test_an_empty_archive_is_no_document():
    assert "melainkan arsip ZIP kosong" in refusal("rekap.xlsx", files.archive({}))
