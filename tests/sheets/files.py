"""Tables as people (and attackers) upload them."""

import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEADERS = [
    "nip",
    "nama",
    "surel",
    "status",
    "unit",
    "peran",
    "jenis",
    "mulai",
    "sampai",
    "nomor_sk",
]


def xlsx(rows, headers=HEADERS):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(rows, headers=HEADERS, delimiter=";", encoding="utf-8"):
    lines = [delimiter.join(str(cell) for cell in row) for row in [headers, *rows]]
    return "\r\n".join(lines).encode(encoding)


def uploaded(content, name="orang.xlsx"):
    return SimpleUploadedFile(name, content)


def with_entry(content, name, data):
    """The same archive with one more entry, deflated as tightly as it goes."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def with_xml(content, name, old, new):
    """The same archive with ``old`` replaced by ``new`` in one entry."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, data.replace(old, new) if entry == name else data)
    return buffer.getvalue()


def strict(content):
    """The same workbook as Excel saves it as "Strict Open XML"."""
    for usual, namespace in (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"officeDocument/relationships",
        ),
    ):
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as before,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for entry in before.namelist():
                data = before.read(entry)
                after.writestr(
                    entry, data.replace(usual, b"http://purl.oclc.org/ooxml/" + namespace)
                )
        content = buffer.getvalue()
    return content


def sheets(*named):
    """A workbook with several sheets: (name, rows, state)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, state in named:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
