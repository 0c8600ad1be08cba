"""The rules of the score as spreadsheet formulas, one node at a time (ADR 126).

Column ``EXACT`` holds what ``NodeScore.exact`` is to the engine: points, or for an input its
number; empty text where it is blank, ``UNKNOWN`` where the answer does not fit, ``CONTRADICTED``
where inputs cannot all be true. Sums pass over texts, so all three count 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

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
)
from evaluations.scoring.tree import WEIGHTED

from .expressions import (
    CONTRADICTED,
    UNKNOWN,
    literal,
    mend,
    misfit,
    points,
    quoted,
    references,
    rounded,
)
from .measured import MeasuredFormulas
from .own_layout import ANSWER, CHECK, EXACT, FILLED


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

    @cached_property
    def measured(self) -> MeasuredFormulas:
        return MeasuredFormulas(self.instrument, self.rows)

    def total(self, *, sheet: str = "") -> str:
        """The points of the roots; with a coefficient the index that follows from them."""
        roots = [node.code for node in self.instrument.children[""]]
        coefficient = self.instrument.coefficient
        if coefficient is None:
            return rounded(self.sum_of(roots, sheet=sheet))
        below = self.instrument.node(coefficient.parent)
        others = [code for code in roots if code != below.code]
        rest = f"+{self.sum_of(others, sheet=sheet)}" if others else ""
        points_left = self.sum_of([below.code, coefficient.code], sheet=sheet)
        index = f"{self.measured.in_proportion(below, points_left, sheet=sheet)}{rest}"
        return rounded(f"({index})", may_be_negative=True)

    def sum_of(self, codes: Iterable[str], *, sheet: str = "") -> str:
        """The exact points of several nodes together."""
        return f"SUM({references(EXACT, [self.rows[code] for code in codes], sheet=sheet)})"

    def exact(self, node: NodeSpec) -> str:
        if node.answer_type is AnswerType.MEASURED:
            return self.measured.exact(node)
        if node.kind in WEIGHTED:
            return self._weighted(node)
        formula = self.instrument.formula_of.get(node.code)
        if formula is not None:
            return self._computed(formula)
        cell = f"{ANSWER}{self.rows[node.code]}"
        return f'IF({cell}="","",{points(node, cell)})'

    def score(self, node: NodeSpec) -> str:
        """What the page shows beside it: points, 0 to 1 for a question, the sum of a total."""
        if node.kind is Kind.INPUT and node.code not in self.totals:
            return ""
        cell = f"{EXACT}{self.rows[node.code]}"
        deducted = node.answer_type is AnswerType.COEFFICIENT
        return f'IF(ISNUMBER({cell}),{rounded(cell, may_be_negative=deducted)},"")'

    def filled(self, node: NodeSpec) -> str:
        row = self.rows[node.code]
        return f'IF(OR({ANSWER}{row}="",{EXACT}{row}="{UNKNOWN}"),0,1)'

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
        if node.answer_type is AnswerType.MEASURED:
            return self.measured.check(node)
        formula = self.instrument.formula_of.get(node.code)
        if formula is None:
            why = quoted(mend(misfit(node)))
            return f'IF({EXACT}{self.rows[node.code]}="{UNKNOWN}",{why},"")'
        if formula.kind is FormulaKind.SUM:
            return self._check_total(formula)
        return self._check_percent(formula)

    def _fault_count(self, sheet: str) -> str:
        return f"COUNTIF({self._whole(CHECK, sheet)},{quoted(mend('*'))})"

    def _whole(self, column: str, sheet: str) -> str:
        first, last = min(self.rows.values()), max(self.rows.values())
        return references(column, range(first, last + 1), sheet=sheet)

    def _weighted(self, node: NodeSpec) -> str:
        below = self.instrument.children[node.code]
        if parts := [child.code for child in below if child.kind in WEIGHTED]:
            return self.sum_of(parts)
        total = self.sum_of([child.code for child in below])
        if node.weight is None:
            raise MissingWeight(node.code)
        return f"{total}*{literal(node.weight)}/{len(below)}"

    def _inputs(self, codes: Iterable[str]) -> Iterator[str]:
        return (f"{EXACT}{self.rows[code]}" for code in codes)

    def _count(self, codes: Iterable[str]) -> str:
        return f"COUNT({references(EXACT, [self.rows[code] for code in codes])})"

    def _computed(self, formula: FormulaSpec) -> str:
        asked = set(formula.asked)
        if formula.kind is FormulaKind.SUM:
            value = self.sum_of(asked)
        elif formula.zero_denominator is None:
            raise MissingZeroDenominator(formula.code)
        else:
            first, second = self._inputs(formula.inputs.values())
            none = literal(formula.zero_denominator)
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
        start, middle = mend(_("tertulis")), _("padahal rinciannya berjumlah")
        contrast = f'"{start} "&{typed}&", {middle} "&{made}'
        no_number = quoted(mend(misfit(self.instrument.node(formula.code))))
        number = f'IF({contradicted},{contrast},"")'
        return f'IF({typed}="","",IF(ISNUMBER({typed}),{number},{no_number}))'

    def _check_percent(self, formula: FormulaSpec) -> str:
        cell = f"{EXACT}{self.rows[formula.code]}"
        if formula.kind is FormulaKind.REDUCTION:
            return '""'
        done, due = self._inputs(formula.inputs.values())
        capped = quoted(_("Melebihi 1: dihitung 1"))
        none = quoted(mend(_("pembagi 0, padahal pembilangnya lebih dari 0")))
        more = f'IF(ISNUMBER({cell}),IF({done}>{due},{capped},""),"")'
        return f'IF({cell}="{CONTRADICTED}",{none},{more})'
