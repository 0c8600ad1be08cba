"""The whole sheet on paper (LKE lengkap): every question with answer, note and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.proofs import Proof, proofs_of
from evaluations.assessments.sheet import Area, Indicator, Question, Sheet
from evaluations.scoring import AnswerType, decimal_comma
from evaluations.scoring.tree import CHOICES, HUNDRED
from reformasi.documents.registry import Content
from reformasi.organisation.models import Unit
from reformasi.ui.templatetags.ui import decimal_id

from .common import share
from .recap import ZERO, recap

Proofs = Mapping[str, list[Proof]]
#: Letters of a row that is kept on one page; a proof takes as much room as so many of them.
SHORT, LINE = 1500, 120


def build(layer: AssessmentLayer, unit: Unit) -> Content:
    """Everything that the printed sheet shows, as plain data; working remarks are no part of it."""
    sheet = Sheet(layer)
    proofs = proofs_of(sheet)
    areas = [_area(area, proofs) for area in sheet.areas]
    return recap(sheet) | {"title": _("Lembar kerja evaluasi"), "parts": areas}


def _area(area: Area, proofs: Proofs) -> Content:
    branch = area.branch
    score, weight = branch.score.score, branch.score.weight or ZERO
    return {
        "code": branch.code,
        "name": branch.score.node.name,
        "section": branch.score.node.section.capitalize(),
        "weight": str(weight),
        "score": str(score),
        "percent": share(score, weight),
        "answered": branch.answered,
        "questions": branch.total,
        "indicators": [_indicator(one, proofs) for one in area.indicators],
    }


def _indicator(indicator: Indicator, proofs: Proofs) -> Content:
    score = indicator.score
    return {
        "code": score.code,
        "name": score.node.name,
        "headings": [node.name for node in indicator.headings],
        "weight": str(score.weight or ZERO),
        "score": str(score.score),
        "questions": [_question(one, proofs[one.code]) for one in indicator.questions],
    }


def _question(question: Question, proofs: list[Proof]) -> Content:
    return {
        "code": question.code,
        "text": question.node.name,
        "answer": answer_in_words(question),
        "inputs": [
            {"name": row.node.name, "value": row.answer.value, "wrong": row.wrong}
            for row in question.inputs
        ],
        "note": question.answer.note,
        "measure": question.measure,
        "score": str(question.score.score) if question.is_answered else "",
        "is_short": len(question.answer.note) + LINE * len(proofs) < SHORT,
        "wrong": question.wrong,
        "files": [
            {
                "title": proof.title,
                "file": proof.version.name,
                "version": proof.version.number,
                "pointer": proof.pointer,
            }
            for proof in proofs
        ],
    }


def answer_in_words(question: Question) -> str:
    """Letter and words of the option, or the figure; empty where nothing is answered."""
    if not question.is_answered:
        return ""
    if question.node.answer_type in CHOICES:
        letter = question.answer.value
        text = next((o.description for o in question.node.options if o.letter == letter), "")
        return f"{letter}: {text}" if text and text != letter else letter
    if question.is_left_out:
        return str(question.answer.value)
    if question.node.answer_type is AnswerType.PERCENT:
        return f"{decimal_id(question.score.exact * HUNDRED)} %"
    return decimal_comma(Decimal(question.answer.value))
