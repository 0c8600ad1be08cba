"""What may be read as a table, and what is refused before it is unpacked."""

import io
import struct
import time
import tracemalloc
import zipfile
from datetime import date

import openpyxl
import pytest

from reformasi.sheets import grids, reading, workbooks
from reformasi.sheets.cells import Text
from reformasi.sheets.grids import tidy
from reformasi.sheets.headers import find_layout
from reformasi.sheets.refusals import SheetRefused
from reformasi.sheets.table import Column, Table

from .files import csv, sheets, strict, with_entry, with_xml, xlsx

ROW = ["Budi", "Jakarta"]
TABLE = Table(
    "kota",
    "Kota",
    (
        Column("nama", "Nama", Text(), required=True),
        Column("kota_asal", "Kota asal", Text(), aliases=("kota",)),
    ),
    back=lambda context: "/",
)


def layout_of(content, **choice):
    return find_layout(reading.read_grids(io.BytesIO(content)), TABLE, **choice)


def read(content, max_rows=5_000, **choice):
    return layout_of(content, **choice).rows(max_rows)


@pytest.mark.parametrize(
    "content",
    [
        xlsx([ROW], ["Nama", "Kota Asal"]),
        csv([ROW], ["Nama", "Kota Asal"]),
        csv([ROW], ["Nama", "Kota Asal"], delimiter=","),
        csv([ROW], ["Nama", "Kota Asal"], delimiter="\t"),
        csv([ROW], ["Nama", "Kota Asal"], encoding="utf-8-sig"),
        csv([ROW], ["Nama", "Kota Asal"], encoding="utf-16"),
        b"sep=;\r\n" + csv([ROW], ["Nama", "Kota Asal"]),
        strict(xlsx([ROW], ["Nama", "Kota Asal"])),
        csv([ROW], ["No", "Nama", "Kota Asal *"]).replace(b"Budi", b"1;Budi"),
        csv([ROW], ["NAMA", "Kota"]),
    ],
    ids=[
        "xlsx", "semicolons", "commas", "tabs", "with a mark", "utf-16", "with a line for Excel",
        "strict", "with a counter", "with another header",
    ],
)  # fmt: skip
def test_the_kind_of_a_table_is_told_from_its_content(content):
    assert read(content) == [(2, {"nama": "Budi", "kota_asal": "Jakarta"})]


def test_commas_in_names_do_not_hide_the_semicolons():
    content = b"nama;kota\r\nBudi, S.E., M.M.;Jakarta, Bogor\r\nSari, S.H.;Depok\r\n"
    assert [cells["kota_asal"] for _number, cells in read(content)] == ["Jakarta, Bogor", "Depok"]


def test_a_table_from_old_windows_keeps_its_letters():
    assert read(csv([["Renée"]], ["nama"], encoding="cp1252"))[0][1]["nama"] == "Renée"


def test_cells_keep_their_kinds_and_blank_rows_their_numbers():
    rows = [[date(2026, 5, 4), 7.0], [None, ""], [" y\u00a0", 1.5], [None, None]]
    assert read(xlsx(rows, ["nama", "kota"])) == [
        (2, {"nama": date(2026, 5, 4), "kota_asal": 7}),
        (4, {"nama": "y", "kota_asal": 1.5}),
    ]


