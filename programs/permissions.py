"""Who may do what with action plans and activities. Nothing else in this app decides that."""

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant

WRITERS = {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR}

grant(
    {
        "programs.view_reformarea": EVERYONE,
        "programs.view_activity": EVERYONE,
        "programs.add_activity": WRITERS,
        "programs.change_activity": WRITERS,
        "programs.delete_activity": WRITERS,
        "programs.submit_activity": WRITERS,
        "programs.approve_activity": {Role.KETUA_TIM},
        "programs.return_activity": {Role.KETUA_TIM},
        "programs.export_activity": EVERYONE,
        "programs.view_actionplan": EVERYONE,
        "programs.add_actionplan": WRITERS,
        "programs.change_actionplan": WRITERS,
        "programs.delete_actionplan": WRITERS,
        "programs.submit_actionplan": WRITERS,
        "programs.approve_actionplan": {Role.KETUA_TIM},
        "programs.return_actionplan": {Role.KETUA_TIM},
        "programs.report_actionplan": WRITERS,
        "programs.export_actionplan": EVERYONE,
    }
)
