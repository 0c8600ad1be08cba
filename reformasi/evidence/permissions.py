"""Who may do what with evidence. Nothing else in this app decides that."""

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


def register() -> None:
    grant(
        {
            "evidence.view_evidence": EVERYONE,
            "evidence.add_evidence": {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR, Role.BIRO},
            "evidence.change_evidence": {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR, Role.BIRO},
            "evidence.share_evidence": {Role.KETUA_TIM, Role.BIRO},
        }
    )
