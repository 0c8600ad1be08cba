"""XLSX files: looked at, made safe to parse, and read as rows of cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from django.utils.translation import gettext as _
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EMPTY_CELL, EmptyCell, ReadOnlyCell

from . import archives
from .grids import MAX_COLUMNS, Grid, Marks, Percent, make_grid
from .marks import MarksTarget
from .refusals import SheetRefused

OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: The largest takes 20 s to read on a busy machine; a file of 2 MB unfolds to about 20.
LIMITS = archives.Limits(unpacked=32 * archives.MIB, members=500, dense_from=archives.MIB)
MAX_NUMBER = 1_048_576  # the last row that a spreadsheet has; a higher number is a lie

AnyCell = Cell | MergedCell | ReadOnlyCell | EmptyCell
LITERAL = re.compile(r'"[^"]*"|\\.')

STRICT = b"http://purl.oclc.org/ooxml/"
#: The namespaces of a workbook saved as "Strict Open XML", and the usual ones for them. The longer
#: name comes first where one begins like another.
USUAL = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)


def read_workbook(content: bytes) -> list[Grid]:
    """Every sheet: the visible ones first, in their order, then the hidden ones.

    Raises:
        SheetRefused: not an XLSX, damaged, a zip bomb, with unsafe parts, or too wide.
    """
    safe, marks = _safe_copy(content)
    grids: list[Grid] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(safe), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # the declared size may be a lie
            rows = _valued(_numbered(sheet.iter_rows(max_col=MAX_COLUMNS + 1)))
            hidden = sheet.sheet_state != "visible"
            part = sheet._worksheet_path  # type: ignore[attr-defined]
            grids.append(make_grid(sheet.title, rows, hidden=hidden, marks=marks[part]))
        book.close()
    except SheetRefused:
        raise
    except Exception:  # openpyxl names no errors of its own: broken XML raises whatever it meets
        raise _damaged() from None
    return sorted(grids, key=lambda grid: grid.hidden)


def refuse_old_or_locked(content: bytes) -> None:
    """Refuse the containers that are no archive: locked workbooks and those of old Excel.

    Raises:
        SheetRefused: always; it names the kind and the way out.
    """
    if ENCRYPTED in content:
        raise SheetRefused(
            _(
                "Berkas Excel ini dikunci dengan kata sandi. Buka di Excel, hapus sandinya lewat "
                "File › Info › Protect Workbook › Encrypt with Password, simpan, lalu unggah lagi."
            )
        )
    raise SheetRefused(
        _(
            "Ini berkas Excel lama (.xls). Buka, lalu simpan sebagai “Excel Workbook (.xlsx)”, "
            "kemudian unggah lagi."
        )
    )


def _valued(rows: Iterable[Sequence[AnyCell]]) -> Iterator[Sequence[object]]:
    before: Sequence[AnyCell] = ()
    for row in rows:
        if row is before:  # openpyxl fills a gap with one and the same: a sheet may have a million
            yield ()
        else:
            yield [None if cell is EMPTY_CELL else _value(cell) for cell in row]
        before = row


def _value(cell: AnyCell) -> object:
    value: object = cell.value
    if isinstance(value, int | float) and _is_percentage(cell):
        return Percent(value)
    return value


def _is_percentage(cell: AnyCell) -> bool:
    """A sign within quotes, or behind a backslash, is only written beside the number."""
    try:
        number_format = cell.number_format
    except IndexError:  # no such style in this workbook
        return False
    return "%" in number_format and "%" in LITERAL.sub("", number_format)


def _numbered(rows: Iterable[Sequence[AnyCell]]) -> Iterator[Sequence[AnyCell]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_NUMBER:
            raise _damaged()
        yield row


def _safe_copy(content: bytes) -> tuple[bytes, dict[str, Marks]]:
    """The workbook with usual namespaces, without DTD, and without parts that are not XML; and what
    each part says of its cells.

    What openpyxl then finds under another name (a content type may point anywhere) is not there.
    """
    parts = _parts(content)
    strict = STRICT in parts["xl/workbook.xml"]
    copy = io.BytesIO()
    marks: dict[str, Marks] = {}
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in parts.items():
            marks[name] = _looked_at(data)
            archive.writestr(name, _with_usual_names(data) if strict else data)
    return copy.getvalue(), marks


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts of the workbook that are XML."""
    stream = io.BytesIO(content)
    try:
        members = archives.inspect(stream, archives.room_of(stream, LIMITS))
        _require_xlsx([member.filename for member in members])
        return archives.unpack(stream, LIMITS, lambda name: name.endswith((".xml", ".rels")))
    except archives.Bomb:
        raise SheetRefused(
            _(
                "Isi berkas ini jauh lebih besar daripada ukurannya, seperti bom zip, sehingga "
                "ditolak."
            )
        ) from None
    except (archives.Unusual, archives.Locked):
        raise SheetRefused(
            _(
                "Susunan berkas ini tidak lazim, sehingga tidak dibuka. Buka di Excel, simpan "
                "sebagai “Excel Workbook (.xlsx)”, lalu unggah lagi."
            )
        ) from None
    except archives.Broken:
        raise _damaged() from None


def _require_xlsx(names: Sequence[str]) -> None:
    """Name the other kinds of archive that people take for an XLSX."""
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = _("Ini berkas Excel biner (.xlsb).")
    elif "content.xml" in names and "META-INF/manifest.xml" in names:
        kind = _("Ini berkas OpenDocument (.ods).")
    elif any(name.startswith("Index/") or name.endswith(".iwa") for name in names):
        kind = _("Ini berkas Apple Numbers.")
    elif "word/document.xml" in names:
        kind = _("Ini dokumen Word, bukan lembar kerja.")
    else:
        raise SheetRefused(_("Berkas ini bukan lembar kerja Excel. Unggah berkas .xlsx atau .csv."))
    way_out = _("Simpan tabelnya sebagai “Excel Workbook (.xlsx)” atau CSV, lalu unggah lagi.")
    raise SheetRefused(f"{kind} {way_out}")


def _looked_at(data: bytes) -> Marks:
    """Parse one part in whatever encoding it says; entities and document types are not for us."""
    target = MarksTarget()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise SheetRefused(
            _("Berkas Excel ini memuat bagian yang tidak lazim (DTD atau entitas) dan ditolak.")
        ) from None
    except ParseError:
        raise _damaged() from None
    return target.close()


def _with_usual_names(data: bytes) -> bytes:
    """``data`` with the namespaces that openpyxl knows."""
    for strict, usual in USUAL:
        data = data.replace(strict, usual)
    return data


def _damaged() -> SheetRefused:
    return SheetRefused(
        _(
            "Berkas Excel ini rusak atau terpotong. Buka berkas aslinya, simpan sebagai “Excel "
            "Workbook (.xlsx)”, lalu unggah lagi."
        )
    )
