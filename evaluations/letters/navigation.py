"""The menu entries of this app."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, register

from .models import FollowUp


def _sees(perm: str) -> Any:
    return lambda user: user.has_perm(perm)


def _to_verify(user: Any) -> int:
    """How many reports wait for this person's verification."""
    if not user.has_perm("evaluations.verify_followup"):
        return 0
    return (
        FollowUp.objects.where(user, "evaluations.verify_followup").awaiting_verification().count()
    )


register(
    Item(
        label=_("Surat evaluasi"),
        url_name="evaluations:letters",
        icon="letter",
        order=30,
        group=_("Evaluasi"),
        visible=_sees("evaluations.view_ministerialletter"),
    )
)
register(
    Item(
        label=_("Tindak lanjut"),
        url_name="evaluations:follow_ups",
        icon="flag",
        order=31,
        group=_("Evaluasi"),
        visible=_sees("evaluations.view_followup"),
        count=_to_verify,
    )
)
