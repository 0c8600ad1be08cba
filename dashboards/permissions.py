"""Which roles have which dashboard. Nothing else in this app decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import TPI, Role
from reformasi.organisation.scope import grant


class DashboardPerm(StrEnum):
    VIEW_PEGAWAI = "dashboards.view_pegawai"
    VIEW_KETUA_TIM = "dashboards.view_ketua_tim"
    VIEW_BIRO = "dashboards.view_biro"
    VIEW_PIMPINAN = "dashboards.view_pimpinan"
    VIEW_ADMIN = "dashboards.view_admin"


TABLE = {
    DashboardPerm.VIEW_PEGAWAI: {Role.PEGAWAI, Role.ASESOR},
    DashboardPerm.VIEW_KETUA_TIM: {Role.KETUA_TIM},
    DashboardPerm.VIEW_BIRO: {Role.BIRO},
    DashboardPerm.VIEW_PIMPINAN: {Role.PIMPINAN, Role.PENILAI_PENDAHULUAN, *TPI},
    DashboardPerm.VIEW_ADMIN: {Role.ADMIN},
}
LABELS = {
    DashboardPerm.VIEW_PEGAWAI: _("melihat dasbor pegawai"),
    DashboardPerm.VIEW_KETUA_TIM: _("melihat dasbor ketua tim"),
    DashboardPerm.VIEW_BIRO: _("melihat dasbor biro"),
    DashboardPerm.VIEW_PIMPINAN: _("melihat dasbor pimpinan"),
    DashboardPerm.VIEW_ADMIN: _("melihat dasbor administrator"),
}


def register() -> None:
    grant(TABLE, LABELS)
