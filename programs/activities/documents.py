"""What activities add to the evaluation report."""

from __future__ import annotations

from evaluations.follow_ups.documents import EVALUATION_REPORT
from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.submissions.models import RecommendationLink
from reformasi.documents.registry import contribute
from reformasi.evidence.approved import approved_files
from reformasi.organisation.models import Unit

from .models import Activity


def activities(letter: MinisterialLetter, unit: Unit) -> dict[str, object]:
    """The approved activities of ``unit``'s subtree that answer the letter's recommendations."""
    asked = Recommendation.objects.filter(finding__letter=letter)
    rows = (
        Activity.objects.in_subtree(unit)
        .approved()
        .about(asked)
        .with_links()
        .select_related("action_plan", "approved_snapshot")
        .prefetch_related(
            "recommendation_links__recommendation__finding",
            "action_plan__recommendation_links__recommendation__finding",
        )
        .order_by("date", "pk")
    )
    return {"rows": [_row(row, letter) for row in rows]}


def _row(row: Activity, letter: MinisterialLetter) -> dict[str, object]:
    links: list[RecommendationLink] = list(row.recommendation_links.all())
    if row.action_plan:
        links += row.action_plan.recommendation_links.all()
    linked = {link.recommendation for link in links}
    labels = sorted(
        (one.finding.number, one.number, one.label)
        for one in linked
        if one.finding.letter_id == letter.pk
    )
    return {
        "date": row.date.isoformat() if row.date else None,
        "title": row.title,
        "area": row.area.name if row.area else "",
        "unit": str(row.unit),
        "output": row.output,
        "evidence_count": len(approved_files(row)),
        "is_stale": row.approval_is_stale,
        "recommendations": [label for _finding, _number, label in labels],
        "is_sample": row.is_sample,
    }


def register() -> None:
    contribute(EVALUATION_REPORT, "activities", activities)
