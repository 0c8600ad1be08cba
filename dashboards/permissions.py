"""Which roles have which dashboard. Nothing else in this app decides that."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import TPI, Role
from reformasi.organisation.scope import grant


def register() -> None:
    grant(
        {
            "dashboards.view_pegawai": {Role.PEGAWAI, Role.ASESOR},
            "dashboards.view_ketua_tim": {Role.KETUA_TIM},
            "dashboards.view_biro": {Role.BIRO},
            "dashboards.view_pimpinan": {Role.PIMPINAN, Role.PENILAI_PENDAHULUAN, *TPI},
            "dashboards.view_admin": {Role.ADMIN},
        },
        labels={
            "dashboards.view_pegawai": _("melihat dasbor pegawai"),
            "dashboards.view_ketua_tim": _("melihat dasbor ketua tim"),
            "dashboards.view_biro": _("melihat dasbor biro"),
            "dashboards.view_pimpinan": _("melihat dasbor pimpinan"),
            "dashboards.view_admin": _("melihat dasbor administrator"),
        },
    )
