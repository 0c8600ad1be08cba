"""Form fields that take a unit or a person as people write them, however many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.ui import days
from reformasi.ui.fields import DayField

from . import nip
from .models import Unit, UnitQuerySet, User, UserQuerySet
from .unit_names import several, unit_named

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

UNIT_HELP = gettext_lazy("Ketik nama atau kode unit, lalu pilih dari daftar.")
OFFERED = 200
NAMED = 6


class SuggestInput(forms.TextInput):
    """A text input that offers the first ``OFFERED`` of ``units``; works without JavaScript.

    A unit that is closed is not offered, but may be typed, for days on which it stood.
    """

    units: UnitQuerySet

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-pilihan"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        offered = self.units.valid_on(timezone.localdate())
        options = format_html_join(
            "",
            '<option value="{}">{}</option>',
            ((unit.code, str(unit)) for unit in offered.order_by("path")[:OFFERED]),
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class UnitField(forms.CharField):
    """A unit by its code or its name; the form sets ``units`` to those that may be chosen."""

    widget = SuggestInput

    def __init__(
        self,
        *,
        label: _StrOrPromise,
        required: bool = True,
        help_text: _StrOrPromise = UNIT_HELP,
    ) -> None:
        super().__init__(label=label, required=required, help_text=help_text)
        self.widget.attrs["autocomplete"] = "off"
        self.units = Unit.objects.none()

    @property
    def units(self) -> UnitQuerySet:
        return self._units

    @units.setter
    def units(self, units: UnitQuerySet) -> None:
        self._units = self.widget.units = units

    def prepare_value(self, value: object) -> object:
        return value.code if isinstance(value, Unit) else value

    def clean(self, value: object) -> Unit | None:
        query = super().clean(value)
        if not query:
            return None
        if unit := unit_named(self.units, query):
            return unit
        matches = list(self.units.matching(query)[: NAMED + 1])
        if not matches:
            raise ValidationError(
                _("Tidak ada unit “%(query)s” dalam jangkauan Anda. Periksa ejaannya.")
                % {"query": query}
            )
        if len(matches) > 1:
            raise several(matches)
        return matches[0]


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


class PersonField(forms.CharField):
    """A person by NIP, e-mail or name; the form sets ``people`` to those that may be chosen."""

    def __init__(self, *, label: _StrOrPromise) -> None:
        super().__init__(label=label, help_text=gettext_lazy("Ketik NIP, surel, atau nama."))
        self.people: UserQuerySet = User.objects.none()

    def clean(self, value: object) -> User | None:
        query = super().clean(value)
        if not query:
            return None
        exact = Q(email__iexact=query) | Q(nip=nip.normalise(query)) | Q(name__iexact=query)
        matches = list(self.people.filter(exact)[:2]) or list(self.people.named(query)[:NAMED])
        if not matches:
            raise ValidationError(
                _("Tidak ada orang “%(query)s” dalam jangkauan Anda. Periksa ejaannya.")
                % {"query": query}
            )
        if len(matches) > 1:
            names = "; ".join(f"{person.name} ({person.email})" for person in matches)
            raise ValidationError(
                _("Ada beberapa orang yang cocok. Ketik surelnya: %(names)s.") % {"names": names}
            )
        return matches[0]
