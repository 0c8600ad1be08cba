"""Documents of a test kind: about a unit, and nothing else."""

import pytest

from reformasi.documents import actions, rendering, tasks
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.workflow import Step
from tests.documents import kinds


@pytest.fixture
def requested(unit, biro) -> DocumentRequest:
    """A report that waits in the queue; no worker has heard of it."""
    return actions.request_document(kind=kinds.REPORT, subject=unit, unit=unit, by=biro)


@pytest.fixture
def done(requested) -> DocumentRequest:
    """A finished draft."""
    return produced(requested)


@pytest.fixture
def signed(done, ketua_tim) -> DocumentRequest:
    """A signed report with its second edition."""
    actions.sign(document=done, by=ketua_tim)
    return produced(done)


def produced(document: DocumentRequest, task_id: str = "tugas-1") -> DocumentRequest:
    """``document`` after a worker's turn, in this process."""
    tasks.produce(document.pk, task_id=task_id)
    document.refresh_from_db()
    return document


@pytest.fixture
def printed_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask nothing of the paper: it is not laid out, which takes most of a second."""

    def blank(html: str, *, identifier: str, on_step: rendering.OnStep) -> rendering.Rendered:
        for step in (Step.LAYING_OUT, Step.WRITING, Step.SAVING):
            on_step(step)
        return rendering.Rendered(content=b"%PDF-1.7\n" + html.encode(), pages=1)

    monkeypatch.setattr(rendering, "pdf_of", blank)


def content_of(edition: DocumentEdition) -> bytes:
    with edition.file.open() as file:
        return file.read()
