"""The one way by which a status changes: guard inside the UPDATE, stamp, snapshot, trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, SameHand, StaleForm

from .models import Approvable, Snapshot, Versioned, digest

Text = str | Promise


class Actor(Protocol):
    """A user who can be asked for a permission on an object."""

    pk: Any

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


@dataclass(frozen=True)
class Move:
    """One arrow of a workflow, as data: buttons, mails, docs and tests come from it."""

    verb: str
    label: Text  # on the button: "Ajukan"
    said: str  # in the trail: "mengajukan"
    sources: Collection[str]
    target: str
    stamp: str = ""  # "submitted" fills submitted_at and submitted_by
    needs_note: bool = False
    note_label: Text = ""
    note_field: str = ""  # the column that keeps the note, e.g. return_reason
    not_by: Collection[str] = ()  # columns with people who may not make this move
    freezes: bool = False  # submitting freezes a snapshot ...
    approves: bool = False  # ... and approving points to it
    style: str = "primary"

    def permission_for(self, obj: models.Model | type[models.Model]) -> str:
        return f"{obj._meta.app_label}.{self.verb}_{obj._meta.model_name}"


def is_same_hand(move: Move, obj: models.Model, user: Any) -> bool:
    """Whether separation of duties forbids ``user`` this move on ``obj``."""
    return any(getattr(obj, f"{name}_id") == user.pk for name in move.not_by)


def open_to(user: Actor, obj: Any, moves: Iterable[Move]) -> list[Move]:
    """The moves ``user`` could make now: one button each."""
    return [
        move
        for move in moves
        if obj.status in move.sources
        and user.has_perm(move.permission_for(obj), obj)
        and not is_same_hand(move, obj, user)
    ]


@dataclass(frozen=True)
class OpenMove:
    """A move with the address that makes it: what ``<c-moves>`` draws as a button."""

    move: Move
    url: str


def offered(user: Actor, obj: Any, moves: Iterable[Move], url_name: str) -> list[OpenMove]:
    """The buttons for ``user`` on ``obj``; ``url_name`` takes the key and the verb."""
    return [
        OpenMove(move, reverse(url_name, args=[obj.pk, move.verb]))
        for move in open_to(user, obj, moves)
    ]


def freeze(obj: Approvable, *, by: AbstractBaseUser) -> Snapshot:
    """Keep the content of ``obj`` as its next numbered snapshot."""
    content = obj.snapshot()
    known = Snapshot.objects.about(obj)
    return Snapshot.objects.create(
        target=obj._meta.label_lower,
        target_id=str(obj.pk),
        number=(known.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        sha256=digest(content),
        frozen_by_label=str(by)[:200],
    )


def lock(obj: models.Model) -> Any:
    """The row as it is now, held until the transaction ends: what is checked stays true."""
    return type(obj)._base_manager.select_for_update().get(pk=obj.pk)


@transaction.atomic
def make(
    move: Move, obj: Any, *, by: AbstractBaseUser, note: str = "", version: int | None = None
) -> None:
    """Make ``move``. The condition is in the UPDATE, so a second click loses the race.

    ``version`` is what the person saw; when given, a later edit refuses the move.

    Raises:
        SameHand: ``by`` wrote or submitted it.
        MoveNotAllowed: the status (or version) is no longer the one the person saw.
        ValueError: the move needs a note and there is none (forms check before).
    """
    note = note.strip()
    if move.needs_note and not note:
        raise ValueError(f"{move.verb} needs a note")
    if is_same_hand(move, obj, by):
        raise SameHand(
            _("Anda sendiri yang mengajukan atau menulisnya; keputusan harus dari orang lain."),
            verb=move.verb,
            target=obj,
            said=move.said,
        )
    old = obj.status
    values: dict[str, Any] = {"status": move.target}
    if move.stamp:
        values |= {f"{move.stamp}_at": timezone.now(), f"{move.stamp}_by": by}
    if move.note_field:
        values[move.note_field] = note
    rows = type(obj)._base_manager.filter(pk=obj.pk, status__in=move.sources)
    for name in move.not_by:  # once more in the UPDATE: the row may have changed hands
        rows = rows.exclude(**{f"{name}_id": by.pk})
    if version is not None:
        rows = rows.filter(version=version)
    with pghistory.context(verb=move.verb, actor=str(by.pk)):
        if not rows.update(**values):
            raise MoveNotAllowed(_moved_on(obj), verb=move.verb, target=obj, said=move.said)
        obj.refresh_from_db()
        changes: dict[str, Any] = {"status": [old, obj.status]}
        if move.freezes:
            snapshot = freeze(obj, by=by)
            changes["snapshot"] = [None, f"v{snapshot.number} {snapshot.sha256[:12]}"]
        if move.approves:
            obj.approved_snapshot = Snapshot.objects.about(obj).latest("number")
            obj.save(update_fields=["approved_snapshot"])
    trail.record(move.verb, obj, by=by, said=move.said, changes=changes, note=note)


@transaction.atomic
def edit(
    obj: Versioned,
    values: dict[str, Any],
    *,
    by: AbstractBaseUser,
    version: int,
    sources: Collection[str] = (),
    verb: str = "change",
    said: str = "",
    on_trail: bool = True,
    stamp: str = "",
) -> None:
    """Write ``values`` into ``obj`` if nobody edited it since ``version``.

    ``sources`` are the statuses in which it may be edited; empty means any. An autosave is not
    an act: with ``on_trail=False`` only the row history remembers it. ``stamp="edited"`` writes
    ``by`` into ``edited_by``.

    Raises:
        MoveNotAllowed: it is no longer in one of ``sources``.
        StaleForm: another edit came first.
    """
    changes = {
        name: [_plain(getattr(obj, name)), _plain(value)]
        for name, value in values.items()
        if getattr(obj, name) != value
    }
    rows: Any = type(obj)._base_manager.filter(pk=obj.pk)
    if sources and not rows.filter(status__in=sources).exists():
        raise MoveNotAllowed(_moved_on(obj), verb=verb, target=obj)
    rows = rows.filter(version=version)
    if sources:
        rows = rows.filter(status__in=sources)
    with pghistory.context(verb=verb, actor=str(by.pk)):
        stamps = {f"{stamp}_by": by} if stamp else {}
        if not rows.update(**values, **stamps, version=version + 1):
            raise StaleForm(
                _(
                    "Isi ini sudah diubah orang lain sejak Anda membukanya. Bandingkan isian Anda "
                    "dengan versi terbaru, lalu simpan lagi."
                ),
                verb=verb,
                target=obj,
            )
    obj.refresh_from_db()
    if changes and on_trail:
        trail.record(verb, obj, by=by, said=said, changes=changes)


def _moved_on(obj: Any) -> str:
    current = type(obj)._base_manager.filter(pk=obj.pk).first()
    status = current.get_status_display() if current else _("terhapus")
    return _(
        "Keadaannya sudah berubah: sekarang “%(status)s”. Muat ulang halamannya dan lihat "
        "riwayatnya sebelum memutuskan lagi."
    ) % {"status": status}


def _plain(value: Any) -> Any:
    """A value as the trail shows it: text for rows, itself for the rest."""
    return str(value) if isinstance(value, models.Model) else value
