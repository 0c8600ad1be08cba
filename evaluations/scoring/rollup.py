"""From answers to scores: questions, indicators, areas, components, total; and why each is so.

Everything is added up exactly; each figure that is shown or tested is rounded once, half up, to
two decimals.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

from .answers import NOT_APPLICABLE, Answer, RawAnswer, read_answers
from .errors import EmptyIndicator, MissingOptions, MissingWeight, UnknownCode
from .formulas import blank_inputs, fill_totals, percent
from .grades import grade
from .measures import has_reached, misapplied, multiplier
from .messages import Message, gettext_noop
from .rounding import EXACT, ZERO, half_up
from .tree import (
    CHOICES,
    WEIGHTED,
    AnswerType,
    FormulaKind,
    GradeSpec,
    InstrumentSpec,
    NodeSpec,
)


@dataclass(frozen=True)
class NodeScore:
    """A node with its points, and why.

    ``exact`` counts points for a node with a weight, 0 to 1 for a question, and for an input the
    number itself. A blank counts 0, and everything above it is not ``complete``. ``weight`` is
    what applies: without ``left_out``, the weight of what does not apply to the institution.
    """

    node: NodeSpec
    weight: Decimal | None
    exact: Decimal
    reason: Message
    complete: bool
    answer: Answer | None = None
    children: tuple["NodeScore", ...] = ()
    left_out: Decimal = ZERO

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def score(self) -> Decimal:
        return half_up(self.exact)

    def walk(self) -> Iterator["NodeScore"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class ScoreWarning:
    """The score stands, but somebody should look at ``code`` again."""

    code: str
    message: Message


@dataclass(frozen=True)
class Result:
    """A scored sheet. With anything ``missing`` it is provisional and cannot be submitted."""

    instrument: InstrumentSpec
    roots: tuple[NodeScore, ...]
    missing: tuple[str, ...]
    warnings: tuple[ScoreWarning, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def total(self) -> Decimal:
        """The points of the roots; with a coefficient the index that follows from them."""
        with localcontext(EXACT):
            return half_up(sum((self._in_total(root) for root in self.roots), ZERO))

    def _in_total(self, root: NodeScore) -> Decimal:
        """(points + coefficient) / weights that apply x weight, where there is a coefficient."""
        coefficient = self.instrument.coefficient
        if coefficient is None or coefficient.parent != root.code or root.weight is None:
            return root.exact
        points = root.exact + self.by_code[coefficient.code].exact
        return points * (root.weight + root.left_out) / root.weight

    @property
    def index_reason(self) -> Message | None:
        """How the index follows from the components; None where there is no coefficient."""
        coefficient = self.instrument.coefficient
        if coefficient is None:
            return None
        root = self.by_code[coefficient.parent]
        weight = root.weight or ZERO
        others = sum((other.exact for other in self.roots if other is not root), ZERO)
        return Message(
            gettext_noop(
                "(%(points)s − %(taken_off)s) ÷ bobot yang berlaku %(weight)s × %(full)s "
                "+ %(others)s"
            ),
            {
                "points": root.score,
                "taken_off": -self.by_code[coefficient.code].score,
                "weight": weight,
                "full": weight + root.left_out,
                "others": half_up(others),
            },
        )

    @cached_property
    def below_target(self) -> tuple[str, ...]:
        """The measured indicators that are not at their target; a blank is not."""
        return tuple(
            score.code
            for score in self.by_code.values()
            if score.node.answer_type is AnswerType.MEASURED
            and not has_reached(score.node, score.answer)
        )

    @property
    def grade(self) -> GradeSpec | None:
        """The grade of the index; None where the instrument has none. The lowest has no end."""
        if not self.instrument.grades:
            return None
        points = max(self.total, ZERO)
        return grade(points, self.instrument.grades, at_targets=not self.below_target)

    @cached_property
    def by_code(self) -> dict[str, NodeScore]:
        return {score.code: score for root in self.roots for score in root.walk()}

    @cached_property
    def nodes(self) -> dict[str, NodeScore]:
        """Components, areas and indicators, parents first: all that carries a weight."""
        return {code: score for code, score in self.by_code.items() if score.node.kind in WEIGHTED}

    def explain(self, code: str) -> NodeScore:
        """The tree under ``code``: value, weight, reason and children. Raises UnknownCode."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownCode(code, instrument=self.instrument.code) from None


