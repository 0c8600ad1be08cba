"""Who may see how personal data are kept. Nothing else in this app decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import Role
from reformasi.organisation.scope import grant


class PrivacyPerm(StrEnum):
    VIEW_REGISTER = "privacy.view_register"


TABLE = {PrivacyPerm.VIEW_REGISTER: {Role.ADMIN}}
LABELS = {PrivacyPerm.VIEW_REGISTER: _("melihat daftar pemrosesan data pribadi")}


def register() -> None:
    grant(TABLE, LABELS)
