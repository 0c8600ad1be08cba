"""The library's entry in the menu."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .permissions import EvidencePerm

LIBRARY = Item(
    label=_("Pustaka bukti"),
    url_name="evidence:library",
    icon="file",
    order=50,
    perm=EvidencePerm.VIEW_EVIDENCE,
    group=_("Arsip"),
)


def register() -> None:
    navigation.register(LIBRARY)
