"""What the page of a sheet sends, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from evaluations.scoring import InstrumentSpec, NodeSpec, provisional_question
from reformasi.ui.text import clean
from reformasi.workflow.views import LIKE_A_VERSION

from .actions import Filled, Filling
from .models import Answer, AssessmentLayer
from .sheet import Input, Question, area_of
from .standing import sentence


def posted_fillings(request: HttpRequest, specification: InstrumentSpec) -> dict[str, Filling]:
    """By code: each code that is named comes with ``<code>.value``, ``.note`` and ``.version``."""
    data = request.POST
    return {
        code: Filling(
            value=clean(data.get(f"{code}.value", "")).strip(),
            note=clean(data.get(f"{code}.note", "")).strip(),
            version=version_in(data.get(f"{code}.version", "")),
        )
        for code in data.getlist("code")
        if code in specification.by_code
    }


def posted_place(request: HttpRequest) -> str:
    """The code of the area that was saved, to lead back to."""
    return clean(request.POST.get("place", ""))[:30]


def version_in(text: str) -> int:
    return int(text) if LIKE_A_VERSION.fullmatch(text) else 0


def answers_beside(layer: AssessmentLayer, sent: Mapping[str, Filling]) -> dict[str, Answer]:
    """The answers that multiply what was ``sent``, and those which it multiplies, by code."""
    nodes = layer.assessment.specification.nodes
    pairs = [(n.code, n.measure.multiplied_by) for n in nodes if n.measure]
    beside = (pair for pair in pairs if all(pair) and not sent.keys().isdisjoint(pair))
    codes = {code for pair in beside for code in pair}
    rows = layer.answers.filter(code__in=codes - sent.keys()).select_related("written_by")
    return {row.code: row for row in rows} if codes else {}


@dataclass(frozen=True)
class Problem:
    """An answer that was not written: what was sent, what stands, and why."""

    code: str
    sent: Filling
    message: str
    is_conflict: bool
    current: Answer


@dataclass(frozen=True)
class SavedQuestion:
    """What of a question the page takes over after a save: the answers with their new versions,
    and what was not written."""

    question: Question
    answers: list[Answer]
    problems: list[Problem]


class Outcome:
    """What became of the answers that were sent."""

    def __init__(
        self,
        instrument: InstrumentSpec,
        sent: Mapping[str, Filling],
        filled: Filled,
        beside: Mapping[str, Answer],
    ) -> None:
        self._instrument, self._sent, self._filled, self._beside = instrument, sent, filled, beside

    @cached_property
    def problems(self) -> dict[str, Problem]:
        """By code; nothing where everything was written."""
        refused = {code: sentence(error) for code, error in self._filled.refused.items()}
        conflicts = {code: self._conflict(code) for code in self._filled.conflicts}
        return {
            code: self._problem(code, message) for code, message in {**refused, **conflicts}.items()
        }

    @property
    def questions(self) -> list[SavedQuestion]:
        """The questions that were sent, with their inputs, and those whose points they change."""
        nodes = (self._instrument.node(code) for code in (*self._sent, *self._beside))
        return [self._saved(node) for node in nodes if node.is_question]

    def _saved(self, node: NodeSpec) -> SavedQuestion:
        """Also without its inputs, where somebody sent it so."""
        answers, instrument = {**self._filled.answers, **self._beside}, self._instrument
        below = [one for one in instrument.children.get(node.code, ()) if one.code in answers]
        around = [node.code, *(one.code for one in below), *self._around(node)]
        values = {code: answers[code].value for code in around if code in answers}
        score, errors = provisional_question(instrument, node.code, values)
        wrong = {error.code: sentence(error) for error in errors}
        inputs = tuple(
            Input(
                node=one,
                answer=answers[one.code],
                is_total=one.code in instrument.formula_of,
                wrong=wrong.get(one.code, ""),
            )
            for one in below
        )
        question = Question(
            node=node,
            area=area_of(instrument, node),
            score=score,
            answer=answers[node.code],
            inputs=inputs,
            files=(),
            remark=None,
            person=None,
            wrong=wrong.get(node.code, ""),
            may_not_apply=node.code in instrument.optional,
        )
        codes = [node.code, *(one.code for one in below)]
        return SavedQuestion(
            question,
            # The version of what was not sent stays: its page may be older than the answer.
            [answers[code] for code in codes if code in self._written],
            [self.problems[code] for code in codes if code in self.problems],
        )

    def _around(self, node: NodeSpec) -> list[str]:
        """What its points are multiplied by."""
        return [node.measure.multiplied_by] if node.measure else []

    @property
    def _written(self) -> set[str]:
        return self._filled.answers.keys() - {*self._filled.conflicts}

    def _conflict(self, code: str) -> str:
        person = self._filled.answers[code].writer
        message = _("%(person)s sudah mengubahnya sejak Anda membukanya.")
        return message % {"person": person}

    def _problem(self, code: str, message: str) -> Problem:
        return Problem(
            code=code,
            sent=self._sent[code],
            message=message,
            is_conflict=code in self._filled.conflicts,
            current=self._filled.answers[code],
        )
