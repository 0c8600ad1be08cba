"""Small real files that are marked as "data contoh"."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape

from django.core.files.base import ContentFile
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

LABEL = "DATA CONTOH"
SIZE = (640, 420)  # pixels
PAGE = (595, 842)  # pixels: A4 at 72 dots an inch
NAME_LENGTH = 80
WIDTH_IN_LETTERS = 42
STYLE = """
@page { size: A4; margin: 25mm }
body { font-family: sans-serif; font-size: 11pt; line-height: 1.5 }
h1 { font-size: 16pt }
.label { border: 2px solid #b42318; color: #b42318; padding: 2mm 4mm; font-weight: bold }
"""


def photo(caption: str, number: int = 0) -> ContentFile[bytes]:
    """A picture with its caption; ``number`` changes its colour, so that no two are alike."""
    shade = (40 + number * 37 % 90, 70 + number * 53 % 80, 110 + number * 29 % 90)
    picture = Image.new("RGB", SIZE, shade)
    draw = ImageDraw.Draw(picture)
    for place in range(9):  # people in rows, seen from the back of the room
        x, y = 60 + place % 5 * 125, 250 + place // 5 * 90
        draw.ellipse((x, y, x + 44, y + 44), fill=(224, 190, 160))
        draw.rounded_rectangle((x - 22, y + 46, x + 66, y + 140), 18, fill=(235, 235, 230))
    draw.rectangle((40, 30, 600, 200), fill=(250, 250, 247))
    draw.text((60, 44), LABEL, fill=(180, 35, 24), font=ImageFont.load_default(26))
    draw.multiline_text(
        (60, 90), wrapped(caption), fill=(30, 30, 30), font=ImageFont.load_default(20), spacing=8
    )
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=70)
    return ContentFile(stored.getvalue(), name=f"{named(caption)}.jpg")


def scan(title: str, owner: str) -> ContentFile[bytes]:
    """A page as a scanner makes it: one picture in a PDF."""
    page = Image.new("L", PAGE, 252)
    draw = ImageDraw.Draw(page)
    draw.text((60, 50), LABEL, fill=60, font=ImageFont.load_default(26))
    draw.multiline_text(
        (60, 110), wrapped(title), fill=20, font=ImageFont.load_default(22), spacing=8
    )
    draw.text((60, 220), owner, fill=60, font=ImageFont.load_default(18))
    for line in range(14):  # where the text would stand
        draw.line((60, 290 + line * 32, 530 - line * 67 % 180, 290 + line * 32), fill=190, width=7)
    stored = io.BytesIO()
    page.save(stored, "PDF", resolution=72)
    return ContentFile(stored.getvalue(), name=f"{named(title)} {owner}.pdf")


def named(caption: str) -> str:
    """A file's name from a caption: no path in it, and not longer than people type."""
    name = caption.replace("/", "-").replace(":", " -")
    return name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH].rsplit(" ", 1)[0]


def wrapped(text: str) -> str:
    """At most three lines that fit the picture."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > WIDTH_IN_LETTERS:
            lines.append("")
        lines[-1] += f"{word} "
    return "\n".join(lines[:3])


def pdf(name: str, title: str, paragraphs: Iterable[str]) -> ContentFile[bytes]:
    from weasyprint import HTML  # half a second to load, and only the first demo needs it

    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    page = (
        f"<html lang='id'><head><title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><p class='label'>{LABEL}</p><h1>{escape(title)}</h1>{text}</body></html>"
    )
    return ContentFile(HTML(string=page).write_pdf() or b"", name=f"{name}.pdf")


def sheet(name: str, header: Sequence[str], lines: Iterable[Sequence[str]]) -> ContentFile[bytes]:
    book = Workbook()
    page = book.create_sheet(LABEL.title(), 0)
    page.append([LABEL])
    page.append(list(header))
    for line in lines:
        page.append(list(line))
    stored = io.BytesIO()
    book.save(stored)
    return ContentFile(stored.getvalue(), name=f"{name}.xlsx")
