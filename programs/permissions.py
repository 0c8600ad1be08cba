"""Who may do what with plans, achievements and activities. Nothing else here decides that."""

from enum import StrEnum

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant


class ProgramPerm(StrEnum):
    VIEW_REFORM_AREA = "programs.view_reformarea"
    VIEW_ACTIVITY = "programs.view_activity"
    ADD_ACTIVITY = "programs.add_activity"
    CHANGE_ACTIVITY = "programs.change_activity"
    DELETE_ACTIVITY = "programs.delete_activity"
    SUBMIT_ACTIVITY = "programs.submit_activity"
    APPROVE_ACTIVITY = "programs.approve_activity"
    RETURN_ACTIVITY = "programs.return_activity"
    EXPORT_ACTIVITY = "programs.export_activity"
    VIEW_ACTION_PLAN = "programs.view_actionplan"
    ADD_ACTION_PLAN = "programs.add_actionplan"
    CHANGE_ACTION_PLAN = "programs.change_actionplan"
    DELETE_ACTION_PLAN = "programs.delete_actionplan"
    SUBMIT_ACTION_PLAN = "programs.submit_actionplan"
    APPROVE_ACTION_PLAN = "programs.approve_actionplan"
    RETURN_ACTION_PLAN = "programs.return_actionplan"
    EXPORT_ACTION_PLAN = "programs.export_actionplan"
    VIEW_ACHIEVEMENT = "programs.view_achievement"
    ADD_ACHIEVEMENT = "programs.add_achievement"
    CHANGE_ACHIEVEMENT = "programs.change_achievement"
    DELETE_ACHIEVEMENT = "programs.delete_achievement"
    SUBMIT_ACHIEVEMENT = "programs.submit_achievement"
    APPROVE_ACHIEVEMENT = "programs.approve_achievement"
    RETURN_ACHIEVEMENT = "programs.return_achievement"
    EXPORT_ACHIEVEMENT = "programs.export_achievement"


WRITERS = {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR}

TABLE = {
    ProgramPerm.VIEW_REFORM_AREA: EVERYONE,
    ProgramPerm.VIEW_ACTIVITY: EVERYONE,
    ProgramPerm.ADD_ACTIVITY: WRITERS,
    ProgramPerm.CHANGE_ACTIVITY: WRITERS,
    ProgramPerm.DELETE_ACTIVITY: WRITERS,
    ProgramPerm.SUBMIT_ACTIVITY: WRITERS,
    ProgramPerm.APPROVE_ACTIVITY: {Role.KETUA_TIM},
    ProgramPerm.RETURN_ACTIVITY: {Role.KETUA_TIM},
    ProgramPerm.EXPORT_ACTIVITY: EVERYONE,
    ProgramPerm.VIEW_ACTION_PLAN: EVERYONE,
    ProgramPerm.ADD_ACTION_PLAN: WRITERS,
    ProgramPerm.CHANGE_ACTION_PLAN: WRITERS,
    ProgramPerm.DELETE_ACTION_PLAN: WRITERS,
    ProgramPerm.SUBMIT_ACTION_PLAN: WRITERS,
    ProgramPerm.APPROVE_ACTION_PLAN: {Role.KETUA_TIM},
    ProgramPerm.RETURN_ACTION_PLAN: {Role.KETUA_TIM},
    ProgramPerm.EXPORT_ACTION_PLAN: EVERYONE,
    ProgramPerm.VIEW_ACHIEVEMENT: EVERYONE,
    ProgramPerm.ADD_ACHIEVEMENT: WRITERS,
    ProgramPerm.CHANGE_ACHIEVEMENT: WRITERS,
    ProgramPerm.DELETE_ACHIEVEMENT: WRITERS,
    ProgramPerm.SUBMIT_ACHIEVEMENT: WRITERS,
    ProgramPerm.APPROVE_ACHIEVEMENT: {Role.KETUA_TIM},
    ProgramPerm.RETURN_ACHIEVEMENT: {Role.KETUA_TIM},
    ProgramPerm.EXPORT_ACHIEVEMENT: EVERYONE,
}


def register() -> None:
    grant(TABLE)
