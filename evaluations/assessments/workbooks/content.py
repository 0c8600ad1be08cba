"""What a workbook holds of a sheet, as plain values: neither models nor cells."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SheetRow:
    """What one question or input carries.

    ``value`` is a letter or a number as ``scoring.read_answer`` takes it, blank where nothing is
    answered; ``note`` is the official note; ``evidence`` are titles, for the reader only.
    """

    value: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


SheetContent = Mapping[str, SheetRow]
"""The rows by code; a code that is not in it has nothing filled in."""
