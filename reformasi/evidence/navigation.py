"""The library's entry in the menu."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, register

register(
    Item(
        label=_("Pustaka bukti"),
        url_name="evidence:library",
        icon="file",
        order=50,
        visible=lambda user: user.has_perm("evidence.view_evidence"),
        group=_("Arsip"),
    )
)
