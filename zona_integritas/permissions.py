"""Who may do what with candidates, milestones and declarations. Nothing else here decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


class ZonaIntegritasPerm(StrEnum):
    VIEW_CANDIDATE = "zona_integritas.view_candidate"
    ADD_CANDIDATE = "zona_integritas.add_candidate"
    CHANGE_CANDIDATE = "zona_integritas.change_candidate"
    VIEW_MILESTONE = "zona_integritas.view_milestone"
    CHANGE_MILESTONE = "zona_integritas.change_milestone"
    SUBMIT_MILESTONE = "zona_integritas.submit_milestone"
    APPROVE_MILESTONE = "zona_integritas.approve_milestone"
    RETURN_MILESTONE = "zona_integritas.return_milestone"
    RECORD_TPI_MILESTONE = "zona_integritas.record_tpi_milestone"
    RECORD_ECHELON_ONE_MILESTONE = "zona_integritas.record_echelon_one_milestone"
    RECORD_BUREAU_MILESTONE = "zona_integritas.record_bureau_milestone"
    VIEW_DECLARATION = "zona_integritas.view_declaration"
    ADD_DECLARATION = "zona_integritas.add_declaration"
    CHANGE_DECLARATION = "zona_integritas.change_declaration"


TABLE = {
    ZonaIntegritasPerm.VIEW_CANDIDATE: EVERYONE,
    ZonaIntegritasPerm.ADD_CANDIDATE: {Role.KETUA_TIM, Role.BIRO},
    ZonaIntegritasPerm.CHANGE_CANDIDATE: {Role.KETUA_TIM, Role.BIRO},
    ZonaIntegritasPerm.VIEW_MILESTONE: EVERYONE,
    ZonaIntegritasPerm.CHANGE_MILESTONE: {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR},
    ZonaIntegritasPerm.SUBMIT_MILESTONE: {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR},
    ZonaIntegritasPerm.APPROVE_MILESTONE: {Role.KETUA_TIM},
    ZonaIntegritasPerm.RETURN_MILESTONE: {Role.KETUA_TIM},
    ZonaIntegritasPerm.RECORD_TPI_MILESTONE: {Role.TPI_KETUA},
    ZonaIntegritasPerm.RECORD_ECHELON_ONE_MILESTONE: {Role.PENILAI_PENDAHULUAN},
    ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE: {Role.BIRO},
    ZonaIntegritasPerm.VIEW_DECLARATION: EVERYONE,
    ZonaIntegritasPerm.ADD_DECLARATION: {Role.PEGAWAI, Role.KETUA_TIM},
    ZonaIntegritasPerm.CHANGE_DECLARATION: {Role.PEGAWAI, Role.KETUA_TIM},
}
#: What another than the unit decided is recorded by others than its people (ADR 97).
INDEPENDENT = {
    ZonaIntegritasPerm.RECORD_TPI_MILESTONE,
    ZonaIntegritasPerm.RECORD_ECHELON_ONE_MILESTONE,
    ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE,
}
LABELS = {
    ZonaIntegritasPerm.RECORD_TPI_MILESTONE: _("mencatat keputusan TPI atas tahap ZI"),
    ZonaIntegritasPerm.RECORD_ECHELON_ONE_MILESTONE: _(
        "mencatat keputusan unit eselon I atas tahap ZI"
    ),
    ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE: _(
        "mencatat keputusan pimpinan instansi, TPN, atau Menteri PANRB atas tahap ZI"
    ),
}


def register() -> None:
    grant(TABLE, LABELS, INDEPENDENT)
