"""One's own entry, in the menu behind the person's name."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation


def register() -> None:
    navigation.register(
        navigation.Item(_("Profil saya"), "accounts:own", "user", 10, place="user"),
    )
