"""The menu entry of the dashboards."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

HOME = Item(label=_("Dasbor"), url_name="dashboards:home", icon="home", order=0, within="/dasbor/")


def register() -> None:
    navigation.register(HOME)
