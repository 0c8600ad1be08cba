"""Who may do what with units, people and periods. Nothing else in this app decides that."""

from django.utils.translation import gettext_lazy as _

from .roles import EVERYONE, Role
from .scope import grant


def register() -> None:
    grant(
        {
            "organisation.view_unit": EVERYONE,
            "organisation.add_unit": {Role.ADMIN},
            "organisation.change_unit": {Role.ADMIN},
            "organisation.view_membership": {Role.ADMIN, Role.KETUA_TIM, Role.BIRO, Role.PIMPINAN},
            "organisation.add_membership": {Role.ADMIN},
            "organisation.change_membership": {Role.ADMIN},
            "organisation.view_user": {Role.ADMIN, Role.KETUA_TIM, Role.BIRO, Role.PIMPINAN},
            "organisation.add_user": {Role.ADMIN},
            "organisation.change_user": {Role.ADMIN},
            "organisation.view_nip": {Role.ADMIN},
            "organisation.explain_access": {Role.ADMIN},
            "organisation.view_period": EVERYONE,
            "organisation.change_period": {Role.ADMIN},
        },
        labels={
            "organisation.view_nip": _("melihat NIP lengkap"),
            "organisation.explain_access": _("memeriksa wewenang orang"),
        },
    )
