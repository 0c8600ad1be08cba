"""The fields of every form for days, times and numbers; a model's own come from model_fields.

Django's read by the language of the request, so a form that was opened in one language and sent in
another would store other numbers. These read what stands there, and ask back what is doubtful.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import clocks, days, numbers
from .widgets import ClockInput, DayInput, DecimalInput, WholeInput

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FIRST_YEAR = 2000
GREATEST_KEY = 2**63 - 1


class Options(TypedDict, total=False):
    """What every field takes, as Django's do."""

    required: bool
    label: _StrOrPromise | None
    initial: object
    help_text: _StrOrPromise
    widget: forms.Widget | type[forms.Widget]
    error_messages: Mapping[str, _StrOrPromise]
    show_hidden_initial: bool
    disabled: bool


class DayField(forms.DateField):
    """A day ``within`` which it makes sense, typed as people write days."""

    widget = DayInput

    def __init__(self, *, within: days.Within = days.PLANNED, **options: Unpack[Options]) -> None:
        self.within = within
        super().__init__(**options)
        self.widget.within = within  # the calendar offers these days

    def to_python(self, value: object) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            return days.day(text) if text else None
        except days.NotADay as error:
            raise ValidationError(str(error)) from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            self.within(value)

    def prepare_value(self, value: object) -> object:
        return days.typed(value) if isinstance(value, date) else value


class ClockField(forms.TimeField):
    """A time of the day, of 24 hours."""

    widget = ClockInput

    def to_python(self, value: object) -> time | None:
        if value is None or isinstance(value, time):
            return value
        text = str(value).strip()
        try:
            return clocks.clock(text) if text else None
        except clocks.NotATime as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: object) -> object:
        return clocks.typed(value) if isinstance(value, time) else value


class WholeNumberField(forms.IntegerField):
    """A whole number: "1.000" is a thousand, "2,5" is asked back."""

    widget: type[forms.Widget] = WholeInput

    def __init__(
        self,
        *,
        min_value: int | None = 0,
        max_value: int | None = numbers.GREATEST,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(**options)
        self.least, self.greatest = min_value, max_value

    def to_python(self, value: object) -> int | None:
        if value is None or isinstance(value, int):
            return value
        text = str(value).strip()
        try:
            return self.read(text) if text else None
        except numbers.NotANumber as error:
            raise ValidationError(str(error)) from None

    def read(self, text: str) -> int:
        return numbers.whole_number(text)

    def validate(self, value: int | None) -> None:
        super().validate(value)
        _require_between(value, self.least, self.greatest)

    def prepare_value(self, value: object) -> object:
        return numbers.typed(value) if isinstance(value, int) else value


class YearField(WholeNumberField):
    """A year of four digits, at most ``ahead`` years from now."""

    def __init__(
        self, *, ahead: int = 5, min_value: int = FIRST_YEAR, **options: Unpack[Options]
    ) -> None:
        super().__init__(min_value=None, max_value=None, **options)
        self.first, self.ahead = min_value, ahead

    def read(self, text: str) -> int:
        year = numbers.whole_number(text)
        if len(str(year)) != 4:
            raise numbers.NotANumber(_("Tulis tahun dengan empat angka, seperti 2026."))
        return year

    def validate(self, value: int | None) -> None:
        super().validate(value)
        last = timezone.localdate().year + self.ahead
        if value is not None and not self.first <= value <= last:
            raise ValidationError(
                _("Tahun antara %(first)d dan %(last)d.") % {"first": self.first, "last": last}
            )


class KeyField(WholeNumberField):
    """The key or the version of a row, hidden in its form."""

    widget = forms.HiddenInput

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(max_value=GREATEST_KEY, **options)


class DecimalNumberField(forms.DecimalField):
    """A number: "2,5" and "2.5" are the same, "2.500" is asked back."""

    widget = DecimalInput

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = 0,
        max_value: Decimal | int | None = None,
        max_digits: int | None = None,
        decimal_places: int | None = None,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)
        self.least, self.greatest = min_value, max_value

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # as Django's
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        try:
            return numbers.decimal_number(text) if text else None
        except numbers.NotANumber as error:
            raise ValidationError(str(error)) from None

    def validate(self, value: Decimal | None) -> None:
        forms.Field.validate(self, value)
        _require_between(value, self.least, self.greatest)

    def prepare_value(self, value: object) -> object:
        return numbers.typed(value) if isinstance(value, Decimal | int) else value


def _require_between(
    number: Decimal | int | None, least: Decimal | int | None, greatest: Decimal | int | None
) -> None:
    try:
        if number is not None:
            numbers.require_between(number, least, greatest)
    except numbers.NotANumber as error:
        raise ValidationError(str(error)) from None
