"""Which roles have which dashboard. Nothing else in this app decides that."""

from reformasi.organisation.roles import TPI, Role
from reformasi.organisation.scope import grant

grant(
    {
        "dashboards.view_pegawai": {Role.PEGAWAI, Role.ASESOR},
        "dashboards.view_ketua_tim": {Role.KETUA_TIM},
        "dashboards.view_biro": {Role.BIRO},
        "dashboards.view_pimpinan": {Role.PIMPINAN, Role.PENILAI_PENDAHULUAN, *TPI},
        "dashboards.view_admin": {Role.ADMIN},
    }
)
