"""Reads the roads of ``road/data`` and refuses a file that makes no sense, by line."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from reformasi.ui.text import clean

from .stages import AppliesTo, Decider, Stage

FOLDER = Path(__file__).parent / "data"
RULES = "rules.csv"
RULE_COLUMNS = ("code", "instrument", "regulation")
#: The columns of ``milestones-<code>.csv``; deciders are joined by ``|``, evidence by ``;``.
STEP_COLUMNS = (
    "code",
    "order",
    "stage",
    "name",
    "applies_to",
    "decider_role",
    "required_evidence",
    "reference",
)


class RuleFileError(ValueError):
    """A file, or a line of it, does not say what a road needs."""


@dataclass(frozen=True)
class StepLine:
    """One line of ``milestones-<code>.csv``."""

    code: str
    order: int
    stage: str
    name: str
    applies_to: str
    deciders: list[str]
    required_evidence: list[str]
    reference: str


@dataclass(frozen=True)
class RuleFile:
    """One version of the road, and the instrument that it came with."""

    code: str
    instrument_code: str
    regulation: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class RoadLine:
    """One line of ``rules.csv``: which road the candidates of an instrument take."""

    code: str
    instrument_code: str
    regulation: str


def read_lines(folder: Path = FOLDER) -> list[RoadLine]:
    """Every line of ``rules.csv``; several instruments may take one road. Raises RuleFileError."""
    lines: list[RoadLine] = []
    for number, row in rows_of(folder / RULES, RULE_COLUMNS):
        if wrong := what_is_wrong_with_road(row, lines):
            raise RuleFileError(
                _("%(file)s baris %(line)s: %(wrong)s")
                % {"file": RULES, "line": number, "wrong": wrong}
            )
        lines.append(RoadLine(row["code"], row["instrument"], row["regulation"]))
    return lines


def read_rules(folder: Path = FOLDER, stored: Collection[str] = ()) -> list[RuleFile]:
    """Every road that ``rules.csv`` names; of one that is ``stored`` the steps may be absent.

    Raises RuleFileError.
    """
    first: dict[str, RoadLine] = {}
    for line in read_lines(folder):
        first.setdefault(line.code, line)
    paths = {code: folder / f"milestones-{code}.csv" for code in first}
    return [
        RuleFile(line.code, line.instrument_code, line.regulation, read_steps(paths[line.code]))
        for line in first.values()
        if line.code not in stored or paths[line.code].exists()
    ]


def read_steps(path: Path) -> tuple[StepLine, ...]:
    steps: list[StepLine] = []
    for number, row in rows_of(path, STEP_COLUMNS):
        if wrong := what_is_wrong(row, steps):
            raise RuleFileError(
                _("%(file)s baris %(line)s: %(wrong)s")
                % {"file": path.name, "line": number, "wrong": wrong}
            )
        steps.append(step_line(row))
    return tuple(steps)


def step_line(row: dict[str, str]) -> StepLine:
    return StepLine(
        code=row["code"],
        order=int(row["order"]),
        stage=row["stage"],
        name=row["name"],
        applies_to=row["applies_to"],
        deciders=parts(row["decider_role"], "|"),
        required_evidence=parts(row["required_evidence"], ";"),
        reference=row["reference"],
    )


def parts(cell: str, separator: str) -> list[str]:
    """What ``cell`` joins, without surrounding spaces and empty parts."""
    return [part.strip() for part in cell.split(separator) if part.strip()]


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and rows, without surrounding spaces."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                raise RuleFileError(
                    _("%(file)s: kolomnya harus %(columns)s")
                    % {"file": path.name, "columns": ",".join(columns)}
                )
            for row in reader:
                yield reader.line_num, {name: clean(row[name] or "").strip() for name in columns}
    except FileNotFoundError as error:
        raise RuleFileError(_("%(file)s tidak ada") % {"file": path.name}) from error


def what_is_wrong_with_road(row: dict[str, str], before: list[RoadLine]) -> str:
    """What is wrong with ``row`` after the lines ``before`` it; "" if nothing is."""
    if blank := [name for name, value in row.items() if not value]:
        return _("kolom %(columns)s kosong") % {"columns": ", ".join(blank)}
    if row["instrument"] in {line.instrument_code for line in before}:
        return _("instrumen %(code)s sudah mempunyai tahap") % {"code": row["instrument"]}
    return ""


def what_is_wrong(row: dict[str, str], before: list[StepLine]) -> str:
    """What is wrong with ``row`` after the steps ``before`` it; "" if nothing is."""
    blank = [name for name, value in row.items() if not value.strip(" ;")]
    if blank:
        return _("kolom %(columns)s kosong") % {"columns": ", ".join(blank)}
    if row["order"] != str(len(before) + 1):
        return _("urutan harus %(order)s") % {"order": len(before) + 1}
    if row["code"] in {step.code for step in before}:
        return _("kode %(code)s sudah dipakai") % {"code": row["code"]}
    if row["stage"] not in Stage.values:
        return _("tahapan “%(stage)s” tidak dikenal") % {"stage": row["stage"]}
    left = {step.stage for step in before[:-1]} - {before[-1].stage if before else ""}
    if row["stage"] in left:
        return _("tahapan “%(stage)s” terpotong tahapan lain") % {"stage": row["stage"]}
    if row["applies_to"] not in AppliesTo.values:
        return _("“berlaku untuk” harus both, WBK atau WBBM")
    deciders = row["decider_role"].split("|")
    unknown = [role for role in deciders if role.strip() not in Decider.values]
    return _("pejabat “%(role)s” tidak dikenal") % {"role": unknown[0]} if unknown else ""