def score(instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]) -> Result:
    """The scores of a sheet; a blank or absent answer scores 0. Raises the first ScoringError."""
    return score_read(instrument, read_answers(instrument, answers))


def score_read(instrument: InstrumentSpec, answers: Mapping[str, Answer]) -> Result:
    """As ``score``, from answers that were read before.

    Raises ContradictoryInput, and MissingGroup while the weights of no group have been chosen.
    """
    instrument.require_group()
    if misapplications := misapplied(instrument, answers):
        raise misapplications[0]
    with localcontext(EXACT):
        sheet = _Sheet(instrument, fill_totals(instrument, answers))
        roots = tuple(sheet.weighted(node) for node in instrument.children[""])
    missing = tuple(node.code for node in instrument.answerable if node.code not in answers)
    return Result(instrument, roots, missing, tuple(sheet.warnings))


def score_question(
    instrument: InstrumentSpec, code: str, answers: Mapping[str, Answer]
) -> NodeScore:
    """One question, or what is measured, alone, from answers that were read before.

    Raises ContradictoryInput.
    """
    with localcontext(EXACT):
        sheet = _Sheet(instrument, fill_totals(instrument, answers))
        node = instrument.node(code)
        return sheet.weighted(node) if node.kind in WEIGHTED else sheet.question(node)


