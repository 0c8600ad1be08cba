"""The sheet as its page shows it: the instrument with what one layer answers, scored as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.outline import measure_text
from evaluations.scoring import (
    NOT_APPLICABLE,
    AnswerType,
    InstrumentSpec,
    Kind,
    NodeScore,
    NodeSpec,
    Provisional,
)
from evaluations.scoring.measures import has_reached
from evaluations.scoring.tree import RANGED
from reformasi.organisation.models import User

from .models import Answer, AnswerEvidence, AssessmentLayer, PersonInCharge, Remark
from .standing import Branch, Standing, sentence


class Need(TextChoices):
    """What of a sheet is left over when it is filtered."""

    BLANK = "blank", _("Belum dijawab")
    NO_EVIDENCE = "no_evidence", _("Tanpa bukti")
    BELOW_BEST = "below_best", _("Di bawah terbaik")
    MINE = "mine", _("Bagian saya")
    REMARKS = "remarks", _("Catatan kerja terbuka")
    BELOW_TARGET = "below_target", _("Di bawah target baik")


@dataclass(frozen=True)
class Input:
    """A count that a percent question asks for; ``is_total``: the form adds it up by itself."""

    node: NodeSpec
    answer: Answer
    is_total: bool
    wrong: str


@dataclass(frozen=True)
class Question:
    """One question with all that belongs to it.

    ``area`` is the code of the area that it stands in; ``wrong``: what contradicts itself in it.
    """

    node: NodeSpec
    area: str
    score: NodeScore
    answer: Answer
    inputs: tuple[Input, ...]
    files: tuple[AnswerEvidence, ...]
    remark: Remark | None
    person: User | None
    wrong: str
    may_not_apply: bool = False

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def has_range(self) -> bool:
        return self.node.answer_type in RANGED

    @property
    def measure(self) -> str:
        """Range, target and multiplier in words, of what is measured."""
        return measure_text(self.node.range) if self.has_range else ""

    @property
    def reason(self) -> str:
        """How its score follows from what is answered, for the reader."""
        return self.score.reason.render(translate=gettext)

    @property
    def is_left_out(self) -> bool:
        """Whether it is answered that it does not apply."""
        return self.answer.value == NOT_APPLICABLE

    @property
    def is_below_target(self) -> bool:
        """Whether it is measured, and has not reached its target; a blank has not."""
        is_measured = self.node.answer_type is AnswerType.MEASURED
        return is_measured and not has_reached(self.node, self.score.answer)

    @property
    def is_answered(self) -> bool:
        return self.score.complete

    @property
    def is_best(self) -> bool:
        best = self.score.weight
        if best is None:
            best = self.node.top if self.has_range else Decimal(1)
        return self.is_answered and self.score.exact == best

    @property
    def has_open_remark(self) -> bool:
        return self.remark is not None and not self.remark.is_done and self.remark.text != ""

    def needs(self, need: str, user: User) -> bool:
        """Whether it is left over by the filter ``need``."""
        return {
            Need.BLANK: not self.is_answered,
            Need.NO_EVIDENCE: not self.files,
            Need.BELOW_BEST: self.is_answered and not self.is_best,
            Need.MINE: self.person == user,
            Need.REMARKS: self.has_open_remark,
            Need.BELOW_TARGET: self.is_below_target,
        }[Need(need)]


@dataclass(frozen=True)
class Progress:
    """How many of the questions below something are answered, and have evidence."""

    total: int
    answered: int
    with_evidence: int

    @classmethod
    def of(cls, questions: list[Question]) -> Progress:
        return cls(
            total=len(questions),
            answered=sum(question.is_answered for question in questions),
            with_evidence=sum(bool(question.files) for question in questions),
        )

    @property
    def is_done(self) -> bool:
        return self.answered == self.total


@dataclass(frozen=True)
class Indicator:
    """Questions under one weight; ``headings`` are the indicators above it, outermost first."""

    score: NodeScore
    headings: tuple[NodeSpec, ...]
    questions: tuple[Question, ...]
    usual_evidence: str


@dataclass(frozen=True)
class Area:
    """One area of the printed form with its indicators."""

    branch: Branch
    indicators: tuple[Indicator, ...]

    @property
    def questions(self) -> list[Question]:
        return [question for one in self.indicators for question in one.questions]


@dataclass(frozen=True)
class PersonProgress:
    """How far one person is; ``person`` is None for what nobody is in charge of."""

    person: User | None
    progress: Progress


class Sheet:
    """A layer with everything that its page shows, in a handful of queries."""

    def __init__(self, layer: AssessmentLayer) -> None:
        self.layer = layer
        self.specification = layer.assessment.specification
        rows = layer.answers.select_related("written_by")
        self.answers = {answer.code: answer for answer in rows}
        self.scored = layer.scored({code: row.value for code, row in self.answers.items()})
        self.standing = Standing(self.scored)
        self.wrong = wrong_in(self.scored)

    @cached_property
    def areas(self) -> list[Area]:
        """As their questions are printed: what stands right below a component may come last."""
        place = {node.code: number for number, node in enumerate(self.specification.nodes)}
        areas = [
            Area(branch, tuple(self._indicators(branch.score)))
            for branch in self.standing.tree
            if branch.is_area
        ]
        return sorted(areas, key=lambda area: place[_first(area)])

    @cached_property
    def questions(self) -> dict[str, Question]:
        scores = self.scored.result.by_code.values()
        return {score.code: self._question(score) for score in scores if score.node.is_question}

    @cached_property
    def progress(self) -> Progress:
        return Progress.of(list(self.questions.values()))

    @property
    def people(self) -> list[PersonProgress]:
        """Everybody in charge of something, the furthest behind first; last what is nobody's."""
        shares: dict[User | None, list[Question]] = {}
        for question in self.questions.values():
            shares.setdefault(question.person, []).append(question)
        rows = [PersonProgress(person, Progress.of(mine)) for person, mine in shares.items()]
        return sorted(
            rows,
            key=lambda row: (
                row.person is None,
                row.progress.answered / row.progress.total,
                str(row.person),
            ),
        )

    @property
    def needs(self) -> list[Need]:
        """By what it can be filtered: only an index asks for targets."""
        has_targets = bool(self.specification.grades)
        return [need for need in Need if has_targets or need is not Need.BELOW_TARGET]

    def kept(self, need: str, user: User) -> list[Area]:
        """The areas with only those questions that ``need`` leaves over."""
        areas = []
        for area in self.areas:
            indicators = tuple(
                replace(one, questions=questions)
                for one in area.indicators
                if (questions := tuple(q for q in one.questions if q.needs(need, user)))
            )
            if indicators:
                areas.append(Area(area.branch, indicators))
        return areas

    def _indicators(
        self, score: NodeScore, headings: tuple[NodeSpec, ...] = ()
    ) -> Iterator[Indicator]:
        """Those below ``score``; what is asked right below it stands under itself."""
        own = tuple(self.questions[one.code] for one in score.children if one.node.is_question)
        if own:
            yield Indicator(score, headings[:-1], own, self._usual_evidence(score.node))
        for child in score.children:
            if child.node.kind is Kind.INDICATOR and not child.node.is_question:
                yield from self._indicators(child, (*headings, child.node))

    def _question(self, score: NodeScore) -> Question:
        answer = self.answers[score.code]
        return Question(
            node=score.node,
            area=area_of(self.specification, score.node),
            score=score,
            answer=answer,
            inputs=tuple(self._input(child.node) for child in score.children),
            files=tuple(self._files.get(answer.pk, ())),
            remark=self._remarks.get(answer.pk),
            person=self._person(score.node),
            wrong=self.wrong.get(score.code, ""),
            may_not_apply=score.code in self.specification.optional,
        )

    def _input(self, node: NodeSpec) -> Input:
        return Input(
            node=node,
            answer=self.answers[node.code],
            is_total=node.code in self.specification.formula_of,
            wrong=self.wrong.get(node.code, ""),
        )

    def _usual_evidence(self, node: NodeSpec) -> str:
        """What is usually asked for here, or for all of what stands above it."""
        texts = self.layer.assessment.instrument.usual_evidence
        code = node.code
        while code and code not in texts:
            code = self.specification.node(code).parent
        return texts.get(code, "")

    def _person(self, node: NodeSpec) -> User | None:
        """Who is in charge of it, or of the nearest thing above it."""
        code: str = node.code
        while code:
            if code in self._people:
                return self._people[code]
            code = self.specification.node(code).parent
        return None

    @cached_property
    def _files(self) -> dict[int, list[AnswerEvidence]]:
        files: dict[int, list[AnswerEvidence]] = {}
        attached = AnswerEvidence.objects.filter(owner__layer=self.layer).with_files()
        for attachment in attached.order_by("pk"):
            files.setdefault(attachment.owner_id, []).append(attachment)
        return files

    @cached_property
    def _remarks(self) -> dict[int, Remark]:
        remarks = Remark.objects.filter(answer__layer=self.layer).select_related("written_by")
        return {remark.answer_id: remark for remark in remarks}

    @cached_property
    def _people(self) -> dict[str, User]:
        people = PersonInCharge.objects.filter(assessment=self.layer.assessment_id)
        return {row.code: row.person for row in people.select_related("person")}


def _first(area: Area) -> str:
    """The code of its first question, or its own where it has none."""
    return next((question.code for question in area.questions), area.branch.code)


def area_of(instrument: InstrumentSpec, node: NodeSpec) -> str:
    """The code of the area, or the component without areas, in which ``node`` stands."""
    parts = {part.code for part in instrument.parts}
    while node.code not in parts:
        node = instrument.node(node.parent)
    return node.code


def wrong_in(scored: Provisional) -> dict[str, str]:
    """What contradicts itself or fits no question, by code, in words."""
    return {error.code: sentence(error) for error in (*scored.contradictions, *scored.refused)}


def standings_of(layers: Collection[AssessmentLayer]) -> dict[int, Standing]:
    """How each of ``layers`` stands, by its key: all their answers in one query."""
    values: dict[int, dict[str, str]] = {layer.pk: {} for layer in layers}
    rows = Answer.objects.filter(layer__in=values).exclude(value="")
    for pk, code, value in rows.values_list("layer", "code", "value"):
        values[pk][code] = value
    return {layer.pk: Standing(layer.scored(values[layer.pk])) for layer in layers}
