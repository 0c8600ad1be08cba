"""The kinds of documents; apps above register theirs when they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from reformasi.organisation.models import Unit
from reformasi.workflow.moves import Text

from .permissions import DocumentPerm

#: Plain JSON (text, numbers, lists, dicts; dates as ISO text, decimals as text): all that is shown.
Content = dict[str, Any]
Build = Callable[[Any, Unit], Content]
Lookup = Callable[[str], Model]


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    ``template`` extends ``documents/base.html`` and sees ``content`` (what ``build(subject, unit)``
    returned when the document was requested), ``sections`` (what apps above contributed, by name),
    ``kop`` and ``document``; nothing else, so that a rebuild is identical. ``content["is_sample"]``
    puts "data contoh" on every page.

    ``lookup(text)`` finds the subject for ``manage.py report ALIAS --OPTION TEXT`` and raises the
    model's ``DoesNotExist``.
    """

    code: str  # "evaluation_report"
    title: Text  # "Laporan evaluasi"
    template: str  # "evaluations/documents/evaluation_report.html"
    subject_model: str  # "evaluations.MinisterialLetter"
    series: str  # "LHE": stands in the number, 001/LHE/polpum/2026
    build: Build
    alias: str = ""  # "evaluation": the name on the command line; empty: not offered there
    option: str = "subject"  # "letter": the option that names the subject
    lookup: Lookup | None = None
    request_perm: str = DocumentPerm.ADD_DOCUMENT_REQUEST  # asked on the unit

    @property
    def subject_label(self) -> str:
        """``app.model`` of the subject, as the trail writes it."""
        return apps.get_model(self.subject_model)._meta.label_lower


_kinds: dict[str, Kind] = {}
_sections: dict[str, dict[str, Build]] = {}


def register(kind: Kind) -> None:
    """Add a kind; a code is registered once."""
    if kind.code in _kinds:
        raise ValueError(f"document kind {kind.code} is registered twice")
    _kinds[kind.code] = kind


def contribute(kind_code: str, name: str, build: Build) -> None:
    """Add what an app above the kind's own knows: ``sections.<name>`` in the template.

    The kind need not be registered yet; the order of apps does not matter.
    """
    sections = _sections.setdefault(kind_code, {})
    if name in sections:
        raise ValueError(f"section {name} of {kind_code} is contributed twice")
    sections[name] = build


def kind_of(code: str) -> Kind:
    """The kind with this code; KeyError if no app registers it (any more)."""
    return _kinds[code]


def kinds() -> Mapping[str, Kind]:
    """Every kind by code."""
    return dict(sorted(_kinds.items()))


def content_of(kind: Kind, subject: Model, unit: Unit) -> dict[str, Any]:
    """The kind's content and every contributed section, built now."""
    sections = sorted(_sections.get(kind.code, {}).items())
    return {
        "content": kind.build(subject, unit),
        "sections": {name: build(subject, unit) for name, build in sections},
    }
