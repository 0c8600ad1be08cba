"""The menu entries of this app."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User
from reformasi.ui import navigation
from reformasi.ui.counts import Count, count_of
from reformasi.ui.navigation import Item

from .candidates.models import Milestone
from .permissions import ZonaIntegritasPerm


def _to_decide(user: User) -> Count:
    """How many milestones wait for this person's decision."""
    return count_of(Milestone.objects.waiting_for(user))


ITEMS = [
    Item(
        label=_("Calon WBK/WBBM"),
        url_name="zona_integritas:candidates",
        icon="shield",
        order=40,
        group=_("Zona Integritas"),
        perm=ZonaIntegritasPerm.VIEW_CANDIDATE,
    ),
    Item(
        label=_("Tahap ZI"),
        url_name="zona_integritas:milestones",
        icon="flag",
        order=41,
        group=_("Zona Integritas"),
        perm=ZonaIntegritasPerm.VIEW_MILESTONE,
        count=_to_decide,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
