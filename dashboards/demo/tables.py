"""The texts of the demo, as tables beside the code."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def day(text: str, today: date) -> date:
    """A date as the tables write it: "2019-09-30", or days from today: "+14", "-7"."""
    if text[0] in "+-":
        return today + timedelta(days=int(text))
    return date.fromisoformat(text)
