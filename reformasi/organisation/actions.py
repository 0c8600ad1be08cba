"""Every write to units, people, memberships, periods and grants."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _

from reformasi.audit import trail
from reformasi.audit.refusals import Refused

from . import scope
from .models import Grant, Membership, Period, Unit, User
from .roles import TPI, Kind


class NotAllowedHere(Refused):
    """The change would break a rule of the organisation."""


class WindowClosed(Refused):
    """The window of this stage is not open now."""


@transaction.atomic
def create_unit(*, parent: Unit | None, by: User | None, **fields: Any) -> Unit:
    """Add a unit below ``parent``, or a root."""
    rows = Unit.objects
    unit: Unit = rows.add_child(parent, fields) if parent else rows.add_root(fields)
    trail.record("create", unit, by=by)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, by: User, **fields: Any) -> Unit:
    """Rename a unit or change its validity; old names stay in its history."""
    changes = {
        name: [str(getattr(unit, name) or ""), str(value or "")]
        for name, value in fields.items()
        if getattr(unit, name) != value
    }
    for name, value in fields.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(fields))
    if changes:
        trail.record("change", unit, by=by, changes=changes)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: User) -> Unit:
    """Hang ``unit`` and all below it under ``parent``; their paths are rewritten together."""
    unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    if parent.path.startswith(unit.path):
        raise NotAllowedHere(
            _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih induk yang lain."),
            verb="move",
            target=unit,
        )
    old = unit.get_parent()
    Unit.objects.move(unit, parent, pos="last-child")
    moved: Unit = Unit.objects.get(pk=unit.pk)
    changes = {"induk": [str(old or "–"), str(parent)]}
    trail.record("move", moved, by=by, said=_("memindahkan"), changes=changes)
    return moved


@transaction.atomic
def create_person(*, by: User | None, password: str | None = None, **fields: Any) -> User:
    """Add a person; without a password they set one through "lupa kata sandi"."""
    person: User = User.objects.create_user(password=password, **fields)
    trail.record("create", person, by=by)
    return person


@transaction.atomic
def change_person(*, person: User, by: User, **fields: Any) -> User:
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    if changed:
        trail.record("change", person, by=by, note=", ".join(changed))
    return person


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
        NotAllowedHere: a TPI role in a unit where the person holds another role, or the reverse.
    """
    refuse_mixed_hands(user=user, unit=unit, role=role)
    membership = Membership.objects.create(
        user=user,
        unit=unit,
        role=role,
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        decree=decree,
    )
    scope.forget(user)
    trail.record("create", membership, by=by, said=_("menugaskan"))
    return membership


def refuse_mixed_hands(*, user: User, unit: Unit, role: str) -> None:
    """Nobody in TPI assesses a unit in which they hold another role (90/2021 h. 38-44)."""
    held = Membership.objects.filter(user=user, unit=unit, valid_to__isnull=True)
    mixed = held.exclude(role__in=TPI) if role in TPI else held.filter(role__in=TPI)
    if mixed.exists():
        raise NotAllowedHere(
            _("%(user)s sudah memegang peran lain di %(unit)s; anggota TPI tidak boleh merangkap.")
            % {"user": user, "unit": unit},
            verb="appoint",
            target=unit,
        )


@transaction.atomic
def end_membership(*, membership: Membership, valid_to: date, by: User) -> Membership:
    """Let a role end; the row stays, so that the trail keeps its meaning."""
    membership.valid_to = max(valid_to, membership.valid_from)
    membership.save(update_fields=["valid_to"])
    scope.forget(membership.user)
    trail.record("end", membership, by=by, said=_("mengakhiri"))
    return membership


@transaction.atomic
def set_period(*, by: User | None, starts: date, ends: date, **key: Any) -> Period:
    """Create a year, a quarter or the window of a stage, or set its dates."""
    period, created = Period.objects.update_or_create(
        **key, defaults={"starts": starts, "ends": ends}
    )
    trail.record("create" if created else "change", period, by=by)
    return period


@transaction.atomic
def reopen_window(*, period: Period, ends: date, reason: str, by: User) -> Period:
    """Open a closed window again until ``ends``; everybody can read why."""
    changes = {"ends": [period.ends.isoformat(), ends.isoformat()]}
    period.ends = ends
    period.save(update_fields=["ends"])
    trail.record(
        "reopen", period, by=by, said=_("membuka kembali"), changes=changes, note=reason
    )
    return period


def require_open(*, stage: str, year: int, day: date, verb: str, target: Any) -> None:
    """Refuse when the window of ``stage`` in ``year`` is closed on ``day``."""
    window = Period.objects.window(stage, year)
    if window is not None and not window.is_open(day):
        raise WindowClosed(
            _(
                "%(window)s dibuka %(starts)s sampai %(ends)s. Minta administrator membukanya "
                "kembali bila memang perlu."
            )
            % {"window": window, "starts": window.starts, "ends": window.ends},
            verb=verb,
            target=target,
        )


@transaction.atomic
def share(*, obj: Any, perm: str, user: User, ends: date, reason: str, by: User) -> Grant:
    """Give one person one permission on one object until ``ends`` (django-guardian row)."""
    app_label, codename = perm.split(".", 1)
    permission = Permission.objects.get(codename=codename, content_type__app_label=app_label)
    given: Grant
    given, _created = obj.grants.update_or_create(
        user=user,
        permission=permission,
        defaults={"ends": ends, "reason": reason, "granted_by": by},
    )
    said = _("membagikan kepada %(user)s") % {"user": user}
    trail.record("share", obj, by=by, said=said, note=reason, changes={"ends": ["", str(ends)]})
    return given
