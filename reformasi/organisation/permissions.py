"""Who may do what with units, people and periods. Nothing else in this app decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.audit.permissions import AuditPerm

from .roles import EVERYONE, Role
from .scope import grant


class OrganisationPerm(StrEnum):
    VIEW_UNIT = "organisation.view_unit"
    ADD_UNIT = "organisation.add_unit"
    CHANGE_UNIT = "organisation.change_unit"
    VIEW_MEMBERSHIP = "organisation.view_membership"
    ADD_MEMBERSHIP = "organisation.add_membership"
    CHANGE_MEMBERSHIP = "organisation.change_membership"
    VIEW_USER = "organisation.view_user"
    ADD_USER = "organisation.add_user"
    CHANGE_USER = "organisation.change_user"
    VIEW_NIP = "organisation.view_nip"
    EXPLAIN_ACCESS = "organisation.explain_access"
    VIEW_PERIOD = "organisation.view_period"
    CHANGE_PERIOD = "organisation.change_period"


TABLE = {
    OrganisationPerm.VIEW_UNIT: EVERYONE,
    OrganisationPerm.ADD_UNIT: {Role.ADMIN},
    OrganisationPerm.CHANGE_UNIT: {Role.ADMIN},
    OrganisationPerm.VIEW_MEMBERSHIP: {Role.ADMIN, Role.KETUA_TIM, Role.BIRO, Role.PIMPINAN},
    OrganisationPerm.ADD_MEMBERSHIP: {Role.ADMIN},
    OrganisationPerm.CHANGE_MEMBERSHIP: {Role.ADMIN},
    OrganisationPerm.VIEW_USER: {Role.ADMIN, Role.KETUA_TIM, Role.BIRO, Role.PIMPINAN},
    OrganisationPerm.ADD_USER: {Role.ADMIN},
    OrganisationPerm.CHANGE_USER: {Role.ADMIN},
    OrganisationPerm.VIEW_NIP: {Role.ADMIN},
    OrganisationPerm.EXPLAIN_ACCESS: {Role.ADMIN},
    OrganisationPerm.VIEW_PERIOD: EVERYONE,
    OrganisationPerm.CHANGE_PERIOD: {Role.ADMIN},
}
#: The trail stands below the roles and cannot say this itself.
TRAIL = {
    AuditPerm.VIEW_ORIGIN: {Role.ADMIN},
    AuditPerm.VIEW_REFUSALS: {Role.ADMIN},
}
LABELS = {
    OrganisationPerm.VIEW_NIP: _("melihat NIP lengkap"),
    OrganisationPerm.EXPLAIN_ACCESS: _("memeriksa wewenang orang"),
}

TRAIL_LABELS = {
    AuditPerm.VIEW_ORIGIN: _("melihat alamat asal pada riwayat"),
    AuditPerm.VIEW_REFUSALS: _("melihat daftar penolakan"),
}


def register() -> None:
    grant(TABLE, LABELS)
    grant(TRAIL, TRAIL_LABELS)
