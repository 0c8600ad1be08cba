"""Taking people out of their acts (ADR 112), correcting what lists say of others (ADR 118)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypedDict, Unpack

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused, SameHand
from reformasi.audit.sealing import pseudonym
from reformasi.organisation.models import NOBODY, User
from reformasi.workflow.models import Decidable, Versioned
from reformasi.workflow.versions import freeze_correction, lock, locked

from .models import Correction, CorrectionKind, Separation
from .outsiders import Named

ASKED = gettext_noop("meminta pemisahan data pribadi")
DONE = gettext_noop("memisahkan data pribadi")
TAKEN_BACK = gettext_noop("membatalkan pemisahan data pribadi")
CORRECTED = gettext_noop("mengoreksi data pribadi pada")
NAME_REMOVED = gettext_noop("menghapus nama dari")
TOOK = gettext_noop("mengunduh data pribadi orang luar dari")


class StillServing(Refused):
    """Whoever holds a role is not separated from what they do."""


class AlreadyAsked(Refused):
    """Somebody was first, so what was typed would be kept nowhere."""


def _require_gone(person: User) -> None:
    """Raises StillServing while the person holds a role, today or from a later day.

    Nobody appoints them meanwhile.
    """
    lock(person)
    if person.is_superuser or person.memberships.not_ended(timezone.localdate()).exists():
        raise StillServing(
            _("Orang ini masih memegang peran. Akhiri dahulu semua penugasannya."),
            verb="separate",
            target=person,
            phrase=DONE,
        )


@transaction.atomic
def request_separation(*, person: User, reason: str, by: User) -> Separation:
    """Ask for it; nothing is separated before another administrator does it.

    Raises:
        StillServing: the person holds a role.
        AlreadyAsked: somebody has asked for it before.
    """
    _require_gone(person)
    if Separation.objects.filter(person=person).exists():
        raise AlreadyAsked(
            _("Pemisahan orang ini sudah diminta atau sudah dilaksanakan. Lihat daftarnya."),
            verb="request_separation",
            target=person,
            phrase=ASKED,
        )
    separation = Separation.objects.create(person=person, reason=reason, requested_by=by)
    trail.record("request_separation", person, by=by, phrase=ASKED, note=reason)
    return separation


@transaction.atomic
def withdraw_separation(*, separation: Separation, by: User) -> None:
    """Take a request back that nobody has carried out.

    Raises:
        MoveNotAllowed: somebody was first.
    """
    row = _waiting(separation, verb="withdraw_separation", phrase=TAKEN_BACK)
    trail.record("withdraw_separation", row.person, by=by, phrase=TAKEN_BACK)
    row.delete()


def _waiting(separation: Separation, *, verb: str, phrase: str) -> Separation:
    """The request as it is now, locked; raises MoveNotAllowed where it waits no more."""
    row = locked(Separation).filter(pk=separation.pk, done_at__isnull=True).first()
    if row is None:
        raise MoveNotAllowed(
            _("Permintaan ini sudah dilaksanakan atau dibatalkan orang lain. Lihat daftarnya."),
            verb=verb,
            target=separation.person,
            phrase=phrase,
        )
    return row


@transaction.atomic
def separate(*, separation: Separation, by: User) -> None:
    """Throw the key away: names and addresses in trail and row history are read by nobody again.

    What they did stays, by "Orang terhapus #12". It cannot be undone.

    Raises:
        MoveNotAllowed: somebody was first.
        SameHand: whoever asked for it does not do it.
        StillServing: the person holds a role.
    """
    row = _waiting(separation, verb="separate", phrase=DONE)
    person = row.person
    if row.requested_by_id == by.pk or person.pk == by.pk:
        reason = _("Yang meminta pemisahan tidak melaksanakannya sendiri: minta yang lain.")
        raise SameHand(reason, verb="separate", target=person, phrase=DONE)
    _require_gone(person)
    row.done_by, row.done_at = by, timezone.now()
    row.save(update_fields=["done_by", "done_at"])
    trail.record("separate", person, by=by, phrase=DONE, note=row.reason)
    _close_account(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_separate_person(%s)", [person.pk])


def _close_account(person: User) -> None:
    """An account without a name, by which nobody logs in; what points to it stays."""
    sessions = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    for rows in (sessions, Authenticator.objects.filter(user=person)):
        rows.delete()
    EmailAddress.objects.filter(user=person).delete()
    person.name = f"Orang terhapus {pseudonym(str(person.pk))}"
    person.nip = f"{person.pk:018d}"
    person.email = f"terhapus-{person.pk}@{NOBODY}"
    person.is_active = False
    person.set_unusable_password()
    person.save()


class CorrectionFields(TypedDict):
    """Who asked for it, when, where that is kept, by what proof, and what is wrong."""

    asked_by: str
    asked_on: date
    reference: str
    proof: str
    reason: str


@transaction.atomic
def correct_outsiders(
    *,
    rows: Sequence[Named],
    kind: str,
    values: Mapping[str, object],
    by: User,
    **fields: Unpack[CorrectionFields],
) -> list[Correction]:
    """Write ``values`` (of name, nip, institution, office, signed) into rows about one outsider, or
    take the name out of them; what has been submitted or approved too, which then says so.

    A row that says so already is left alone.
    """
    made = []
    for each in sorted(rows, key=lambda each: each.key):
        lock(each.owner)
        row = lock(each.row)
        current = Named(each.outsiders, row)
        is_removal = kind == CorrectionKind.ANONYMISE
        changes = each.outsiders.changes(row, current.nameless if is_removal else values)
        if changes:
            correction = Correction.objects.create(
                kind=kind,
                unit=each.outsiders.unit_of(row),
                target=each.outsiders.label,
                target_id=str(row.pk),
                columns=sorted(changes),
                made_by=by,
                **fields,
            )
            made.append(correction)
            _correct(current, correction, changes)
    return made


def _correct(each: Named, correction: Correction, changes: Mapping[str, object]) -> None:
    """Write one row, freeze anew what vouched for it, and say so on the trail, without the name."""
    by, owner, labels = correction.made_by, each.owner, each.labels
    with pghistory.context(verb="correct", actor=str(by.pk)):
        type(each.row)._base_manager.filter(pk=each.row.pk).update(**changes)
        with translation.override(settings.LANGUAGE_CODE):
            request = _("%(reference)s tanggal %(day)s") % {
                "reference": correction.reference,
                "day": date_format(correction.asked_on, "j F Y"),
            }
        for item in each.outsiders.frozen_with(owner):
            freeze_correction(item, by=by, request=request)
        if not isinstance(owner, Decidable):
            type(owner)._base_manager.filter(pk=owner.pk).update(version=F("version") + 1)
    is_removal = correction.kind == CorrectionKind.ANONYMISE
    phrase = NAME_REMOVED if is_removal else CORRECTED
    trail.record("correct", owner, by=by, phrase=phrase, note=f"{each.kind}: {request}")
    if is_removal:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT audit_forget_outsider(%s, %s, %s, %s)",
                [correction.pk, owner._meta.label_lower, str(owner.pk), labels],
            )


def record_export(rows: Iterable[Named], by: User) -> None:
    """That the data of an outsider were taken out, to be given to them: once for each list."""
    owners: dict[tuple[str, object], Versioned] = {}
    for each in rows:
        owners[each.owner._meta.label, each.owner.pk] = each.owner
    for owner in owners.values():
        trail.record("export", owner, by=by, phrase=TOOK)
