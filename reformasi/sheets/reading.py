"""What people upload, told from its content, as grids of cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from .grids import Grid, make_grid
from .refusals import SheetRefused
from .workbooks import OLE, read_workbook, refuse_old_or_locked

MAX_BYTES = 2 * 1024 * 1024
SNIFFED = 50  # records from which the delimiter is told
ZIP = b"PK\x03\x04"
DELIMITERS = ";,\t|"
#: How other kinds begin that people rename or confuse.
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")


def read_grids(file: BinaryIO, *, max_bytes: int = MAX_BYTES) -> list[Grid]:
    """The sheets of an XLSX, or the one of a CSV; whatever the name of the file says.

    Raises:
        SheetRefused: too big, of another kind, damaged, locked, a zip bomb, or without any cell.
    """
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise SheetRefused(
            _("Berkas lebih besar dari %(limit)d MB. Bagi menjadi beberapa berkas.")
            % {"limit": max_bytes // 1024 // 1024}
        )
    if content.startswith(OLE):
        refuse_old_or_locked(content)
    grids = read_workbook(content) if content.startswith(ZIP) else [_csv_grid(content)]
    if not any(grid.lines for grid in grids):
        raise SheetRefused(
            _("Berkas ini kosong. Mulailah dari templat: baris pertama berisi judul kolom.")
        )
    return grids


def _csv_grid(content: bytes) -> Grid:
    text = _decoded(content)
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest  # a line for Excel alone, which hides it
    else:
        delimiter = _delimiter(text)
    return make_grid("", _records(text, delimiter))


def _decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or what Excel writes on Windows."""
    if content.lstrip()[:9].lower().startswith(MARKUP):
        raise SheetRefused(
            _(
                "Ini halaman web atau XML yang dinamai tabel. Buka di Excel, simpan sebagai "
                "“Excel Workbook (.xlsx)”, lalu unggah lagi."
            )
        )
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or content.startswith((b"%PDF", b"Rar!")):
        raise SheetRefused(
            _("Berkas ini bukan tabel. Unggah berkas .xlsx atau .csv, apa pun namanya.")
        )
    return text


def _delimiter(text: str) -> str:
    """The sign that gives most records the same number of columns, and more than one."""
    best, best_score = ";", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(text, delimiter)
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        score = (count / len(widths), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(text: str, delimiter: str) -> list[int]:
    widths = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
            if len(widths) == SNIFFED:
                break
    except csv.Error:
        return []
    return widths


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        yield from reader
    except csv.Error:
        raise SheetRefused(
            _(
                "Berkas CSV ini rusak di sekitar baris %(line)d: ada tanda kutip yang tidak "
                "ditutup, atau tidak pada tempatnya. Simpan ulang dari Excel."
            )
            % {"line": reader.line_num}
        ) from None
