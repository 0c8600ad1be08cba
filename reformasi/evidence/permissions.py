"""Who may do what with evidence. Nothing else in this app decides that."""

from enum import StrEnum

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


class EvidencePerm(StrEnum):
    VIEW_EVIDENCE = "evidence.view_evidence"
    ADD_EVIDENCE = "evidence.add_evidence"
    CHANGE_EVIDENCE = "evidence.change_evidence"
    SHARE_EVIDENCE = "evidence.share_evidence"


TABLE = {
    EvidencePerm.VIEW_EVIDENCE: EVERYONE,
    EvidencePerm.ADD_EVIDENCE: {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR, Role.BIRO},
    EvidencePerm.CHANGE_EVIDENCE: {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR, Role.BIRO},
    EvidencePerm.SHARE_EVIDENCE: {Role.KETUA_TIM, Role.BIRO},
}


def register() -> None:
    grant(TABLE)
