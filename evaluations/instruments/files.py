"""Reads the tables under ``evaluations/instruments/data`` into values that can be scored.

The files are the source of truth: the loader copies them into the database, ``manage.py score``
reads them as they are. See ``data/README.md`` for what each file holds.
"""

import csv
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    FormulaSpec,
    GradeSpec,
    GroupSpec,
    GroupWeightSpec,
    InstrumentSpec,
    Kind,
    MeasureSpec,
    Message,
    NodeSpec,
    OptionSpec,
    RuleSpec,
    RuleUnit,
    ScoringError,
    faults,
    gettext_noop,
)
from reformasi.ui.text import clean_row

FOLDER = Path(__file__).resolve().parent / "data"
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
NUMBER = re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,4})?")
"""What the columns of the database hold without rounding."""
FORMULA = re.compile(r"(ratio|reduction|sum)\(([^()]+)\)")
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class InstrumentFileError(Exception):
    """A table that cannot be read; ``message`` names the file, the line and the value."""

    def __init__(self, template: str, **params: str | int):
        self.message = Message(template, params)
        super().__init__(str(self.message))


class UnknownInstrument(Exception):
    """No version of that code in ``instruments.csv``."""


class UnsoundTables(Exception):
    """Tables that can be read but make no sense together: ``faults`` says all that is wrong."""

    def __init__(self, code: str, errors: list[ScoringError]):
        self.faults = errors
        super().__init__(f"{code}: " + " ".join(str(fault) for fault in errors))


