"""Files in the libraries. Three small ones are stored; every row shows one of them (ADR 135)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from dashboards.demo import files
from reformasi.evidence.models import Evidence, EvidenceVersion

from .rows import Rows

FOLDER = "evidence/nation"
TITLES = (
    "Daftar hadir", "Undangan", "Notulen", "Dokumentasi", "Laporan", "Keputusan", "Rekapitulasi",
)  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """A file in the storage."""

    path: str
    size: int
    sha256: str
    content_type: str
    extension: str


@dataclass(frozen=True)
class Proof:
    """Evidence with its current version, as what it is attached to freezes it."""

    key: int
    version_key: int
    name: str
    sha256: str
    version: int = 1

    def content(self, requirement: str = "") -> dict[str, object]:
        """The same as ``Attachment.content``."""
        line = {"requirement": requirement} if requirement else {}
        file = {"file": self.name, "version": self.version, "sha256": self.sha256}
        return {**file, "pointer": "", **line}


class Library:
    """Adds evidence and its versions."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.stored = [
            store(files.scan("Bukti negara contoh", "Data contoh"), "application/pdf", "pdf"),
            store(files.photo("Bukti negara contoh"), "image/jpeg", "jpg"),
        ]
        self.total = 0

    def add(self, *, unit: int, by: int, about: str, at: str) -> Proof:
        """One more file of ``unit``, uploaded by ``by``."""
        number, self.total = self.total, self.total + 1
        title = f"{TITLES[number % len(TITLES)]} {about}"[:190]
        key = self.rows.key(Evidence)
        extension = self.stored[key % len(self.stored)].extension
        self.rows.add(
            Evidence,
            {
                "id": key,
                "unit_id": unit,
                "title": title,
                "names": f" {title}\n {title}.{extension}",
                "created_by_id": by,
                "created_at": at,
                "is_sample": True,
            },
        )
        return self.version(key, title, 1, by=by, at=at)

    def version(self, key: int, title: str, version: int, *, by: int, at: str) -> Proof:
        """The file of a version; its SHA-256 is that of its key, so that no two are alike."""
        stored = self.stored[key % len(self.stored)]
        digest = sha256(f"negara {key} {version}".encode()).hexdigest()
        name = f"{title}.{stored.extension}"
        version_key = self.rows.add(
            EvidenceVersion,
            {
                "evidence_id": key,
                "number": version,
                "file": stored.path,
                "name": name,
                "content_type": stored.content_type,
                "size": stored.size,
                "sha256": digest,
                "uploaded_at": at,
                "uploaded_by_id": by,
            },
        )
        return Proof(key, version_key, name, digest, version)


def store(file: ContentFile[bytes], content_type: str, extension: str) -> Stored:
    """Keep ``file`` once, whatever is there from another time."""
    content = file.read()
    digest = sha256(content).hexdigest()
    path = f"{FOLDER}/{digest}.{extension}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return Stored(path, len(content), digest, content_type, extension)
