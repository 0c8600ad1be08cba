"""The way home."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, register

register(
    Item(label=_("Dasbor"), url_name="dashboards:home", icon="home", order=0, within="/dasbor/")
)