@dataclass(frozen=True)
class Row:
    """One line of a table; every reading of a cell can name its place."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        try:
            return self.cells[column]
        except KeyError:
            raise InstrumentFileError(
                gettext_noop("%(file)s: kolom %(column)s tidak ada."), file=self.file, column=column
            ) from None

    def read(self, column: str, reader: Callable[[str], T]) -> T:
        try:
            return reader(self[column])
        except ValueError:
            raise InstrumentFileError(
                gettext_noop("%(file)s, baris %(line)s: %(column)s “%(value)s” tidak dikenal."),
                file=self.file,
                line=self.line,
                column=column,
                value=self[column],
            ) from None

    def optional(self, column: str, reader: Callable[[str], T]) -> T | None:
        return self.read(column, reader) if self[column] else None


@cache
def codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """The versions in ``folder``. Raises InstrumentFileError."""
    return tuple(row.read("code", _code) for row in _rows(folder, "instruments.csv"))


@cache
def read_instrument(code: str, folder: Path = FOLDER) -> InstrumentSpec:
    """One version, checked. Raises UnknownInstrument, InstrumentFileError or UnsoundTables."""
    titles = {row["code"]: row for row in _rows(folder, "instruments.csv")}
    if code not in titles:
        raise UnknownInstrument(code)
    title = titles[code]
    instrument = InstrumentSpec(
        code=code,
        nodes=_nodes(folder, code),
        formulas=tuple(
            _formula(row) for row in _rows(folder, f"{code}-formulas.csv", may_lack=True)
        ),
        rules=tuple(
            _rule(row) for row in _rows(folder, "predicates.csv") if row["instrument"] == code
        ),
        groups=tuple(_group(row) for row in _own(folder, "groups.csv", code)),
        grades=tuple(_grade(row) for row in _own(folder, "grades.csv", code)),
        title=title["title"],
        regulation=title["regulation"],
        in_force_from=title.optional("in_force_from", date.fromisoformat),
    )
    if errors := faults(instrument):
        raise UnsoundTables(code, errors)
    return instrument


@cache
def read_grades(folder: Path = FOLDER) -> tuple[GradeSpec, ...]:
    """The grades of the RB index until 2022, best first."""
    return tuple(_grade(row) for row in _rows(folder, "index_categories.csv"))


@cache
def usual_evidence(code: str, folder: Path = FOLDER) -> dict[str, str]:
    """What assessors usually ask for, by the code of an area or indicator; holds for all below."""
    return {
        row["code"]: row["evidence"]
        for row in _rows(folder, "usual-evidence.csv", may_lack=True)
        if code in row["instruments"].split(";")
    }


def source_hashes(code: str, folder: Path = FOLDER) -> dict[str, str]:
    """SHA-256 of each file that ``code`` is read from, by file name."""
    own = [f"{code}{part}.csv" for part in ("", "-options", "-formulas", "-groups")]
    shared = ["instruments.csv", "predicates.csv"]
    shared += [name for name in ("groups.csv", "grades.csv") if _own(folder, name, code)]
    paths = [*(folder / name for name in (*own, *shared)), _standard_options(folder)]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.exists()
    }


def _standard_options(folder: Path) -> Path:
    """A folder outside the release need not repeat what each type of answer is worth."""
    name = "standard-options.csv"
    return folder / name if (folder / name).exists() else FOLDER / name


def _rows(folder: Path, name: str, *, may_lack: bool = False) -> list[Row]:
    path = folder / name
    if not path.exists():
        if may_lack:
            return []
        raise InstrumentFileError(
            gettext_noop("%(file)s: berkas tidak ada dalam %(folder)s."),
            file=name,
            folder=str(folder),
        )
    with path.open(newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle, strict=True)
        rows = []
        for cells in reader:
            if None in cells or None in cells.values():
                raise InstrumentFileError(
                    gettext_noop("%(file)s, baris %(line)s: jumlah kolom tidak sesuai judulnya."),
                    file=name,
                    line=reader.line_num,
                )
            rows.append(Row(name, reader.line_num, clean_row(cells)))
    return rows


def _own(folder: Path, name: str, code: str) -> list[Row]:
    """The rows of a shared table that are about ``code``; a folder may lack the table."""
    return [row for row in _rows(folder, name, may_lack=True) if row["instrument"] == code]


def _nodes(folder: Path, code: str) -> tuple[NodeSpec, ...]:
    standard: dict[str, tuple[OptionSpec, ...]] = {}
    options = _standard_options(folder)
    for row in _rows(options.parent, options.name):
        earlier = standard.get(row["answer_type"], ())
        standard[row["answer_type"]] = (*earlier, _option(row))
    nodes = tuple(_node(row) for row in _rows(folder, f"{code}.csv"))
    own_codes = {node.code for node in nodes}
    own = _by_code(folder, f"{code}-options.csv", own_codes, _option)
    by_group = _by_code(folder, f"{code}-groups.csv", own_codes, _group_weight)
    return tuple(
        replace(
            node,
            options=own.get(node.code, standard.get(node.answer_type or "", ())),
            by_group=by_group.get(node.code, ()),
        )
        for node in nodes
    )


def _by_code(
    folder: Path, name: str, codes: set[str], part: Callable[[Row], T]
) -> dict[str, tuple[T, ...]]:
    """The parts in a table of which there may be several for a node; it may lack."""
    parts: dict[str, tuple[T, ...]] = {}
    for row in _rows(folder, name, may_lack=True):
        parts[row["code"]] = (*parts.get(row["code"], ()), part(row))
    if strangers := sorted(parts.keys() - codes):
        raise InstrumentFileError(
            gettext_noop("%(file)s: kode %(codes)s tidak ada dalam instrumen."),
            file=name,
            codes=", ".join(strangers),
        )
    return parts


def _node(row: Row) -> NodeSpec:
    return NodeSpec(
        code=row["code"],
        kind=row.read("kind", Kind),
        parent=row["parent"],
        name=row["name"],
        weight=row.optional("weight", _number),
        answer_type=row.optional("answer_type", AnswerType),
        section=row["section"],
        area=row.cells.get("area", ""),
        reference=row["reference"],
        measure=_measure(row) if row.cells.get("maximum") else None,
    )


def _measure(row: Row) -> MeasureSpec:
    return MeasureSpec(
        minimum=row.read("minimum", _number),
        maximum=row.read("maximum", _number),
        target=row.optional("target", _number) if "target" in row.cells else None,
        multiplied_by=row.cells.get("multiplied_by", ""),
    )


def _group(row: Row) -> GroupSpec:
    return GroupSpec(code=row["group"], name=row["name"], top=row.read("top", _number))


def _group_weight(row: Row) -> GroupWeightSpec:
    return GroupWeightSpec(
        group=row["group"],
        weight=row.read("weight", _number),
        measure=_measure(row) if row["maximum"] else None,
    )


def _grade(row: Row) -> GradeSpec:
    return GradeSpec(
        letter=row["grade"],
        above=row.optional("min_exclusive", _number),
        up_to=row.read("max_inclusive", _number),
        description=row["predicate"],
        at_targets="at_targets" in row.cells and row.read("at_targets", _is_yes),
    )


def _number(text: str) -> Decimal:
    """Raises ValueError for what is no number of at most four decimals."""
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _is_yes(text: str) -> bool:
    """Raises ValueError for anything but ``ya`` and a blank."""
    return bool(["", "ya"].index(text))


def _option(row: Row) -> OptionSpec:
    return OptionSpec(
        letter=row["option"],
        score=row.optional("score", _number),
        description=row.cells.get("description", ""),
    )


def _code(text: str) -> str:
    """Raises ValueError for a code that no address could hold."""
    if not CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _formula(row: Row) -> FormulaSpec:
    """``ratio(A/B)`` with ``A=code;B=code`` in the inputs; the order is that of the formula."""
    match = FORMULA.fullmatch(row["formula"])
    bound = dict(pair.partition("=")[::2] for pair in row["inputs"].split(";"))
    names = re.split(r"[/,]", match[2]) if match else []
    if match is None or sorted(names) != sorted(bound):
        raise InstrumentFileError(
            gettext_noop("%(file)s, baris %(line)s: rumus “%(formula)s” tidak dikenal."),
            file=row.file,
            line=row.line,
            formula=row["formula"],
        )
    return FormulaSpec(
        code=row["code"],
        kind=FormulaKind(match[1]),
        inputs={name: bound[name] for name in names},
        unused=tuple(filter(None, row["unused_inputs"].split(";"))),
        zero_denominator=row.optional("zero_denominator", _number),
    )


def _rule(row: Row) -> RuleSpec:
    return RuleSpec(
        predicate=row["predicate"],
        code=row["rule_code"],
        target=row["target"],
        minimum=row.read("minimum", _number),
        unit=row.read("unit", RuleUnit),
        reference=row["reference"],
    )
