"""The kinds of cell: how each is read, refused with advice, written, and offered in a template."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from reformasi.organisation import nip
from reformasi.organisation.models import Unit, UnitQuerySet
from reformasi.organisation.unit_names import UnitNames
from reformasi.ui import days, numbers

from .context import Context
from .grids import Cell, clean

#: What a declared cell becomes; each kind says which of these it reads.
Value = str | int | Decimal | bool | date | Unit | None
Written = Cell | Decimal
FIFTEEN_DIGITS = 10**15  # a spreadsheet keeps no more of a number
QUOTED = 60  # letters of a cell in a message about it
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
SERIAL = re.compile(r"[0-9]{5}")  # a day that Excel shows as a number
OFFERED_UNITS = 5_000  # of a drop-down


@dataclass(frozen=True)
class Kind:
    """What every kind has. ``read`` never gets a blank cell: ``empty`` stands for it."""

    @property
    def empty(self) -> Value:
        return None

    @property
    def hint(self) -> str:
        """How to fill it in, for the template."""
        return ""

    @property
    def as_text(self) -> bool:
        """Whether a spreadsheet must keep the column as text."""
        return False

    def reader(self, context: Context) -> Callable[[Cell], Value]:
        return self.read

    def read(self, cell: Cell) -> Value:
        raise NotImplementedError

    def note(self, cell: Cell, value: Value) -> str:
        """What the person should know about how ``cell`` was read; mostly nothing."""
        return ""

    def write(self, value: Value) -> Written:
        return str(value) if isinstance(value, Unit) else value

    def options(self, context: Context) -> list[tuple[str, str]]:
        """What a drop-down offers: what is written, and what it means."""
        return []


def text_of(cell: Cell) -> str:
    """A cell as the text that stands in it."""
    if isinstance(cell, datetime):
        return f"{cell:%d-%m-%Y %H:%M}"
    return f"{cell:%d-%m-%Y}" if isinstance(cell, date) else str("" if cell is None else cell)


def is_rounded(cell: Cell) -> bool:
    """Whether a spreadsheet has lost the last digits of this number."""
    return isinstance(cell, int | float) and abs(cell) >= FIFTEEN_DIGITS


def short(cell: Cell) -> str:
    """The beginning of a cell, for a message about it."""
    text = text_of(cell)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


@dataclass(frozen=True)
class Text(Kind):
    max_length: int | None = None

    @property
    def empty(self) -> Value:
        return ""

    @property
    def as_text(self) -> bool:
        return True

    def read(self, cell: Cell) -> Value:
        if is_rounded(cell):
            raise ValidationError(
                _(
                    "Angka panjang ini tersimpan sebagai angka sehingga digit terakhirnya hilang. "
                    "Ubah kolomnya menjadi Teks, lalu ketik ulang."
                )
            )
        text = text_of(cell)
        if self.max_length and len(text) > self.max_length:
            raise ValidationError(
                _("Paling panjang %(limit)d huruf, sedangkan isian ini %(length)d huruf.")
                % {"limit": self.max_length, "length": len(text)}
            )
        return text

    def write(self, value: Value) -> Written:
        return clean(str(value or ""))


@dataclass(frozen=True)
class Email(Text):
    @property
    def hint(self) -> str:
        return _("Seperti nama@kemendagri.go.id.")

    def read(self, cell: Cell) -> Value:
        text = str(super().read(cell))
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(_("Tulis surel seperti nama@kemendagri.go.id.")) from None
        return text


@dataclass(frozen=True)
class Nip(Text):
    """The 18 digits; whether they fit a PNS is asked where the employment is known.

    A masked number, as an export shows it to those who may not see it, counts as blank.
    """

    @property
    def hint(self) -> str:
        return _("18 angka, sebagai teks.")

    def read(self, cell: Cell) -> Value:
        if is_rounded(cell) or SCIENTIFIC.fullmatch(text_of(cell)):
            raise ValidationError(
                _(
                    "NIP tersimpan sebagai angka sehingga digit terakhirnya hilang. Ubah kolom NIP "
                    "menjadi Teks, lalu ketik ulang NIP-nya."
                )
            )
        digits = nip.normalise(text_of(cell))
        if nip.is_masked(digits):
            return ""
        nip.validate_nip(digits)
        return digits


@dataclass(frozen=True)
class Day(Kind):
    """A day within which it makes sense, as in the form of the same thing."""

    within: days.Within = days.LASTING

    @property
    def hint(self) -> str:
        return _("Tanggal seperti 31-12-2026.")

    def read(self, cell: Cell) -> Value:
        try:
            day = self._day(cell)
            self.within.require(day)
        except days.NotADay as error:
            raise ValidationError(str(error)) from None
        return day

    def _day(self, cell: Cell) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = text_of(cell)
        if isinstance(cell, int) or SERIAL.fullmatch(text):
            return days.day_of_serial(int(text))
        return days.day(text)

    def note(self, cell: Cell, value: Value) -> str:
        if isinstance(cell, date) or not text_of(cell).isdigit() or not isinstance(value, date):
            return ""
        return _("%(number)s dibaca sebagai tanggal %(day)s") % {
            "number": text_of(cell),
            "day": f"{value:%d-%m-%Y}",
        }


@dataclass(frozen=True)
class Whole(Kind):
    minimum: int = 0
    maximum: int = 2_147_483_647

    @property
    def hint(self) -> str:
        return _("Bilangan bulat.")

    def read(self, cell: Cell) -> Value:
        try:
            number = self._number(cell)
            numbers.require_between(number, self.minimum, self.maximum)
        except numbers.NotANumber as error:
            raise ValidationError(str(error)) from None
        return number

    def _number(self, cell: Cell) -> int:
        if isinstance(cell, float) and not cell.is_integer():  # 2.125 is no "2.125"
            raise numbers.NotANumber(
                _("%(number)s bukan bilangan bulat.")
                % {"number": numbers.typed(Decimal(str(cell)))}
            )
        if isinstance(cell, int | float):
            return int(cell)
        return numbers.whole_number(text_of(cell))


@dataclass(frozen=True)
class Amount(Kind):
    """A number with at most ``places`` decimals."""

    places: int = 2
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal("9999.99")

    @property
    def hint(self) -> str:
        return _("Angka seperti 2,5.")

    def read(self, cell: Cell) -> Value:
        try:
            number = self._number(cell)
            numbers.require_between(number, self.minimum, self.maximum)  # before ``round``
        except numbers.NotANumber as error:
            raise ValidationError(str(error)) from None
        if number != round(number, self.places):
            raise ValidationError(
                _("Paling banyak %(places)d angka di belakang koma.") % {"places": self.places}
            )
        return number

    def _number(self, cell: Cell) -> Decimal:
        if isinstance(cell, int):
            return Decimal(cell)
        if isinstance(cell, float):
            return Decimal(f"{cell:.15g}")  # a spreadsheet keeps fifteen digits: the rest is noise
        return numbers.decimal_number(text_of(cell))


@dataclass(frozen=True)
class Choice(Kind):
    """One of ``choices``, by its code or its label, in any case and any language of the portal."""

    choices: type[TextChoices]

    @property
    def empty(self) -> Value:
        return ""

    @property
    def hint(self) -> str:
        return _("Salah satu dari: %(choices)s.") % {"choices": self._offered()}

    def reader(self, context: Context) -> Callable[[Cell], Value]:
        codes = self._codes()

        def read(cell: Cell) -> Value:
            text = text_of(cell)
            if _plain_name(text) not in codes:
                raise ValidationError(
                    _("“%(value)s” tidak dikenal. Pilih salah satu: %(choices)s.")
                    % {"value": short(cell), "choices": self._offered()}
                )
            return codes[_plain_name(text)]

        return read

    def _offered(self) -> str:
        return ", ".join(code for code in self.choices.values if code)

    def _codes(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                codes |= {_plain_name(str(label)): value for value, label in self.choices.choices}
        return codes | {_plain_name(value): value for value in self.choices.values}

    def write(self, value: Value) -> Written:
        return str(self.choices(str(value)).label)

    def options(self, context: Context) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.choices.choices if value]


def _plain_name(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


@dataclass(frozen=True)
class YesNo(Kind):
    """Ya or tidak; ``blank`` is what an empty cell means."""

    blank: bool = True

    @property
    def empty(self) -> Value:
        return self.blank

    @property
    def hint(self) -> str:
        return _("ya atau tidak.")

    def read(self, cell: Cell) -> Value:
        text = text_of(cell).casefold()
        if text in {"ya", "y", "1", "true", "v", "✓", "yes"}:
            return True
        if text in {"tidak", "t", "0", "false", "-", "no"}:
            return False
        raise ValidationError(_("Isi “ya” atau “tidak”."))

    def write(self, value: Value) -> Written:
        return "ya" if value else "tidak"

    def options(self, context: Context) -> list[tuple[str, str]]:
        return [("ya", _("Ya")), ("tidak", _("Tidak"))]


@dataclass(frozen=True)
class UnitCell(Kind):
    """A unit by code or name; a name that fits several is asked back with their codes.

    ``units`` are those that the person may write; with ``free`` any other text stays as it is.
    """

    units: Callable[[Context], UnitQuerySet]
    free: bool = False

    @property
    def empty(self) -> Value:
        return "" if self.free else None

    @property
    def hint(self) -> str:
        return _("Kode atau nama unit; nama yang sama pada beberapa unit ditulis dengan kodenya.")

    @property
    def as_text(self) -> bool:
        return True

    def reader(self, context: Context) -> Callable[[Cell], Value]:
        names = UnitNames(self.units(context))

        def read(cell: Cell) -> Value:
            text = text_of(cell)
            unit = names.unit(text)
            if unit is None and not self.free:
                raise ValidationError(
                    _("Tidak ada unit “%(text)s” dalam jangkauan Anda. Lihat lembar Pilihan.")
                    % {"text": short(cell)}
                )
            return unit or text

        return read

    def write(self, value: Value) -> Written:
        return value.code if isinstance(value, Unit) else clean(str(value or ""))

    def options(self, context: Context) -> list[tuple[str, str]]:
        if self.free:
            return []
        return list(self.units(context).values_list("code", "name")[:OFFERED_UNITS])
