"""The personal data of documents: who asked, who signed, and what their content names."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import DocumentGrant, DocumentRequest


def register() -> None:
    personal.declare(
        Kept(
            DocumentRequest,
            ("requested_by", "signed_by", "subject_label", "snapshot"),
            personal.ACT,
        ),
        Kept(DocumentGrant, ("user", "granted_by", "reason"), personal.SHARING),
    )
