"""The evaluation report: a letter for a unit, with what the unit has done about it."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from reformasi.documents import registry
from reformasi.documents.charts import keep
from reformasi.documents.registry import Kind
from reformasi.evidence.approved import approved_files
from reformasi.organisation.models import Unit

from . import charts
from .models import ComponentValue, Finding, FollowUp, MinisterialLetter, total_of
from .workflow import Status

EVALUATION_REPORT = "evaluation_report"


def build(letter: MinisterialLetter, unit: Unit) -> dict[str, object]:
    """Everything the report shows, as plain data; follow-ups are those of ``unit``'s subtree."""
    components = list(letter.components.all())
    chart = charts.components(letter, components)
    follow_ups = (
        FollowUp.objects.about(letter)
        .in_subtree(unit)
        .select_related("unit", "recommendation", "approved_by", "approved_snapshot")
        .order_by("recommendation__number", "due", "pk")
    )
    by_recommendation: dict[int, list[dict[str, object]]] = {}
    counts = dict.fromkeys(Status.values, 0)
    for follow_up in follow_ups:
        by_recommendation.setdefault(follow_up.recommendation_id, []).append(_follow_up(follow_up))
        counts[follow_up.status] += 1
    findings = letter.findings.select_related("component").prefetch_related("recommendations")
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
        "unit": unit.name,
        "last_year": letter.evaluated_year - 1,
        "components": [_component(row) for row in components],
        "chart": chart and keep(chart),
        "total": _total(components),
        "findings": [_finding(finding, by_recommendation) for finding in findings],
        "follow_up_counts": [
            {"label": str(Status(value).label), "count": count} for value, count in counts.items()
        ],
        "follow_up_total": sum(counts.values()),
        "follow_up_verified": counts[Status.APPROVED],
    }


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


def _finding(finding: Finding, follow_ups: dict[int, list[dict[str, object]]]) -> dict[str, object]:
    return {
        "number": finding.number,
        "component": finding.component.name if finding.component else "",
        "description": finding.description,
        "recommendations": [
            {
                "label": f"R{finding.number}.{recommendation.number}",
                "text": recommendation.text,
                "follow_ups": follow_ups.get(recommendation.pk, []),
            }
            for recommendation in finding.recommendations.all()
        ],
    }


def _follow_up(row: FollowUp) -> dict[str, object]:
    return {
        "unit": row.unit.name,
        "action": row.action,
        "due": row.due.isoformat(),
        "report": row.report,
        "status": str(row.get_status_display()),
        "verified": row.is_approved,
        "is_stale": row.is_approved and row.approval_is_stale,
        "verified_by": str(row.approved_by) if row.is_approved else "",
        "verified_on": localdate(row.approved_at).isoformat() if row.is_approved else None,
        "files": [
            {"name": file.name, "version": file.number, "pointer": file.pointer}
            for file in approved_files(row)
            if row.is_approved
        ],
        "is_sample": row.is_sample,
    }


def find_letter(number: str) -> MinisterialLetter:
    """The newest letter with this number.

    Raises:
        MinisterialLetter.DoesNotExist: no letter has it.
    """
    return MinisterialLetter.objects.filter(number=number).latest("date")


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
)


def register() -> None:
    registry.register(REPORT)
