"""Django's own question (may they?) answered by role and grant."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from . import scope
from .models import User


class RoleBackend(BaseBackend):
    """Answers ``has_perm`` for anything with a ``unit``; without an object: anywhere at all?

    What no single unit owns (a person, a period) says itself whether a role reaches it:
    ``is_reached_from(tops)``.
    """

    def has_perm(
        self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        """Raises ``scope.UnknownPermission`` for what is not in the table: a plain "no" would hide
        a misspelt name."""
        if not isinstance(user_obj, User):
            return False
        tops = scope.reach(user_obj, perm)
        if obj is None:
            return bool(tops)
        if is_reached_from := getattr(obj, "is_reached_from", None):
            return bool(is_reached_from(tops))
        unit = getattr(obj, "unit", None)
        if unit is None or not unit.path.startswith(tuple(tops)):
            return False
        return unit.path not in scope.barred(user_obj, perm)


class GrantBackend(BaseBackend):
    """Answers ``has_perm`` from the rows of django-guardian that have not ended."""

    def has_perm(
        self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        if obj is None or not isinstance(user_obj, User):
            return False
        return any(each.key == obj.pk for each in scope.given(user_obj, perm, type(obj)))
