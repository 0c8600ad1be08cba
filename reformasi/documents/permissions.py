"""Who may do what with generated documents. Nothing else in this app decides that (ADR 0043)."""

from enum import StrEnum

from reformasi.organisation.roles import TPI, Role
from reformasi.organisation.scope import grant


class DocumentPerm(StrEnum):
    VIEW_DOCUMENT_REQUEST = "documents.view_documentrequest"
    ADD_DOCUMENT_REQUEST = "documents.add_documentrequest"
    CANCEL_DOCUMENT_REQUEST = "documents.cancel_documentrequest"
    SIGN_DOCUMENT_REQUEST = "documents.sign_documentrequest"
    SHARE_DOCUMENT_REQUEST = "documents.share_documentrequest"


READERS = {
    Role.BIRO,
    Role.KETUA_TIM,
    Role.PIMPINAN,
    Role.ASESOR,
    Role.PENILAI_PENDAHULUAN,
    *TPI,
}

TABLE = {
    DocumentPerm.VIEW_DOCUMENT_REQUEST: READERS,
    DocumentPerm.ADD_DOCUMENT_REQUEST: {Role.BIRO},
    DocumentPerm.CANCEL_DOCUMENT_REQUEST: {Role.BIRO},
    DocumentPerm.SIGN_DOCUMENT_REQUEST: {Role.KETUA_TIM, Role.BIRO},
    DocumentPerm.SHARE_DOCUMENT_REQUEST: {Role.KETUA_TIM, Role.BIRO},
}


def register() -> None:
    grant(TABLE)
