"""Letters about an account: a forgotten password, and an e-mail that is another now."""

from __future__ import annotations

import logging
from functools import partial
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
from kombu.exceptions import OperationalError as QueueUnreachable
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
#: A mail server that is away, or refuses for now, is asked again: in all for about an hour.
AWAY, FIRST_WAIT, MOST_TIMES = (OSError,), 15, 8


@shared_task(
    expires=3600,
    ignore_result=True,
    autoretry_for=AWAY,
    retry_backoff=FIRST_WAIT,
    max_retries=MOST_TIMES,
)
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
    """Queue the letters once the change is kept: one to the old address too, each by itself."""
    for address in (before, after):
        transaction.on_commit(partial(_queue_new_email, address, before, after))


def _queue_new_email(address: str, before: str, after: str) -> None:
    """The change is kept by now: a queue that does not answer must not deny it."""
    try:
        tell_new_email.delay(address, before, after)
    except (QueueUnreachable, RedisError) as error:
        logger.error("no letter about a new e-mail: the queue does not answer (%s)", error)


@shared_task(
    ignore_result=True, autoretry_for=AWAY, retry_backoff=FIRST_WAIT, max_retries=MOST_TIMES
)
def tell_new_email(address: str, before: str, after: str) -> None:
    """Tell one of both addresses: who holds the e-mail of an account can set its password anew."""
    with translation.override(settings.LANGUAGE_CODE):
        message = _(
            "Surel akun Anda di portal Reformasi diganti dari %(before)s menjadi %(after)s.\n\n"
            "Bila Anda tidak memintanya, segera hubungi administrator unit Anda: pemegang surel "
            "akun dapat mengatur ulang kata sandinya.\n"
        ) % {"before": before, "after": after}
        send_mail(_("Surel akun Anda diganti"), message, None, [address])
