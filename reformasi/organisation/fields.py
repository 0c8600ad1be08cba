"""Form fields that take a unit, a person or the end of a share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.ui import days
from reformasi.ui.choosing import ChooserField
from reformasi.ui.fields import DayField

from .models import Unit, User
from .naming import PERSON, UNIT

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

NO_UNIT, NOBODY = gettext_lazy("Pilih unit"), gettext_lazy("Belum ada")


class UnitField(ChooserField[Unit]):
    """A unit by its code or its name; the form says by an ``Offer`` which may be chosen."""

    def __init__(
        self,
        *,
        label: _StrOrPromise,
        required: bool = True,
        help_text: _StrOrPromise = "",
        empty_label: _StrOrPromise = NO_UNIT,
        several: bool = False,
    ) -> None:
        super().__init__(
            UNIT,
            label=label,
            required=required,
            help_text=help_text,
            empty_label=empty_label,
            several=several,
        )


class PersonField(ChooserField[User]):
    """A person by NIP, e-mail or name; the form says by an ``Offer`` who may be chosen."""

    def __init__(
        self,
        *,
        label: _StrOrPromise,
        required: bool = True,
        help_text: _StrOrPromise = "",
        empty_label: _StrOrPromise = NOBODY,
    ) -> None:
        super().__init__(
            PERSON, label=label, required=required, help_text=help_text, empty_label=empty_label
        )


class ShareEndField(DayField):
    """The last day on which something is shared with a person: within a year from today."""

    def __init__(self, *, label: _StrOrPromise) -> None:
        super().__init__(label=label, within=days.COMING_YEAR)

    def validate(self, value: date | None) -> None:
        try:
            super().validate(value)
        except ValidationError:
            if value is None:
                raise
            raise ValidationError(
                _("Pilih tanggal mulai hari ini sampai paling lama satu tahun ke depan.")
            ) from None
