"""Who may do what, where: one table, three questions.

``user.has_perm(perm, obj)`` (may they?), ``visible_to(user)`` and ``within`` (which rows?),
``holders(perm, unit)`` (whom to tell?). A role in a unit reaches it and everything below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise

from .roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Membership, Unit, UnitQuerySet, User

#: The one table: permission -> the roles that hold it. Each app fills its part.
GRANTS: dict[str, frozenset[Role]] = {}

#: What a permission is called where its verb and model do not say it (see ``access``).
LABELS: dict[str, str | Promise] = {}


def grant(
    table: Mapping[str, Iterable[Role]], labels: Mapping[str, str | Promise] | None = None
) -> None:
    """Add an app's part of the table; a permission is granted in one place only."""
    for perm, roles in table.items():
        if perm in GRANTS:
            raise ValueError(f"{perm} is granted twice")
        GRANTS[perm] = frozenset(roles)
    LABELS.update(labels or {})


def permission(verb: str, model: type[Model]) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def memberships_of(user: Any) -> list[Membership]:
    """The memberships that ``user`` holds today; read once per user object (one per request)."""
    if not user.is_authenticated or not user.is_active:
        return []
    # By attribute: ``request.user`` is lazy, and hands attributes to the user that it stands for.
    known = getattr(user, "_memberships", None)
    if known is None:
        model = apps.get_model("organisation", "Membership")
        held = model.objects.filter(user_id=user.pk).active_on(timezone.localdate())
        known = user._memberships = list(held.select_related("unit"))
    return list(known)


def forget(user: Any) -> None:
    """Read the memberships of this user object anew: they have just changed."""
    user._memberships = None


def reach(user: Any, perm: str) -> list[str]:
    """The tops of the subtrees in which ``user`` holds ``perm``, as paths without overlap."""
    roles = GRANTS.get(perm, frozenset())
    tops: list[str] = []
    for path in sorted(m.unit.path for m in memberships_of(user) if m.role in roles):
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return tops


def within(user: Any, perm: str, lookup: str) -> Q:
    """The condition "in a unit where ``user`` holds ``perm``"; ``lookup`` leads to the unit."""
    if user.is_active and user.is_superuser:
        return ~Q(pk__in=[])  # everything; an empty Q would vanish when joined by "or"
    column = f"{lookup}__path__startswith" if lookup else "path__startswith"
    condition = Q(pk__in=[])
    for top in reach(user, perm):
        condition |= Q(**{column: top})
    return condition


def shared(user: Any, perm: str, model: type[Model]) -> Q:
    """The condition "given to ``user`` one by one, and not ended" (see ``Grant``)."""
    grants = getattr(model, "grants", None)
    if grants is None or not user.is_authenticated:
        return Q(pk__in=[])
    given = grants.rel.related_model.objects.filter(
        user_id=user.pk,
        ends__gte=timezone.localdate(),
        permission__codename=perm.split(".", 1)[1],
        permission__content_type__app_label=perm.split(".", 1)[0],
    )
    return Q(pk__in=given.values("content_object"))


def reaches(user: Any, perm: str, unit: Unit) -> bool:
    """Whether ``user`` holds ``perm`` in ``unit``."""
    return any(unit.path.startswith(top) for top in reach(user, perm))


def holds(user: Any, role: Role) -> bool:
    """Whether ``user`` holds ``role`` anywhere today."""
    return any(m.role == role for m in memberships_of(user))


def units_where(user: Any, perm: str) -> UnitQuerySet:
    """The units in which ``user`` holds ``perm``."""
    units: UnitQuerySet = apps.get_model("organisation", "Unit").objects.where(user, perm)
    return units


def holders(perm: str, unit: Unit) -> QuerySet[User]:
    """The people who hold ``perm`` in ``unit`` today: whom to tell, whom to ask."""
    held = (
        apps.get_model("organisation", "Membership")
        .objects.filter(role__in=GRANTS[perm], unit__path__in=unit.lineage())
        .active_on(timezone.localdate())
    )
    people: QuerySet[User] = apps.get_model("organisation", "User").objects.filter(
        is_active=True, pk__in=held.values("user")
    )
    return people


def above(user: Any, perm: str) -> list[str]:
    """The paths of the units above those in which ``user`` holds ``perm``, and of these."""
    step = apps.get_model("organisation", "Unit").steplen
    return sorted(
        {top[:end] for top in reach(user, perm) for end in range(step, len(top) + 1, step)}
    )
