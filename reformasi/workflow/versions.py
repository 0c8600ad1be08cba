"""Edits that notice each other, and the hash of the live content that each edit keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused, StaleForm
from reformasi.audit.sealing import pseudonym

from .frozen import Content, as_before, digest, plain
from .models import Decidable, Snapshot, Stateful, Versioned

M = TypeVar("M", bound=models.Model)


class ContentChanged(Refused):
    """The content has changed since it was submitted, so nobody has looked at it."""


def locked(model: type[M]) -> models.QuerySet[M]:
    """Rows that are locked until the transaction ends; foreign keys to them may still be written.

    FOR NO KEY UPDATE: a foreign key to a row takes a lock on its key. With a full lock, two
    transactions that attach the same evidence to two rows would wait for each other.
    """
    rows: models.QuerySet[M] = model._base_manager.select_for_update(no_key=True)
    return rows


def lock(obj: M) -> M:
    """``obj`` read anew, and locked until the transaction ends: what is checked stays true."""
    return locked(type(obj)).get(pk=obj.pk)


def freeze(obj: Decidable, *, by: AbstractBaseUser, correction: str = "") -> Snapshot:
    """Keep the content of ``obj`` as its next numbered snapshot."""
    content = obj.frozen.content(obj)
    numbers = Snapshot.objects.about(obj).aggregate(last=Max("number"))
    return Snapshot.objects.create(
        target=obj._meta.label_lower,
        target_id=str(obj.pk),
        number=(numbers["last"] or 0) + 1,
        content=content,
        sha256=digest(content),
        correction=correction,
        frozen_by_label=pseudonym(str(by.pk)),
    )


@transaction.atomic(savepoint=False)  # an autosave has few statements to spare
def keep_content(
    obj: Decidable,
    *,
    by: AbstractBaseUser | None,
    wrote: bool = True,
    content: Content | None = None,
) -> None:
    """Keep the hash of the live content of ``obj`` after an edit of it, its evidence or its parts.

    Whoever changes it is one of its writers, unless ``wrote`` says that they only set what is
    asked of the others; the operator, ``by=None``, is none. ``content`` is that of ``obj``, where
    it was locked and read before.
    """
    current = obj if content is not None else lock(obj)
    sha256 = _digest_of(current, content)
    writers = sorted({*current.writers, by.pk}) if wrote and by else current.writers
    if sha256 != current.content_sha256:
        rows = type(obj)._base_manager.filter(pk=obj.pk)
        rows.update(content_sha256=sha256, writers=writers)
        obj.content_sha256, obj.writers = sha256, writers


def _digest_of(obj: Decidable, content: Content | None) -> str:
    """The SHA-256 of the live content: that of what is vouched for, where nothing of it differs."""
    content = obj.frozen.content(obj) if content is None else content
    sha256 = digest(content)
    vouched = [obj.approved_snapshot, obj.submitted_snapshot]
    for snapshot in reversed(vouched) if obj.is_submitted else vouched:
        if snapshot and sha256 == snapshot.sha256:
            return sha256
        if snapshot and digest(as_before(plain(content), snapshot.content)) == snapshot.sha256:
            return snapshot.sha256
    return sha256


@transaction.atomic
def freeze_correction(obj: Decidable, *, by: AbstractBaseUser, request: str) -> None:
    """Freeze ``obj`` anew after a correction that the law asks for (ADR 118).

    Whatever vouched for the content as it stood until now vouches for the corrected one, and says
    by which ``request``; what had changed before stays stale. Whoever corrects what waits or is
    written does not decide on it.
    """
    current = lock(obj)
    before = current.content_sha256
    keep_content(current, by=by, wrote=not current.is_approved)
    rows: models.QuerySet[Decidable] = type(obj)._base_manager.filter(pk=obj.pk)
    values: dict[str, object] = {"version": F("version") + 1}
    if current.is_submitted:
        values["submitted_hands"] = sorted({*current.submitted_hands, by.pk})
    vouching = [
        name
        for name in ("submitted_snapshot", "approved_snapshot")
        if getattr(current, f"{name}_id") and getattr(current, name).sha256 == before
    ]
    if vouching and current.content_sha256 != before:
        values |= dict.fromkeys(vouching, freeze(current, by=by, correction=request))
    rows.update(**values)


@transaction.atomic
def edit(
    obj: Versioned,
    values: Mapping[str, object],
    *,
    by: AbstractBaseUser,
    version: int,
    sources: Collection[str] = (),
    verb: str = "change",
    phrase: str = "",
    on_trail: bool = True,
) -> None:
    """Write ``values`` into ``obj`` if nobody edited it since ``version``.

    ``sources`` are the statuses in which it may be edited; empty means any. An autosave is not
    an act: with ``on_trail=False`` only the row history remembers it.

    Raises:
        MoveNotAllowed: it is no longer in one of ``sources``.
        StaleForm: another edit came first.
    """
    changes = trail.changes_of(obj, values)
    rows: models.QuerySet[Versioned] = type(obj)._base_manager.filter(pk=obj.pk)
    in_time = {"status__in": sources} if sources else {}
    if not rows.filter(**in_time).exists():
        raise MoveNotAllowed(moved_on(obj), verb=verb, target=obj)
    rows = rows.filter(version=version, **in_time)
    with pghistory.context(verb=verb, actor=str(by.pk)):
        if not rows.update(**values, version=F("version") + 1):
            raise _stale(obj, verb)
        if isinstance(obj, Decidable):
            keep_content(obj, by=by, wrote=obj.frozen.is_written(changes))
    obj.refresh_from_db()
    if changes and on_trail:
        trail.record(verb, obj, by=by, phrase=phrase, changes=changes)


def require_current(obj: Versioned, version: int, *, verb: str = "change") -> None:
    """Raise StaleForm if ``obj`` was edited since ``version``: asked before a form is checked, for
    the keys of its rows may be those of the version before."""
    if not type(obj)._base_manager.filter(pk=obj.pk, version=version).exists():
        raise _stale(obj, verb)


def _stale(obj: Versioned, verb: str) -> StaleForm:
    return StaleForm(
        _(
            "Isi ini sudah diubah orang lain sejak Anda membukanya. Bandingkan isian Anda dengan "
            "versi terbaru, lalu simpan lagi."
        ),
        verb=verb,
        target=obj,
    )


def moved_on(obj: models.Model) -> str:
    """What to say when the status is no longer the one that a person saw."""
    current = type(obj)._base_manager.filter(pk=obj.pk).first()
    status = current.get_status_display() if isinstance(current, Stateful) else _("terhapus")
    return _(
        "Keadaannya sudah berubah: sekarang “%(status)s”. Muat ulang halamannya dan lihat "
        "riwayatnya sebelum memutuskan lagi."
    ) % {"status": status}
