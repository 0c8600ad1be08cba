"""How the workbooks look: one named style per kind of cell."""

from __future__ import annotations

from enum import StrEnum

import openpyxl
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from evaluations.scoring import Kind

FONT = "Arial"
LINE = Side(style="thin", color="FFBFC7D1")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


class Look(StrEnum):
    """The names of the styles, as a spreadsheet lists them."""

    TITLE = "LKE judul"
    QUIET = "LKE keterangan"
    HEADER = "LKE kepala"
    COMPONENT = "LKE komponen"
    AREA = "LKE area"
    INDICATOR = "LKE indikator"
    PLAIN = "LKE butir"
    ANSWER = "LKE jawaban"
    COMPUTED = "LKE hitungan"
    NOTE = "LKE catatan"
    WARNING = "LKE peringatan"
    VERDICT = "LKE putusan"


LOOKS = {Kind.COMPONENT: Look.COMPONENT, Kind.AREA: Look.AREA, Kind.INDICATOR: Look.INDICATOR}
"""How a row looks by what it stands for; questions and inputs are plain."""

FILLS = {
    Look.HEADER: "FF1F3A5F",
    Look.COMPONENT: "FF3C5A80",
    Look.AREA: "FFC9D6E8",
    Look.INDICATOR: "FFE9EEF5",
    Look.ANSWER: "FFFFF8D6",
    Look.NOTE: "FFFFF8D6",
}
FONTS = {
    Look.TITLE: Font(name=FONT, size=14, bold=True),
    Look.QUIET: Font(name=FONT, size=10, color="FF4A5563"),
    Look.HEADER: Font(name=FONT, size=10, bold=True, color="FFFFFFFF"),
    Look.COMPONENT: Font(name=FONT, size=11, bold=True, color="FFFFFFFF"),
    Look.AREA: Font(name=FONT, size=10, bold=True),
    Look.INDICATOR: Font(name=FONT, size=10, bold=True),
    Look.ANSWER: Font(name=FONT, size=11, bold=True),
    Look.WARNING: Font(name=FONT, size=10, bold=True, color="FFA61B1B"),
}
UNBOXED = {Look.TITLE, Look.QUIET}
UNLOCKED = {Look.ANSWER, Look.NOTE}
CENTRED = {Look.ANSWER, Look.HEADER, Look.VERDICT}
FORMATS = {
    Look.COMPONENT: "0.00",
    Look.AREA: "0.00",
    Look.INDICATOR: "0.00",
    Look.COMPUTED: "0.00",
    Look.NOTE: "@",  # what begins like a formula stays text, also where it is typed
}


def add_looks(book: openpyxl.Workbook) -> None:
    """Let the cells of ``book`` be given a Look by its name."""
    for look in Look:
        fill = FILLS.get(look)
        book.add_named_style(
            NamedStyle(
                name=look.value,
                font=FONTS.get(look, Font(name=FONT, size=10)),
                fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
                border=Border() if look in UNBOXED else BOX,
                alignment=Alignment(
                    wrap_text=look not in UNBOXED,
                    vertical="top",
                    horizontal="center" if look in CENTRED else None,
                ),
                number_format=FORMATS.get(look, "General"),
                protection=Protection(locked=look not in UNLOCKED),
            )
        )
