"""From the frozen content to the PDF: pure, and the same every time.

Only the worker and ``manage.py report`` import this module: WeasyPrint takes half a second to load.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reformasi.ui.text import clean

from . import registry
from .fonts import font_file, note_about, style_for
from .models import DocumentRequest
from .work import Rendered
from .workflow import Step

#: The document's own address: reserved by RFC 2606, so it leads nowhere but to our fetcher.
BASE_URL = "http://dokumen.invalid"
#: What our own templates draw into the page: charts and QR codes.
DRAWN_HERE = re.compile(r"data:image/svg\+xml[;,]")
CONTENT_TYPES = {
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff": "font/woff",
    "woff2": "font/woff2",
}

OnStep = Callable[[Step], None]


class CannotRender(Exception):
    """The document cannot be made; the text says why, for the person who asked for it."""


class ForeignFile(FatalURLFetchingError):
    """The document refers to something that is not ours."""


class OwnFiles(URLFetcher):
    """Lets a document use the portal's static files and its own drawings; anything else ends it.

    What was refused is kept, because WeasyPrint swallows every error inside an SVG drawing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if DRAWN_HERE.match(url):
            return super().fetch(url, headers)
        if font := font_file(url.removeprefix(BASE_URL)):
            return URLFetcherResponse(url, font, {"Content-Type": CONTENT_TYPES["woff"]})
        try:
            return static_file(url)
        except ForeignFile:
            self.refused.append(url)
            raise


def static_file(url: str) -> URLFetcherResponse:
    """A static file: as it lies in the source, or as it was collected.

    Raises:
        ForeignFile: the address leads elsewhere.
    """
    base = f"{BASE_URL}{settings.STATIC_URL}"
    if not url.startswith(base):
        raise ForeignFile(url)
    name = unquote(urlsplit(url).path.removeprefix(urlsplit(base).path))
    content_type = CONTENT_TYPES.get(name.rpartition(".")[2])
    if content_type is None:
        raise ForeignFile(url)
    try:
        if path := finders.find(name):
            body = Path(str(path)).read_bytes()
        elif staticfiles_storage.exists(name):  # under its hashed name
            with staticfiles_storage.open(name) as file:
                body = file.read()
        else:
            raise ForeignFile(url)
    except SuspiciousFileOperation as error:
        raise ForeignFile(url) from error
    return URLFetcherResponse(url, body, {"Content-Type": content_type})


def render(document: DocumentRequest, on_step: OnStep) -> Rendered:
    """The PDF of the edition that ``document`` stands at. ``on_step`` may raise to stop it.

    Raises:
        CannotRender: the kind or its template is gone, or it refers to foreign files.
    """
    on_step(Step.COMPOSING)
    html = html_of(document)
    return pdf_of(html, identifier=document.snapshot_sha256, on_step=on_step)


def html_of(document: DocumentRequest) -> str:
    """The page that WeasyPrint prints: from the frozen content and the frozen columns alone."""
    kind = registry.kinds().get(document.kind)
    if kind is None:
        raise CannotRender(
            _("Jenis dokumen “%(kind)s” tidak dikenal lagi.") % {"kind": document.kind}
        )
    try:
        template = get_template(kind.template).template  # type: ignore[attr-defined]
    except TemplateDoesNotExist as error:
        raise CannotRender(_("Templat “%(name)s” tidak ada.") % {"name": error}) from error
    # Not localised: a year is 2018 and not 2.018; figures are formatted where they are shown.
    text: str = template.render(Context(context_of(document), use_l10n=False))
    return text


def context_of(document: DocumentRequest) -> dict[str, object]:
    dated: datetime = document.signed_at or document.requested_at
    return {
        **document.snapshot,
        "document": {
            "title": document.title,
            "number": document.number,
            "subject": document.subject_label,
            "edition": document.edition,
            "is_signed": document.signed_at is not None,
            "is_sample": document.is_sample,
            "date": timezone.localdate(dated).isoformat(),
            "made_at": timezone.localtime(dated).isoformat(timespec="seconds"),
            "signer_name": document.signer_name,
            "signer_title": document.signer_title,
            "check_url": document.check_url,
            "unit": document.snapshot["kop"][-1]["name"],
        },
    }


def pdf_of(html: str, *, identifier: str, on_step: OnStep) -> Rendered:
    """A tagged PDF/UA-1 of ``html``; equal input gives equal bytes.

    Where no font has a sign, it is printed a second time and says at its end which sign that is.
    """
    html = clean(html)
    html = html.replace("</head>", f"{style_for(html)}</head>", 1)
    printed = _print(html, identifier, on_step)
    if printed.missing:
        note = note_about(printed.missing)
        printed = _print(html.replace("</main>", f"{note}</main>", 1), identifier, on_step)
    on_step(Step.SAVING)
    return Rendered(content=printed.content, pages=printed.pages)


@dataclass(frozen=True)
class Printed:
    """A PDF, and the signs for which it had no font."""

    content: bytes
    pages: int
    missing: set[int]


def _print(html: str, identifier: str, on_step: OnStep) -> Printed:
    fetcher = OwnFiles()
    try:
        on_step(Step.LAYING_OUT)
        source = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        laid_out = source.render(pdf_variant="pdf/ua-1")
        on_step(Step.WRITING)
        content = laid_out.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(identifier)[:16]
        )
    except ForeignFile as error:
        raise refusal(str(error)) from error
    if fetcher.refused:
        raise refusal(fetcher.refused[0])
    missing = {code for font in laid_out.fonts.values() for code in font.missing}
    return Printed(content, len(laid_out.pages), missing)


def refusal(url: str) -> CannotRender:
    message = _("Dokumen merujuk berkas di luar portal, dan itu tidak diizinkan: %(url)s")
    return CannotRender(message % {"url": url[:200]})
