"""The rules of the score as spreadsheet formulas, one node at a time (ADR 126).

Column ``EXACT`` holds what ``NodeScore.exact`` is to the engine: points, or for an input its
number; empty text where it is blank, ``UNKNOWN`` where the answer does not fit, ``CONTRADICTED``
where inputs cannot all be true. Sums pass over texts, so all three count 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    FormulaSpec,
    InstrumentSpec,
    Kind,
    MissingWeight,
    MissingZeroDenominator,
    NodeSpec,
    decimal_comma,
)
from evaluations.scoring.tree import CHOICES, WEIGHTED

from .own_layout import ANSWER, CHECK, EXACT, FILLED

UNKNOWN, CONTRADICTED = "?", "!"
# A spreadsheet counts in binary: a figure that is a tie comes out up to 1E-12 above or below it.
# Added before rounding, this takes every tie up; no figure of a sheet lies that close below one.
ALLOWANCE = "1E-11"


def rounded(expression: str) -> str:
    """``expression`` to two decimals, half up, as ``scoring.half_up`` gives it."""
    return f"ROUND({expression}+{ALLOWANCE},2)"


def cells(column: str, rows: Iterable[int], *, sheet: str = "") -> str:
    """References to ``rows`` of one column, those that adjoin as a range: ``K8:K10,K14``."""
    place = f"{sheet}!" if sheet else ""
    runs = groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0])
    references = []
    for _number, run in runs:
        first, *rest = [row for _index, row in run]
        last = f":{column}{rest[-1]}" if rest else ""
        references.append(f"{place}{column}{first}{last}")
    return ",".join(references)


def quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


@dataclass(frozen=True)
class SheetFormulas:
    """The formulas of a sheet whose nodes stand on ``rows``."""

    instrument: InstrumentSpec
    rows: Mapping[str, int]

    @cached_property
    def answerable(self) -> frozenset[str]:
        """The codes that must be filled before the sheet is complete."""
        return frozenset(node.code for node in self.instrument.answerable)

    @cached_property
    def totals(self) -> frozenset[str]:
        """The codes of inputs that the sheet adds up by itself."""
        return frozenset(total.code for total in self.instrument.totals)

    def total(self, *, sheet: str = "") -> str:
        roots = [node.code for node in self.instrument.children[""]]
        return rounded(self.sum_of(roots, sheet=sheet))

    def sum_of(self, codes: Iterable[str], *, sheet: str = "") -> str:
        """The exact points of several nodes together."""
        return f"SUM({cells(EXACT, [self.rows[code] for code in codes], sheet=sheet)})"

    def exact(self, node: NodeSpec) -> str:
        if node.kind in WEIGHTED:
            return self._weighted(node)
        formula = self.instrument.formula_of.get(node.code)
        if formula is not None:
            return self._computed(formula)
        cell = f"{ANSWER}{self.rows[node.code]}"
        return f'IF({cell}="","",{_points(node, cell)})'

    def score(self, node: NodeSpec) -> str:
        """What the page shows beside it: points, 0 to 1 for a question, the sum of a total."""
        if node.kind is Kind.INPUT and node.code not in self.totals:
            return ""
        cell = f"{EXACT}{self.rows[node.code]}"
        return f'IF(ISNUMBER({cell}),{rounded(cell)},"")'

    def filled(self, node: NodeSpec) -> str:
        return f"IF(ISNUMBER({EXACT}{self.rows[node.code]}),1,0)"

    def progress(self, *, sheet: str = "") -> str:
        """``Terisi 98 dari 127``."""
        phrase = _("Terisi %(filled)s dari %(count)s")
        filled = f"SUM({self._whole(FILLED, sheet)})"
        params = {"filled": f'"&{filled}&"', "count": len(self.answerable)}
        return f'"{phrase % params}"'

    def faults(self, *, sheet: str = "") -> str:
        """How many rows say in ``CHECK`` that something must be mended; empty text for none."""
        count = self._fault_count(sheet)
        phrase = _("%(count)s isian harus diperbaiki") % {"count": f'{count}&"'}
        return f'IF({count}=0,"",{phrase}")'

    def is_settled(self, *, sheet: str = "") -> str:
        """Whether nothing is missing and nothing must be mended."""
        complete = f"SUM({self._whole(FILLED, sheet)})={len(self.answerable)}"
        return f"AND({complete},{self._fault_count(sheet)}=0)"

    def check(self, node: NodeSpec) -> str:
        """What somebody should look at again; empty text where all is in order."""
        formula = self.instrument.formula_of.get(node.code)
        if formula is None:
            why = quoted(_mend(_misfit(node)))
            return f'IF({EXACT}{self.rows[node.code]}="{UNKNOWN}",{why},"")'
        if formula.kind is FormulaKind.SUM:
            return self._check_total(formula)
        return self._check_percent(formula)

    def _fault_count(self, sheet: str) -> str:
        return f"COUNTIF({self._whole(CHECK, sheet)},{quoted(_mend('*'))})"

    def _whole(self, column: str, sheet: str) -> str:
        first, last = min(self.rows.values()), max(self.rows.values())
        return cells(column, range(first, last + 1), sheet=sheet)

    def _weighted(self, node: NodeSpec) -> str:
        below = self.instrument.children[node.code]
        total = self.sum_of([child.code for child in below])
        if any(child.kind in WEIGHTED for child in below):
            return total
        if node.weight is None:
            raise MissingWeight(node.code)
        return f"{total}*{_literal(node.weight)}/{len(below)}"

    def _inputs(self, codes: Iterable[str]) -> Iterator[str]:
        return (f"{EXACT}{self.rows[code]}" for code in codes)

    def _count(self, codes: Iterable[str]) -> str:
        return f"COUNT({cells(EXACT, [self.rows[code] for code in codes])})"

    def _computed(self, formula: FormulaSpec) -> str:
        asked = set(formula.asked)
        if formula.kind is FormulaKind.SUM:
            value = self.sum_of(asked)
        elif formula.zero_denominator is None:
            raise MissingZeroDenominator(formula.code)
        else:
            first, second = self._inputs(formula.inputs.values())
            none = _literal(formula.zero_denominator)
            if formula.kind is FormulaKind.RATIO:
                impossible = f'IF({first}>0,"{CONTRADICTED}",{none})'
                value = f"IF({second}=0,{impossible},MIN({first}/{second},1))"
            else:
                fall = f"MAX(({first}-{second})/{first},0)"
                value = f"IF({first}=0,IF({second}=0,1,{none}),{fall})"
        return f'IF({self._count(asked)}<{len(asked)},"",{value})'

    def _check_total(self, formula: FormulaSpec) -> str:
        """What is typed is kept and shown beside what the parts make, which is what counts."""
        typed, parts = f"{ANSWER}{self.rows[formula.code]}", set(formula.inputs.values())
        made = self.sum_of(parts)
        whole = f"{self._count(parts)}={len(parts)}"
        contradicted = f"OR({made}>{typed},AND({whole},{made}<>{typed}))"
        start, middle = _mend(_("tertulis")), _("padahal rinciannya berjumlah")
        contrast = f'"{start} "&{typed}&", {middle} "&{made}'
        misfit = quoted(_mend(_misfit(self.instrument.node(formula.code))))
        number = f'IF({contradicted},{contrast},"")'
        return f'IF({typed}="","",IF(ISNUMBER({typed}),{number},{misfit}))'

    def _check_percent(self, formula: FormulaSpec) -> str:
        cell = f"{EXACT}{self.rows[formula.code]}"
        if formula.kind is FormulaKind.REDUCTION:
            return '""'
        done, due = self._inputs(formula.inputs.values())
        capped = quoted(_("Melebihi 1: dihitung 1"))
        none = quoted(_mend(_("pembagi 0, padahal pembilangnya lebih dari 0")))
        more = f'IF(ISNUMBER({cell}),IF({done}>{due},{capped},""),"")'
        return f'IF({cell}="{CONTRADICTED}",{none},{more})'


def _points(node: NodeSpec, cell: str) -> str:
    """What a filled answer cell is worth, or UNKNOWN."""
    misfit = f'"{UNKNOWN}"'
    if node.answer_type in CHOICES:
        worth = misfit
        for option in reversed(node.options):
            if option.score is not None:
                worth = f"IF({cell}={quoted(option.letter)},{_literal(option.score)},{worth})"
        return worth
    if node.answer_type is AnswerType.COUNT:
        fits, worth = f"{cell}=INT({cell})", cell
    else:
        top = _literal(node.top)
        fits, worth = f"{cell}<={top}", f"{cell}/{top}"
    return f"IF(ISNUMBER({cell}),IF(AND({cell}>=0,{fits}),{worth},{misfit}),{misfit})"


def _misfit(node: NodeSpec) -> str:
    """Why an answer does not fit."""
    if node.answer_type in CHOICES:
        return _("bukan salah satu pilihan")
    if node.answer_type is AnswerType.COUNT:
        return _("bukan bilangan bulat 0 atau lebih")
    return _("bukan angka 0 sampai %(top)s") % {"top": decimal_comma(node.top)}


def _mend(why: str) -> str:
    return _("Perbaiki: %(why)s") % {"why": why}


def _literal(number: Decimal) -> str:
    return format(number, "f")
