"""Django's own question (may they?) answered by role and grant."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from . import scope


class RoleBackend(BaseBackend):
    """Answers ``has_perm`` for anything with a ``unit``; without an object: anywhere at all?

    What no single unit owns (a person, a period) says itself whether a role reaches it:
    ``is_reached_from(tops)``.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm not in scope.GRANTS or not user_obj.is_active:
            return False
        if obj is None:
            return bool(scope.reach(user_obj, perm))
        if is_reached_from := getattr(obj, "is_reached_from", None):
            return bool(is_reached_from(scope.reach(user_obj, perm)))
        unit = getattr(obj, "unit", None)
        return unit is not None and scope.reaches(user_obj, perm, unit)


class GrantBackend(BaseBackend):
    """Answers ``has_perm`` from the rows of django-guardian that have not ended."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        grants = getattr(obj, "grants", None)
        if grants is None or not user_obj.is_active or user_obj.is_anonymous:
            return False
        app_label, codename = perm.split(".", 1)
        return bool(
            grants.filter(
                user_id=user_obj.pk,
                ends__gte=timezone.localdate(),
                permission__codename=codename,
                permission__content_type__app_label=app_label,
            ).exists()
        )
