"""Drafting activities: create, save as one types, edit, attach evidence, throw a draft away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID, uuid4

import pghistory
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evaluations.models import Recommendation
from programs.models import Activity, ActivityEvidence, ActivityKind, Socialization
from programs.workflow import EDITABLE, Status
from reformasi.audit import trail, transitions
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.content import Inspected
from reformasi.organisation.models import Unit, User

from .answers import differ, set_answers


@transaction.atomic
def create_activity(
    *,
    unit: Unit,
    by: User,
    token: UUID | None = None,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Any,
) -> Activity:
    """Start a draft; everything but its unit may still be blank."""
    with pghistory.context(verb="create", actor=str(by.pk)):
        activity: Activity = Activity.objects.create(
            unit=unit, created_by=by, token=token or uuid4(), **fields
        )
        _keep_event(activity)
        trail.record("create", activity, by=by)
        set_answers(activity, recommendations, by=by, on_trail=False)
    return activity


def save_draft(
    *, token: UUID, version: int, by: User, on_trail: bool = True, **fields: Any
) -> Activity:
    """Keep a new form as a draft. The same form sent again gives the same draft (ADR 0052).

    ``version`` is 0 until the form has heard of its draft.

    Raises:
        StaleForm: somebody edited the draft since this form last heard of it.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    mine = Activity.objects.filter(token=token, created_by=by)
    activity = mine.first()
    if activity is None:
        try:
            return create_activity(token=token, by=by, **fields)
        except IntegrityError:  # the same form, sent twice at once: the other was first
            activity = mine.get()
    return edit_activity(
        activity=activity, version=version or 1, by=by, on_trail=on_trail, **fields
    )


@transaction.atomic
def edit_activity(
    *,
    activity: Activity,
    version: int,
    by: User,
    on_trail: bool = True,
    recommendations: Collection[Recommendation] | None = None,
    **fields: Any,
) -> Activity:
    """Write what was typed. What is there already is not written again, whatever ``version``.

    Raises:
        StaleForm: another edit came first.
        MoveNotAllowed: it is not a draft any more.
    """
    activity = Activity.objects.select_related("unit").get(pk=activity.pk)
    same = all(getattr(activity, name) == value for name, value in fields.items())
    if same and activity.is_editable and not differ(activity, recommendations):
        return activity
    transitions.edit(activity, fields, by=by, version=version, sources=EDITABLE, on_trail=on_trail)
    _keep_event(activity)
    set_answers(activity, recommendations, by=by, on_trail=on_trail)
    return activity


def _keep_event(activity: Activity) -> None:
    """A socialization has its programme beside it; it stays if the kind is changed back."""
    if activity.kind == ActivityKind.SOSIALISASI:
        Socialization.objects.get_or_create(activity=activity)


@transaction.atomic
def attach_files(
    *, activity: Activity, files: Iterable[File[Any] | Inspected], by: User
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


@transaction.atomic
def delete_draft(*, activity: Activity, by: User) -> None:
    """Throw away a draft that nobody has seen yet; its rows stay in the row history.

    Raises:
        MoveNotAllowed: it was submitted once, or carries evidence or an attendance list.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if not activity.is_disposable:
        raise MoveNotAllowed(
            _(
                "Hanya draf yang belum pernah diajukan, tanpa bukti dan tanpa daftar hadir, yang "
                "dapat dihapus. Lepaskan dahulu bukti dan pesertanya bila draf ini memang keliru."
            ),
            verb="delete",
            target=activity,
        )
    trail.record("delete", activity, by=by)
    with pghistory.context(verb="delete", actor=str(by.pk)):
        activity.answers.all().delete()
        if event := Socialization.objects.filter(activity=activity).first():
            event.agenda.all().delete()
            event.speakers.all().delete()
            event.delete()
        Activity.objects.filter(pk=activity.pk, status=Status.DRAFT).delete()
