"""Workbooks worked out anew by LibreOffice, as a person's machine would."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

#: Comma, quote, UTF-8, from row 1, columns as they are; values and not what is shown; all sheets.
AS_VALUES = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


class Worked:
    """The sheets of one workbook: their cells as text, without formats."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self.read: dict[str, list[list[str]]] = {}

    def rows(self, sheet: str) -> list[list[str]]:
        if sheet not in self.read:
            with (self.folder / f"{self.name}-{sheet}.csv").open(
                newline="", encoding="utf-8"
            ) as file:
                self.read[sheet] = list(csv.reader(file))
        return self.read[sheet]

    def cell(self, sheet: str, place: str) -> str:
        row, column = coordinate_to_tuple(place)
        return self.rows(sheet)[row - 1][column - 1]


def recalculated(files: dict[str, bytes], folder: Path) -> Iterator[Worked]:
    """Every workbook, in order, with the values that LibreOffice gives its formulas."""
    for name, content in files.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    convert([folder / f"{name}.xlsx" for name in files], AS_VALUES, folder / "out")
    return (Worked(folder / "out", name) for name in files)


def resaved(content: bytes, folder: Path) -> bytes:
    """The workbook opened and saved by LibreOffice, as by somebody who worked in it."""
    (folder / "sheet.xlsx").write_bytes(content)
    convert([folder / "sheet.xlsx"], "xlsx", folder / "out")
    return (folder / "out" / "sheet.xlsx").read_bytes()


def convert(sources: list[Path], into: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", into, "--outdir", folder, *sources],
        check=True,
        capture_output=True,
        timeout=60 + 3 * len(sources),
    )
