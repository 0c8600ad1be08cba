"""Who may do what with letters and follow-ups. Nothing else in this app decides that."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


class LetterPerm(StrEnum):
    VIEW_MINISTERIAL_LETTER = "evaluations.view_ministerialletter"
    ADD_MINISTERIAL_LETTER = "evaluations.add_ministerialletter"
    CHANGE_MINISTERIAL_LETTER = "evaluations.change_ministerialletter"
    VIEW_FOLLOW_UP = "evaluations.view_followup"
    ADD_FOLLOW_UP = "evaluations.add_followup"
    CHANGE_FOLLOW_UP = "evaluations.change_followup"
    SUBMIT_FOLLOW_UP = "evaluations.submit_followup"
    APPROVE_FOLLOW_UP = "evaluations.approve_followup"
    RETURN_FOLLOW_UP = "evaluations.return_followup"
    SET_TASK = "evaluations.set_followup_task"
    DELETE_FOLLOW_UP = "evaluations.delete_followup"
    ADD_TIME_REQUEST = "evaluations.add_timerequest"
    GRANT_TIME_REQUEST = "evaluations.grant_timerequest"


TABLE = {
    LetterPerm.VIEW_MINISTERIAL_LETTER: EVERYONE,
    LetterPerm.ADD_MINISTERIAL_LETTER: {Role.BIRO},
    LetterPerm.CHANGE_MINISTERIAL_LETTER: {Role.BIRO},
    LetterPerm.VIEW_FOLLOW_UP: EVERYONE,
    # The task and its deadline are the bureau's; report and evidence are the unit's.
    LetterPerm.ADD_FOLLOW_UP: {Role.BIRO},
    LetterPerm.SET_TASK: {Role.BIRO},
    LetterPerm.DELETE_FOLLOW_UP: {Role.BIRO},
    LetterPerm.CHANGE_FOLLOW_UP: {Role.KETUA_TIM, Role.PEGAWAI},
    LetterPerm.ADD_TIME_REQUEST: {Role.KETUA_TIM, Role.PEGAWAI},
    LetterPerm.GRANT_TIME_REQUEST: {Role.BIRO},
    LetterPerm.SUBMIT_FOLLOW_UP: {Role.KETUA_TIM, Role.PEGAWAI},
    LetterPerm.APPROVE_FOLLOW_UP: {Role.BIRO},
    LetterPerm.RETURN_FOLLOW_UP: {Role.BIRO},
}
#: A unit's own people do not judge what it reports and asks for (ADR 122).
INDEPENDENT = (
    LetterPerm.APPROVE_FOLLOW_UP,
    LetterPerm.RETURN_FOLLOW_UP,
    LetterPerm.GRANT_TIME_REQUEST,
)


def register() -> None:
    labels = {
        LetterPerm.SUBMIT_FOLLOW_UP: _("melaporkan tindak lanjut"),
        LetterPerm.APPROVE_FOLLOW_UP: _("memverifikasi tindak lanjut"),
        LetterPerm.CHANGE_FOLLOW_UP: _("mengisi laporan tindak lanjut"),
        LetterPerm.SET_TASK: _("mengubah tugas dan batas waktu tindak lanjut"),
        LetterPerm.ADD_TIME_REQUEST: _("meminta perpanjangan waktu"),
        LetterPerm.GRANT_TIME_REQUEST: _("menjawab permintaan perpanjangan waktu"),
    }
    grant(TABLE, labels, INDEPENDENT)
