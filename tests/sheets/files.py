"""Tables as people (and attackers) upload them."""

import io
import re
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

OFFICE = b"http://schemas.openxmlformats.org/"
SPREADSHEET = OFFICE + b"spreadsheetml/2006"


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


def shared(content):
    """The same workbook with its texts in a part of their own, as Excel writes them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = []

    def place(match):
        texts.append(match[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    inline = rb'<c r="(\w+)" t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(inline, place, parts[sheet], flags=re.DOTALL)
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s/main">%s</sst>' % (SPREADSHEET, items)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    return packed(parts)


def strict(content):
    """The same workbook as Excel saves it as "Strict Open XML"."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for usual, namespace in (
        (SPREADSHEET + b"/main", b"spreadsheetml/main"),
        (OFFICE + b"officeDocument/2006/", b"officeDocument/"),
        (OFFICE + b"drawingml/2006/", b"drawingml/"),
    ):
        for name, data in parts.items():
            parts[name] = data.replace(usual, b"http://purl.oclc.org/ooxml/" + namespace)
    return packed(parts)


def packed(parts):
    """An archive of ``parts``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


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
