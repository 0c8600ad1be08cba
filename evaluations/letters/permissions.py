"""Who may do what with letters and follow-ups. Nothing else in this app decides that."""

from reformasi.organisation.roles import EVERYONE, Role
from reformasi.organisation.scope import grant

grant(
    {
        "evaluations.view_ministerialletter": EVERYONE,
        "evaluations.add_ministerialletter": {Role.BIRO},
        "evaluations.change_ministerialletter": {Role.BIRO},
        "evaluations.view_followup": EVERYONE,
        "evaluations.add_followup": {Role.BIRO, Role.KETUA_TIM},
        "evaluations.change_followup": {Role.BIRO, Role.KETUA_TIM, Role.PEGAWAI},
        "evaluations.report_followup": {Role.KETUA_TIM, Role.PEGAWAI},
        "evaluations.verify_followup": {Role.BIRO},
        "evaluations.return_followup": {Role.BIRO},
    }
)
