"""Choosing one row, or several, however many there are: a select of thirty at most, else a search.

Knows no nouns: a ``Naming`` says how rows of one kind are recognised and named. With more rows than
``FEW`` the field takes what a person types, as it stands, without any script;
``static/js/chooser.js`` asks an address for what matches, and sends the key of what was chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .widgets import Chooser, Sent

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

M = TypeVar("M", bound=Model)

FEW = 30  # as many are listed
BOXES = 6  # as many, where several may be ticked: more would fill a phone
HITS = 12  # as many a search offers
LEAST = 2  # letters before anything is searched
NAMED = 6  # as many a message names, and a refused form offers
MOST_KEYS = 200  # of one field
BETWEEN = ";"
NOTHING = gettext_lazy("Belum dipilih")


class Naming(Generic[M]):
    """How rows of one kind are recognised, searched and named where one of them is chosen."""

    column = "pk"  # its value is what a form sends and an address shows
    placeholder: _StrOrPromise = ""

    def key(self, row: M) -> str:
        return str(row.pk if self.column == "pk" else getattr(row, self.column))

    @property
    def is_written(self) -> bool:
        """Whether people write the key themselves, as the code of a unit."""
        return self.column != "pk"

    def label(self, row: M) -> str:
        return str(row)

    def note(self, row: M) -> str:
        """What stands under the label while one searches."""
        return ""

    def place(self, row: M) -> tuple[int | str, ...]:
        """Where it stands in a list of all: sorts."""
        return (self.label(row).casefold(),)

    def keyed(self, rows: QuerySet[M], keys: Collection[str]) -> QuerySet[M]:
        """Those of ``rows`` with one of ``keys``."""
        if not self.is_written:
            keys = [key for key in keys if key.isdecimal() and len(key) < 19]
        return rows.filter(**{f"{self.column}__in": list(keys)})

    def named(self, rows: QuerySet[M], text: str) -> list[M]:
        """Those that ``text`` names as a whole; more than one only where they share the name."""
        return []

    def matching(self, rows: QuerySet[M], text: str) -> QuerySet[M]:
        """Those in whose names ``text`` occurs."""
        raise NotImplementedError

    def hits(self, rows: QuerySet[M], text: str) -> list[M]:
        """The first ones to offer for ``text``: what it names before what it occurs in."""
        named = self.named(rows, text)[:HITS]
        others = self.matching(rows, text)[:HITS]
        return list(dict.fromkeys([*named, *others]))[:HITS]

    def nothing(self, text: str) -> str:
        """The message where nothing matches ``text``."""
        return _("Tidak ada pilihan “%(query)s” dalam jangkauan Anda. Periksa ejaannya.") % {
            "query": text
        }

    def several(self, names: str) -> str:
        """The message where several match: ``names``."""
        return _("Ada beberapa yang cocok. Pilih satu di bawah, atau ketik lebih lengkap: %s.") % (
            names
        )


@dataclass
class Candidates(Generic[M]):
    """Rows that may be chosen, for one field or for all those of a set; searched at ``address``.

    ``listing`` are those that a select lists, where more than these may be typed.
    """

    naming: Naming[M]
    rows: QuerySet[M]
    address: str = ""
    listing: QuerySet[M] | None = None

    @cached_property
    def first(self) -> list[M]:
        """As many as tell whether they are few."""
        rows = self.rows if self.listing is None else self.listing
        return list(rows.order_by()[: FEW + 1])

    @property
    def are_few(self) -> bool:
        """Whether all of them are listed."""
        return len(self.first) <= FEW

    def hits(self, text: str) -> list[M]:
        """What to offer for ``text``; all of them for none, where they are few."""
        if text:
            return self.naming.hits(self.rows, text) if len(text) >= LEAST else []
        return sorted(self.first, key=self.naming.place) if self.are_few else []

    @property
    def read(self) -> list[M]:
        """All that are listed, where they are few and were read for that."""
        return self.first if "first" in self.__dict__ and self.are_few else []


@dataclass
class Outcome(Generic[M]):
    """What became of it: rows, and text that names none or several, with those to choose from."""

    rows: list[M] = field(default_factory=list)
    text: str = ""
    proposals: list[M] = field(default_factory=list)


class ChooserField(forms.Field, Generic[M]):
    """One row of those that ``offer`` is given, or several; cleans to the row, or a list."""

    widget = Chooser

    def __init__(
        self,
        naming: Naming[M],
        *,
        label: _StrOrPromise = "",
        required: bool = True,
        help_text: _StrOrPromise = "",
        several: bool = False,
        empty_label: _StrOrPromise = NOTHING,
    ) -> None:
        self.naming, self.takes_several, self.empty_label = naming, several, empty_label
        self.candidates: Candidates[M] | None = None
        self.present = list[M]()
        self.outcome: Outcome[M] | None = None
        super().__init__(label=label, required=required, help_text=help_text)
        self.widget.field = self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        copied = super().__deepcopy__(memo)
        copied.widget.field = copied
        return copied

    def offer(self, candidates: Candidates[M], *, present: Iterable[M | None] = ()) -> None:
        """``candidates`` may be chosen, and what the thing has already."""
        self.candidates = candidates
        self.present = [row for row in present if row is not None]

    @property
    def is_few(self) -> bool:
        most = BOXES if self.takes_several else FEW
        return self.candidates is None or len(self.candidates.first) <= most

    @property
    def opens(self) -> bool:
        """Whether a search without any text finds all of them."""
        return self.candidates is not None and self.candidates.are_few

    @property
    def address(self) -> str:
        return self.candidates.address if self.candidates else ""

    @property
    def placeholder(self) -> _StrOrPromise:
        return self.naming.placeholder

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [self._named(row) for row in self.listed]

    @property
    def proposals(self) -> list[tuple[str, str, str]]:
        rows = self.outcome.proposals if self.outcome else ()
        return [(*self._named(row), self.naming.note(row)) for row in rows]

    def chosen(self, sent: Sent) -> list[tuple[str, str]]:
        rows = self.outcome.rows if self.outcome else self.with_keys(sent.keys)
        return [self._named(row) for row in rows]

    def unsettled(self, sent: Sent) -> str:
        return self.outcome.text if self.outcome else sent.text

    def _named(self, row: M) -> tuple[str, str]:
        return self.naming.key(row), self.naming.label(row)

    @property
    def listed(self) -> list[M]:
        """What a select lists, in order."""
        rows = {*self.present, *(self.candidates.first if self.candidates else ())}
        return sorted(rows, key=self.naming.place)

    @property
    def offers_any(self) -> bool:
        return bool(self.present or (self.candidates and self.candidates.first))

    def prepare_value(self, value: object) -> object:
        """What the widget shows: what was sent, or the keys of what is there.

        A whole number is the primary key of a row, as models put it into a form.
        """
        if value is None or isinstance(value, Sent):
            return value or Sent()
        if isinstance(value, Sequence) and not isinstance(value, str):
            return Sent(tuple(self._key(each) for each in value))
        return Sent((self._key(value),)) if value != "" else Sent()

    def _key(self, value: object) -> str:
        if isinstance(value, Model):
            return self.naming.key(cast(M, value))
        if not isinstance(value, int) or not self.naming.is_written or self.candidates is None:
            return str(value)
        near = {row.pk: row for row in [*self.candidates.read, *self.present]}
        model = self.candidates.rows.model
        row = near.get(value) or model._default_manager.filter(pk=value).first()
        return self.naming.key(row) if row else ""

    def with_keys(self, keys: Collection[str]) -> list[M]:
        """The rows of ``keys`` that may be chosen, in the order of the keys."""
        if self.candidates is None:
            return []
        near = {self.naming.key(row): row for row in [*self.candidates.read, *self.present]}
        far = [key for key in keys if key not in near]
        if far and not (self.candidates.read and self.candidates.listing is None):
            far_rows = self.naming.keyed(self.candidates.rows, far)
            near |= {self.naming.key(row): row for row in far_rows}
        return [near[key] for key in dict.fromkeys(keys) if key in near]

    def has_changed(self, initial: object, data: object) -> bool:
        if self.disabled:
            return False
        sent, before = Sent.of(data), cast(Sent, self.prepare_value(initial))
        return bool(sent.text) or set(sent.keys) != set(before.keys)

    def clean(self, value: object) -> M | list[M] | None:
        """The row, or the rows, that were chosen or typed.

        Raises:
            ValidationError: something is missing, unknown, or names several.
        """
        sent = Sent.of(value)
        self.outcome = outcome = Outcome[M]()
        if len(sent.keys) > MOST_KEYS:
            raise ValidationError(_("Pilih paling banyak %(most)d.") % {"most": MOST_KEYS})
        chosen = self.with_keys(sent.keys)
        missing = sorted({*sent.keys} - {self.naming.key(row) for row in chosen})
        errors = list[ValidationError]()
        if missing and not self.naming.is_written:
            errors.append(ValidationError(_not_offered()))
            missing = []
        by_text, wrong, refusals = self._all_typed([*missing, *self._pieces(sent.text)], chosen)
        errors += refusals
        rows = list(dict.fromkeys([*chosen, *by_text]))
        outcome.text = f"{BETWEEN} ".join(wrong)
        outcome.rows = rows if self.takes_several else (by_text or rows)[-1:]
        if errors:
            outcome.rows = rows if self.takes_several else []
            raise ValidationError(errors)
        if self.required and not outcome.rows:
            raise ValidationError(self.error_messages["required"], code="required")
        if self.takes_several:
            return outcome.rows
        return outcome.rows[0] if outcome.rows else None

    def _all_typed(
        self, texts: Iterable[str], chosen: list[M]
    ) -> tuple[list[M], list[str], list[ValidationError]]:
        """What ``texts`` name; those that name none or several, and what is said of them."""
        rows, wrong, errors = list[M](), list[str](), list[ValidationError]()
        for text in texts:
            try:
                rows += self._typed(text, chosen)
            except ValidationError as error:
                wrong.append(text)
                errors.append(error)
        return rows, wrong, errors

    def _pieces(self, text: str) -> list[str]:
        if not self.takes_several:
            return [text] if text else []
        return [piece.strip() for piece in text.split(BETWEEN) if piece.strip()]

    def _typed(self, text: str, chosen: list[M]) -> list[M]:
        """What ``text`` names: a key, a name, or a part of one that only one row has.

        Where several match, those of ``chosen`` among them are meant: a refused form offers them.
        """
        if self.candidates is None:
            return []
        rows = self.candidates.rows
        matches = self.naming.named(rows, text)
        if not matches:
            matches = list(self.naming.matching(rows, text)[: NAMED + 1])
        if len(matches) == 1:
            return matches
        if not matches:
            raise ValidationError(self.naming.nothing(text))
        keys = [self.naming.key(row) for row in chosen]
        ticked = self.naming.keyed(self.naming.matching(rows, text), keys)
        if keys and (decided := list(ticked[:MOST_KEYS])):
            return [row for row in chosen if row in decided]
        offered = matches[:NAMED]
        if self.outcome:
            self.outcome.proposals += [
                each for each in offered if each not in self.outcome.proposals
            ]
        names = "; ".join(self._with_note(row) for row in offered)
        raise ValidationError(self.naming.several(names))

    def _with_note(self, row: M) -> str:
        note = self.naming.note(row)
        return f"{self.naming.label(row)} ({note})" if note else self.naming.label(row)


def _not_offered() -> str:
    return _("Yang dipilih tidak ada lagi di antara pilihan Anda. Pilih yang lain.")


def offer(
    form: forms.BaseForm, name: str, candidates: Candidates[M], *, present: Iterable[M | None] = ()
) -> ChooserField[M]:
    """Let the field ``name`` of ``form`` offer ``candidates``, and what is ``present`` already."""
    field = cast("ChooserField[M]", form.fields[name])
    field.offer(candidates, present=present)
    return field
