"""What differs from the login library's own forms."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from . import tasks


class ForgottenPasswordForm(ResetPasswordForm):
    """Looks nobody up: a worker does, after the response (see ``tasks``)."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        email = str(self.cleaned_data["email"])
        tasks.send_reset_letter.delay(email, translation.get_language() or settings.LANGUAGE_CODE)
        return email
