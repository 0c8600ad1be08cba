"""The kinds of documents; apps above register theirs when they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypedDict, TypeVar, cast

from django.apps import apps
from django.db.models import Model, QuerySet

from reformasi.organisation.models import Unit
from reformasi.workflow.moves import Text

from .permissions import DocumentPerm

S = TypeVar("S", bound=Model)

#: Plain JSON (text, numbers, lists, dicts; dates as ISO text, decimals as text): all that is shown.
Content = dict[str, object]
Build = Callable[[S, Unit], Content]
Lookup = Callable[[str], S]


class Contents(TypedDict):
    """What the kind itself shows of a subject, and what apps above contribute, by name."""

    content: Content
    sections: dict[str, Content]


@dataclass(frozen=True)
class Kind(Generic[S]):
    """One kind of document.

    ``template`` extends ``documents/base.html`` and sees ``content`` (what ``build(subject, unit)``
    returned when the document was requested), ``sections`` (what apps above contributed, by name),
    ``kop`` and ``document``; nothing else, so that a rebuild is identical. ``content["is_sample"]``
    puts "data contoh" on every page.

    ``lookup(text)`` finds the subject for ``manage.py report ALIAS --OPTION TEXT`` and raises the
    model's ``DoesNotExist``. ``units(subject, among)`` are those of ``among`` for which it can be
    asked; without it, all. Whoever holds ``request_perm`` in that unit may ask for it, and try it
    again where it failed.
    """

    code: str  # "evaluation_report"
    title: Text  # "Laporan evaluasi"
    template: str  # "evaluations/documents/evaluation_report.html"
    subject_model: str  # "evaluations.MinisterialLetter"
    series: str  # "LHE": stands in the number, 001/LHE/polpum/2026
    build: Build[S]
    alias: str = ""  # "evaluation": the name on the command line; empty: not offered there
    option: str = "subject"  # "letter": the option that names the subject
    lookup: Lookup[S] | None = None
    request_perm: str = DocumentPerm.ADD_DOCUMENT_REQUEST
    units: Callable[[S, QuerySet[Unit]], QuerySet[Unit]] | None = None

    @property
    def subject_label(self) -> str:
        """``app.model`` of the subject, as the trail writes it."""
        return apps.get_model(self.subject_model)._meta.label_lower


_kinds: dict[str, Kind[Model]] = {}
_sections: dict[str, dict[str, Build[Model]]] = {}


def register(kind: Kind[S]) -> None:
    """Add a kind; a code is registered once."""
    if kind.code in _kinds:
        raise ValueError(f"document kind {kind.code} is registered twice")
    _kinds[kind.code] = cast(Kind[Model], kind)  # it is only ever given subjects of its own model


def contribute(kind_code: str, name: str, build: Build[S]) -> None:
    """Add what an app above the kind's own knows: ``sections.<name>`` in the template.

    The kind need not be registered yet; the order of apps does not matter.
    """
    sections = _sections.setdefault(kind_code, {})
    if name in sections:
        raise ValueError(f"section {name} of {kind_code} is contributed twice")
    sections[name] = cast(Build[Model], build)  # given subjects of the kind's model alone


def kind_of(code: str) -> Kind[Model]:
    """The kind with this code; KeyError if no app registers it (any more)."""
    return _kinds[code]


def kinds() -> Mapping[str, Kind[Model]]:
    """Every kind by code."""
    return dict(sorted(_kinds.items()))


def content_of(kind: Kind[S], subject: S, unit: Unit) -> Contents:
    """The kind's content and every contributed section, built now."""
    sections = sorted(_sections.get(kind.code, {}).items())
    return {
        "content": kind.build(subject, unit),
        "sections": {name: build(subject, unit) for name, build in sections},
    }
