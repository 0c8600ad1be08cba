"""The menu entries of this app."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User
from reformasi.ui import navigation
from reformasi.ui.counts import Count, count_of
from reformasi.ui.navigation import Item

from .achievements.models import Achievement
from .activities.models import Activity
from .permissions import ProgramPerm
from .plans.models import ActionPlan


def _to_decide(user: User) -> Count:
    """How many activities, action plans and achievements wait for this person's decision."""
    models = (Activity, ActionPlan, Achievement)
    return sum((count_of(model.objects.waiting_for(user)) for model in models), start=Count(0))


ITEMS = [
    Item(
        label=_("Rencana aksi"),
        url_name="programs:plans",
        icon="list",
        order=20,
        group=_("Program"),
        perm=ProgramPerm.VIEW_ACTION_PLAN,
    ),
    Item(
        label=_("Capaian triwulan"),
        url_name="programs:achievements",
        icon="chart",
        order=20,
        group=_("Program"),
        perm=ProgramPerm.VIEW_ACHIEVEMENT,
    ),
    Item(
        label=_("Kegiatan"),
        url_name="programs:activities",
        icon="calendar",
        order=21,
        group=_("Program"),
        perm=ProgramPerm.VIEW_ACTIVITY,
    ),
    Item(
        label=_("Menunggu keputusan"),
        url_name="programs:waiting",
        icon="clock",
        order=22,
        group=_("Program"),
        perm=ProgramPerm.APPROVE_ACTIVITY,
        count=_to_decide,
    ),
    Item(
        label=_("Area perubahan"),
        url_name="programs:areas",
        icon="chart",
        order=23,
        group=_("Program"),
        perm=ProgramPerm.VIEW_REFORM_AREA,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
