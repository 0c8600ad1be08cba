"""The files that an approval vouches for, beside what stands in their place now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from reformasi.organisation.scope import Holder
from reformasi.workflow.models import Decidable

from .attachments import Attachment
from .models import Evidence, EvidenceVersion


@dataclass(frozen=True)
class ApprovedFile:
    """One file of the frozen content that was approved."""

    name: str
    number: int  # of its version
    sha256: str
    pointer: str


def approved_files(item: models.Model) -> list[ApprovedFile]:
    """The files of the version of ``item`` that was approved; none if nothing was."""
    snapshot = item.approved_snapshot if isinstance(item, Decidable) else None
    files = snapshot.content.get("evidence", []) if snapshot else []
    return [
        ApprovedFile(file["file"], file["version"], file["sha256"], file["pointer"])
        for file in files
    ]


@dataclass(frozen=True)
class AttachedFile:
    """An attachment with the newest version of its file and the one that was approved."""

    attachment: Attachment
    current: EvidenceVersion
    approved: EvidenceVersion | None  # None: attached since, or nothing is approved
    is_new: bool  # what was approved did not have it

    @property
    def is_replaced(self) -> bool:
        """Whether a newer version stands where the approved one stood."""
        return self.approved is not None and self.approved != self.current


def attached_files(
    attachments: Iterable[Attachment], approved: Iterable[ApprovedFile]
) -> list[AttachedFile]:
    """Each attachment beside the version of it among the ``approved`` files."""
    digests = {file.sha256 for file in approved}
    return [_attached(attachment, digests) for attachment in attachments]


def _attached(attachment: Attachment, digests: set[str]) -> AttachedFile:
    current = attachment.evidence.current
    versions = attachment.evidence.versions.all()
    approved = next((version for version in versions if version.sha256 in digests), None)
    return AttachedFile(attachment, current, approved, is_new=bool(digests) and approved is None)


def detached_files(
    attached: Iterable[AttachedFile], approved: Iterable[ApprovedFile], user: Holder
) -> list[EvidenceVersion]:
    """The approved versions that are attached no more, as far as ``user`` may see them."""
    present = {file.approved.sha256 for file in attached if file.approved}
    gone = [file.sha256 for file in approved if file.sha256 not in present]
    if not gone:
        return []
    visible = Evidence.objects.visible_to(user)
    versions = EvidenceVersion.objects.filter(sha256__in=gone, evidence__in=visible)
    return list(versions.select_related("evidence").order_by("sha256", "pk").distinct("sha256"))
