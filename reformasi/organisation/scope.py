"""Who may do what, where: one table, three questions.

``user.has_perm(perm, obj)`` (may they?), ``where(user, perm)`` and ``visible_to(user)`` of each
QuerySet (which rows?), ``User.objects.holding(perm, unit)`` (whom to tell?). A role in a unit
reaches it and everything below it. This module imports no models: it works on the memberships that
a user object hands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise

from .roles import OF_THE_UNIT, Role

#: An app's enumeration of its permissions; its members are their names.
Perm = TypeVar("Perm", bound=str)
Rows = TypeVar("Rows", covariant=True)

#: The one table: permission -> the roles that hold it. Each app fills its part.
GRANTS: dict[str, frozenset[Role]] = {}

#: Permissions to judge a unit from outside: its own people do not hold them there (``barred``).
INDEPENDENT: set[str] = set()

#: What a permission is called where its verb and model do not say it (see ``access``).
LABELS: dict[str, str | Promise] = {}


class Place(Protocol):
    """A unit, as far as reach is concerned: its path begins with the paths of all above it."""

    @property
    def path(self) -> str: ...

    def lineage(self) -> list[str]:
        """Its path and those of all above it."""


class Owned(Protocol):
    """What belongs to a unit."""

    @property
    def unit(self) -> Place: ...


class Visible(Protocol[Rows]):
    """A QuerySet or manager that says which of its rows a person may see."""

    def visible_to(self, user: Holder) -> Rows: ...


class Post(Protocol):
    """A membership: a role in a unit."""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> Place: ...


class Holder(Protocol):
    """A person, as far as reach is concerned."""

    @property
    def pk(self) -> object: ...

    @property
    def is_active(self) -> bool: ...

    @property
    def is_superuser(self) -> bool: ...

    @property
    def memberships_today(self) -> Collection[Post]: ...


class UnknownPermission(LookupError):
    """A permission that no app grants to any role: misspelt, or its app does not register it."""


def grant(
    table: Mapping[Perm, Iterable[Role]],
    labels: Mapping[Perm, str | Promise] | None = None,
    independent: Iterable[Perm] = (),
) -> None:
    """Add an app's part of the table; what is ``independent`` is not for a unit's own people.

    Raises:
        ValueError: a permission is granted in two places.
    """
    for perm, roles in table.items():
        if perm in GRANTS:
            raise ValueError(f"{perm} is granted twice")
        GRANTS[perm] = frozenset(roles)
    INDEPENDENT.update(str(perm) for perm in independent)
    LABELS.update({str(perm): label for perm, label in (labels or {}).items()})


def roles_with(perm: str) -> frozenset[Role]:
    """The roles that hold ``perm``.

    Raises:
        UnknownPermission: it is not in the table.
    """
    try:
        return GRANTS[perm]
    except KeyError:
        raise UnknownPermission(perm) from None


def permission(verb: str, model: type[Model]) -> str:
    """The permission to do ``verb`` with rows of ``model``.

    Raises:
        UnknownPermission: it is not in the table.
    """
    perm = f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
    roles_with(perm)
    return perm


def reach(user: Holder, perm: str) -> list[str]:
    """The tops of the subtrees in which ``user`` holds ``perm``, as paths without overlap.

    Nobody who is inactive (or has not logged in) reaches anything.

    Raises:
        UnknownPermission: ``perm`` is not in the table.
    """
    roles = roles_with(perm)
    if not user.is_active:
        return []
    tops: list[str] = []
    for path in sorted(post.unit.path for post in user.memberships_today if post.role in roles):
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return tops


def barred(user: Holder, perm: str) -> set[str]:
    """The paths of the units in which ``user`` does not hold ``perm`` for working there.

    Who is of a unit's own team or staff, or of those of a unit inside it, does not judge it,
    whatever other role reaches it.
    """
    if perm not in INDEPENDENT:
        return set()
    own = [post.unit for post in user.memberships_today if post.role in OF_THE_UNIT]
    return {path for unit in own for path in unit.lineage()}


def within(user: Holder, perm: str, lookup: str) -> Q:
    """The condition "in a unit where ``user`` holds ``perm``"; ``lookup`` leads to the unit.

    Raises:
        UnknownPermission: ``perm`` is not in the table.
    """
    roles_with(perm)  # a misspelt name fails for a superuser too
    if user.is_active and user.is_superuser:
        return ~Q(pk__in=[])  # everything; an empty Q would vanish when joined by "or"
    column = f"{lookup}__path" if lookup else "path"
    condition = Q(pk__in=[])
    for top in reach(user, perm):
        condition |= Q(**{f"{column}__startswith": top})
    own = barred(user, perm)
    return condition & ~Q(**{f"{column}__in": sorted(own)}) if own else condition


def shared(user: Holder, perm: str, model: type[Model]) -> Q:
    """The condition "given to ``user`` one by one, and not ended" (see ``Grant``)."""
    grants = getattr(model, "grants", None)
    if grants is None or not user.is_active:
        return Q(pk__in=[])
    given = grants.rel.related_model.objects.filter(
        user_id=user.pk,
        ends__gte=timezone.localdate(),
        permission__codename=perm.split(".", 1)[1],
        permission__content_type__app_label=perm.split(".", 1)[0],
    )
    return Q(pk__in=given.values("content_object"))
