"""Who may do what, where: one table, three questions.

``user.has_perm(perm, obj)`` (may they?), ``where(user, perm)`` and ``visible_to(user)`` of each
QuerySet (which rows?), ``User.objects.holding(perm, unit)`` (whom to tell?). A role in a unit
reaches it and everything below it. This module imports no models: it works on the memberships that
a user object hands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import Model, Q
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


NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # an empty Q would vanish when joined by "or"


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

    @property
    def spans_all(self) -> bool:
        """Whether its unit is the top of the only tree: every unit is in it."""


class Given(NamedTuple):
    """One thing that was given to one person (see ``Grant``): its key, and its unit's path."""

    key: int
    path: str


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

    @property
    def grants_today(self) -> Mapping[tuple[str, str], Collection[Given]]:
        """By the label of a model and a permission; empty for what nothing was given of."""


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


def is_everywhere(user: Holder, perm: str) -> bool:
    """Whether ``user`` holds ``perm`` in every unit there is, those ``barred`` to them apart.

    Raises:
        UnknownPermission: ``perm`` is not in the table.
    """
    roles = roles_with(perm)
    if not user.is_active:
        return False
    return user.is_superuser or any(
        post.spans_all and post.role in roles for post in user.memberships_today
    )


def above(user: Holder, perm: str) -> set[str]:
    """The paths of the units in which ``user`` holds ``perm`` by a role, and of those above."""
    roles = roles_with(perm)
    if not user.is_active:
        return set()
    posts = (post for post in user.memberships_today if post.role in roles)
    return {path for post in posts for path in post.unit.lineage()}


def barred(user: Holder, perm: str) -> set[str]:
    """The paths of the units in which ``user`` does not hold ``perm`` for working there.

    Who is of a unit's own team or staff, or of those of a unit inside it, does not judge it,
    whatever other role reaches it.
    """
    if perm not in INDEPENDENT:
        return set()
    own = [post.unit for post in user.memberships_today if post.role in OF_THE_UNIT]
    return {path for unit in own for path in unit.lineage()}


def below(tops: Iterable[str], column: str) -> Q:
    """The condition "at one of the paths ``tops``, or below it"; ``column`` is that of the path."""
    condition = NOTHING
    for top in tops:
        condition |= Q(**{f"{column}__startswith": top})
    return condition


def within(user: Holder, perm: str, lookup: str) -> Q:
    """The condition "in a unit where ``user`` holds ``perm``"; ``lookup`` leads to the unit.

    Raises:
        UnknownPermission: ``perm`` is not in the table.
    """
    roles_with(perm)  # a misspelt name fails for a superuser too
    if user.is_active and user.is_superuser:
        return EVERYTHING
    column = f"{lookup}__path" if lookup else "path"
    condition = EVERYTHING if is_everywhere(user, perm) else below(reach(user, perm), column)
    own = barred(user, perm)
    return condition & ~Q(**{f"{column}__in": sorted(own)}) if own else condition


def given(user: Holder, perm: str, model: type[Model]) -> Collection[Given]:
    """What of ``model`` was given to ``user`` one by one for ``perm``, and not ended."""
    if getattr(model, "grants", None) is None or not user.is_active:
        return ()
    return user.grants_today.get((model._meta.label, str(perm)), ())


def shared(user: Holder, perm: str, model: type[Model]) -> Q:
    """The condition "given to ``user`` one by one, and not ended"; none is no condition at all."""
    return Q(pk__in=[each.key for each in given(user, perm, model)])


def reached(user: Holder, perm: str, model: type[Model], lookup: str) -> Q:
    """The condition "in a unit where ``user`` holds ``perm``, or given to them one by one".

    An "or" over two tables keeps the database from the index of either. So where something was
    given, the units in question come first, by their paths alone, and then the rows in them.
    """
    condition = within(user, perm, lookup)
    things = given(user, perm, model)
    if not things:
        return condition
    units = condition | Q(**{f"{lookup}__path__in": sorted({each.path for each in things})})
    return units & (condition | shared(user, perm, model))
