"""Writing action plans, and the progress that is reported on them each quarter."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

import pghistory
from django.db import transaction
from django.utils.translation import gettext_noop

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from programs.submissions.actions import differ, keep_once, set_recommendations
from reformasi.audit import trail
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
    recommendations: NotRequired[Collection[Recommendation] | None]


def create_plan(*, by: User, token: UUID | None = None, **fields: Unpack[NewPlan]) -> ActionPlan:
    """Start a draft; everything but unit and year may still be blank.

    ``token`` is that of a form: the same form sent again gives the same draft.

    Raises:
        StaleForm: somebody changed the draft after this form had made it.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    token = token or uuid4()
    return keep_once(
        ActionPlan,
        token=token,
        by=by,
        create=lambda: _start(token, by=by, **fields),
        change=lambda draft: change_plan(plan=draft, version=1, by=by, **fields),
    )


@transaction.atomic
def _start(
    token: UUID,
    *,
    by: User,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Unpack[PlanChanges],
) -> ActionPlan:
    with pghistory.context(verb="create", actor=str(by.pk)):
        plan: ActionPlan = ActionPlan.objects.create(
            created_by=by, writers=[by.pk], token=token, **fields
        )
        trail.record("create", plan, by=by)
        set_recommendations(plan, recommendations, by=by, on_trail=False)
    return plan


@transaction.atomic
def change_plan(
    *,
    plan: ActionPlan,
    version: int,
    by: User,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Unpack[PlanChanges],
) -> ActionPlan:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    Raises:
        StaleForm: another edit came first.
        MoveNotAllowed: it is not a draft any more.
    """
    plan = ActionPlan.objects.select_related("unit").get(pk=plan.pk)
    same = all(getattr(plan, name) == value for name, value in fields.items())
    if same and plan.is_editable and not differ(plan, recommendations):
        return plan
    edit(plan, fields, by=by, version=version, sources=State.EDITABLE)
    set_recommendations(plan, recommendations, by=by)
    return plan


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
