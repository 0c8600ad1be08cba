"""Writing activities: create, save as one types, change, attach evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

import pghistory
from django.core.files.base import File
from django.db import transaction

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from programs.plans.models import ActionPlan
from programs.submissions.actions import differ, keep_once, set_recommendations
from reformasi.audit import trail
from reformasi.audit.models import Entry
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.content import Inspected
from reformasi.organisation.models import Unit, User
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit, keep_content

from .models import Activity, ActivityEvidence, ActivityKind, Socialization


class ActivityFields(TypedDict, total=False):
    """What may be blank in a draft; what is not given stays as it is."""

    kind: str
    title: str
    date: date | None
    end_date: date | None
    place: str
    area: ReformArea | None
    action_plan: ActionPlan | None
    description: str
    output: str
    participant_count: int | None
    participants: str
    is_sample: bool


class ActivityChanges(ActivityFields, total=False):
    unit: Unit


class NewActivity(ActivityFields):
    unit: Unit
    recommendations: NotRequired[Collection[Recommendation] | None]


def create_activity(
    *,
    by: User,
    token: UUID | None = None,
    version: int = 0,
    on_trail: bool = True,
    **fields: Unpack[NewActivity],
) -> Activity:
    """Start a draft; everything but its unit may still be blank.

    ``token`` is that of a form: the same form sent again gives the same draft (ADR 0052), if
    ``version`` is that of the latest answer to it; 0 if it has had none.

    Raises:
        StaleForm: somebody changed the draft since the latest answer to this form.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    token = token or uuid4()
    return keep_once(
        Activity,
        token=token,
        by=by,
        create=lambda: _start(token, by=by, **fields),
        change=lambda draft: change_activity(
            activity=draft, version=version or 1, by=by, on_trail=on_trail, **fields
        ),
    )


@transaction.atomic
def _start(
    token: UUID,
    *,
    by: User,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Unpack[ActivityChanges],
) -> Activity:
    with pghistory.context(verb="create", actor=str(by.pk)):
        activity: Activity = Activity.objects.create(
            created_by=by, writers=[by.pk], token=token, **fields
        )
        _keep_event(activity)
        trail.record("create", activity, by=by)
        set_recommendations(activity, recommendations, by=by, on_trail=False)
    return activity


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    version: int,
    by: User,
    on_trail: bool = True,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Unpack[ActivityChanges],
) -> Activity:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    ``on_trail=False`` is an autosave: it is on the trail only where the latest act was another
    person's (ADR 0054).

    Raises:
        StaleForm: another edit came first.
        MoveNotAllowed: it is not a draft any more.
    """
    activity = Activity.objects.select_related("unit").get(pk=activity.pk)
    same = all(getattr(activity, name) == value for name, value in fields.items())
    if same and activity.is_editable and not differ(activity, recommendations):
        return activity
    on_trail = on_trail or _is_new_hand(activity, by)
    edit(activity, fields, by=by, version=version, sources=State.EDITABLE, on_trail=on_trail)
    _keep_event(activity)
    keep_content(activity, by=by)
    set_recommendations(activity, recommendations, by=by, on_trail=on_trail)
    return activity


def _is_new_hand(activity: Activity, by: User) -> bool:
    """Whether the latest act on ``activity`` was another person's."""
    latest = Entry.objects.about(activity).filter(refused=False).first()
    return latest is None or latest.actor_id != str(by.pk)


def _keep_event(activity: Activity) -> None:
    """Make the ``Socialization`` of an activity of that kind; it is kept when the kind changes."""
    if activity.kind == ActivityKind.SOSIALISASI:
        Socialization.objects.get_or_create(activity=activity)


@transaction.atomic
def attach_files(
    *, activity: Activity, files: Iterable[File[bytes] | Inspected], by: User
) -> list[ActivityEvidence]:
    """Put ``files`` into the library of the unit and attach them.

    Raises:
        FileRefused: a file is not acceptable; none is kept.
        EvidenceClosed: the activity is not a draft any more.
    """
    kept = evidence_actions.upload(
        unit=activity.unit, files=files, by=by, is_sample=activity.is_sample
    )
    for evidence in kept:
        evidence_actions.attach(owner=activity, evidence=evidence, by=by)
    return list(activity.attachments.filter(evidence__in=kept))
