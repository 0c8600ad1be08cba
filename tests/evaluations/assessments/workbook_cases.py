"""Sheets to put into workbooks: what may be typed, edge cases first, then by chance."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal

from evaluations.assessments.workbooks.content import SheetContent, SheetRow
from evaluations.assessments.workbooks.own_layout import SheetOrigin
from evaluations.scoring import AnswerType, FormulaKind, InstrumentSpec, NodeSpec, best_answers
from evaluations.scoring.answers import NOT_APPLICABLE
from evaluations.scoring.tree import RANGED, SCALE_TOPS

ORIGIN = SheetOrigin(
    unit_code="ormas",
    unit="Direktorat Organisasi Kemasyarakatan",
    year=2026,
    fingerprint="a" * 64,
    assessment=7,
    layer="unit",
    layer_label="Penilaian mandiri",
    layer_version=3,
    exported_at=datetime(2026, 5, 4, 3, 2, tzinfo=UTC),
    exported_by="Sari Contoh",
    answer_versions={"A.I.1.i.a": 4},
)


def content_of(answers: dict[str, str]) -> SheetContent:
    return {code: SheetRow(answer) for code, answer in answers.items()}


def edge_cases(instrument: InstrumentSpec) -> list[dict[str, str]]:
    """Blank, best, worst, nothing due, more done than due, totals that say what their parts do."""
    best = {code: str(answer) for code, answer in best_answers(instrument).items()}
    worst = {node.code: _worst(node) for node in instrument.answerable}
    ratios = [f for f in instrument.formulas if f.kind is FormulaKind.RATIO]
    parts = {total.code: tuple(total.inputs.values()) for total in instrument.totals}
    none_due, capped = dict(best), dict(best)
    for formula in ratios:
        done, due = formula.inputs.values()
        none_due |= dict.fromkeys((done, *parts.get(due, (due,))), "0")
        capped[done] = "999"
    rising = dict(best)
    for formula in instrument.formulas:
        if formula.kind is FormulaKind.REDUCTION:
            rising |= dict(zip(formula.inputs.values(), ("0", "3"), strict=True))
    typed = best | {
        code: str(sum(int(best[part]) for part in below)) for code, below in parts.items()
    }
    cases = [{}, best, worst, none_due, capped, rising, typed]
    return [case for number, case in enumerate(cases) if case not in cases[:number]]


def by_chance(instrument: InstrumentSpec, seed: int) -> dict[str, str]:
    """A sheet that may contradict itself; the seed decides how much of it is blank, too."""
    chance = random.Random(seed)
    share = chance.choice([0.0, 0.0, 0.1, 0.5])
    answers = {
        node.code: "" if chance.random() < share else _any(node, chance)
        for node in instrument.answerable
    }
    for total in instrument.totals:
        parts = [int(answers[code] or 0) for code in total.inputs.values()]
        answers[total.code] = chance.choice(["", "", str(sum(parts)), str(sum(parts) + 1)])
    for formula in instrument.formulas:
        if formula.kind is FormulaKind.RATIO and chance.random() < 0.1:
            answers |= dict.fromkeys(formula.inputs.values(), "0")
    return answers | _left_out(instrument, share, chance)


def _left_out(instrument: InstrumentSpec, share: float, chance: random.Random) -> dict[str, str]:
    """What does not apply, by chance, and with each multiplier that which it multiplies."""
    optional = [node for node in instrument.nodes if node.code in instrument.optional]
    codes = {node.code for node in optional if chance.random() < share}
    codes |= {node.code for node in optional if node.range.multiplied_by in codes}
    return dict.fromkeys(codes, NOT_APPLICABLE)


def _any(node: NodeSpec, chance: random.Random) -> str:
    if node.answer_type is AnswerType.COUNT:
        return str(chance.choice([0, 1, 3, 7, chance.randint(0, 400)]))
    if node.options:
        return chance.choice([option.letter for option in node.options if option.score is not None])
    return str(Decimal(chance.randint(int(node.low) * 1000, int(node.top) * 1000)) / 1000)


def _worst(node: NodeSpec) -> str:
    if node.options:
        scored = [
            (option.score, option.letter) for option in node.options if option.score is not None
        ]
        return min(scored)[1]
    return str(node.low if node.answer_type in {*SCALE_TOPS, *RANGED} else 0)
