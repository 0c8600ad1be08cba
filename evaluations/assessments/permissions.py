"""Who may do what with assessments. Nothing else in this room decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


class AssessmentPerm(StrEnum):
    VIEW_ASSESSMENT = "evaluations.view_assessment"
    ADD_ASSESSMENT = "evaluations.add_assessment"
    CHANGE_ASSESSMENT = "evaluations.change_assessment"
    VIEW_LAYER = "evaluations.view_assessmentlayer"
    VIEW_ANSWER = "evaluations.view_answer"
    CHANGE_ANSWER = "evaluations.change_answer"
    SUBMIT_SELF = "evaluations.submit_self_assessmentlayer"
    REOPEN_SELF = "evaluations.reopen_self_assessmentlayer"
    APPROVE_SELF = "evaluations.approve_self_assessmentlayer"
    RETURN_SELF = "evaluations.return_self_assessmentlayer"
    REQUEST_DOCUMENT = "evaluations.request_assessmentlayer"


OWN = {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR}
TAKERS = {Role.PENILAI_PENDAHULUAN, Role.TPI_KETUA}
TABLE = {
    AssessmentPerm.VIEW_ASSESSMENT: EVERYONE,
    AssessmentPerm.ADD_ASSESSMENT: {Role.KETUA_TIM, Role.ASESOR},
    # Who answers for which question.
    AssessmentPerm.CHANGE_ASSESSMENT: {Role.KETUA_TIM, Role.ASESOR},
    AssessmentPerm.VIEW_LAYER: EVERYONE,
    AssessmentPerm.VIEW_ANSWER: EVERYONE,
    # Also who reads the unit's working remarks: they are nobody else's.
    AssessmentPerm.CHANGE_ANSWER: OWN,
    AssessmentPerm.SUBMIT_SELF: {Role.KETUA_TIM},
    AssessmentPerm.REOPEN_SELF: {Role.KETUA_TIM},
    AssessmentPerm.APPROVE_SELF: TAKERS,
    AssessmentPerm.RETURN_SELF: TAKERS,
    # The unit prints its own sheet; whoever takes it up, and the bureau, may too.
    AssessmentPerm.REQUEST_DOCUMENT: {Role.KETUA_TIM, Role.ASESOR, Role.BIRO, *TAKERS},
}
#: A unit's own people do not take up what it hands in (ADR 97).
INDEPENDENT = (AssessmentPerm.APPROVE_SELF, AssessmentPerm.RETURN_SELF)
LABELS = {
    AssessmentPerm.CHANGE_ASSESSMENT: _("membagi penanggung jawab butir LKE"),
    AssessmentPerm.CHANGE_ANSWER: _("mengisi LKE"),
    AssessmentPerm.SUBMIT_SELF: _("menyerahkan penilaian mandiri"),
    AssessmentPerm.REOPEN_SELF: _("membuka kembali penilaian mandiri"),
    AssessmentPerm.APPROVE_SELF: _("menerima penilaian mandiri untuk dinilai"),
    AssessmentPerm.RETURN_SELF: _("mengembalikan penilaian mandiri"),
    AssessmentPerm.REQUEST_DOCUMENT: _("meminta dokumen LKE"),
}


def register() -> None:
    grant(TABLE, LABELS, INDEPENDENT)
