"""The menu entry of this room."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .permissions import AssessmentPerm

ITEMS = [
    Item(
        label=_("LKE"),
        url_name="evaluations:sheets",
        icon="list",
        order=42,
        group=_("Zona Integritas"),
        perm=AssessmentPerm.VIEW_ASSESSMENT,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
