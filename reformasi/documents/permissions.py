"""Who may do what with generated documents. Nothing else in this app decides that (ADR 0043)."""

from reformasi.organisation.roles import TPI, Role
from reformasi.organisation.scope import grant

READERS = {Role.BIRO, Role.KETUA_TIM, Role.PIMPINAN, Role.ASESOR, *TPI}


def register() -> None:
    grant(
        {
            "documents.view_documentrequest": READERS,
            "documents.add_documentrequest": {Role.BIRO},
            "documents.cancel_documentrequest": {Role.BIRO},
            "documents.retry_documentrequest": {Role.BIRO},
            "documents.sign_documentrequest": {Role.KETUA_TIM, Role.BIRO},
            "documents.share_documentrequest": {Role.KETUA_TIM, Role.BIRO},
        }
    )
