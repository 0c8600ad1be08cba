"""Writing action plans, and the progress that is reported on them each quarter."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext_noop

from programs.areas.models import ReformArea
from programs.submissions.actions import Recommendations, change_draft, create_draft
from reformasi.organisation.models import Unit, User
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit

from .models import ActionPlan

REPORTED = gettext_noop("melaporkan capaian")


class PlanFields(TypedDict, total=False):
    """What may be blank in a draft; what is not given stays as it is."""

    area: ReformArea | None
    title: str
    objective: str
    indicator: str
    unit_of_measure: str
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

    Raises:
        StaleForm: another change came first.
        MoveNotAllowed: it is not a draft any more.
    """
    return change_draft(plan, fields, version=version, by=by, recommendations=recommendations)


def report_progress(
    *, plan: ActionPlan, version: int, by: User, progress_note: str = "", **achieved: Decimal | None
) -> None:
    """Write the cumulative achievements (``achieved_q1`` to ``achieved_q4``) of an approved plan.

    The approval stays fresh: it vouches for the targets, not for what was reached.

    Raises:
        StaleForm: another report came first.
        MoveNotAllowed: the plan is not approved.
    """
    edit(
        plan,
        {**achieved, "progress_note": progress_note},
        by=by,
        version=version,
        sources=[State.APPROVED],
        verb="report",
        phrase=REPORTED,
    )
