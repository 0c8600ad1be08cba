"""The rows of the national portal's workbook (zi-2026-portalrb.csv)."""

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from evaluations.instruments.files import FOLDER

SHEET = "Jawaban"
UNIT_ANSWER, UNIT_NOTE, EVIDENCE, TPI_ANSWER, TPI_NOTE = "K", "L", "M", "N", "Q"


@cache
def portal_rows() -> Mapping[str, int]:
    """The row on the sheet ``Jawaban`` by code; totals and percentages have none."""
    with (FOLDER / "zi-2026-portalrb.csv").open(newline="", encoding="utf-8") as handle:
        return MappingProxyType({row["code"]: int(row["row"]) for row in csv.DictReader(handle)})
