"""Reading spreadsheets that people upload, and writing those that they download, safely.

A table is refused with words for its sender, before anything large is unpacked.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_ENTRIES = 200
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 150  # ordinary sheets stay below 30
SMALL = 1024 * 1024  # a small entry may compress as well as it likes
CHUNK = 64 * 1024

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: What ``zipfile`` raises while it reads an archive that is damaged, locked or packed unusually.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SpreadsheetRefused(ValidationError):
    """The file cannot be read as a table; its one message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="spreadsheet")


def read_table(
    file: BinaryIO, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> tablib.Dataset:
    """The first sheet as a table with normalised headers; the kind is told from the content.

    Cells are text, numbers, dates or None. Blank rows stay, so that row numbers are right.

    Raises:
        SpreadsheetRefused: too big, not a table, a zip bomb, or without headers.
    """
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise SpreadsheetRefused(
            _("Berkas lebih besar dari %(limit)d MB. Bagi menjadi beberapa berkas.")
            % {"limit": max_bytes // 1024 // 1024}
        )
    if content.startswith(ZIP):
        rows = _xlsx_rows(content)
    elif content.startswith(OLD_EXCEL):
        raise SpreadsheetRefused(
            _("Ini berkas Excel lama (.xls). Buka lalu simpan sebagai .xlsx, kemudian unggah lagi.")
        )
    else:
        rows = _csv_rows(content)
    return _dataset(rows, max_rows)


def require_headers(
    table: tablib.Dataset, required: Collection[str], optional: Collection[str] = ()
) -> None:
    """Check the names of the columns, in any order.

    Raises:
        SpreadsheetRefused: names the missing and the unknown columns.
    """
    found = set(table.headers)
    missing = [name for name in required if name not in found]
    unknown = sorted(found - set(required) - set(optional))
    parts = []
    if missing:
        parts.append(_("Kolom yang kurang: %(names)s.") % {"names": ", ".join(missing)})
    if unknown:
        parts.append(_("Kolom yang tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)})
    if parts:
        parts.append(
            _("Pakai judul kolom seperti pada templat: %(names)s.")
            % {"names": ", ".join([*required, *optional])}
        )
        raise SpreadsheetRefused(" ".join(parts))


def numbered_rows(table: tablib.Dataset) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows that hold anything, with the number that the sheet shows for them."""
    for number, row in enumerate(table, start=2):
        if any(cell not in (None, "") for cell in row):
            yield number, dict(zip(table.headers, row, strict=True))


def _dataset(rows: Iterable[Sequence[Any]], max_rows: int) -> tablib.Dataset:
    iterator = iter(rows)
    headers = [_header(cell) for cell in next(iterator, [])]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise SpreadsheetRefused(
            _("Berkas ini kosong. Baris pertama harus berisi judul kolom; mulailah dari templat.")
        )
    if len(set(headers)) < len(headers) or "" in headers:
        raise SpreadsheetRefused(
            _("Setiap kolom harus punya judul, dan tidak boleh ada judul kembar.")
        )
    body: list[list[Any]] = []
    filled = 0
    for row in iterator:
        cells = [_plain(cell) for cell in row[: len(headers)]]
        body.append(cells + [None] * (len(headers) - len(cells)))
        if any(cell not in (None, "") for cell in cells):
            filled = len(body)
        if filled > max_rows:
            raise SpreadsheetRefused(
                _("Berkas berisi lebih dari %(limit)d baris. Bagi menjadi beberapa berkas.")
                % {"limit": max_rows}
            )
        if len(body) - filled > max_rows:
            break  # a sheet with a million formatted but blank rows
    table = tablib.Dataset(headers=headers)
    table.extend(body[:filled])
    return table


def _header(cell: Any) -> str:
    return "_".join(str(cell or "").strip().lower().split())


def _plain(cell: Any) -> Any:
    """Text without blanks around it, whole numbers as int, days as date."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # what Excel writes on Windows
    if "\0" in text:
        raise SpreadsheetRefused(
            _("Berkas ini bukan tabel. Unggah berkas .xlsx atau .csv, apa pun namanya.")
        )
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise SpreadsheetRefused(
            _("Berkas CSV ini rusak: ada tanda kutip atau baris yang tidak ditutup. Simpan ulang.")
        ) from None


def _xlsx_rows(content: bytes) -> Iterator[Sequence[Any]]:
    refuse_zip_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the declared size may be a lie
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        book.close()
    except Exception:  # openpyxl names no errors of its own: broken XML raises whatever it meets
        raise SpreadsheetRefused(
            _("Berkas Excel ini rusak atau bukan .xlsx. Simpan ulang dari Excel, lalu unggah.")
        ) from None


def refuse_zip_bomb(content: bytes) -> None:
    """Count what the archive declares, then what it really unpacks to, before anybody parses it.

    Raises:
        SpreadsheetRefused: too many entries, too large, too tightly packed, broken, or with a DTD.
    """
    bomb = SpreadsheetRefused(
        _("Isi berkas ini jauh lebih besar daripada ukurannya, seperti bom zip, sehingga ditolak.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise bomb
            if "xl/workbook.xml" not in archive.namelist():
                raise SpreadsheetRefused(
                    _("Berkas ini bukan lembar kerja Excel. Unggah berkas .xlsx atau .csv.")
                )
            left = MAX_UNPACKED
            for entry in entries:
                unpacked = _unpack(archive, entry, left)
                left -= unpacked
                if left < 0 or (
                    unpacked > SMALL and unpacked > MAX_RATIO * max(1, entry.compress_size)
                ):
                    raise bomb
    except BROKEN_ARCHIVE:
        raise SpreadsheetRefused(
            _("Berkas Excel ini rusak atau dikunci sandi. Simpan ulang tanpa sandi, lalu unggah.")
        ) from None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> int:
    """How many bytes ``entry`` really holds; stops soon after ``limit``."""
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise SpreadsheetRefused(
                    _("Berkas Excel ini memuat bagian yang tidak lazim dan ditolak.")
                )
            if size > limit:
                break
    return size


def safe_cell(value: Any) -> Any:
    """A cell that a spreadsheet program will show and never run."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV for Excel in Indonesia: semicolons, and a mark that it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    yield "\ufeff"
    for row in chain([headers], rows):
        writer.writerow([safe_cell("" if cell is None else cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx_file(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet as XLSX, written row by row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in chain([headers], rows):
        sheet.append([safe_cell(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
