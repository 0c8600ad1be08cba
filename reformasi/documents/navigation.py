"""The documents' entry in the menu."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

DOCUMENTS = Item(
    label=_("Dokumen"),
    url_name="documents:list",
    icon="print",
    order=60,
    perm="documents.view_documentrequest",
)


def register() -> None:
    navigation.register(DOCUMENTS)
