"""A form counts once, however often it arrives: double clicks, lost answers, Back and save."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import Message
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from . import actions, clashes
from .models import SentForm
from .responses import refusal
from .tokens import NAME, person_of, posted_token

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def counted_once(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """``patterns``, each of whose views takes a form once and is one transaction."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            counted_once(pattern.url_patterns)
        elif not hasattr(pattern.callback, "takes_forms_once"):
            pattern.callback = once(pattern.callback)
    return patterns


def once(view: View[P]) -> View[P]:
    """``view`` as one transaction for each POST of somebody who has logged in.

    What it writes and the note that the form has been taken are kept together or not at all. A
    form that is sent again is answered as the first time. Where the database refuses what another
    has just written, or two wait for each other, the view is asked once more, for now its form
    sees that; a clash that remains is told in words.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if person_of(request.POST.get(NAME, "")) not in {None, request.user.pk}:
            return _of_another(request)
        act, arrived = partial(view, request, *args, **kwargs), timezone.now()
        try:
            return _take(request, act, arrived)
        except (IntegrityError, OperationalError) as error:
            if not clashes.is_race(error):
                raise
            _log(request, error)
            _rewind(request)
        try:
            return _take(request, act, arrived)
        except IntegrityError as error:
            if not clashes.is_clash(error):
                raise
            _log(request, error)
            message = clashes.sentence(error)
        return refusal(
            request, "refused.html", message, status=409, cause="clash", back_url=request.path
        )

    wrapped.takes_forms_once = True  # type: ignore[attr-defined]
    return wrapped


@transaction.atomic
def _take(request: HttpRequest, act: Callable[[], HttpResponse], arrived: datetime) -> HttpResponse:
    token, person = posted_token(request.POST), request.user.pk
    if token is None or person is None:
        return _act(request, act)[0]
    digest = actions.digest_of(request)
    sent = actions.take(person=person, token=token, address=request.path)
    if sent.digest == digest:
        return _again(request, sent, arrived)
    response, told = _act(request, act)
    if is_taken(request):
        kept = [[message.level, str(message.message), message.extra_tags] for message in told]
        actions.remember(sent, digest=digest, location=response["Location"], messages=kept)
    else:
        actions.forget(sent)
    return response


def _act(
    request: HttpRequest, act: Callable[[], HttpResponse]
) -> tuple[HttpResponse, list[Message]]:
    """The answer of the view, and what it tells. Notes whether the form did what it asked for:
    what was not done is told by a warning."""
    before = len(_waiting(request))
    response = act()
    told = _waiting(request)[before:]
    refused = any(message.level >= messages.WARNING for message in told)
    is_done = isinstance(response, HttpResponseRedirect) and not refused
    request.form_is_taken = is_done  # type: ignore[attr-defined]
    return response, told


def is_taken(request: HttpRequest) -> bool:
    """Whether the form that ``request`` brought has done what it asked for, now or before."""
    return bool(getattr(request, "form_is_taken", False))


def _again(request: HttpRequest, sent: SentForm, arrived: datetime) -> HttpResponse:
    """Where the first answer led to.

    Whoever pressed twice reads its messages; after that the act may have been undone, so they are
    told only when the form came.
    """
    request.form_is_taken = True  # type: ignore[attr-defined]
    waiting = {str(message.message) for message in _waiting(request)}
    told = {text for _level, text, _tags in sent.messages}
    if arrived <= sent.at:
        for level, text, tags in sent.messages:
            if text not in waiting:
                messages.add_message(request, level, text, tags or "")
    elif not told or not told <= waiting:
        at = time_format(timezone.localtime(sent.at), "H.i")
        message = _("Isian ini sudah dikirim pukul %(time)s; keadaan sekarang ada di halaman ini.")
        messages.info(request, message % {"time": at})
    return HttpResponseRedirect(sent.location)


def _log(request: HttpRequest, error: IntegrityError | OperationalError) -> None:
    constraint = clashes.constraint_of(error)
    logger.warning("%s: %s %s", request.path, clashes.state_of(error), constraint)


def _of_another(request: HttpRequest) -> HttpResponse:
    message = _(
        "Formulir ini dibuka saat orang lain masuk di peramban ini, jadi tidak disimpan atas nama "
        "Anda. Buka formulirnya lagi."
    )
    return refusal(
        request, "refused.html", message, status=409, cause="person", back_url=request.path
    )


def _rewind(request: HttpRequest) -> None:
    """As it was before the view looked at it: what was told of the act that failed is untold."""
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)


def _waiting(request: HttpRequest) -> list[Message]:
    """The messages that nobody has read yet, this request's last; they stay unread."""
    storage = messages.get_messages(request)
    if isinstance(storage, list):  # no middleware has kept any
        return []
    used = storage.used
    waiting = list(storage)
    storage.used = used
    return waiting
