"""Letters about an account: a forgotten password, and an e-mail that is another now."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.context import request_context
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _


@shared_task(expires=3600, ignore_result=True)
def send_reset_letter(email: str, language: str) -> None:
    """Look for the account and write to it, where there is one.

    All of it is done here: the page takes the same time whether or not anybody has that e-mail, and
    the link leads to ``PUBLIC_URL``, whatever name the browser called the portal by.
    """
    request = HttpRequest()
    request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
    people = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    if not people:
        return
    with translation.override(language), request_context(request):
        request_password_reset(request, email, people, default_token_generator)


def announce_new_email(*, before: str, after: str, **_signal: object) -> None:
    """Queue the letter once the change is kept; it goes to the old address too."""
    transaction.on_commit(lambda: tell_new_email.delay(before, after))


@shared_task(ignore_result=True)
def tell_new_email(before: str, after: str) -> None:
    """Tell both addresses: who holds the e-mail of an account can set its password anew."""
    with translation.override(settings.LANGUAGE_CODE):
        message = _(
            "Surel akun Anda di portal Reformasi diganti dari %(before)s menjadi %(after)s.\n\n"
            "Bila Anda tidak memintanya, segera hubungi administrator unit Anda: pemegang surel "
            "akun dapat mengatur ulang kata sandinya.\n"
        ) % {"before": before, "after": after}
        for address in (before, after):
            send_mail(_("Surel akun Anda diganti"), message, None, [address])
