"""The layout of the portal's own workbook, for what writes it and what reads it.

``LKE`` is the sheet to work on, one row per node of the instrument, in printed order from
``FIRST_ROW``; ``Rekap`` adds up; ``Asal``, hidden, says what was exported: names and values from
row 1, and from ``ORIGINALS_ROW`` each code with its version, answer and note as they were then.
Where a cell still holds its original, nobody has touched it, whatever happened on the page; of a
number programs keep no more than fifteen digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SHEET, RECAP, ORIGIN = "LKE", "Rekap", "Asal"
LAYOUT = "lke-1"

HEADER_ROW, FIRST_ROW = 6, 7
CODE, NUMBER, TEXT, WEIGHT, OPTIONS = "A", "B", "C", "D", "E"
ANSWER, SCORE, NOTE, EVIDENCE, CHECK = "F", "G", "H", "I", "J"
EXACT, FILLED, LEFT_OUT, BELOW_TARGET = "K", "L", "M", "N"
HIDDEN = (CODE, EXACT, FILLED, LEFT_OUT, BELOW_TARGET)

ORIGIN_NAMES = (
    "layout",
    "instrument",
    "group",
    "fingerprint",
    "assessment",
    "layer",
    "layer_version",
    "unit",
    "year",
    "exported_at",
)
ORIGINALS_ROW = len(ORIGIN_NAMES) + 2
ORIGINALS = ("code", "version", "value", "note")


@dataclass(frozen=True)
class SheetOrigin:
    """Which layer of which sheet a workbook was exported from, when and by whom.

    ``fingerprint`` is the SHA-256 of the instrument. ``answer_versions`` by code let an import see
    that the sheet has moved on; a code that is not in it had no answer, which is version 0.
    """

    unit_code: str
    unit: str
    year: int
    fingerprint: str
    assessment: int
    layer: str
    layer_label: str
    layer_version: int
    exported_at: datetime
    exported_by: str
    answer_versions: Mapping[str, int] = field(default_factory=dict)
