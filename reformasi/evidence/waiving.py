"""The writes to waivers: the unit says why a line is empty, whoever decides lets it be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused, SameHand
from reformasi.organisation.models import User
from reformasi.workflow.making import is_same_hand
from reformasi.workflow.versions import keep_content, lock, moved_on

from .actions import require_open
from .lines import LineOwner, Requirement

PROPOSED = gettext_noop("mengusulkan pengecualian dokumen pada")
WITHDRAWN = gettext_noop("menarik usul pengecualian dokumen pada")
WAIVED = gettext_noop("mengecualikan dokumen pada")


class NoReason(Refused):
    """A document is not left out without a reason."""


class ReasonChanged(Refused):
    """The unit gives another reason now than the one that was read."""


@transaction.atomic
def propose_waiver(*, owner: LineOwner, requirement: Requirement, reason: str, by: User) -> None:
    """Say why there is no such document; a new reason has to be let anew. "" takes it back.

    Raises:
        EvidenceClosed: its evidence does not change now.
    """
    require_open(owner, "attach", by)
    rows = owner.waivers.filter(requirement=requirement.key)
    old = rows.first()
    rows.delete()
    if reason:
        owner.waivers.create(
            requirement=requirement.key,
            reason=reason,
            proposed_by=by,
            proposed_at=timezone.now(),
        )
    elif old is None:
        return
    keep_content(owner, by=by)
    note = f"{requirement.label}: {reason or (old.reason if old else '')}"
    phrase = PROPOSED if reason else WITHDRAWN
    trail.record("propose", owner, by=by, phrase=phrase, note=note)


@transaction.atomic
def waive(
    *, owner: LineOwner, requirement: Requirement, reason: str, by: User, own: str = ""
) -> None:
    """Let a line of what waits for a decision be empty.

    ``reason`` is that of the unit, as ``by`` read it; where the unit gives none, that of ``by``.
    ``own`` is what ``by`` says beside that of the unit.

    Raises:
        MoveNotAllowed: it does not wait for a decision.
        SameHand: ``by`` wrote or submitted it.
        NoReason: neither the unit nor ``by`` gives one.
        ReasonChanged: that of the unit is another one by now.
    """
    lock(owner)
    owner.refresh_from_db()
    if not owner.is_submitted:
        raise MoveNotAllowed(moved_on(owner), verb="waive", target=owner, phrase=WAIVED)
    if is_same_hand(owner.decisions.approve, owner, by):
        raise SameHand(
            _("Anda menulis atau mengajukannya, jadi pengecualiannya diputuskan orang lain."),
            verb="waive",
            target=owner,
            phrase=WAIVED,
        )
    waiver = owner.waivers.filter(requirement=requirement.key).first()
    if waiver and reason and reason != waiver.reason:
        message = _(
            "Alasan dari unit sekarang: “%(reason)s”. Itu bukan yang Anda baca; muat ulang "
            "halamannya, lalu putuskan lagi."
        )
        raise ReasonChanged(
            message % {"reason": waiver.reason}, verb="waive", target=owner, phrase=WAIVED
        )
    reason = reason or (waiver.reason if waiver else "")
    if not reason:
        raise NoReason(
            _("Tulis mengapa dokumen itu boleh tidak ada."),
            verb="waive",
            target=owner,
            phrase=WAIVED,
        )
    hands = {"waived_by": by, "waived_at": timezone.now(), "waive_reason": own}
    if waiver:
        owner.waivers.filter(pk=waiver.pk).update(**hands)
    else:
        owner.waivers.create(requirement=requirement.key, reason=reason, **hands)
    note = f"{requirement.label}: {own or reason}"
    trail.record("waive", owner, by=by, phrase=WAIVED, note=note)
