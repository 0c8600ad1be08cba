"""What the drafts of activities and of action plans have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from uuid import UUID, uuid4

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from evaluations.letters.models import Recommendation
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, NotPermitted, Refused
from reformasi.evidence.lines import LineOwner
from reformasi.evidence.models import Evidence
from reformasi.organisation.actions import require_valid
from reformasi.organisation.models import Unit, User
from reformasi.organisation.scope import permission
from reformasi.organisation.shortcuts import require
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit, keep_content, lock

from .models import Draft, Submission, attached_to

S = TypeVar("S", bound=Submission)
#: What a draft answers; None leaves it as it is.
Recommendations = Collection[Recommendation] | None


class AnothersForm(Refused):
    """The form was opened by another person, so nothing is written in their name."""


def create_draft(
    model: type[S],
    fields: Mapping[str, object],
    *,
    by: User,
    token: UUID | None,
    recommendations: Recommendations,
    change: Callable[[S], S],
    after: Callable[[S], object] | None = None,
) -> S:
    """A new draft with ``fields``; ``after`` writes what else belongs to it.

    ``token`` is that of a form: the same form sent again, or twice at once, finds the draft that it
    made and brings it up by ``change`` (ADR 0052), if ``by`` may change that draft still.

    Raises:
        AnothersForm: the token is that of another person's form.
        NotPermitted: ``by`` made the draft, and has no right to it any more.
    """
    token = token or uuid4()
    made: models.QuerySet[S] = model._default_manager.filter(token=token)
    draft = made.first()
    if draft is None:
        try:
            with transaction.atomic(), pghistory.context(verb="create", actor=str(by.pk)):
                draft = model._default_manager.create(
                    created_by=by, writers=[by.pk], token=token, **fields
                )
                require_valid(draft.unit, *draft.days, verb="create")
                if after:
                    after(draft)
                trail.record("create", draft, by=by)
                set_recommendations(draft, recommendations, by=by, on_trail=False)
                keep_content(draft, by=by)
                return draft
        except IntegrityError:
            draft = made.first()  # the same form, sent twice at once: the other was first
            if draft is None:
                raise
    _require_own(draft, by)
    return change(draft)


def _require_own(draft: Submission, by: User) -> None:
    """Ask the right to the draft that a token leads to, as its page does."""
    if draft.created_by_id != by.pk:
        raise AnothersForm(
            _(
                "Formulir ini milik orang lain, jadi tidak ada yang disimpan. Buka formulir baru, "
                "lalu salin isian Anda ke sana."
            ),
            verb="create",
            target=by,
            phrase=trail.PHRASES["create"],
        )
    require(by, permission("change", type(draft)), draft)


def _require_both_units(item: Submission, unit: Unit, by: User) -> None:
    """A draft goes into another unit, with its evidence, only by who has the right in both.

    Raises:
        NotPermitted: a right is missing: to the draft, in the new unit, or to its evidence.
    """
    require(by, permission("change", type(item)), item)
    model = type(item)
    if not by.has_perm(permission("add", model), model(unit=unit)):
        reason = _("Anda tidak berwenang membuatnya di %(unit)s, jadi tidak dapat dipindahkan.")
        raise NotPermitted(reason % {"unit": unit}, verb="change", target=item)
    own = Evidence.objects.attachable_by(by).values("pk")
    if any(rows.exclude(evidence__in=own).exists() for rows in attached_to(item)):
        reason = _(
            "Buktinya milik unit yang perpustakaannya bukan wewenang Anda, jadi tidak dapat "
            "dibawa ke %(unit)s. Lepaskan dahulu buktinya."
        )
        raise NotPermitted(reason % {"unit": unit}, verb="change", target=item)


@transaction.atomic
def change_draft(
    item: S,
    fields: Mapping[str, object],
    *,
    version: int,
    by: User,
    recommendations: Recommendations,
    on_trail: Callable[[S], bool] = lambda _item: True,
    after: Callable[[S], object] | None = None,
) -> S:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    ``after`` writes what else belongs to it; ``on_trail`` tells whether this is an act.

    Raises:
        StaleForm: another change came first.
        MoveNotAllowed: it is not a draft any more.
        NotPermitted: another unit was chosen, and a right is missing here or there.
    """
    item = type(item)._default_manager.select_related("unit").get(pk=item.pk)
    same = all(getattr(item, name) == value for name, value in fields.items())
    if same and item.is_editable and not differ(item, recommendations):
        return item
    unit = fields.get("unit", item.unit)
    if isinstance(unit, Unit) and unit != item.unit:
        _require_both_units(item, unit, by)
    is_act = on_trail(item)
    edit(item, fields, by=by, version=version, sources=State.EDITABLE, on_trail=is_act)
    require_valid(item.unit, *item.days, verb="change")
    if after:
        after(item)
    set_recommendations(item, recommendations, by=by, on_trail=is_act)
    keep_content(item, by=by)
    return item


@transaction.atomic
def delete_draft(*, item: Draft, by: User) -> None:
    """Delete a draft that was never submitted; its rows stay in the row history.

    Its evidence stays in the library of the unit; only the links are taken off.

    Raises:
        MoveNotAllowed: it was submitted once, or something hangs on it.
    """
    item = lock(item)
    if reason := item.why_kept():
        raise MoveNotAllowed(reason, verb="delete", target=item)
    trail.record("delete", item, by=by)
    with pghistory.context(verb="delete", actor=str(by.pk)):
        for attached in attached_to(item):
            attached.delete()
        if isinstance(item, LineOwner):
            item.waivers.all().delete()
        for name in item.LINKS:
            getattr(item, name).all().delete()
        item.delete()


def differ(item: Submission, recommendations: Recommendations) -> bool:
    """Whether ``item`` answers others than ``recommendations``; None means "leave them"."""
    if recommendations is None:
        return False
    current = set(item.recommendation_links.values_list("recommendation", flat=True))
    return current != {recommendation.pk for recommendation in recommendations}


def set_recommendations(
    item: Submission,
    recommendations: Recommendations,
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
    if on_trail and old != new:
        trail.record("change", item, by=by, changes={"recommendations": [old, new]})


def _texts(item: Submission) -> list[str]:
    links = item.recommendation_links.select_related("recommendation__finding")
    order = ("recommendation__finding__number", "recommendation__number")
    return [str(link.recommendation) for link in links.order_by(*order)]
