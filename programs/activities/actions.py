"""Writing activities: create, save as one types, change, attach evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.files.base import File

from programs.areas.models import ReformArea
from programs.plans.models import ActionPlan
from programs.submissions.actions import Recommendations, change_draft, create_draft
from reformasi.audit.models import Entry
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.content import Inspected
from reformasi.organisation.models import Unit, User
from reformasi.ui.storage import atomic_with_files

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


def create_activity(
    *,
    by: User,
    token: UUID | None = None,
    version: int = 0,
    on_trail: bool = True,
    recommendations: Recommendations = None,
    **fields: Unpack[NewActivity],
) -> Activity:
    """Start a draft; everything but its unit may still be blank.

    ``token`` is that of a form: the same form sent again gives the same draft, if ``version`` is
    that of the latest answer to it; 0 if it has had none.

    Raises:
        StaleForm: somebody changed the draft since the latest answer to this form.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    return create_draft(
        Activity,
        fields,
        by=by,
        token=token,
        recommendations=recommendations,
        after=_keep_event,
        change=lambda draft: change_activity(
            activity=draft,
            version=version or 1,
            by=by,
            on_trail=on_trail,
            recommendations=recommendations,
            **fields,
        ),
    )


def change_activity(
    *,
    activity: Activity,
    version: int,
    by: User,
    on_trail: bool = True,
    recommendations: Recommendations = None,
    **fields: Unpack[ActivityChanges],
) -> Activity:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    ``on_trail=False`` is an autosave: it is on the trail only where the latest act was another
    person's (ADR 0054).

    Raises:
        StaleForm: another change came first.
        MoveNotAllowed: it is not a draft any more.
    """
    return change_draft(
        activity,
        fields,
        version=version,
        by=by,
        recommendations=recommendations,
        on_trail=lambda stored: on_trail or _is_new_hand(stored, by),
        after=_keep_event,
    )


def _is_new_hand(activity: Activity, by: User) -> bool:
    """Whether the latest act on ``activity`` was another person's."""
    latest = Entry.objects.about(activity).filter(refused=False).first()
    return latest is None or latest.actor_id != str(by.pk)


def _keep_event(activity: Activity) -> None:
    """Make the ``Socialization`` of an activity of that kind; it is kept when the kind changes."""
    if activity.kind == ActivityKind.SOSIALISASI:
        Socialization.objects.get_or_create(activity=activity)


@atomic_with_files()
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
    evidence_actions.attach_all(owner=activity, chosen=kept, by=by)
    return list(activity.attachments.filter(evidence__in=kept))
