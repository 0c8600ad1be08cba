"""People without an account, where lists name them: found by name or NIP, corrected as asked for.

Each app says of its own rows which column is what, who keeps them, and what was frozen with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_

from django.db import models
from django.db.models import Q

from reformasi.audit import personal
from reformasi.audit.personal import Kept, column_label
from reformasi.audit.values import as_text
from reformasi.organisation.models import Unit
from reformasi.organisation.scope import Holder, within
from reformasi.ui.templatetags.ui import mask_nip
from reformasi.workflow.models import Decidable, Versioned

from .permissions import PrivacyPerm

#: What may be wrong about an outsider; each list has some of these.
NAME, NIP, INSTITUTION, OFFICE, SIGNED = "name", "nip", "institution", "office", "signed"
#: What of a row says who it is: it goes when the person asks to be forgotten.
IDENTITY = (NIP, OFFICE)
#: As it stands in the row, whatever language is read.
NAMELESS = "Nama dihapus (%(number)s)"
MOST = 50


@dataclass(frozen=True)
class Outsiders:
    """The rows of one model about outsiders.

    ``columns``: which column each of the five is. ``owner``: the way to what lists them, and
    ``unit_lookup`` to its unit. ``frozen_with``: what was approved with the row in it.
    ``instead``: columns that an institution in words empties.
    """

    model: type[models.Model]
    columns: Mapping[str, str]
    owner: str
    unit_lookup: str
    frozen_with: Callable[[Versioned], Iterable[Decidable]]
    instead: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def kept(self) -> Kept:
        """What the register says of these rows."""
        return next(kept for kept in personal.declared() if kept.model is self.model)

    def rows(self, user: Holder) -> models.QuerySet[models.Model]:
        """The rows of units where ``user`` may correct them."""
        condition = within(user, PrivacyPerm.ADD_CORRECTION, self.unit_lookup)
        rows = self.model._default_manager.filter(condition).order_by("-pk")
        return rows.select_related(self.owner.replace(".", "__"))

    def matching(self, text: str) -> Q:
        """Named so: each word stands in one of the columns of text."""
        columns = [name for key, name in self.columns.items() if key != SIGNED]
        parts = [
            reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns))
            for word in text.split()
        ]
        return reduce(lambda one, other: one & other, parts, Q())

    def changes(self, row: models.Model, values: Mapping[str, object]) -> dict[str, object]:
        """The columns that ``values`` would change; an institution takes the place of a unit."""
        columns = {self.columns[key]: value for key, value in values.items() if key in self.columns}
        if columns.get(self.columns.get(INSTITUTION, "")):
            columns |= dict.fromkeys(self.instead)
        return {name: value for name, value in columns.items() if getattr(row, name) != value}

    def owner_of(self, row: models.Model) -> Versioned:
        owner: Versioned = attrgetter(self.owner)(row)
        return owner

    def unit_of(self, row: models.Model) -> Unit:
        unit: Unit = attrgetter(self.unit_lookup.replace("__", "."))(row)
        return unit

    def values_of(self, row: models.Model) -> dict[str, str]:
        """What stands in the row, in words; of a NIP only what tells it apart."""
        values = {name: getattr(row, name) for name in self.columns.values()}
        if values.get(self.columns.get(NIP, "")):
            values[self.columns[NIP]] = mask_nip(values[self.columns[NIP]])
        return {
            column_label(self.kept, name): as_text(self.model, name, value)
            for name, value in values.items()
        }


@dataclass(frozen=True)
class Named:
    """A row about an outsider, with the list that it stands in."""

    outsiders: Outsiders
    row: models.Model

    @property
    def key(self) -> str:
        return f"{self.outsiders.label}:{self.row.pk}"

    @property
    def owner(self) -> Versioned:
        return self.outsiders.owner_of(self.row)

    @property
    def kind(self) -> str:
        return self.outsiders.kept.title

    @property
    def values(self) -> list[tuple[str, str]]:
        return list(self.outsiders.values_of(self.row).items())

    @property
    def nameless(self) -> dict[str, object]:
        """Values without what says who it is; unit, institution and signature still count."""
        return {NAME: NAMELESS % {"number": self.row.pk}, **dict.fromkeys(IDENTITY, "")}

    @property
    def labels(self) -> list[str]:
        """What the row is and ever was called: as notes of the trail name it."""
        row = self.row
        names = {str(row)}
        for old in row.events.values():  # type: ignore[attr-defined]  # every list is tracked
            fields = {name: old[name] for name in self.outsiders.columns.values()}
            names.add(str(type(row)(**fields)))
        return sorted(names)


_lists: dict[str, Outsiders] = {}


def register(*lists: Outsiders) -> None:
    _lists.update({each.label: each for each in lists})


def lists() -> Sequence[Outsiders]:
    return list(_lists.values())


def search(user: Holder, text: str) -> tuple[list[Named], bool]:
    """Whom ``text`` names in lists that ``user`` may correct; whether there are more."""
    matches: list[Named] = []
    if not text.split():
        return matches, False
    for each in _lists.values():
        rows = each.rows(user).filter(each.matching(text))[: MOST + 1 - len(matches)]
        matches += [Named(each, row) for row in rows]
    return matches[:MOST], len(matches) > MOST


def chosen(user: Holder, keys: Iterable[str]) -> list[Named]:
    """The rows of these keys; those that ``user`` may not correct are left out."""
    wanted: dict[str, list[str]] = {}
    for key in keys:
        label, _colon, number = key.partition(":")
        if label in _lists and number.isascii() and number.isdigit() and len(number) < 19:
            wanted.setdefault(label, []).append(number)
    return [
        Named(_lists[label], row)
        for label, numbers in wanted.items()
        for row in _lists[label].rows(user).filter(pk__in=numbers).order_by("pk")
    ]


def named(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """The rows of (label, key), whoever asks; without those that are gone."""
    wanted: dict[str, list[str]] = {}
    for label, number in keys:
        wanted.setdefault(label, []).append(number)
    return {
        (label, str(row.pk)): Named(_lists[label], row)
        for label, numbers in wanted.items()
        if label in _lists
        for row in _lists[label]
        .model._default_manager.filter(pk__in=numbers)
        .select_related(_lists[label].owner.replace(".", "__"))
    }
