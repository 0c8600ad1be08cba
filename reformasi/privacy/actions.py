"""Taking a person out of their acts: asked by one administrator, done by another (ADR 112)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import Refused, SameHand
from reformasi.audit.sealing import pseudonym
from reformasi.organisation.models import User
from reformasi.workflow.versions import locked

from .models import Separation

ASKED = gettext_noop("meminta pemisahan data pribadi")
DONE = gettext_noop("memisahkan data pribadi")
TAKEN_BACK = gettext_noop("membatalkan pemisahan data pribadi")


class StillServing(Refused):
    """Whoever holds a role is not separated from what they do."""


def _require_gone(person: User) -> None:
    """Raises StillServing while the person holds a role, today or from a later day."""
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

    Asked a second time, the first request stands.

    Raises:
        StillServing: the person holds a role.
    """
    _require_gone(person)
    separation, is_new = Separation.objects.get_or_create(
        person=person, defaults={"reason": reason, "requested_by": by}
    )
    if is_new:
        trail.record("request_separation", person, by=by, phrase=ASKED, note=reason)
    return separation


@transaction.atomic
def withdraw_separation(*, separation: Separation, by: User) -> None:
    """Take a request back that nobody has carried out."""
    row = locked(Separation).filter(pk=separation.pk, done_at__isnull=True).first()
    if row is not None:
        trail.record("withdraw_separation", row.person, by=by, phrase=TAKEN_BACK)
        row.delete()


@transaction.atomic
def separate(*, separation: Separation, by: User) -> None:
    """Throw the key away: names and addresses in trail and row history are read by nobody again.

    What they did stays, by "Orang terhapus #12". It cannot be undone.

    Raises:
        SameHand: whoever asked for it does not do it.
        StillServing: the person holds a role.
    """
    row = locked(Separation).get(pk=separation.pk)
    if row.done_at is not None:
        return
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
    person.email = f"terhapus-{person.pk}@invalid.invalid"
    person.is_active = False
    person.set_unusable_password()
    person.save()
