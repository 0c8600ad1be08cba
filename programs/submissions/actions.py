"""What the drafts of activities and of action plans have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from evaluations.letters.models import Recommendation
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.models import User
from reformasi.workflow.versions import keep_content, lock

from .models import Submission

S = TypeVar("S", bound=Submission)


def keep_once(
    model: type[S], *, token: UUID, by: User, create: Callable[[], S], change: Callable[[S], S]
) -> S:
    """The draft of the form that carries ``token``: made or changed by those.

    The same form sent again, or twice at once, finds the draft that it made (ADR 0052).
    """
    mine: models.QuerySet[S] = model._default_manager.filter(token=token, created_by=by)
    draft = mine.first()
    if draft is None:
        try:
            return create()
        except IntegrityError:
            draft = mine.first()  # the same form, sent twice at once: the other was first
            if draft is None:
                raise
    return change(draft)


@transaction.atomic
def delete_draft(*, item: Submission, by: User) -> None:
    """Delete a draft that was never submitted; its rows stay in the row history.

    Raises:
        MoveNotAllowed: it was submitted once, or something hangs on it.
    """
    item = lock(item)
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
        item.recommendation_links.all().delete()
        item.delete()


def differ(item: Submission, recommendations: Iterable[Recommendation] | None) -> bool:
    """Whether ``item`` answers others than ``recommendations``; None means "leave them"."""
    if recommendations is None:
        return False
    current = set(item.recommendation_links.values_list("recommendation", flat=True))
    return current != {recommendation.pk for recommendation in recommendations}


def set_recommendations(
    item: Submission,
    recommendations: Iterable[Recommendation] | None,
    *,
    by: User,
    on_trail: bool = True,
) -> None:
    """Let ``item`` answer exactly ``recommendations``. The caller has checked that it is open."""
    if recommendations is None:
        return
    chosen = list(recommendations)
    old = _texts(item)
    item.recommendation_links.exclude(recommendation__in=chosen).delete()
    for recommendation in chosen:
        item.recommendation_links.get_or_create(recommendation=recommendation)
    new = _texts(item)
    keep_content(item, by=by)
    if on_trail and old != new:
        trail.record("change", item, by=by, changes={"recommendations": [old, new]})


def _texts(item: Submission) -> list[str]:
    links = item.recommendation_links.select_related("recommendation__finding")
    order = ("recommendation__finding__number", "recommendation__number")
    return [str(link.recommendation) for link in links.order_by(*order)]