def test_rows_that_hold_only_their_number_are_blank():
    rows = [[1, "Budi", "Jakarta"], [2, None, None], [3, None, None], [4, "Sari", None]]
    content = xlsx(rows, ["No.", "Nama", "Kota"])
    assert [number for number, _cells in read(content)] == [2, 5]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("'198001012005011001", "198001012005011001"),
        ("'=1+1", "=1+1"),
        ("''5", "'5"),
        ("'Aisyiyah", "'Aisyiyah"),
        ('="0812"', "0812"),
        ("\ufeffnip\u00a0", "nip"),
        ("satu\r\ndua\x0b", "satu\ndua"),
        ("tab\tdi tengah", "tab\tdi tengah"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(text, meant):
    assert tidy(text) == meant


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "kosong"),
        (b"\n\n", "kosong"),
        (b"nama;nama\r\na;b", "dua kolom “nama”"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, ".xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (b"\x7fELF\x00\x00\x00", "bukan tabel"),
        (b"%PDF-1.7 isi", "bukan tabel"),
        (b"<html><table><tr><td>nama</td></tr></table></html>", "halaman web"),
        (csv([["Bu\0di"]], ["nama"], encoding="utf-16"), "bukan tabel"),
        (b"PK\x03\x04 not a zip at all", "rusak"),
        (b'nama\r\n"' + b"x" * 200_000, "tanda kutip"),
        (b'nama;kota\r\n"Budi;Jakarta\r\nSari;Bogor\r\n', "tanda kutip"),
        (b"Sari Contoh;198503032008121000\r\nBudi;1985", "baris 1 berisi “Sari Contoh"),
        (b"nama;kota\r\n", "hanya berisi judul"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(content, advice):
    with pytest.raises(SheetRefused, match=advice):
        read(content)


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("word/document.xml", "Word"),
        ("xl/workbook.bin", ".xlsb"),
        ("Index/Document.iwa", "Numbers"),
        ("catatan.txt", "bukan lembar kerja"),
    ],
)
def test_other_archives_are_refused_by_their_names(member, kind):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<w/>")
    with pytest.raises(SheetRefused, match=kind):
        read(buffer.getvalue())


def test_a_sheet_that_was_damaged_on_its_way_is_refused():
    content = bytearray(xlsx([ROW], ["Nama", "Kota Asal"]))
    start = 30 + content[26]  # past the name of the first entry: its deflated bytes
    content[start : start + 8] = b"\xff" * 8
    with pytest.raises(SheetRefused, match="rusak"):
        read(bytes(content))


def test_a_sheet_that_openpyxl_does_not_understand_is_refused():
    content = with_xml(xlsx([ROW], ["nama", "b"]), "xl/workbook.xml", b"sheetId=", b"nomor=")
    with pytest.raises(SheetRefused, match="rusak"):
        read(content)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(SheetRefused, match="2 MB"):
        read(b"nama\r\n" + b"x" * 2 * 1024 * 1024)


def test_too_many_rows_are_refused():
    with pytest.raises(SheetRefused, match="lebih dari 3 baris"):
        read(csv([["a"]] * 4, ["nama"]), max_rows=3)
    assert len(read(csv([["a"]] * 3, ["nama"]), max_rows=3)) == 3


def test_a_sheet_longer_than_any_table_is_refused_and_a_long_list_beside_it_is_not(monkeypatch):
    monkeypatch.setattr(grids, "MAX_FILLED", 3)
    assert len(read(csv([["a"]] * 2, ["nama"]))) == 2
    with pytest.raises(SheetRefused, match="lebih dari 5000 baris"):
        read(csv([["a"]] * 3, ["nama"]))
    data = ("Data", [["nama"], ["Budi"]], "visible")
    assert len(read(sheets(("Kode wilayah", [["x"]] * 9, "visible"), data))) == 1


def test_quoted_line_breaks_stay_inside_their_cell():
    content = b'nama;kota\r\n"Budi\r\nContoh";"Jalan Satu\nJakarta"\r\nSari;Bogor\r\n'
    assert read(content) == [
        (2, {"nama": "Budi\nContoh", "kota_asal": "Jalan Satu\nJakarta"}),
        (3, {"nama": "Sari", "kota_asal": "Bogor"}),
    ]


@pytest.mark.parametrize("number", [b"1E999", b"9" * 5_000])
def test_a_number_beyond_all_numbers_breaks_nothing(number):
    content = with_xml(
        xlsx([["Budi", 1]], ["nama", "kota"]), "xl/worksheets/sheet1.xml", b">1<", b">%s<" % number
    )
    try:
        ((_number, cells),) = read(content)
    except SheetRefused:
        return
    assert cells["kota_asal"] == "inf"


def test_a_row_far_below_is_not_lost():
    book = openpyxl.Workbook()
    book.active.append(["nama"])
    book.active.append(["Budi"])
    book.active.cell(1_000_000, 1).value = "jauh"
    buffer = io.BytesIO()
    book.save(buffer)
    started = time.monotonic()
    assert [number for number, _cells in read(buffer.getvalue())] == [2, 1_000_000]
    assert time.monotonic() - started < 60


