"""What may be read as a table, and what is refused before it is unpacked."""

import io
import struct
import zipfile
from datetime import date

import openpyxl
import pytest

from reformasi.organisation import spreadsheets
from reformasi.organisation.spreadsheets import (
    SpreadsheetRefused,
    csv_lines,
    numbered_rows,
    read_table,
    require_headers,
    xlsx_file,
)

from .sheets import csv, with_entry, with_xml, xlsx

ROW = ["Budi", "Jakarta"]


def read(content, **options):
    return read_table(io.BytesIO(content), **options)


@pytest.mark.parametrize(
    "content",
    [
        xlsx([ROW], ["Nama", "Kota Asal"]),
        csv([ROW], ["Nama", "Kota Asal"]),
        csv([ROW], ["Nama", "Kota Asal"], delimiter=","),
        csv([ROW], ["Nama", "Kota Asal"], delimiter="\t"),
        csv([ROW], ["Nama", "Kota Asal"], encoding="utf-8-sig"),
        csv([ROW], ["Nama", "Kota Asal"], encoding="utf-16"),
    ],
    ids=["xlsx", "semicolons", "commas", "tabs", "with a mark", "utf-16"],
)
def test_the_kind_of_a_table_is_told_from_its_content(content):
    table = read(content)
    assert table.headers == ["nama", "kota_asal"]
    assert list(numbered_rows(table)) == [(2, {"nama": "Budi", "kota_asal": "Jakarta"})]


def test_a_table_from_old_windows_keeps_its_letters():
    table = read(csv([["Renée"]], ["nama"], encoding="cp1252"))
    assert table["nama"] == ["Renée"]


def test_cells_keep_their_kinds_and_blank_rows_their_numbers():
    rows = [
        [date(2026, 5, 4), 7.0, None],
        [None, None, ""],
        ["x", " y ", 1.5],
        [None, None, None],
    ]
    found = list(numbered_rows(read(xlsx(rows, ["a", "b", "c"]))))
    assert found == [
        (2, {"a": date(2026, 5, 4), "b": 7, "c": None}),
        (4, {"a": "x", "b": "y", "c": 1.5}),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\n\n", "kosong"),
        (b"nama;nama\r\na;b", "judul kembar"),
        (b"nama;;kota\r\na;b;c", "judul"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, ".xls"),
        (b"\x7fELF\x00\x00\x00", "bukan tabel"),
        (csv([["Bu\0di"]], ["nama"], encoding="utf-16"), "bukan tabel"),
        (b"PK\x03\x04 not a zip at all", "rusak"),
        (b'nama\r\n"' + b"x" * 200_000, "rusak"),
    ],
)
def test_what_is_no_table_is_refused_with_words(content, words):
    with pytest.raises(SpreadsheetRefused, match=words):
        read(content)


def test_a_sheet_that_was_damaged_on_its_way_is_refused_with_words():
    content = bytearray(xlsx([ROW], ["Nama", "Kota Asal"]))
    start = 30 + content[26]  # past the name of the first entry: its deflated bytes
    content[start : start + 8] = b"\xff" * 8
    with pytest.raises(SpreadsheetRefused, match="rusak"):
        read(bytes(content))


def test_a_sheet_that_openpyxl_does_not_understand_is_refused_with_words():
    content = with_xml(xlsx([ROW], ["a", "b"]), "xl/workbook.xml", b"sheetId=", b"nomor=")
    with pytest.raises(SpreadsheetRefused, match="rusak"):
        read(content)


def test_a_document_in_a_zip_is_no_spreadsheet():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(SpreadsheetRefused, match="bukan lembar kerja"):
        read(buffer.getvalue())


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(SpreadsheetRefused, match="1 MB"):
        read(b"nama\r\n" + b"x" * 1024 * 1024, max_bytes=1024 * 1024)


def test_too_many_rows_are_refused():
    with pytest.raises(SpreadsheetRefused, match="lebih dari 3 baris"):
        read(csv([["a"]] * 4, ["nama"]), max_rows=3)
    assert len(read(csv([["a"]] * 3, ["nama"]), max_rows=3)) == 3


def test_a_million_blank_rows_end_soon():
    book = openpyxl.Workbook()
    book.active.append(["nama"])
    book.active.append(["Budi"])
    book.active.cell(1_000_000, 1).value = "jauh"
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(read(buffer.getvalue(), max_rows=10)) == 1


class TestZipBomb:
    def test_a_tightly_packed_entry_is_refused(self):
        bomb = with_entry(xlsx([ROW], ["a", "b"]), "xl/worksheets/sheet9.xml", b" " * 30_000_000)
        assert len(bomb) < 50_000
        with pytest.raises(SpreadsheetRefused, match="bom zip"):
            read(bomb)

    def test_a_declared_size_over_the_limit_is_refused_unread(self, monkeypatch):
        bomb = with_entry(xlsx([ROW], ["a", "b"]), "xl/media/a.bin", b"\0" * 70_000_000)
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("unpacked"))
        with pytest.raises(SpreadsheetRefused, match="bom zip"):
            read(bomb)

    def test_a_lying_size_does_not_help(self):
        """The directory declares ten bytes for thirty million."""
        content = bytearray(with_entry(xlsx([ROW], ["a", "b"]), "xl/x.xml", b" " * 30_000_000))
        for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            at = content.rfind(mark)
            content[at + offset : at + offset + 4] = struct.pack("<I", 10)
        with pytest.raises(SpreadsheetRefused):
            read(bytes(content))

    def test_too_many_entries_are_refused(self):
        buffer = io.BytesIO(xlsx([ROW], ["a", "b"]))
        with zipfile.ZipFile(buffer, "a") as archive:
            for number in range(spreadsheets.MAX_ENTRIES):
                archive.writestr(f"xl/x{number}.xml", "")
        with pytest.raises(SpreadsheetRefused, match="bom zip"):
            read(buffer.getvalue())

    def test_entities_that_grow_are_refused(self):
        laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha">]><l>&a;</l>'
        with pytest.raises(SpreadsheetRefused, match="tidak lazim"):
            read(with_entry(xlsx([ROW], ["a", "b"]), "xl/lol.xml", laughs))

    def test_an_ordinary_sheet_of_five_thousand_rows_passes(self):
        rows = [[f"198001012005{n:06d}", f"Pegawai {n}", f"p{n}@contoh.go.id"] for n in range(5000)]
        assert len(read(xlsx(rows, ["nip", "nama", "surel"]))) == 5000


def test_wrong_headers_are_named():
    table = read(csv([["a", "b"]], ["Nama", "Alamat"]))
    with pytest.raises(SpreadsheetRefused) as error:
        require_headers(table, ["nip", "nama"], ["unit"])
    words = error.value.messages[0]
    assert "kurang: nip." in words
    assert "tidak dikenal: alamat." in words


def test_headers_in_another_order_and_without_the_optional_ones_pass():
    require_headers(read(csv([["a", "b"]], ["NAMA", "nip "])), ["nip", "nama"], ["unit"])


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_an_export_never_runs(formula):
    lines = "".join(csv_lines(["a"], [[formula]])).lstrip("\ufeff").splitlines()
    assert lines[1].lstrip('"').startswith("'")
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_file("Orang", ["a"], [[formula]]))).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_an_export_opens_in_an_indonesian_excel():
    text = "".join(csv_lines(["nama", "sejak"], [["Budi; ST", date(2026, 1, 2)]]))
    assert text == '\ufeffnama;sejak\r\n"Budi; ST";2026-01-02\r\n'
