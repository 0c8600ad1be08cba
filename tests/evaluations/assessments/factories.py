"""Sheets as units lay them out, and as they fill them in."""

from __future__ import annotations

from collections.abc import Mapping

from evaluations.assessments import actions
from evaluations.assessments.actions import Filled, Filling
from evaluations.assessments.models import Answer, Assessment
from evaluations.instruments.actions import load_instrument
from evaluations.instruments.files import read_instrument, usual_evidence
from evaluations.instruments.models import Instrument, Node, Option
from evaluations.scoring import best_answers
from evaluations.scoring.answers import written
from evaluations.scoring.tree import CHOICES
from reformasi.organisation.models import Unit, User

QUESTION = "A.1.a"


def load(code: str = "zi-2021") -> Instrument:
    usual = usual_evidence(code)
    load_instrument(instrument=read_instrument(code), sources={}, by=None, usual_evidence=usual)
    return Instrument.objects.get(code=code)


def make_assessment(unit: Unit, by: User, *, year: int = 2026, code: str = "zi-2021") -> Assessment:
    return actions.create_assessment(unit=unit, year=year, instrument=load(code), by=by)


def answer_of(assessment: Assessment, code: str) -> Answer:
    return assessment.own.answers.select_related("layer__assessment").get(code=code)


def fill(assessment: Assessment, values: Mapping[str, str], by: User) -> Filled:
    """Answer ``values`` on a page that was opened just now."""
    layer = assessment.own
    answers = {answer.code: answer for answer in layer.answers.all()}
    return actions.change_answers(
        layer=layer,
        fillings={
            code: Filling(value, answers[code].note, answers[code].version)
            for code, value in values.items()
        },
        by=by,
    )


def fill_best(assessment: Assessment, by: User) -> None:
    best = best_answers(assessment.specification)
    fill(assessment, {code: written(value) for code, value in best.items()}, by)


def ask_one_question(instrument: Instrument) -> None:
    """The least that a sheet can ask: ``QUESTION``, answered "Ya"."""
    fields = {"instrument": instrument, "name": "Pengungkit", "reference": "uji"}
    parent = None
    for position, (code, kind) in enumerate([("A", "component"), ("A.1", "indicator")], start=1):
        parent = Node.objects.create(
            parent=parent, position=position, code=code, kind=kind, weight=100, **fields
        )
    question = Node.objects.create(
        parent=parent, position=3, code=QUESTION, kind="question", answer_type="ya_tidak", **fields
    )
    Option.objects.create(node=question, position=1, letter="Ya", score=1)


def fill_lacking(assessment: Assessment, by: User) -> None:
    """At its best, but every choice of two areas (1 and 5) at its worst: WBK has a way."""
    best = best_answers(assessment.specification)
    values = {code: written(value) for code, value in best.items()}
    for node in assessment.specification.answerable:
        if node.answer_type in CHOICES and node.area in {"1", "5"}:
            values[node.code] = node.options[-1].letter
    fill(assessment, values, by)
