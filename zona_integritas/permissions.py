"""Who may do what with candidates, milestones and declarations. Nothing else here decides that."""

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant

grant(
    {
        "zona_integritas.view_candidate": EVERYONE,
        "zona_integritas.add_candidate": {Role.KETUA_TIM, Role.BIRO},
        "zona_integritas.change_candidate": {Role.KETUA_TIM, Role.BIRO},
        "zona_integritas.view_milestone": EVERYONE,
        "zona_integritas.change_milestone": {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR},
        "zona_integritas.submit_milestone": {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR},
        "zona_integritas.approve_milestone": {Role.KETUA_TIM},
        "zona_integritas.return_milestone": {Role.KETUA_TIM},
        "zona_integritas.view_declaration": EVERYONE,
        "zona_integritas.add_declaration": {Role.PEGAWAI, Role.KETUA_TIM},
        "zona_integritas.change_declaration": {Role.PEGAWAI, Role.KETUA_TIM},
    }
)
