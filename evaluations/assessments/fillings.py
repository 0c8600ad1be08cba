"""What the page of a sheet sends, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from evaluations.scoring import InstrumentSpec
from reformasi.ui.text import clean
from reformasi.workflow.views import LIKE_A_VERSION

from .actions import Filled, Filling
from .models import Answer, sentence
from .sheet import Question, Sheet


def posted_fillings(request: HttpRequest, specification: InstrumentSpec) -> dict[str, Filling]:
    """By code: each code that is named comes with ``<code>.value``, ``.note`` and ``.version``."""
    data = request.POST
    return {
        code: Filling(
            value=clean(data.get(f"{code}.value", "")).strip(),
            note=clean(data.get(f"{code}.note", "")).strip(),
            version=_version(data.get(f"{code}.version", "")),
        )
        for code in data.getlist("code")
        if code in specification.by_code
    }


def posted_place(request: HttpRequest) -> str:
    """The code of the area that was saved, to lead back to."""
    return clean(request.POST.get("place", ""))[:30]


def _version(text: str) -> int:
    return int(text) if LIKE_A_VERSION.fullmatch(text) else 0


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

    def __init__(self, sheet: Sheet, sent: Mapping[str, Filling], filled: Filled) -> None:
        self._sheet, self._sent, self._filled = sheet, sent, filled

    @property
    def questions(self) -> list[SavedQuestion]:
        """The questions that were sent, with their inputs."""
        questions = self._sheet.questions
        return [
            SavedQuestion(
                questions[code], self._renewed(questions[code]), self._problems(questions[code])
            )
            for code in self._sent
            if code in questions
        ]

    @property
    def problems(self) -> dict[str, Problem]:
        """By code; nothing where everything was written."""
        refused = {code: sentence(error) for code, error in self._filled.refused.items()}
        return {
            code: self._problem(code, message)
            for code, message in {
                **refused,
                **{code: self._conflict(code) for code in self._filled.conflicts},
            }.items()
        }

    def _renewed(self, question: Question) -> list[Answer]:
        """The answers of ``question`` whose version the page takes over: all but those that wait
        for a choice between two values."""
        answers = [question.answer, *(one.answer for one in question.inputs)]
        return [answer for answer in answers if answer.code not in self._filled.conflicts]

    def _problems(self, question: Question) -> list[Problem]:
        codes = [question.code, *(one.node.code for one in question.inputs)]
        return [self.problems[code] for code in codes if code in self.problems]

    def _conflict(self, code: str) -> str:
        person = self._filled.answers[code].written_by
        message = _("%(person)s sudah mengubahnya sejak Anda membukanya.")
        return message % {"person": person}

    def _problem(self, code: str, message: str) -> Problem:
        current = self._filled.answers[code]
        return Problem(
            code=code,
            sent=self._sent[code],
            message=message,
            is_conflict=code in self._filled.conflicts,
            current=current,
        )
