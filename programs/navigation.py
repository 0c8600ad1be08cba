"""The menu entries of this app."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, register

from .activities.models import Activity
from .plans.models import ActionPlan


def _sees(perm: str) -> Any:
    return lambda user: user.has_perm(perm)


def _to_decide(user: Any) -> int:
    """How many activities and action plans wait for this person's decision."""
    waiting = Activity.objects.awaiting(user).count()
    return waiting + ActionPlan.objects.awaiting(user).count()


register(
    Item(
        label=_("Rencana aksi"),
        url_name="programs:plans",
        icon="list",
        order=20,
        group=_("Program"),
        visible=_sees("programs.view_actionplan"),
    ),
    Item(
        label=_("Kegiatan"),
        url_name="programs:activities",
        icon="calendar",
        order=21,
        group=_("Program"),
        visible=_sees("programs.view_activity"),
    ),
    Item(
        label=_("Menunggu keputusan"),
        url_name="programs:waiting",
        icon="clock",
        order=22,
        group=_("Program"),
        visible=_sees("programs.approve_activity"),
        count=_to_decide,
    ),
    Item(
        label=_("Area perubahan"),
        url_name="programs:areas",
        icon="chart",
        order=23,
        group=_("Program"),
        visible=_sees("programs.view_reformarea"),
    ),
)
