"""Who is it? Answered by NIP or e-mail, and a password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model
from django.http import HttpRequest

from reformasi.organisation import nip
from reformasi.organisation.models import User


class LoginBackend(AuthenticationBackend):
    """Logs in with NIP or e-mail; knows no permissions: those are roles and grants."""

    def authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        """By one name, so that one password is hashed whether or not the account exists.

        The login form gives an e-mail as a name too, and would have it tried twice.
        """
        username = credentials.pop("username", "")
        if username and "@" not in username:
            credentials.pop("email", None)
            credentials["username"] = nip.normalise(username)
        elif username:
            credentials["email"] = username
        return super().authenticate(request, **credentials)

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        return False

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return False
