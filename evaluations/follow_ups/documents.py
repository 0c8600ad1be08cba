"""The evaluation report: a letter for a unit, with what the unit has done about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from evaluations.letters import charts
from evaluations.letters.models import ComponentValue, Finding, MinisterialLetter, total_of
from reformasi.documents import registry
from reformasi.documents.charts import keep
from reformasi.documents.registry import Kind
from reformasi.evidence.approved import approved_files
from reformasi.organisation.models import Unit

from .models import FollowUp
from .progress import Judgement, Progress, judgements
from .workflow import Outcome

EVALUATION_REPORT = "evaluation_report"
KEY = re.compile(r"[0-9]{1,9}")


def build(letter: MinisterialLetter, unit: Unit) -> dict[str, object]:
    """Everything the report shows, as plain data; follow-ups are those of ``unit``'s subtree."""
    components = list(letter.components.all())
    chart = charts.components(letter, components)
    mine = FollowUp.objects.about(letter).in_subtree(unit)
    follow_ups = mine.select_related(
        "unit", "person", "recommendation", "approved_by", "approved_snapshot"
    ).order_by("recommendation__number", "due", "pk")
    by_recommendation: dict[int, list[dict[str, object]]] = {}
    for follow_up in follow_ups:
        row = _follow_up(follow_up, letter.follow_up_deadline)
        by_recommendation.setdefault(follow_up.recommendation_id, []).append(row)
    findings = list(letter.findings.select_related("component").prefetch_related("recommendations"))
    keys = [row.pk for finding in findings for row in finding.recommendations.all()]
    judged = judgements(keys, mine)
    return {
        "is_sample": letter.is_sample,
        "title": str(_("Laporan Evaluasi Reformasi Birokrasi")),
        "letter": {
            "number": letter.number,
            "date": letter.date.isoformat(),
            "subject": letter.subject,
            "evaluated_year": letter.evaluated_year,
            "summary": letter.summary,
            "follow_up_deadline": letter.follow_up_deadline
            and letter.follow_up_deadline.isoformat(),
        },
        "unit": str(unit),
        "last_year": letter.evaluated_year - 1,
        "components": [_component(row) for row in components],
        "chart": chart and keep(chart),
        "total": _total(components),
        "findings": [_finding(finding, by_recommendation, judged) for finding in findings],
        "progress": _progress(judged),
        "late": _late(letter, findings, judged),
    }


def _progress(judged: Mapping[int, Judgement]) -> dict[str, object]:
    """Recommendations by the four states of auditors, in words and as a table."""
    progress = Progress.of(judged.values())
    return {
        "text": str(progress),
        "total": progress.total,
        "amount": str(progress.amount) if progress.amount else None,
        "shares": [
            {
                "label": str(share.outcome.label),
                "count": share.count,
                "amount": str(share.amount),
                "settled": str(share.settled),
            }
            for share in progress.shares.values()
        ],
    }


def _late(
    letter: MinisterialLetter, findings: Iterable[Finding], judged: Mapping[int, Judgement]
) -> dict[str, object] | None:
    """What is not finished though the letter's limit has passed; None while it has not."""
    limit, today = letter.follow_up_deadline, localdate()
    if limit is None or limit >= today:
        return None
    unfinished = [
        row.label
        for finding in findings
        for row in finding.recommendations.all()
        if judged[row.pk].outcome not in (Outcome.DONE, Outcome.EXCUSED)
    ]
    return {"days": (today - limit).days, "recommendations": unfinished}


def _component(row: ComponentValue) -> dict[str, object]:
    return {
        "name": row.name,
        "maximum": str(row.maximum),
        "last_year": None if row.last_year is None else str(row.last_year),
        "this_year": str(row.this_year),
        "change": None if row.change is None else str(row.change),
    }


def _total(rows: list[ComponentValue]) -> dict[str, object] | None:
    total = total_of(rows)
    if total is None:
        return None
    return {name: None if value is None else str(value) for name, value in total._asdict().items()}


def _finding(
    finding: Finding,
    follow_ups: Mapping[int, list[dict[str, object]]],
    judged: Mapping[int, Judgement],
) -> dict[str, object]:
    return {
        "number": finding.number,
        "component": finding.component.name if finding.component else "",
        "description": finding.description,
        "recommendations": [
            {
                "label": recommendation.label,
                "text": recommendation.text,
                "outcome": str(judged[recommendation.pk].outcome.label),
                "follow_ups": follow_ups.get(recommendation.pk, []),
            }
            for recommendation in finding.recommendations.all()
        ],
    }


def _follow_up(row: FollowUp, limit: date | None) -> dict[str, object]:
    """One line of a table; ``limit`` is the letter's."""
    excused = row.outcome == Outcome.EXCUSED
    return {
        "unit": str(row.unit),
        "person": str(row.person or ""),
        "action": row.action,
        "due": row.due.isoformat(),
        "is_past_limit": limit is not None and row.due > limit,
        "report": row.report,
        "amount": None if row.amount is None else str(row.amount),
        "settled": None if row.amount_settled is None else str(row.amount_settled),
        "outcome": str(row.outcome.label),
        "status": str(row.get_status_display()),
        "is_stale": row.is_approved and row.approval_is_stale,
        "excuse": row.excuse_reason if excused else "",
        "excused_by": row.excuse_decider if excused else "",
        "is_recorded_alone": row.is_recorded_alone,
        "verified_by": str(row.approved_by) if row.is_approved else "",
        "verified_on": localdate(row.approved_at).isoformat() if row.is_approved else None,
        "files": [
            {"name": file.name, "version": file.number, "pointer": file.pointer}
            for file in approved_files(row)
            if row.is_approved
        ],
        "is_sample": row.is_sample,
    }


def find_letter(text: str) -> MinisterialLetter:
    """The letter with this number, in any case, or with this key.

    Raises:
        MinisterialLetter.DoesNotExist: there is none.
        MinisterialLetter.MultipleObjectsReturned: several have the number; says their keys.
    """
    letters = list(MinisterialLetter.objects.filter(number__iexact=text).select_related("unit"))
    if not letters and KEY.fullmatch(text):
        return MinisterialLetter.objects.get(pk=text)
    if not letters:
        raise MinisterialLetter.DoesNotExist
    if len(letters) > 1:
        names = "; ".join(f"{letter.pk} = {letter}, {letter.unit}" for letter in letters)
        message = _("Ada beberapa surat bernomor ini. Sebutkan kuncinya: %(letters)s.")
        raise MinisterialLetter.MultipleObjectsReturned(message % {"letters": names})
    return letters[0]


REPORT = Kind(
    code=EVALUATION_REPORT,
    title=_("Laporan evaluasi"),
    template="evaluations/documents/evaluation_report.html",
    subject_model="evaluations.MinisterialLetter",
    series="LHE",
    build=build,
    alias="evaluation",
    option="letter",
    lookup=find_letter,
    units=MinisterialLetter.addressed_among,
)


def register() -> None:
    registry.register(REPORT)
