"""The documents' entry in the menu."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, User, register


def may_read_documents(user: User) -> bool:
    return bool(user.has_perm("documents.view_documentrequest"))


register(Item(_("Dokumen"), "documents:list", "print", order=60, visible=may_read_documents))
