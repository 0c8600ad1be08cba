"""Writing action plans."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from programs.areas.models import ReformArea
from programs.submissions.actions import Recommendations, change_draft, create_draft
from reformasi.organisation.models import Unit, User
from reformasi.workflow.versions import keep_content

from .models import ActionPlan


class PlanFields(TypedDict, total=False):
    """What may be blank in a draft; what is not given stays as it is."""

    area: ReformArea | None
    title: str
    objective: str
    indicator: str
    unit_of_measure: str
    method: str
    target_q1: Decimal | None
    target_q2: Decimal | None
    target_q3: Decimal | None
    target_q4: Decimal | None
    is_sample: bool


class PlanChanges(PlanFields, total=False):
    unit: Unit
    year: int


class NewPlan(PlanFields):
    unit: Unit
    year: int


def create_plan(
    *,
    by: User,
    token: UUID | None = None,
    recommendations: Recommendations = None,
    **fields: Unpack[NewPlan],
) -> ActionPlan:
    """Start a draft; everything but unit and year may still be blank.

    ``token`` is that of a form: the same form sent again gives the same draft.

    Raises:
        StaleForm: somebody changed the draft after this form had made it.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    return create_draft(
        ActionPlan,
        fields,
        by=by,
        token=token,
        recommendations=recommendations,
        change=lambda draft: change_plan(
            plan=draft, version=1, by=by, recommendations=recommendations, **fields
        ),
    )


def change_plan(
    *,
    plan: ActionPlan,
    version: int,
    by: User,
    recommendations: Recommendations = None,
    **fields: Unpack[PlanChanges],
) -> ActionPlan:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    Another way of computing the total gives another meaning to what its quarters have reported:
    their approvals are then stale.

    Raises:
        StaleForm: another change came first.
        MoveNotAllowed: it is not a draft any more.
    """
    return change_draft(
        plan,
        fields,
        version=version,
        by=by,
        recommendations=recommendations,
        after=lambda changed: _keep_achievements(changed, by),
    )


def _keep_achievements(plan: ActionPlan, by: User) -> None:
    """Keep the content of its achievements, of which its method and unit of measure are a part."""
    for achievement in plan.achievements.all():
        keep_content(achievement, by=by, wrote=False)
