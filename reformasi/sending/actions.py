"""Every write about forms that arrive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest

from .models import SentForm

#: What differs between two sendings of the same form.
NOT_CONTENT = {"csrfmiddlewaretoken"}


def take(*, person: int, token: UUID, address: str) -> SentForm:
    """The note of this form, locked until the transaction ends.

    Whoever sends it at the same moment waits here until the first has been answered; its digest
    is blank if nobody was before.
    """
    mine = {"person_id": person, "token": token, "address": address}
    SentForm.objects.bulk_create([SentForm(**mine)], ignore_conflicts=True)
    SentForm.objects.filter(**mine).update(token=F("token"))  # waits, and locks
    return SentForm.objects.get(**mine)


def remember(sent: SentForm, *, digest: str, location: str, messages: Iterable[object]) -> None:
    """Keep the answer, together with what the form has done."""
    sent.digest, sent.location, sent.messages = digest, location, list(messages)
    sent.save()


def forget(sent: SentForm) -> None:
    """It was refused: the same form may be sent again."""
    if not sent.digest:
        sent.delete()


def digest_of(request: HttpRequest) -> str:
    """SHA-256 of all that the form says, files included."""
    total = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_CONTENT:
            total.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            total.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                total.update(chunk)
            file.seek(0)
    return total.hexdigest()
