"""Who may see how personal data are kept, and take people out of their acts."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import Role
from reformasi.organisation.scope import grant


class PrivacyPerm(StrEnum):
    VIEW_REGISTER = "privacy.view_register"
    SEPARATE_USER = "privacy.separate_user"
    ADD_CORRECTION = "privacy.add_correction"


TABLE = {
    PrivacyPerm.VIEW_REGISTER: {Role.ADMIN},
    PrivacyPerm.SEPARATE_USER: {Role.ADMIN},
    PrivacyPerm.ADD_CORRECTION: {Role.ADMIN, Role.BIRO},
}
LABELS = {
    PrivacyPerm.VIEW_REGISTER: _("melihat daftar pemrosesan data pribadi"),
    PrivacyPerm.SEPARATE_USER: _("memisahkan orang dari perbuatannya"),
    PrivacyPerm.ADD_CORRECTION: _("mengoreksi data orang luar"),
}


def register() -> None:
    grant(TABLE, LABELS)
