"""When the unit's own assessment may be handed in."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation import windows
from reformasi.organisation.windows import Window

SELF_ASSESSMENT = Window("self_assessment", _("Penilaian mandiri ZI"), goes_on=True)


def register() -> None:
    windows.register(SELF_ASSESSMENT)
