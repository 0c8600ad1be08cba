"""The one way by which a status changes: guard inside the UPDATE, stamp, freeze, trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, SameHand

from .models import Decidable, Stateful
from .moves import Move
from .versions import ContentChanged, freeze, locked, moved_on

S = TypeVar("S", bound=Stateful)


class Actor(Protocol):
    """A user who can be asked for a permission on an object."""

    pk: int

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool: ...


def is_same_hand(move: Move, obj: models.Model, user: Actor | AbstractBaseUser) -> bool:
    """Whether separation of duties forbids ``user`` this move on ``obj``."""
    if any(_holds(obj, column, user.pk) for column in move.not_by):
        return True
    if not move.at_once or move.follows:
        return False
    # Nobody handed it in, so nobody has put its askers among its hands yet.
    return isinstance(obj, Decidable) and user.pk in _hands(obj)


def _holds(obj: models.Model, column: str, pk: int) -> bool:
    """Whether the person ``pk`` is (or is among those) in ``column``."""
    if isinstance(obj._meta.get_field(column), ArrayField):
        return pk in getattr(obj, column)
    return bool(getattr(obj, f"{column}_id") == pk)


def open_to(user: Actor, obj: Stateful, moves: Iterable[Move]) -> list[Move]:
    """The moves ``user`` could make now: one button each."""
    return [
        move
        for move in moves
        if obj.status in move.sources
        and (not move.only_by or _holds(obj, move.only_by, user.pk))
        and not is_same_hand(move, obj, user)
        and user.has_perm(move.permission_for(obj), obj)
    ]


@dataclass(frozen=True)
class OpenMove:
    """A move with the address that makes it: what ``<c-moves>`` draws as a button."""

    move: Move
    url: str


def offered(user: Actor, obj: Stateful, moves: Iterable[Move], url_name: str) -> list[OpenMove]:
    """The buttons for ``user`` on ``obj``; ``url_name`` takes the key and the verb."""
    return [
        OpenMove(move, reverse(url_name, args=[obj.pk, move.verb]))
        for move in open_to(user, obj, moves)
    ]


@transaction.atomic
def make(
    move: Move,
    obj: Stateful,
    *,
    by: AbstractBaseUser,
    note: str = "",
    version: int | None = None,
) -> None:
    """Make ``move``. The condition is in the UPDATE, so a second click loses the race.

    ``version`` is what the person saw; when given, a later edit refuses the move.

    Raises:
        SameHand: ``by`` wrote or submitted it, or (``only_by``) is not the one who may.
        MoveNotAllowed: the status (or version) is no longer the one the person saw.
        ContentChanged: what is to be approved is not what was submitted.
        ValueError: the move needs a note and there is none (forms check before).
    """
    note = note.strip()
    if move.needs_note and not note:
        raise ValueError(f"{move.verb} needs a note")
    # Locked: what is frozen or approved cannot change between these checks and the UPDATE.
    obj.refresh_from_db(from_queryset=locked(type(obj)))
    old = obj.status
    if old in move.sources:  # in any other status the UPDATE below changes no row and refuses
        _refuse_wrong_hand(move, obj, by)
    values: dict[str, object] = {"status": move.target, **dict(move.sets)}
    changes: trail.Changes = {"status": [old, move.target]}
    if move.stamp:
        values |= {f"{move.stamp}_at": timezone.now(), f"{move.stamp}_by": by}
    if move.note_field:
        values[move.note_field] = note
    with pghistory.context(verb=move.verb, actor=str(by.pk)):
        if isinstance(obj, Decidable) and old in move.sources:
            values |= _decided(move, obj, by, changes)
        if not _guarded(move, obj, by, version).update(**values):
            raise MoveNotAllowed(moved_on(obj), verb=move.verb, target=obj, phrase=move.phrase)
        obj.refresh_from_db()
    trail.record(move.verb, obj, by=by, phrase=move.phrase, changes=changes, note=note)


def _refuse_wrong_hand(move: Move, obj: Stateful, by: AbstractBaseUser) -> None:
    """Raise SameHand where separation of duties forbids ``by`` the move."""
    if is_same_hand(move, obj, by):
        reason = _("Anda sendiri yang mengajukan atau menulisnya; keputusan harus dari orang lain.")
    elif move.only_by and not _holds(obj, move.only_by, by.pk):
        reason = _("Hanya yang mengajukan yang dapat menariknya kembali.")
    else:
        return
    raise SameHand(reason, verb=move.verb, target=obj, phrase=move.phrase)


def _hands(obj: Decidable, *submitters: int) -> set[int]:
    """Who may not decide on ``obj``: who wrote or submits it, and who asked for it unless that
    would leave nobody."""
    hands = {*obj.writers, *submitters}
    asked = hands | obj.askers()
    return asked if asked == hands or obj.others_decide(but=asked) else hands


def _decided(
    move: Move, obj: Decidable, by: AbstractBaseUser, changes: trail.Changes
) -> dict[str, object]:
    """The columns about frozen content and its hands that the move writes."""
    if move.freezes:
        snapshot = freeze(obj, by=by)
        changes["snapshot"] = [None, f"v{snapshot.number} {snapshot.sha256[:12]}"]
        # The version rises: a page of an earlier submission decides on nothing.
        kept: dict[str, object] = {"content_sha256": snapshot.sha256, "version": F("version") + 1}
        if move.at_once:
            return kept | {"approved_snapshot": snapshot, "writers": []}
        hands = sorted(_hands(obj, by.pk))
        obj.forget_decisions()
        return kept | {"submitted_snapshot": snapshot, "submitted_hands": hands}
    if move.approves:
        submitted = obj.submitted_snapshot
        if submitted is None or submitted.sha256 != obj.content_sha256:
            raise ContentChanged(
                _(
                    "Isi atau buktinya berubah sejak diajukan, jadi yang Anda lihat bukan yang "
                    "akan disetujui. Kembalikan dengan alasan ini agar diajukan lagi."
                ),
                verb=move.verb,
                target=obj,
                phrase=move.phrase,
            )
        return {"approved_snapshot": submitted, "writers": []}
    return {}


def _guarded(move: Move, obj: S, by: AbstractBaseUser, version: int | None) -> models.QuerySet[S]:
    """The row, if it may make ``move`` still: in the status and version seen, by another hand."""
    rows: models.QuerySet[S] = type(obj)._base_manager.filter(pk=obj.pk, status__in=move.sources)
    for column in move.not_by:
        is_array = isinstance(obj._meta.get_field(column), ArrayField)
        wrong = {f"{column}__contains": [by.pk]} if is_array else {f"{column}_id": by.pk}
        rows = rows.exclude(**wrong)
    if move.only_by:
        rows = rows.filter(**{f"{move.only_by}_id": by.pk})
    return rows if version is None else rows.filter(version=version)