class _Sheet:
    """One walk over the tree; ``answers`` include the totals that the form computes."""

    def __init__(self, instrument: InstrumentSpec, answers: Mapping[str, Answer]):
        self.instrument = instrument
        self.answers = answers
        self.warnings: list[ScoreWarning] = []

    def weighted(self, node: NodeSpec) -> NodeScore:
        if node.answer_type is AnswerType.MEASURED:
            return self._measured(node)
        below = self.instrument.children.get(node.code, [])
        if any(child.kind in WEIGHTED for child in below):
            return self._sum(node, below)
        return self._mean(node, below)

    def _sum(self, node: NodeSpec, below: list[NodeSpec]) -> NodeScore:
        parts = tuple(self.weighted(child) for child in below if child.kind in WEIGHTED)
        others = tuple(self.question(child) for child in below if child.kind not in WEIGHTED)
        left_out = sum((part.left_out for part in parts), ZERO)
        if node.weight is None:
            weight = sum((part.weight or ZERO for part in parts), ZERO)
        else:
            weight = node.weight - left_out
        reason = gettext_noop("jumlah %(count)s bagian di bawahnya")
        return NodeScore(
            node=node,
            weight=weight,
            exact=sum((part.exact for part in parts), ZERO),
            reason=Message(reason, {"count": len(parts)}),
            complete=all(part.complete for part in (*parts, *others)),
            children=(*parts, *others),
            left_out=left_out,
        )

    def _measured(self, node: NodeSpec) -> NodeScore:
        """Value / maximum x weight, times the share that its multiplier reaches of its own."""
        if node.weight is None:
            raise MissingWeight(node.code)
        answer, weight = self.answers.get(node.code), node.weight
        if answer == NOT_APPLICABLE:
            reason = Message(gettext_noop("tidak berlaku: bobotnya tidak ikut dihitung"))
            return NodeScore(
                node, ZERO, ZERO, reason, complete=True, answer=answer, left_out=weight
            )
        if answer is None:
            reason = Message(gettext_noop("belum dijawab: dihitung 0"))
            return NodeScore(node, weight, ZERO, reason, complete=False)
        other = multiplier(node, self.instrument)
        if other is not None:
            return self._multiplied(node, weight, Decimal(answer), other)
        reason = Message(
            gettext_noop("%(answer)s ÷ %(top)s × bobot %(weight)s"),
            {"answer": Decimal(answer), "top": node.top, "weight": weight},
        )
        points = Decimal(answer) * weight / node.top
        return NodeScore(node, weight, points, reason, complete=True, answer=answer)

    def _multiplied(
        self, node: NodeSpec, weight: Decimal, value: Decimal, other: NodeSpec
    ) -> NodeScore:
        reached = self.answers.get(other.code)
        if reached is None:
            reason = Message(
                gettext_noop("pengalinya, %(other)s, belum diisi: dihitung 0"),
                {"other": other.code},
            )
            return NodeScore(node, weight, ZERO, reason, complete=False, answer=value)
        reason = Message(
            gettext_noop(
                "%(answer)s ÷ %(top)s × bobot %(weight)s × %(other)s (%(reached)s ÷ %(other_top)s)"
            ),
            {
                "answer": value,
                "top": node.top,
                "weight": weight,
                "other": other.code,
                "reached": Decimal(reached),
                "other_top": other.top,
            },
        )
        points = value * weight * Decimal(reached) / (node.top * other.top)
        return NodeScore(node, weight, points, reason, complete=True, answer=value)

    def _mean(self, node: NodeSpec, below: list[NodeSpec]) -> NodeScore:
        if node.weight is None:
            raise MissingWeight(node.code)
        if not below:
            raise EmptyIndicator(node.code)
        parts = tuple(self.question(child) for child in below)
        points = sum((part.exact for part in parts), ZERO)
        reason = gettext_noop("%(points)s ÷ %(count)s butir × bobot %(weight)s")
        return NodeScore(
            node=node,
            weight=node.weight,
            exact=points * node.weight / len(parts),
            reason=Message(
                reason, {"points": half_up(points), "count": len(parts), "weight": node.weight}
            ),
            complete=all(part.complete for part in parts),
            children=parts,
        )

    def question(self, node: NodeSpec) -> NodeScore:
        if node.answer_type is AnswerType.PERCENT:
            return self._percent(node)
        answer = self.answers.get(node.code)
        if answer is None:
            reason = Message(gettext_noop("belum dijawab: dihitung 0"))
            return NodeScore(node, None, ZERO, reason, complete=False)
        if node.answer_type in CHOICES:
            points = _points(node, str(answer))
            reason = Message(
                gettext_noop("jawaban %(answer)s bernilai %(points)s"),
                {"answer": answer, "points": points},
            )
        elif node.answer_type is AnswerType.COEFFICIENT:
            points = Decimal(answer)
            reason = Message(gettext_noop("pengurang nilai komponen di atasnya"))
        else:
            points = Decimal(answer) / node.top
            reason = Message(
                gettext_noop("%(answer)s dari %(top)s"), {"answer": answer, "top": node.top}
            )
        return NodeScore(node, None, points, reason, complete=True, answer=answer)

    def _percent(self, node: NodeSpec) -> NodeScore:
        formula = self.instrument.formula(node.code)
        inputs = tuple(self._input(child) for child in self.instrument.children[node.code])
        blank = blank_inputs(formula, self.answers)
        if blank:
            reason = Message(
                gettext_noop("masukan %(inputs)s belum diisi: dihitung 0"),
                {"inputs": ", ".join(blank)},
            )
            return NodeScore(node, None, ZERO, reason, complete=False, children=inputs)
        computed = percent(formula, self.answers)
        if computed.capped:
            self.warnings.append(ScoreWarning(node.code, computed.reason))
        return NodeScore(
            node, None, computed.value, computed.reason, complete=True, children=inputs
        )

    def _input(self, node: NodeSpec) -> NodeScore:
        answer = self.answers.get(node.code)
        formula = self.instrument.formula_of.get(node.code)
        if answer is None:
            reason = Message(gettext_noop("belum diisi"))
        elif formula is not None and formula.kind is FormulaKind.SUM:
            reason = Message(
                gettext_noop("jumlah %(parts)s"), {"parts": " + ".join(formula.inputs.values())}
            )
        else:
            reason = Message(gettext_noop("diisi pada lembar"))
        return NodeScore(
            node, None, Decimal(answer or 0), reason, complete=answer is not None, answer=answer
        )


def _points(node: NodeSpec, letter: str) -> Decimal:
    for option in node.options:
        if option.letter == letter and option.score is not None:
            return option.score
    raise MissingOptions(node.code)
