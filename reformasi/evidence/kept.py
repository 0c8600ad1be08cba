"""The personal data of evidence: who keeps it, who may read it, and what its names say."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import Evidence, EvidenceGrant, EvidenceVersion


def register() -> None:
    personal.declare(
        Kept(Evidence, ("created_by", "names"), personal.ACT),
        Kept(EvidenceVersion, ("uploaded_by", "name"), personal.ACT),
        Kept(EvidenceGrant, ("user", "granted_by", "reason"), personal.SHARING),
    )
