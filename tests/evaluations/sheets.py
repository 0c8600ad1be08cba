"""Small instruments for the scoring tests, built as values: no file, no database."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    FormulaKind,
    FormulaSpec,
    InstrumentSpec,
    Kind,
    NodeSpec,
    OptionSpec,
    RuleSpec,
    RuleUnit,
)

ZI_2021 = read_instrument("zi-2021")

LETTERS = {
    AnswerType.YA_TIDAK: {"Ya": "1", "Tidak": "0"},
    AnswerType.ABC: {"A": "1", "B": "0.5", "C": "0"},
    AnswerType.ABCD: {"A": "1", "B": "0.67", "C": "0.33", "D": "0"},
    AnswerType.ABCDE: {"A": "1", "B": "0.75", "C": "0.5", "D": "0.25", "E": "0"},
    AnswerType.OPINION: {"WTP": "1", "WTP-DPP": None, "WDP": None},
}


def question(code: str, answer_type: AnswerType) -> NodeSpec:
    options = tuple(
        OptionSpec(letter, Decimal(score) if score else None)
        for letter, score in LETTERS.get(answer_type, {}).items()
    )
    parent = code.rpartition(".")[0]
    return NodeSpec(code, Kind.QUESTION, parent, answer_type=answer_type, options=options)


def count(code: str) -> NodeSpec:
    parent = code.rpartition(".")[0]
    return NodeSpec(code, Kind.INPUT, parent, answer_type=AnswerType.COUNT)


def indicator(code: str, weight: str, *children: NodeSpec) -> list[NodeSpec]:
    parent = code.rpartition(".")[0]
    return [NodeSpec(code, Kind.INDICATOR, parent, weight=Decimal(weight)), *children]


def instrument(
    *nodes: NodeSpec, formulas: Iterable[FormulaSpec] = (), rules: Iterable[RuleSpec] = ()
) -> InstrumentSpec:
    """One component of weight 100 with one area A.1; hang indicators (A.1.1, ...) into it."""
    return InstrumentSpec(
        code="uji",
        nodes=(
            NodeSpec("A", Kind.COMPONENT, weight=Decimal(100)),
            NodeSpec("A.1", Kind.AREA, "A", weight=Decimal(100), area="1", section="pemenuhan"),
            *nodes,
        ),
        formulas=tuple(formulas),
        rules=tuple(rules),
    )


def one_question(answer_type: AnswerType, weight: str = "100") -> InstrumentSpec:
    return instrument(*indicator("A.1.1", weight, question("A.1.1.a", answer_type)))


def one_percent(kind: FormulaKind, *, zero_denominator: str | None = "0") -> InstrumentSpec:
    """Question A.1.1.a from inputs 1 (A, or last), 2 (B, or this) and 3, which is not used."""
    return instrument(
        *indicator("A.1.1", "100", question("A.1.1.a", AnswerType.PERCENT)),
        count("A.1.1.a.1"),
        count("A.1.1.a.2"),
        count("A.1.1.a.3"),
        formulas=[
            FormulaSpec(
                "A.1.1.a",
                kind,
                {"A": "A.1.1.a.1", "B": "A.1.1.a.2"},
                unused=("A.1.1.a.3",),
                zero_denominator=Decimal(zero_denominator) if zero_denominator else None,
            )
        ],
    )


def counts(first: int | str, second: int | str, third: int | str = 0) -> dict[str, int | str]:
    """The inputs of ``one_percent``."""
    return {"A.1.1.a.1": first, "A.1.1.a.2": second, "A.1.1.a.3": third}


def rule(target: str, minimum: str, unit: RuleUnit = RuleUnit.SCORE) -> RuleSpec:
    return RuleSpec("WBK", "syarat", target, Decimal(minimum), unit)


def changed(code, **fields):
    """zi-2021 with one node different."""
    nodes = tuple(replace(n, **fields) if n.code == code else n for n in ZI_2021.nodes)
    return replace(ZI_2021, nodes=nodes)
