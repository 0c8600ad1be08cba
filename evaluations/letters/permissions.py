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


TABLE = {
    LetterPerm.VIEW_MINISTERIAL_LETTER: EVERYONE,
    LetterPerm.ADD_MINISTERIAL_LETTER: {Role.BIRO},
    LetterPerm.CHANGE_MINISTERIAL_LETTER: {Role.BIRO},
    LetterPerm.VIEW_FOLLOW_UP: EVERYONE,
    LetterPerm.ADD_FOLLOW_UP: {Role.BIRO, Role.KETUA_TIM},
    LetterPerm.CHANGE_FOLLOW_UP: {Role.BIRO, Role.KETUA_TIM, Role.PEGAWAI},
    LetterPerm.SUBMIT_FOLLOW_UP: {Role.KETUA_TIM, Role.PEGAWAI},
    LetterPerm.APPROVE_FOLLOW_UP: {Role.BIRO},
    LetterPerm.RETURN_FOLLOW_UP: {Role.BIRO},
}


def register() -> None:
    labels = {
        LetterPerm.SUBMIT_FOLLOW_UP: _("melaporkan tindak lanjut"),
        LetterPerm.APPROVE_FOLLOW_UP: _("memverifikasi tindak lanjut"),
    }
    grant(TABLE, labels=labels)
