"""Every write to units, people and memberships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Unpack

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.history import label
from reformasi.audit.refusals import Refused, SameHand
from reformasi.workflow.versions import edit, lock, locked

from .columns import Appointment, Correction, NewPerson, PersonChanges, PersonFields, UnitFields
from .models import Membership, Unit, User
from .qualifiers import names_below, qualify
from .roles import TPI, Kind
from .signals import email_changed


class NotAllowedHere(Refused):
    """The change would break a rule of the organisation."""


class UnitClosed(NotAllowedHere):
    """The unit does not stand on the day in question."""


def require_valid(unit: Unit, first: date, last: date | None, *, verb: str) -> None:
    """Refuse what would happen in ``unit`` on days on which it does not stand.

    Without ``last`` it would go on for ever.

    Raises:
        UnitClosed: it is closed before ``last``, or begins after ``first``.
    """
    if message := unit.invalid_message(first, last):
        raise UnitClosed(message, verb=verb, target=unit)


def last_day(valid_from: date | None, valid_to: date | None) -> date:
    """The last day on which something stands, as far as can be told now."""
    today = timezone.localdate()
    return valid_to or max(valid_from or today, today)


@transaction.atomic
def create_unit(*, parent: Unit | None, by: User | None, **fields: Unpack[UnitFields]) -> Unit:
    """Add a unit below ``parent``, or a root."""
    rows = Unit.objects
    _one_at_a_time()
    if parent is not None:
        ends = fields.get("valid_to")
        require_valid(parent, last_day(fields.get("valid_from"), ends), ends, verb="create")
    unit: Unit = rows.add_child(parent, fields) if parent else rows.add_root(fields)
    qualify([unit.name, unit.short_name])
    unit.refresh_from_db()
    trail.record("create", unit, by=by)
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, by: User, version: int | None = None, **fields: Unpack[UnitFields]
) -> Unit:
    """Rename a unit or change its validity; old names stay in its history.

    ``version`` is that of the form; without one, ``unit`` was read just now.

    Raises:
        NotAllowedHere: the unit would end before those below it, or after the one above.
        StaleForm: another change came first.
    """
    before = {unit.name, unit.short_name}
    _one_at_a_time()
    if (ends := fields.get("valid_to", unit.valid_to)) != unit.valid_to and (
        message := validity_message(unit, ends)
    ):
        raise NotAllowedHere(message, verb="change", target=unit)
    edit(unit, fields, by=by, version=unit.version if version is None else version)
    if before != {unit.name, unit.short_name}:
        qualify(before | names_below(unit))
        unit.refresh_from_db()
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: User) -> Unit:
    """Hang ``unit`` and all below it under ``parent``; their paths are rewritten together."""
    _one_at_a_time()
    unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    require_valid(parent, timezone.localdate(), unit.valid_to, verb="move")
    if parent.path.startswith(unit.path):
        raise NotAllowedHere(
            _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih induk yang lain."),
            verb="move",
            target=unit,
        )
    old = Unit.objects.get_parent(unit)
    Unit.objects.move(unit, parent, pos="last-child")
    qualify(names_below(Unit.objects.get(pk=unit.pk)))
    moved: Unit = Unit.objects.get(pk=unit.pk)
    changes = {"induk": [str(old or "–"), str(parent)]}
    trail.record("move", moved, by=by, changes=changes)
    return moved


def _one_at_a_time() -> None:
    """Paths are worked out from those that exist: two changes of the tree wait for each other."""
    list(locked(Unit).filter(depth=1).values_list("pk"))


def validity_message(unit: Unit, ends: date | None) -> str:
    """Why ``unit`` cannot stand until ``ends`` (None: without an end); "" if it can."""
    parent = Unit.objects.get_parent(unit)
    if parent and (message := parent.invalid_message(last_day(unit.valid_from, ends), ends)):
        return message
    if ends is None:
        return ""
    left = Unit.objects.below(unit).exclude(pk=unit.pk).valid_on(ends + timedelta(days=1))
    if not (names := [str(below) for below in left[:4]]):
        return ""
    return _(
        "Masih ada unit di bawahnya yang berlaku sesudah tanggal itu: %(names)s. Pindahkan atau "
        "tutup dahulu."
    ) % {"names": ", ".join(names)}


@transaction.atomic
def close_unit(
    *,
    unit: Unit,
    valid_to: date,
    by: User,
    reason: str,
    merged_into: Unit | None = None,
    version: int | None = None,
) -> Unit:
    """Let a unit end on ``valid_to``, perhaps merged into another; nothing of it is deleted.

    ``version`` is that of the form; without one, ``unit`` was read just now.

    Raises:
        NotAllowedHere: units below it live longer, or it is to be merged into its own subtree or
            into a unit that is closed itself.
        StaleForm: another change came first.
    """
    _one_at_a_time()
    if merged_into is not None and merged_into.path.startswith(unit.path):
        raise NotAllowedHere(
            _("Unit tidak dapat dilebur ke dirinya sendiri atau ke unit di bawahnya."),
            verb="close",
            target=unit,
        )
    if merged_into is not None:
        day_after = valid_to + timedelta(days=1)
        require_valid(merged_into, day_after, day_after, verb="close")
    if message := validity_message(unit, valid_to):
        raise NotAllowedHere(message, verb="close", target=unit)
    values = {"valid_to": valid_to, "merged_into": merged_into}
    changes = trail.changes_of(unit, values)
    version = unit.version if version is None else version
    edit(unit, values, by=by, version=version, verb="close", on_trail=False)
    trail.record("close", unit, by=by, changes=changes, note=reason)
    return unit


@transaction.atomic
def create_person(
    *,
    by: User | None,
    nip: str,
    password: str | None = None,
    is_demo: bool = False,
    **fields: Unpack[PersonFields],
) -> User:
    """Add a person; without a password they set one through "lupa kata sandi"."""
    person: User = User.objects.create_user(nip, password, is_demo=is_demo, **fields)
    trail.record("create", person, by=by)
    return person


@transaction.atomic
def create_person_with_role(*, by: User, person: NewPerson, role: Appointment) -> User:
    """Add a person together with their first role, so that somebody can reach them."""
    added = create_person(by=by, **person)
    appoint(user=added, by=by, **role)
    return added


@transaction.atomic
def change_person(
    *, person: User, by: User, version: int | None = None, **fields: Unpack[PersonChanges]
) -> User:
    """Write new values; the trail names the columns only, as their values are personal data.

    ``version`` is that of the form; without one, ``person`` was read just now.

    Raises:
        StaleForm: another change came first.
    """
    _refuse_separated(person, "change")
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    email = person.email
    version = person.version if version is None else version
    edit(person, fields, by=by, version=version, on_trail=False)
    if changed:
        with translation.override(settings.LANGUAGE_CODE):  # as all that the trail keeps
            names = ", ".join(label(person, name) for name in changed)
        trail.record("change", person, by=by, note=names)
    if person.email.lower() != email.lower():
        email_changed.send(User, person=person, before=email, after=person.email)
    return person


def _refuse_separated(person: User, verb: str) -> None:
    if person.is_separated:
        raise NotAllowedHere(
            _("Data pribadi orang ini sudah dipisahkan. Daftarkan ia sebagai orang baru."),
            verb=verb,
            target=person,
        )


@transaction.atomic
def appoint(
    *,
    user: User,
    unit: Unit,
    role: str,
    valid_from: date,
    by: User | None,
    kind: str = Kind.DEFINITIF,
    valid_to: date | None = None,
    decree: str = "",
) -> Membership:
    """Give ``user`` a role in ``unit``.

    Raises:
        SameHand: people do not give roles to themselves.
        NotAllowedHere: the person holds that role there already; or a TPI role in a unit where
            the person holds another role, or the reverse; or the unit does not stand then.
    """
    current = lock(user)  # two appointments at once would not see each other
    _refuse_separated(current, "appoint")
    refuse_own_hand(user=user, unit=unit, by=by)
    require_valid(unit, valid_from, valid_to, verb="appoint")
    refuse_clash(user=user, unit=unit, role=role, first=valid_from, last=valid_to)
    membership = Membership.objects.create(
        user=user,
        unit=unit,
        role=role,
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        decree=decree,
    )
    if current.never_served:
        User.objects.filter(pk=user.pk).update(never_served=False)
    user.forget_memberships()
    trail.record("appoint", membership, by=by)
    return membership


def refuse_own_hand(*, user: User, unit: Unit, by: User | None) -> None:
    """Raise SameHand where ``by`` would give a role to themselves; superusers may."""
    if by is not None and by.pk == user.pk and not by.is_superuser:
        raise SameHand(
            _("Tidak seorang pun memberi peran kepada dirinya sendiri. Minta administrator lain."),
            verb="appoint",
            target=unit,
        )


def refuse_clash(
    *,
    user: User,
    unit: Unit,
    role: str,
    first: date,
    last: date | None,
    itself: Membership | None = None,
) -> None:
    """One role once at a time, and nobody in TPI assesses a unit in which they hold another role
    (90/2021 h. 38-44). ``itself``: the membership, when it is its days that change."""
    meanwhile = Membership.objects.filter(user=user).overlapping(first, last)
    if itself is not None:
        meanwhile = meanwhile.exclude(pk=itself.pk)
    near = meanwhile.sharing_reach_with(unit)
    mixed = near.exclude(role__in=TPI) if role in TPI else near.filter(role__in=TPI)
    if other := mixed.select_related("unit").first():
        raise NotAllowedHere(
            _("%(user)s sudah memegang peran lain di %(unit)s; anggota TPI tidak boleh merangkap.")
            % {"user": user, "unit": other.unit},
            verb="appoint",
            target=unit,
        )
    if meanwhile.filter(unit=unit, role=role).exists():
        raise NotAllowedHere(
            _(
                "%(user)s sudah memegang peran ini di %(unit)s pada masa itu. Akhiri penugasan "
                "yang lama, atau pilih tanggal mulai sesudahnya."
            )
            % {"user": user, "unit": unit},
            verb="appoint",
            target=unit,
        )


@transaction.atomic
def change_membership(
    *, membership: Membership, by: User | None, **fields: Unpack[Correction]
) -> Membership:
    """Correct kind, end or decree of a membership.

    Raises:
        SameHand, NotAllowedHere: as in ``appoint``, for a later end gives the role anew.
    """
    _lock_days(membership)
    refuse_own_hand(user=membership.user, unit=membership.unit, by=by)
    ends = fields.get("valid_to", membership.valid_to)
    if ends != membership.valid_to:
        require_valid(membership.unit, membership.valid_from, ends, verb="change")
    refuse_clash(
        user=membership.user,
        unit=membership.unit,
        role=membership.role,
        first=membership.valid_from,
        last=ends,
        itself=membership,
    )
    changes = trail.changes_of(membership, fields)
    for name, value in fields.items():
        setattr(membership, name, value)
    membership.save(update_fields=list(fields))
    membership.user.forget_memberships()
    if changes:
        trail.record("change", membership, by=by, changes=changes)
    return membership


def _lock_days(membership: Membership) -> None:
    """Its days as they are now; nobody else changes what this person may do meanwhile."""
    lock(membership.user)
    membership.refresh_from_db(fields=["kind", "valid_to", "decree"])


@transaction.atomic
def end_membership(*, membership: Membership, valid_to: date, by: User) -> Membership:
    """Let a role end; the row stays, so that the trail keeps its meaning.

    Raises:
        NotAllowedHere: it ends sooner already; who is to serve longer is appointed anew.
    """
    _lock_days(membership)
    if membership.has_ended(valid_to):
        raise NotAllowedHere(
            _(
                "Penugasan ini sudah berakhir sebelum tanggal itu. Bila perlu diperpanjang, buat "
                "penugasan baru."
            ),
            verb="end",
            target=membership,
        )
    changes = trail.changes_of(membership, {"valid_to": valid_to})
    membership.valid_to = valid_to
    membership.save(update_fields=["valid_to"])
    membership.user.forget_memberships()
    trail.record("end", membership, by=by, changes=changes)
    return membership
