"""The menu entries of this app."""

from django.utils.translation import gettext_lazy as _

from evaluations.letters.permissions import LetterPerm
from reformasi.organisation.models import User
from reformasi.ui import navigation
from reformasi.ui.counts import Count, count_of
from reformasi.ui.navigation import Item

from .models import FollowUp


def _to_verify(user: User) -> Count:
    """How many reports wait for this person's verification."""
    return count_of(FollowUp.objects.waiting_for(user))


ITEMS = [
    Item(
        label=_("Surat evaluasi"),
        url_name="evaluations:letters",
        icon="letter",
        order=30,
        group=_("Evaluasi"),
        perm=LetterPerm.VIEW_MINISTERIAL_LETTER,
    ),
    Item(
        label=_("Tindak lanjut"),
        url_name="evaluations:follow_ups",
        icon="flag",
        order=31,
        group=_("Evaluasi"),
        perm=LetterPerm.VIEW_FOLLOW_UP,
        count=_to_verify,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
