"""What people type about letters and their components."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import UnitQuerySet, User
from reformasi.ui.choosing import offer
from reformasi.ui.filters import YearFilter
from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartModelFormSet

from . import offers
from .actions import already_recorded
from .models import ComponentValue, MinisterialLetter, MinisterialLetterQuerySet


class LetterForm(forms.ModelForm):
    """Offers only the units for which this user may record a letter."""

    unit = UnitField(
        label=_("Dicatat oleh"),
        help_text=_("Unit yang mengelola surat ini dan memverifikasi tindak lanjutnya."),
    )
    addressees = UnitField(label=_("Unit yang dituju"), several=True)

    class Meta:
        model = MinisterialLetter
        fields = (
            "unit",
            "number",
            "date",
            "subject",
            "evaluated_year",
            "addressees",
            "follow_up_deadline",
            "summary",
            "is_sample",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(
        self, data: Data = None, *, user: User, instance: MinisterialLetter | None = None
    ) -> None:
        super().__init__(data, instance=instance)
        self.present = set(instance.addressees.all()) if instance else set()
        units, addressees = offers.UNITS.to(user), offers.ADDRESSEES.to(user)
        unit = offer(self, "unit", units, present=[instance.unit] if instance else [])
        if instance is None and len(units.first) == 1:
            unit.initial = units.first[0]
        mine = cast(UnitQuerySet, addressees.rows)
        within = mine.filter(pk__in=[row.pk for row in self.present])
        self.beyond = self.present - set(within)
        addressees.listing = mine.valid_on(self._day())
        field = offer(self, "addressees", addressees, present=self.present - self.beyond)
        field.help_text = _(
            "Unit yang berlaku pada tanggal surat. Unit yang sudah ditutup ditawarkan setelah "
            "surat lama disimpan dengan tanggalnya: tambahkan lewat “Ubah surat”."
        )
        if self.beyond:
            names = "; ".join(sorted(map(str, self.beyond)))
            stays = _("Tetap dituju, di luar jangkauan Anda: %(units)s.") % {"units": names}
            field.help_text = f"{field.help_text} {stays}"
        self.initial["addressees"] = [row for row in self.present if row not in self.beyond]

    def _day(self) -> date:
        """That of the letter as typed, else as recorded; today while none is known."""
        if self.is_bound:
            with suppress(ValidationError):
                typed = self["date"].data
                if isinstance(day := self.fields["date"].clean(typed), date):
                    return day
        return self.instance.date or timezone.localdate()

    def clean_number(self) -> str:
        """Without blanks, and without the invisible signs that come along when it is pasted."""
        signs = str(self.cleaned_data["number"])
        return "".join(sign for sign in signs if sign.isprintable() and not sign.isspace())

    def clean(self) -> dict[str, object]:
        """A letter is recorded once: its number, in any case, is unique per year and unit. Whom it
        addresses stood on its day."""
        values = super().clean() or {}
        if values.get("number") and values.get("date") and values.get("unit"):
            same = MinisterialLetter.objects.numbered(
                values["number"], values["unit"], values["date"]
            )
            if twin := same.exclude(pk=self.instance.pk).first():
                # With an error on its field Django leaves the unique constraint out.
                self.add_error("number", already_recorded(twin))
        if day := values.get("date"):
            for unit in set(values.get("addressees") or []) - self.present:
                if message := unit.invalid_message(day, day):
                    self.add_error("addressees", message)
        if "addressees" in values:  # what is out of this person's reach stays
            values["addressees"] = {*values["addressees"], *self.beyond}
        return values


class ComponentForm(forms.ModelForm):
    class Meta:
        model = ComponentValue
        fields = ("name", "maximum", "last_year", "this_year")

    @property
    def values(self) -> dict[str, object]:
        """The columns of the row as typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self) -> dict[str, object]:
        """No value above its maximum."""
        values = super().clean() or {}
        maximum = values.get("maximum")
        for name in ("last_year", "this_year"):
            value = values.get(name)
            if maximum is not None and value is not None and not 0 <= value <= maximum:
                message = _("Isi antara 0 dan nilai maksimum (%(maximum)s).")
                self.add_error(name, message % {"maximum": number_format(maximum)})
        return values


ComponentFormSet = forms.modelformset_factory(
    ComponentValue,
    form=ComponentForm,
    formset=PartModelFormSet,
    extra=4,
    max_num=200,
    absolute_max=200,
    can_delete=True,
    can_delete_extra=False,
)


class LetterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Nomor atau hal"))
    year = YearFilter(field_name="evaluated_year", label=_("Tahun yang dievaluasi"))

    class Meta:
        model = MinisterialLetter
        fields = ("q", "year")

    def search(
        self, rows: MinisterialLetterQuerySet, name: str, value: str
    ) -> MinisterialLetterQuerySet:
        return rows.matching(value)
