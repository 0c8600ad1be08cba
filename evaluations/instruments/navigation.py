"""The menu entry of the instruments."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .permissions import InstrumentPerm


def register() -> None:
    navigation.register(
        Item(
            label=_("Instrumen"),
            url_name="evaluations:instruments",
            icon="list",
            order=33,
            group=_("Evaluasi"),
            perm=InstrumentPerm.VIEW_INSTRUMENT,
        )
    )
