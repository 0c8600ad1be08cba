"""The menu entries of this app."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, register

from .candidates.models import Milestone
from .candidates.workflow import APPROVE


def _to_decide(user: Any) -> int:
    """How many milestones wait for this person's decision."""
    if not user.has_perm(APPROVE.permission_for(Milestone)):
        return 0
    return Milestone.objects.decidable_by(user).count()


register(
    Item(
        label=_("Calon WBK/WBBM"),
        url_name="zona_integritas:candidates",
        icon="shield",
        order=40,
        group=_("Zona Integritas"),
        visible=lambda user: user.has_perm("zona_integritas.view_candidate"),
    ),
    Item(
        label=_("Tahap ZI"),
        url_name="zona_integritas:milestones",
        icon="flag",
        order=41,
        group=_("Zona Integritas"),
        visible=lambda user: user.has_perm("zona_integritas.view_milestone"),
        count=_to_decide,
    ),
)
