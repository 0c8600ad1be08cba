"""The evaluation report: the worker's whole task against WeasyPrint alone on the same HTML."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from weasyprint import HTML

from benchmarks.timing import Pair, in_turn
from reformasi.documents import rendering, tasks
from reformasi.documents.models import DocumentRequest, make_token
from reformasi.documents.workflow import Status, Step
from reformasi.workflow.frozen import digest

FRESH = {
    "status": Status.QUEUED,
    "progress_step": Step.WAITING,
    "edition": 1,
    "attempts": 0,
    "claim": None,
    "task_id": "",
    "claimed_at": None,
    "heartbeat_at": None,
    "lease_until": None,
    "finished_at": None,
    "failure": "",
}


@dataclass(frozen=True)
class Report:
    """The times with a chart that a page has drawn already, and with one that is drawn now."""

    number: str
    pages: int
    drawn: Pair
    undrawn: Pair


def report(rounds: int) -> Report:
    """The report that the demo asks for."""
    original = DocumentRequest.objects.get()
    warm_up = copy_of(original, "warm-up")
    pages = produce(warm_up)
    bare(rendering.html_of(warm_up))
    return Report(
        original.number,
        pages,
        drawn=compare(original, "drawn", rounds, forget=False),
        undrawn=compare(original, "undrawn", rounds, forget=True),
    )


def compare(original: DocumentRequest, name: str, rounds: int, *, forget: bool) -> Pair:
    """Worker and bare WeasyPrint in turn, each time on a new copy."""
    documents = [copy_of(original, f"{name}-{number}") for number in range(rounds)]
    with translation.override(settings.LANGUAGE_CODE):
        pages = [rendering.html_of(document) for document in documents]

    def work(number: int) -> None:
        if forget:
            cache.clear()
        produce(documents[number])

    return in_turn(work, lambda number: bare(pages[number]), rounds)


def copy_of(original: DocumentRequest, name: str) -> DocumentRequest:
    """The same content under another number, waiting for a worker."""
    document = DocumentRequest.objects.get(pk=original.pk)
    document.pk, document._state.adding = None, True
    document.number, document.token = f"{original.number}-{name}", make_token()
    document.snapshot = {**original.snapshot, "benchmark": name}
    document.snapshot_sha256 = digest(document.snapshot)
    for field, value in FRESH.items():
        setattr(document, field, value)
    document.save()
    return document


def produce(document: DocumentRequest) -> int:
    """Do all that the worker does with a request; the number of pages."""
    tasks.produce(document.pk, task_id=f"benchmark-{document.pk}")
    return document.editions.get().pages


def bare(html: str) -> bytes:
    source = HTML(string=html, base_url=rendering.BASE_URL, url_fetcher=rendering.OwnFiles())
    content: bytes = source.write_pdf(pdf_variant="pdf/ua-1")
    return content
