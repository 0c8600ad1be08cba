"""What drafts of activities and of action plans have in common: kept once, thrown away whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.activities.models import Activity
from programs.events.models import Socialization
from programs.plans.models import ActionPlan
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.models import User

from .models import Submission

T = TypeVar("T", bound=Submission)


def keep_once(
    model: type[T], *, token: UUID, by: User, create: Callable[[], T], edit: Callable[[T], T]
) -> T:
    """The draft of the form that carries ``token``: made by ``create``, or brought up by ``edit``.

    The same form sent again, or twice at once, finds the draft that it made (ADR 0052).
    """
    mine: Any = model._default_manager.filter(token=token, created_by=by)
    known: T | None = mine.first()
    if known is None:
        try:
            return create()
        except IntegrityError:  # the same form, sent twice at once: the other was first
            known = mine.get()
    return edit(known)


@transaction.atomic
def delete_draft(*, item: Activity | ActionPlan, by: User) -> None:
    """Throw away a draft that nobody has seen yet; its rows stay in the row history.

    Raises:
        MoveNotAllowed: it was submitted once, or something hangs on it.
    """
    item = type(item).objects.select_for_update().get(pk=item.pk)
    if not item.is_disposable:
        raise MoveNotAllowed(
            _(
                "Hanya draf yang belum pernah diajukan, tanpa bukti, peserta, atau kegiatan yang "
                "terkait, yang dapat dihapus. Lepaskan dahulu semuanya bila draf ini memang keliru."
            ),
            verb="delete",
            target=item,
        )
    trail.record("delete", item, by=by)
    with pghistory.context(verb="delete", actor=str(by.pk)):
        item.answers.all().delete()
        if isinstance(item, Activity):
            _delete_event(item)
        item.delete()


def _delete_event(activity: Activity) -> None:
    """The programme of a socialization; an attendance list has been asked about before."""
    for event in Socialization.objects.filter(activity=activity):
        event.agenda.all().delete()
        event.speakers.all().delete()
        event.delete()
