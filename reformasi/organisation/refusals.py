"""What was refused to the people whom an administrator administers (ADR 141)."""

from __future__ import annotations

from reformasi.audit.models import Entry, EntryQuerySet
from reformasi.audit.permissions import AuditPerm

from . import scope
from .models import Membership, User

#: Up to so many roles in reach, the entries of those who held them are read; else from the newest.
FEW = 2_000


def refusals_for(user: User) -> EntryQuerySet:
    """Refusals, newest first, of people on whom ``user`` holds the permission today."""
    perm = AuditPerm.VIEW_REFUSALS
    entries = Entry.objects.refused()
    if not (user.is_superuser or scope.reach(user, perm)):
        return entries.none()
    return entries.by_any_of(User.objects.where(user, perm), among=_few(user, perm))


def _few(user: User, perm: str) -> set[int] | None:
    """The keys of all who ever held a role in reach; None where these are many."""
    roles = Membership.objects.filter(scope.within(user, perm, "unit")).order_by()
    keys = list(roles.values_list("user_id", flat=True)[: FEW + 1])
    return set(keys) if len(keys) <= FEW else None
