"""Small files of every kind, real enough for their programs, and bad ones."""

from __future__ import annotations

import io
import struct
import zlib
from itertools import count
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

_numbers = count(1)

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(120) + b"This program cannot be run in DOS mode."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(name: str = "notulen.pdf") -> SimpleUploadedFile:
    """A page that is different each time, so that the library does not know it yet."""
    return upload(name, page(b"halaman %d" % next(_numbers)))


def page(text: bytes = b"") -> bytes:
    """The smallest PDF that readers open, with a remark."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    content = b"%PDF-1.7\n%" + text + b"\n"
    index = b"xref\n0 4\n0000000000 65535 f \n"
    for number, part in enumerate(parts, start=1):
        index += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    end = b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    return content + index + end


def picture(form: str, size: tuple[int, int] = (4, 4)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (next(_numbers) % 256, 40, 90)).save(stream, form)
    return stream.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    """One box of a film."""
    return struct.pack(">I4s", len(content) + 8, name) + content


def film(*, index: bytes = b"") -> bytes:
    """A film of no pictures."""
    return box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", bytes(64)) + box(b"moov", index)


def huge_png() -> bytes:
    """A few dozen bytes that would unfold into 90,000 x 90,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 90_000, 90_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(90_000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(header) + png_chunk(data) + png_chunk(b"IEND")


def png_chunk(named: bytes) -> bytes:
    """A chunk of PNG: four letters and its content, with length and checksum."""
    return struct.pack(">I", len(named) - 4) + named + struct.pack(">I", zlib.crc32(named))


def archive(members: dict[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", compression) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return stream.getvalue()


def workbook() -> bytes:
    stream = io.BytesIO()
    book = Workbook()
    book.active.append(["NIP", "Nama", next(_numbers)])
    book.save(stream)
    return stream.getvalue()


def office(member: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", member: b"<x/>", **more})


def opendocument(kind: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mimetype, "content.xml": b"<x/>"}, ZIP_STORED)


def damaged() -> bytes:
    """An OpenDocument whose packed bytes were garbled on their way."""
    content = bytearray(archive({"mimetype": b"application/vnd.oasis.opendocument.text"}))
    start = 30 + len("mimetype")
    content[start : start + 8] = b"\xff" * 8
    return bytes(content)


def bomb(megabytes: int = 40) -> bytes:
    """A workbook of a thousandth of ``megabytes`` whose only sheet unfolds into them."""
    stream = io.BytesIO(office("xl/workbook.xml"))
    with (
        ZipFile(stream, "a", ZIP_DEFLATED) as zipped,
        zipped.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _count in range(megabytes):
            sheet.write(bytes(1024 * 1024))
    return stream.getvalue()
