"""One's own data behind one's name; the register for administrators."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.navigation import GROUP
from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .permissions import PrivacyPerm

ITEMS = [
    Item(label=_("Data saya"), url_name="privacy:own", icon="list", order=20, place="user"),
    Item(
        label=_("Data pribadi"),
        url_name="privacy:register",
        icon="lock",
        order=84,
        perm=PrivacyPerm.VIEW_REGISTER,
        group=GROUP,
    ),
    Item(
        label=_("Koreksi data orang luar"),
        url_name="privacy:corrections",
        icon="edit",
        order=85,
        perm=PrivacyPerm.ADD_CORRECTION,
        group=GROUP,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
