"""From answers to scores: questions, indicators, areas, components, total; and why each is so.

Everything is added up exactly; each figure that is shown or tested is rounded once, half up, to
two decimals.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cached_property

from .answers import Answer, RawAnswer, read_answers
from .errors import EmptyIndicator, MissingOptions, MissingWeight, UnknownCode
from .formulas import blank_inputs, fill_totals, percent
from .messages import Message, gettext_noop
from .tree import (
    CHOICES,
    WEIGHTED,
    AnswerType,
    FormulaKind,
    InstrumentSpec,
    NodeSpec,
)

# Thirds have no last digit: 0.67/3 x 4.5 is 1.005, but comes out as 1.00499...9. Fifty digits are
# carried and the last of them dropped first, so that a tie is seen as a tie and goes up.
EXACT = Context(prec=50)
NOISE = Decimal(1).scaleb(-30)
TWO_PLACES = Decimal("0.01")
ZERO = Decimal(0)


def half_up(number: Decimal) -> Decimal:
    """``number`` to two decimals, as it is shown and tested."""
    clean = number.quantize(NOISE, context=EXACT)
    return clean.quantize(TWO_PLACES, rounding=ROUND_HALF_UP, context=EXACT)


@dataclass(frozen=True)
class NodeScore:
    """A node with its points, and why.

    ``exact`` counts points for a node with a weight, 0 to 1 for a question, and for an input the
    number itself. A blank counts 0, and everything above it is not ``complete``.
    """

    node: NodeSpec
    weight: Decimal | None
    exact: Decimal
    reason: Message
    complete: bool
    answer: Answer | None = None
    children: tuple["NodeScore", ...] = ()

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
        with localcontext(EXACT):
            return half_up(sum((root.exact for root in self.roots), ZERO))

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
    """As ``score``, from answers that were read before. Raises ContradictoryInput."""
    with localcontext(EXACT):
        sheet = _Sheet(instrument, fill_totals(instrument, answers))
        roots = tuple(sheet.weighted(node) for node in instrument.children[""])
    missing = tuple(node.code for node in instrument.answerable if node.code not in answers)
    return Result(instrument, roots, missing, tuple(sheet.warnings))


class _Sheet:
    """One walk over the tree; ``answers`` include the totals that the form computes."""

    def __init__(self, instrument: InstrumentSpec, answers: Mapping[str, Answer]):
        self.instrument = instrument
        self.answers = answers
        self.warnings: list[ScoreWarning] = []

    def weighted(self, node: NodeSpec) -> NodeScore:
        below = self.instrument.children.get(node.code, [])
        if any(child.kind in WEIGHTED for child in below):
            return self._sum(node, below)
        return self._mean(node, below)

    def _sum(self, node: NodeSpec, below: list[NodeSpec]) -> NodeScore:
        parts = tuple(self.weighted(child) for child in below)
        weight = node.weight
        if weight is None:
            weight = sum((part.weight or ZERO for part in parts), ZERO)
        reason = gettext_noop("jumlah %(count)s bagian di bawahnya")
        return NodeScore(
            node=node,
            weight=weight,
            exact=sum((part.exact for part in parts), ZERO),
            reason=Message(reason, {"count": len(parts)}),
            complete=all(part.complete for part in parts),
            children=parts,
        )

    def _mean(self, node: NodeSpec, below: list[NodeSpec]) -> NodeScore:
        if node.weight is None:
            raise MissingWeight(node.code)
        if not below:
            raise EmptyIndicator(node.code)
        parts = tuple(self._question(child) for child in below)
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

    def _question(self, node: NodeSpec) -> NodeScore:
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
