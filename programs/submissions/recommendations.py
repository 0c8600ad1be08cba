"""Which recommendations of a ministerial letter an activity or an action plan answers."""

from __future__ import annotations

from collections.abc import Iterable

from evaluations.letters.models import Recommendation
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.audit import trail
from reformasi.organisation.models import User


def differ(item: Activity | ActionPlan, recommendations: Iterable[Recommendation] | None) -> bool:
    """Whether ``item`` answers others than ``recommendations``; None means "leave them"."""
    if recommendations is None:
        return False
    known = set(item.answers.values_list("recommendation", flat=True))
    return known != {recommendation.pk for recommendation in recommendations}


def set_answers(
    item: Activity | ActionPlan,
    recommendations: Iterable[Recommendation] | None,
    *,
    by: User,
    on_trail: bool = True,
) -> None:
    """Let ``item`` answer exactly ``recommendations``. The caller has checked that it is open."""
    if recommendations is None:
        return
    chosen = list(recommendations)
    old = [str(one) for one in item.recommendations.select_related("finding")]
    item.answers.exclude(recommendation__in=chosen).delete()
    for recommendation in chosen:
        item.answers.get_or_create(recommendation=recommendation)
    new = [str(one) for one in item.recommendations.select_related("finding")]
    if on_trail and old != new:
        trail.record("change", item, by=by, changes={"recommendations": [old, new]})
