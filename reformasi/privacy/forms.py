from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformasi.organisation import nip

from .models import Asker, Correction, CorrectionKind
from .outsiders import INSTITUTION, NAME, NIP, OFFICE, SIGNED, Named

REQUEST = ("asked_by", "asked_on", "reference", "proof", "reason", "kind")


class SeparationForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        help_text=_("Misalnya permintaan orangnya dan nomor suratnya. Jangan menulis namanya."),
    )


class CorrectionForm(forms.ModelForm):
    """The request, and what is to stand in the chosen rows; what is blank stays as it is."""

    name = forms.CharField(label=_("Nama yang benar"), max_length=150, required=False)
    nip = forms.CharField(label=_("NIP yang benar"), max_length=40, required=False)
    institution = forms.CharField(
        label=_("Unit atau instansi yang benar"), max_length=200, required=False
    )
    office = forms.CharField(label=_("Jabatan yang benar"), max_length=150, required=False)
    signed = forms.TypedChoiceField(
        label=_("Tanda tangan"),
        choices=[("", _("Tidak berubah")), ("yes", _("Ada")), ("no", _("Tidak ada"))],
        coerce=lambda choice: choice == "yes",
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Correction
        fields = REQUEST
        widgets = {
            "asked_by": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: QueryDict | None, *, rows: Sequence[Named]) -> None:
        super().__init__(data)
        self._rows = rows
        for name in (NAME, NIP, INSTITUTION, OFFICE, SIGNED):
            if not any(name in each.outsiders.columns for each in rows):
                del self.fields[name]
        for name, labels in (("asked_by", Asker), ("kind", CorrectionKind)):
            cast(forms.ChoiceField, self.fields[name]).choices = labels.choices

    @property
    def request_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in REQUEST]

    @property
    def value_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in REQUEST]

    @property
    def values(self) -> dict[str, object]:
        """What is to stand in the rows: only what was filled in."""
        filled = {field.name: self.cleaned_data.get(field.name) for field in self.value_fields}
        return {name: value for name, value in filled.items() if value not in (None, "")}

    def clean_nip(self) -> str:
        return nip.normalise(self.cleaned_data["nip"])

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("kind") == CorrectionKind.CORRECT and not self.errors:
            self._check()
        return data

    def _check(self) -> None:
        """The rows as they would be: something changes, and the list can hold it."""
        changes = [(each, each.outsiders.changes(each.row, self.values)) for each in self._rows]
        if not any(columns for _each, columns in changes):
            raise ValidationError(
                gettext("Tidak ada yang berubah: isi data yang benar, atau pilih penghapusan nama.")
            )
        for each, columns in changes:
            row = copy.copy(each.row)
            for name, value in columns.items():
                setattr(row, name, value)
            others = [field.name for field in row._meta.fields if field.name not in columns]
            try:
                row.clean_fields(exclude=others)
                row.validate_constraints()
            except ValidationError as error:
                raise ValidationError([f"{each.row}: {text}" for text in error.messages]) from None
