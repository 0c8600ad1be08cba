"""Recommendations as they are pasted from a letter: several lines, with numbers of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

#: "R1.1", "1.", "1.2.", "(a)", "b)", "iv.", a bullet; again and again, as lists nest.
NUMBER = re.compile(
    r"""(?:
        R\d{1,2}(?:\.\d{1,2})*[.)]?
      | \(?\d{1,3}(?:\.\d{1,2})*[.)]
      | \d{1,2}(?:\.\d{1,2})+
      | \(?(?:[a-z]|[ivx]{2,5})[.)]
      | [-–•·▪●○*]
    )\s+""",
    re.VERBOSE | re.IGNORECASE,
)
#: How many rows there are, as a form says it: longer ones are not even turned into a number.
COUNT = re.compile(r"[0-9]{1,6}")


@dataclass
class Tidied:
    """What came of the rows: the form's data anew, and what is to be looked at before saving."""

    data: dict[str, str]
    removed: list[str] = field(default_factory=list)  # numbers taken off
    split: int = 0  # rows that came of pasted lines

    @property
    def is_new(self) -> bool:
        """Whether a person should look before it is saved."""
        return bool(self.removed or self.split)


def without_number(line: str) -> tuple[str, str]:
    """The number at the head of ``line``, and the text behind it; a number alone stays text."""
    rest = line.strip()
    while (match := NUMBER.match(rest)) and rest[match.end() :].strip():
        rest = rest[match.end() :].strip()
    return line.strip().removesuffix(rest).strip(), rest


def tidied(data: Mapping[str, str], prefix: str, stored: Mapping[str, str], most: int) -> Tidied:
    """Split what was pasted into new rows, one a line, and take numbers off new and changed rows.

    ``stored``: the texts that the rows have, by key. A row that was looked at (``looked``) stays
    as it is sent, so that a number which belongs to the text can be written back. Where the number
    of rows is none, or above ``most``, nothing is tidied, and the formset is given no number: it
    refuses that without making a row.
    """
    count = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not (COUNT.fullmatch(count) and int(count) <= most):
        return Tidied({**data, f"{prefix}-TOTAL_FORMS": ""})
    result = Tidied({name: data[name] for name in data if not name.startswith(f"{prefix}-")})
    sent = _rows_sent(data, prefix)
    place = 0
    for index in range(int(count)):
        for part in _rows_of(sent.get(str(index), {}), stored, result):
            result.data |= {f"{prefix}-{place}-{name}": value for name, value in part.items()}
            place += 1
    for name in ("INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"):
        result.data[f"{prefix}-{name}"] = data.get(f"{prefix}-{name}", "")
    result.data[f"{prefix}-TOTAL_FORMS"] = str(place)
    return result


def _rows_sent(data: Mapping[str, str], prefix: str) -> dict[str, dict[str, str]]:
    """What was sent in each row, by its place as it is written in the names."""
    rows = defaultdict[str, dict[str, str]](dict)
    for name in data:
        if name.startswith(f"{prefix}-"):
            place, _dash, part = name.removeprefix(f"{prefix}-").partition("-")
            rows[place][part] = data[name]
    return rows


def _rows_of(
    row: dict[str, str], stored: Mapping[str, str], result: Tidied
) -> list[dict[str, str]]:
    text, key = row.get("text", "").strip(), row.get("id", "")
    same = " ".join(text.split()) == " ".join(stored.get(key, "").split())
    if not text or row.get("looked") or same or row.get("DELETE"):
        return [row]
    lines = [text] if key else [line for line in text.splitlines() if line.strip()]
    rows = []
    for line in lines:
        number, rest = without_number(line)
        rows.append({**row, "text": rest, "looked": "1"})
        if number:
            result.removed.append(number)
    if len(rows) > 1:
        result.split += len(rows)
    return rows
