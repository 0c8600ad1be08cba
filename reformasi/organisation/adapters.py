"""What the ministry asks of the login library: no self-registration, NIPs typed with spaces."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from . import nip


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, never by the public."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """The username is the NIP: never made up."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries are counted by login, however it is typed.

        The library's own key has the NIP with its blanks, and the name and port by which the
        browser calls the portal: each spelling would be five more tries.
        """
        email, number = credentials.get("email"), credentials.get("username")
        return str(email or nip.normalise(number or "")).lower()
