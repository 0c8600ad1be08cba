"""The documents' entry in the menu."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .permissions import DocumentPerm

DOCUMENTS = Item(
    label=_("Dokumen"),
    url_name="documents:list",
    icon="print",
    order=60,
    perm=DocumentPerm.VIEW_DOCUMENT_REQUEST,
)


def register() -> None:
    navigation.register(DOCUMENTS)
