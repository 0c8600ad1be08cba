"""What every document about a sheet says of it: whose it is, how far, and which frozen version."""

from __future__ import annotations

from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.verdicts import PredicateLines, RuleLine
from evaluations.assessments.workflow import LayerKind
from evaluations.scoring import half_up
from reformasi.documents.registry import Content

HUNDRED = Decimal(100)


def head(sheet: Sheet) -> Content:
    """Unit, year, instrument, state and total, as plain data.

    ``frozen`` is the version that was handed in and its SHA-256; None while it is a draft.
    """
    layer, result = sheet.layer, sheet.scored.result
    assessment = layer.assessment
    return {
        "is_sample": assessment.is_sample,
        "unit": str(assessment.unit),
        "year": assessment.year,
        "instrument": assessment.instrument.title,
        "regulation": assessment.instrument.regulation,
        "group": assessment.group_label,
        "layer": str(LayerKind(layer.kind).label),
        "status": str(layer.get_status_display()),
        "frozen": _frozen(layer),
        "answered": sheet.progress.answered,
        "questions": sheet.progress.total,
        "with_evidence": sheet.progress.with_evidence,
        "is_complete": result.complete,
        "total": str(result.total),
        "top": str(result.instrument.top),
        "index": _index(sheet),
        "wrong": [{"code": code, "text": text} for code, text in sorted(sheet.wrong.items())],
    }


def _index(sheet: Sheet) -> Content | None:
    """The grade of an index, how it is worked out, and what keeps from the better one of two."""
    result = sheet.scored.result
    if result.grade is None or result.index_reason is None:
        return None
    below = (result.by_code[code].node for code in result.below_target)
    return {
        "grade": result.grade.letter,
        "reason": result.index_reason.render(translate=_),
        "below_target": [
            {
                "name": node.name,
                "value": sheet.answers[node.code].value,
                "target": str(node.range.target),
            }
            for node in below
        ],
    }


def _frozen(layer: AssessmentLayer) -> Content | None:
    snapshot = None if layer.is_editable else layer.submitted_snapshot
    if snapshot is None or layer.submitted_at is None:
        return None
    return {
        "number": snapshot.number,
        "sha256": snapshot.sha256,
        "date": localdate(layer.submitted_at).isoformat(),
        "by": str(layer.submitted_by),
    }


def share(score: Decimal, weight: Decimal) -> str:
    """Percent of the weight, as the workbook works it out: from the score that is shown."""
    return str(half_up(score * HUNDRED / weight)) if weight else ""


def predicates(sheet: Sheet) -> list[Content]:
    """Each predicate, rule by rule in words."""
    return [predicate(lines) for lines in sheet.standing.predicates]


def predicate(lines: PredicateLines) -> Content:
    return {
        "name": lines.predicate,
        "is_met": lines.is_met,
        "unmet": len(lines.unmet),
        "rules": [_rule(rule) for rule in lines.rules],
    }


def _rule(rule: RuleLine) -> Content:
    outcome = rule.outcome
    return {
        "label": rule.label,
        "sentence": rule.sentence,
        "value": str(outcome.value),
        "minimum": str(outcome.minimum),
        "gap": str(outcome.gap),
        "is_met": outcome.met,
    }
