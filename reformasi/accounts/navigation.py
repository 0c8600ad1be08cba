"""One's own entry, in the menu behind the person's name."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

OWN = Item(label=_("Profil saya"), url_name="accounts:own", icon="user", order=10, place="user")


def register() -> None:
    navigation.register(OWN)
