"""The menu entries of this app."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User
from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .models import FollowUp


def _to_verify(user: User) -> int:
    """How many reports wait for this person's verification."""
    if not user.has_perm("evaluations.verify_followup"):
        return 0
    return (
        FollowUp.objects.where(user, "evaluations.verify_followup").awaiting_verification().count()
    )


ITEMS = [
    Item(
        label=_("Surat evaluasi"),
        url_name="evaluations:letters",
        icon="letter",
        order=30,
        group=_("Evaluasi"),
        perm="evaluations.view_ministerialletter",
    ),
    Item(
        label=_("Tindak lanjut"),
        url_name="evaluations:follow_ups",
        icon="flag",
        order=31,
        group=_("Evaluasi"),
        perm="evaluations.view_followup",
        count=_to_verify,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
