"""Writing what a plan achieved in a quarter."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict, Unpack

import pghistory
from django.db import transaction

from programs.plans.models import ActionPlan
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.models import User
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit, keep_content, lock, moved_on

from .models import Achievement


class AchievementFields(TypedDict, total=False):
    """What may be blank in a draft; what is not given stays as it is."""

    value: Decimal | None
    note: str
    reason: str


@transaction.atomic
def create_achievement(
    *, plan: ActionPlan, quarter: int, by: User, **fields: Unpack[AchievementFields]
) -> Achievement:
    """Start the report of ``quarter``; the same form sent again finds the draft that it made.

    Raises:
        MoveNotAllowed: the plan is not approved, or the report has been submitted meanwhile.
        WindowClosed: the quarter has not begun, or it is closed.
        StaleForm: another person has begun it, or changed it since.
    """
    plan = lock(plan)
    if existing := plan.achievements.filter(quarter=quarter).first():
        version = 1 if existing.created_by_id == by.pk else 0
        return change_achievement(achievement=existing, version=version, by=by, **fields)
    if not plan.is_approved:
        raise MoveNotAllowed(moved_on(plan), verb="create", target=plan)
    achievement = Achievement(plan=plan, quarter=quarter, created_by=by, writers=[by.pk], **fields)
    achievement.require_in_time("create")
    with pghistory.context(verb="create", actor=str(by.pk)):
        achievement.save(force_insert=True)
        trail.record("create", achievement, by=by)
        keep_content(achievement, by=by)
    return achievement


@transaction.atomic
def change_achievement(
    *, achievement: Achievement, version: int, by: User, **fields: Unpack[AchievementFields]
) -> Achievement:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    Raises:
        MoveNotAllowed: it is not a draft any more.
        WindowClosed: its quarter is closed.
        StaleForm: another change came first.
    """
    achievement = Achievement.objects.with_links().get(pk=achievement.pk)
    same = all(getattr(achievement, name) == value for name, value in fields.items())
    if same and achievement.is_editable:
        return achievement
    if achievement.is_editable:
        achievement.require_in_time("change")
    edit(achievement, fields, by=by, version=version, sources=State.EDITABLE)
    return achievement
