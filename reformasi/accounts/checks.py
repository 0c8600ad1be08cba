"""What must hold before the portal is put to real use."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags
from django.db import DatabaseError

from reformasi.organisation.models import User
from reformasi.organisation.roles import Role


def check_roles(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """A misspelt role in MFA_REQUIRED_ROLES would silently protect nobody."""
    unknown = [role for role in settings.MFA_REQUIRED_ROLES if role not in Role.values]
    return [
        Error(
            f"MFA_REQUIRED_ROLES names a role that does not exist: {role}",
            hint=f"Roles: {', '.join(Role.values)}",
            id="accounts.E002",
        )
        for role in unknown
    ]


def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Demo accounts have published passwords: production refuses to start with one.

    Where there is no database or table yet, there is no such account either.
    """
    if settings.DEMO or settings.DEBUG:
        return []
    try:
        has_demo_accounts = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []
    if not has_demo_accounts:
        return []
    return [
        Error(
            "The database holds demo accounts, whose passwords are published.",
            hint="Use an empty database for production; never load `manage.py demo` into it.",
            id="accounts.E001",
        )
    ]


def register() -> None:
    checks.register(check_roles, Tags.security)
    checks.register(no_demo_accounts, Tags.security, deploy=True)
