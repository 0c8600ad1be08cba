"""Whom a document may be shared with."""

from __future__ import annotations

from reformasi.organisation.models import User, UserQuerySet
from reformasi.organisation.naming import PERSON
from reformasi.organisation.offering import Offer


def _others(user: User, of: int) -> UserQuerySet:
    people: UserQuerySet = User.objects.visible_to(user)
    return people.filter(is_active=True).exclude(pk=user.pk)


READERS = Offer("penerima-dokumen", PERSON, _others)
