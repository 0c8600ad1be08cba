"""The history of one object, as a person without training reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from reformasi.ui.pages import Page, page_of

from .models import Entry, EntryQuerySet
from .permissions import AuditPerm
from .values import as_kept_text, label

#: Changes that say nothing to anybody, and those that only operators read.
HIDDEN = {"version", "approved_snapshot"}
TECHNICAL = {"snapshot", "sha256"}
#: How the act looks beside its sentence: icon and tone.
LOOKS = {
    "create": ("plus", "neutral"),
    "change": ("edit", "neutral"),
    "submit": ("send", "info"),
    "report": ("send", "info"),
    "approve": ("check", "success"),
    "sign": ("check", "success"),
    "record": ("check", "success"),
    "correct": ("edit", "info"),
    "return": ("undo", "warning"),
    "withdraw": ("undo", "neutral"),
    "cancel": ("x", "warning"),
    "delete": ("trash", "warning"),
    "move": ("arrow-right", "info"),
    "close": ("lock", "warning"),
    "appoint": ("user", "neutral"),
    "end": ("lock", "neutral"),
    "reopen": ("undo", "info"),
    "share": ("link", "info"),
    "attach": ("file", "neutral"),
    "detach": ("file", "neutral"),
    "download": ("download", "neutral"),
    "export": ("download", "info"),
    "import": ("upload", "info"),
    "view": ("eye", "neutral"),
    "login": ("user", "neutral"),
    "password": ("lock", "info"),
    "second_factor": ("lock", "info"),
}


#: What stands apart from the acts, folded: key, how it is counted in words, and its title.
REFUSALS, READINGS = "refusals", "readings"
FOLDED = {
    REFUSALS: (
        ngettext_lazy("%(times)s penolakan", "%(times)s penolakan", "number"),
        gettext_lazy("Penolakan"),
    ),
    READINGS: (
        ngettext_lazy("%(times)s kali dibuka", "%(times)s kali dibuka", "number"),
        gettext_lazy("Pembukaan"),
    ),
}
PAGE_SIZE, FOLD_SIZE = 25, 5


@dataclass(frozen=True)
class Line:
    """One line of a history: who did what to what, and the changes as (column, old, new) labels.

    ``count``: how often the same was told within the hour, the last time at ``last_at``.
    """

    at: datetime
    actor: str
    role: str
    phrase: str
    target: str
    note: str
    refused: bool
    origin: str
    icon: str
    tone: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    count: int = 1
    last_at: datetime | None = None


@dataclass(frozen=True)
class Fold:
    """What stands apart: how much of it there is, its latest lines, and where all of it is."""

    label: str
    lines: list[Line]
    more_url: str


@dataclass(frozen=True)
class History:
    """One page of a history; ``title`` and ``back_url`` where it is the page of a fold."""

    page: Page[Line]
    folds: list[Fold] = field(default_factory=list)
    title: str = ""
    back_url: str = ""


class Lines:
    """Entries as lines: what is not asked for is not read."""

    def __init__(self, entries: EntryQuerySet, sees_origin: bool) -> None:
        self.rows = entries.select_related("tally")
        self._sees_origin = sees_origin

    def present(self, rows: Iterable[Entry]) -> list[Line]:
        return [line_of(entry, self._sees_origin) for entry in rows]

    def first(self, number: int) -> list[Line]:
        return self.present(self.rows[:number])


def history_page(
    obj: models.Model,
    request: HttpRequest,
    related: Iterable[models.Model] = (),
    without: Iterable[str] = (),
) -> History:
    """The acts on ``obj`` (and on ``related`` objects), newest first; refusals and readings apart.

    Which page and which fold, the address says. ``without``: the verbs that are not for the reader.
    Only administrators see from where, and what operators read.
    """
    sees_origin = request.user.has_perm(AuditPerm.VIEW_ORIGIN, obj)
    entries = Entry.objects.about_any(obj, *related).without(obj, without)
    fold = request.GET.get("fold", "")
    if fold in FOLDED:
        lines = Lines(_folded(entries, fold), sees_origin)
        return History(
            page_of(lines, request, PAGE_SIZE),
            title=str(FOLDED[fold][1]),
            back_url=_address(request),
        )
    return History(
        page_of(Lines(entries.acts(), sees_origin), request, PAGE_SIZE),
        _folds(entries, request, sees_origin),
    )


def _folded(entries: EntryQuerySet, fold: str) -> EntryQuerySet:
    return entries.refused() if fold == REFUSALS else entries.readings()


def _folds(entries: EntryQuerySet, request: HttpRequest, sees_origin: bool) -> list[Fold]:
    counts = {fold: _folded(entries, fold).times() for fold in FOLDED}
    return [
        Fold(
            label=FOLDED[fold][0] % {"number": count.number, "times": count},
            lines=Lines(_folded(entries, fold), sees_origin).first(FOLD_SIZE),
            more_url=_address(request, fold),
        )
        for fold, count in counts.items()
        if count
    ]


def _address(request: HttpRequest, fold: str = "") -> str:
    """This page with that fold, from its beginning."""
    query = request.GET.copy()
    query.pop("fold", None)
    query.pop("page", None)
    if fold:
        query["fold"] = fold
    return f"?{query.urlencode()}"


def line_of(entry: Entry, sees_origin: bool = False) -> Line:
    """The entry in words; ``sees_origin``: with its address and what operators read."""
    icon, tone = LOOKS.get(entry.action.rsplit(".", 1)[-1], ("history", "neutral"))
    tally = getattr(entry, "tally", None)
    return Line(
        at=entry.at,
        actor=entry.actor_label,
        role=entry.role_label,
        phrase=_(entry.phrase),
        target=entry.target_label,
        note=entry.note,
        refused=entry.refused,
        origin=entry.origin if sees_origin else "",
        icon="x" if entry.refused else icon,
        tone="danger" if entry.refused else tone,
        changes=_changes(entry, HIDDEN if sees_origin else HIDDEN | TECHNICAL),
        count=tally.count if tally else 1,
        last_at=tally.last_at if tally else None,
    )


def _changes(entry: Entry, hidden: set[str]) -> list[tuple[str, str, str]]:
    """Columns with their old and new values; a kind of thing that is no more has no labels."""
    try:
        model: type[models.Model] = apps.get_model(entry.target)
    except LookupError:
        model = Entry
    return [
        (
            _label(model, name),
            as_kept_text(model, name, old, *kind),
            as_kept_text(model, name, new, *kind),
        )
        for name, (old, new, *kind) in entry.changes.items()
        if name not in hidden
    ]


def _label(model: type[models.Model], name: str) -> str:
    return _("salinan beku") if name == "snapshot" else label(model, name)
