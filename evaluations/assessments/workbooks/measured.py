"""Measured indicators as spreadsheet formulas: shares, targets, and what does not apply."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluations.scoring import AnswerType, InstrumentSpec, MissingWeight, NodeSpec
from evaluations.scoring.answers import NOT_APPLICABLE
from evaluations.scoring.measures import multiplier

from .expressions import CONTRADICTED, UNKNOWN, fitting, literal, mend, misfit, quoted, references
from .own_layout import ANSWER, BELOW_TARGET, EXACT, LEFT_OUT


@dataclass(frozen=True)
class MeasuredFormulas:
    """The formulas of what is measured, on a sheet whose nodes stand on ``rows``."""

    instrument: InstrumentSpec
    rows: Mapping[str, int]

    def exact(self, node: NodeSpec) -> str:
        """Value / maximum x weight, times the share that its multiplier reaches of its own."""
        cell = self._answer(node)
        if node.weight is None:
            raise MissingWeight(node.code)
        worth = f"{cell}*{literal(node.weight)}/{literal(node.top)}"
        other = multiplier(node, self.instrument)
        if other is not None:
            reached = self._answer(other)
            share = f"{worth}*{reached}/{literal(other.top)}"
            is_there = f"AND(ISNUMBER({reached}),ISNUMBER({EXACT}{self.rows[other.code]}))"
            lacking = f'IF({reached}="{NOT_APPLICABLE}","{CONTRADICTED}","")'
            worth = f"IF({is_there},{share},{lacking})"
        within = f"{cell}>={literal(node.low)},{cell}<={literal(node.top)}"
        left_out = "0" if node.code in self.instrument.optional else f'"{UNKNOWN}"'
        value = f'IF({cell}="{NOT_APPLICABLE}",{left_out},{fitting(cell, within, worth)})'
        return f'IF({cell}="","",{value})'

    def left_out(self, node: NodeSpec) -> str:
        """Its weight, where it does not apply."""
        if node.code not in self.instrument.optional or node.weight is None:
            return ""
        return f'IF({self._answer(node)}="{NOT_APPLICABLE}",{literal(node.weight)},0)'

    def below_target(self, node: NodeSpec) -> str:
        """1 where its target is not reached: a blank is below, what does not apply is not."""
        if node.answer_type is not AnswerType.MEASURED or node.range.target is None:
            return ""
        cell = self._answer(node)
        reached = f"AND(ISNUMBER({cell}),{cell}>={literal(node.range.target)})"
        if node.code in self.instrument.optional:
            reached = f'OR({cell}="{NOT_APPLICABLE}",{reached})'
        return f"IF({reached},0,1)"

    def check(self, node: NodeSpec) -> str:
        cell = f"{EXACT}{self.rows[node.code]}"
        why, other = quoted(mend(misfit(node))), quoted(mend(_("pengalinya tidak berlaku")))
        return f'IF({cell}="{UNKNOWN}",{why},IF({cell}="{CONTRADICTED}",{other},""))'

    def weight(self, node: NodeSpec, *, sheet: str = "") -> str:
        """The weight that applies of a node."""
        if node.weight is None:
            raise MissingWeight(node.code)
        optional = [self.rows[code] for code in self._below(node) & self.instrument.optional]
        left_out = references(LEFT_OUT, optional, sheet=sheet)
        return f"({literal(node.weight)}-SUM({left_out}))" if optional else literal(node.weight)

    def in_proportion(self, node: NodeSpec, points: str, *, sheet: str = "") -> str:
        """``points`` as if all of the weight applied; 0 where nothing does."""
        if node.weight is None:
            raise MissingWeight(node.code)
        applied = self.weight(node, sheet=sheet)
        return f"IF({applied}=0,0,{points}*{literal(node.weight)}/{applied})"

    def grade(self, total: str, *, sheet: str = "") -> str:
        """The letter of the index that stands in the cell ``total``: the first grade that holds."""
        rows = [self.rows[node.code] for node in self.instrument.nodes if self.below_target(node)]
        at_targets = f"SUM({references(BELOW_TARGET, rows, sheet=sheet)})=0"
        index, letter = f"MAX({total},0)", '""'
        for grade in reversed(self.instrument.grades):
            conditions = [f"{index}<={literal(grade.up_to)}"]
            if grade.above is not None:
                conditions.append(f"{index}>{literal(grade.above)}")
            if grade.at_targets:
                conditions.append(at_targets)
            letter = f"IF(AND({','.join(conditions)}),{quoted(grade.letter)},{letter})"
        return letter

    def _answer(self, node: NodeSpec) -> str:
        return f"{ANSWER}{self.rows[node.code]}"

    def _below(self, node: NodeSpec) -> set[str]:
        """The codes of the node and of everything below it."""
        children = self.instrument.children.get(node.code, [])
        return {node.code}.union(*(self._below(child) for child in children))
