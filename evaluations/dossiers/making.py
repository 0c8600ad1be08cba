"""From a request to its ZIP: documents first, then every file, as they were at the request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from reformasi.documents import tasks as documents
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.evidence.models import EvidenceVersion

from . import paths, work
from .archive import Entry, Streamed, Unfit, checked, zipped
from .content import DossierContent
from .models import Dossier

STYLE = "css/dossier.css"
PULSE = 2.0  # seconds between two signs of life
PATIENCE = 1.0  # seconds until a document that another worker prints is looked at again


class CannotMake(Exception):
    """The dossier cannot be made; the text says why, for the person who asked for it."""


def make(dossier: Dossier, task_id: str) -> Streamed:
    """The ZIP, made while it is read.

    Raises:
        CannotMake: a document failed; while it is read: a stored file is gone or not the one.
        ClaimLost: another worker has it now.
    """
    editions = [
        _edition(dossier, document, task_id) for document in dossier.documents.order_by("pk")
    ]
    return Streamed(_alive(dossier, _Written(dossier, editions)))


def _edition(dossier: Dossier, document: DocumentRequest, task_id: str) -> DocumentEdition:
    """The document as it was printed; printed here unless another worker is at it."""
    while document.in_progress:
        work.progress(dossier, 0)
        documents.produce(document.pk, task_id=f"{task_id[:36]}-{document.pk}")
        document.refresh_from_db()
        if document.in_progress:
            time.sleep(PATIENCE)
    edition = document.current
    if edition is None:
        reason = document.failure or document.get_status_display()
        raise CannotMake(
            _("Dokumen %(number)s tidak jadi: %(reason)s")
            % {"number": document.number, "reason": reason}
        )
    return edition


def _alive(dossier: Dossier, written: _Written) -> Iterator[bytes]:
    """The pieces of the ZIP; now and then a sign of life."""
    told = float("-inf")
    for piece in zipped(written, timezone.localtime(dossier.requested_at)):
        if time.monotonic() - told > PULSE:
            work.progress(dossier, written.count)
            told = time.monotonic()
        yield piece


class _Written:
    """The files of the dossier in their order; ``count`` is how many have been asked for."""

    def __init__(self, dossier: Dossier, editions: list[DocumentEdition]) -> None:
        self.dossier, self.editions, self.count = dossier, editions, 0
        self.content = cast(DossierContent, dossier.content)

    def __iter__(self) -> Iterator[Entry]:
        yield from self._index()
        for edition in self.editions:
            yield self._entry(self._path(edition), edition)
        for question in self.content["questions"]:
            for row in question["files"]:
                version = EvidenceVersion.objects.get(pk=row["key"])
                yield self._entry(row["path"], version)

    def _index(self) -> Iterator[Entry]:
        printed = [
            {"path": self._path(edition), "document": edition.document, "sha256": edition.sha256}
            for edition in self.editions
        ]
        context = {"content": self.content, "dossier": self.dossier, "documents": printed}
        page = render_to_string("evaluations/documents/dossier_index.html", context).encode()
        yield Entry(paths.INDEX, len(page), lambda: iter([page]))
        with open(str(finders.find(STYLE)), "rb") as file:
            style = file.read()
        yield Entry(paths.STYLE, len(style), lambda: iter([style]))

    def _path(self, edition: DocumentEdition) -> str:
        return f"{paths.PRINTED}/{edition.download_name}"

    def _entry(self, path: str, kept: DocumentEdition | EvidenceVersion) -> Entry:
        self.count += 1
        return Entry(path, kept.size, lambda: self._chunks(path, kept))

    def _chunks(self, path: str, kept: DocumentEdition | EvidenceVersion) -> Iterator[bytes]:
        try:
            yield from checked(kept.file, kept.sha256)
        except Unfit as error:
            message = _(
                "Berkas %(path)s tidak ada di tempat penyimpanan, atau isinya bukan yang "
                "tercatat. Hubungi administrator, lalu coba lagi."
            )
            raise CannotMake(message % {"path": path}) from error