def test_a_table_wider_than_anybody_needs_is_refused_not_cut():
    width = grids.MAX_COLUMNS + 1
    with pytest.raises(SheetRefused, match="lebih lebar"):
        read(xlsx([["x"] * width], ["nama"]))


@pytest.mark.parametrize(
    "content",
    [
        b";".join([b"kolom"] * 100_000) + b"\n" + b"x\n" * 900,
        b";" * 2_000_000,
        b"nama\n" + b"x;" * 1_000_000,
    ],
    ids=["a wide header", "nothing but columns", "a wide row"],
)
def test_a_wide_text_table_is_refused_in_memory_that_follows_its_size(content):
    tracemalloc.start()
    try:
        with pytest.raises(SheetRefused):
            read(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / len(content) < 100


def test_blank_columns_at_the_right_make_no_table_wide():
    assert read(b"nama" + b";" * 300 + b"\nBudi" + b";" * 300) == [(2, {"nama": "Budi"})]


class TestHeaders:
    def test_a_title_above_the_headers_is_passed_over_and_told(self):
        content = xlsx([["Tahun 2026"], [None], ["Nama", "Kota"], ROW], ["DAFTAR PEGAWAI"])
        layout = layout_of(content)
        assert (layout.header.number, layout.starts_late) == (4, True)
        assert layout.rows(10) == [(5, {"nama": "Budi", "kota_asal": "Jakarta"})]

    def test_the_sheet_that_fits_is_read_and_the_others_are_named(self):
        layout = layout_of(
            sheets(
                ("Petunjuk", [["Isi dengan benar"]], "visible"),
                ("Lama", [["nama", "kota"], ["Tua", "Solo"]], "hidden"),
                ("Data", [["nama", "kota"], ROW], "visible"),
            )
        )
        assert layout.grid.name == "Data"
        assert set(layout.unread_sheets) == {"Petunjuk", "Lama"}

    def test_somebody_may_choose_another_sheet_and_row(self):
        content = sheets(
            ("Satu", [["nama"], ["Budi"]], "visible"),
            ("Dua", [["nama"], ["nama"], ["Sari"]], "visible"),
        )
        assert read(content, sheet=1, header=2) == [(3, {"nama": "Sari"})]

    def test_of_two_headers_for_one_column_the_better_is_read_and_the_other_named(self):
        content = csv([["Bogor", "Budi", "Jakarta"]], ["kota", "nama", "kota asal"])
        layout = layout_of(content)
        assert layout.rows(1) == [(2, {"nama": "Budi", "kota_asal": "Jakarta"})]
        assert layout.unknown == ("kota",)

    def test_headers_far_below_can_be_chosen(self):
        content = csv([["catatan"]] * 40 + [["nama"], ["Budi"]], ["catatan"])
        assert read(content, header=42) == [(43, {"nama": "Budi"})]

    def test_a_column_without_a_header_is_named_unless_it_counts_the_rows(self):
        rows = [[1, "Budi", None, "Bogor"], [2, "Sari", "x", None], [None, None, None, "kaki"]]
        assert layout_of(xlsx(rows, [None, "nama"])).unknown == (
            "C (tanpa judul)",
            "D (tanpa judul)",
        )
        content = b";nama\r\n1;Budi\r\n2.;Sari\r\n"
        assert layout_of(content).unknown == ()

    def test_a_file_without_headers_is_told_which_row_to_put_where(self):
        content = sheets(("Pegawai", [["Budi", "Jakarta"]], "visible"))
        with pytest.raises(SheetRefused) as refusal:
            read(content)
        (message,) = refusal.value.messages
        assert "lembar “Pegawai” baris 1 berisi “Budi, Jakarta”" in message
        assert "kalau itu data, sisipkan satu baris di atasnya" in message
        assert "Wajib: nama. Boleh: kota_asal." in message

    def test_a_row_that_holds_nothing_is_no_row_of_headers(self):
        with pytest.raises(SheetRefused, match="Baris itu kosong"):
            read(csv([ROW], ["Nama", "Kota"]), header=9)

    def test_missing_and_unknown_columns_are_named(self):
        layout = layout_of(csv([["a", "b"]], ["Kota", "Alamat"]))
        assert (layout.missing, layout.unknown) == (("nama",), ("Alamat",))

    def test_of_many_unknown_columns_ten_are_named_and_the_others_counted(self):
        headers = ["nama", "x" * 500, *[f"kolom {number}" for number in range(150)]]
        label = layout_of(csv([["Budi"]], headers)).unknown_label
        assert label.startswith(f"{'x' * 39}…, kolom 0, ")
        assert label.endswith("kolom 8, dan 141 lainnya")


class TestUnsafe:
    def test_a_tightly_packed_entry_is_refused(self):
        bomb = with_entry(xlsx([ROW], ["nama", "b"]), "xl/worksheets/sheet9.xml", b" " * 30_000_000)
        assert len(bomb) < 50_000
        with pytest.raises(SheetRefused, match="bom zip"):
            read(bomb)

    def test_a_declared_size_over_the_limit_is_refused_unread(self, monkeypatch):
        bomb = with_entry(xlsx([ROW], ["nama", "b"]), "xl/media/a.bin", b"\0" * 70_000_000)
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("unpacked"))
        with pytest.raises(SheetRefused, match="bom zip"):
            read(bomb)

    def test_an_entry_packed_by_another_method_is_refused_unread(self, monkeypatch):
        buffer = io.BytesIO(xlsx([ROW], ["nama", "b"]))
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_BZIP2) as archive:
            archive.writestr("xl/x.xml", b" " * 30_000)
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("unpacked"))
        with pytest.raises(SheetRefused, match="tidak lazim"):
            read(buffer.getvalue())

    def test_a_lying_size_does_not_help(self):
        """The directory declares ten bytes for thirty million."""
        content = bytearray(with_entry(xlsx([ROW], ["nama", "b"]), "xl/x.xml", b" " * 30_000_000))
        for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            at = content.rfind(mark)
            content[at + offset : at + offset + 4] = struct.pack("<I", 10)
        with pytest.raises(SheetRefused):
            read(bytes(content))

    def test_too_many_entries_are_refused(self):
        buffer = io.BytesIO(xlsx([ROW], ["nama", "b"]))
        with zipfile.ZipFile(buffer, "a") as archive:
            for number in range(workbooks.LIMITS.members):
                archive.writestr(f"xl/x{number}.xml", "")
        with pytest.raises(SheetRefused, match="bom zip"):
            read(buffer.getvalue())

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize(
        "entity", ['<!ENTITY a "haha">', '<!ENTITY a SYSTEM "file:///etc/passwd">', ""]
    )
    def test_entities_and_document_types_are_refused_in_every_encoding(self, encoding, entity):
        declared = "utf-16" if encoding.startswith("utf-16") else encoding
        text = f'<?xml version="1.0" encoding="{declared}"?><!DOCTYPE l [{entity}]><l>x</l>'
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
        part = mark + text.encode(encoding)
        with pytest.raises(SheetRefused, match="tidak lazim"):
            read(with_entry(xlsx([ROW], ["nama", "b"]), "xl/lol.xml", part))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_part_that_hides_under_another_name_is_not_read(self, encoding):
        """The list of content types may call any part the texts of the cells."""
        content = xlsx([ROW], ["nama", "b"])
        texts = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE sst>'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            "<si><t>teks</t></si></sst>"
        )
        pointing = with_xml(
            content,
            "[Content_Types].xml",
            b"</Types>",
            b'<Override PartName="/xl/texts.bin" ContentType="application/vnd.openxmlformats-'
            b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        )
        with pytest.raises(SheetRefused, match="rusak"):
            read(with_entry(pointing, "xl/texts.bin", texts.encode(encoding)))

    def test_an_ordinary_sheet_of_five_thousand_rows_passes(self):
        rows = [[f"Pegawai {n}", f"p{n}@contoh.go.id"] for n in range(5000)]
        assert len(read(xlsx(rows, ["nama", "kota"]))) == 5000
