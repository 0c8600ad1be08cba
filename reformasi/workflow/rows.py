"""Formsets over parts that keep their keys: a row is its key, never its place in the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseFormSet
from django.forms.models import BaseModelFormSet
from django.utils.translation import gettext as _

from .uses import names_of, uses_of

F = TypeVar("F", bound=forms.BaseForm)

if TYPE_CHECKING:
    Row = forms.ModelForm[models.Model]
    Rows = BaseFormSet[forms.BaseForm]
    ModelRows = BaseModelFormSet[models.Model, Row]
else:  # Django's formsets take no parameters while they run
    Rows, ModelRows = BaseFormSet, BaseModelFormSet


def _refuse_others(formset: BaseFormSet[F], keys: Collection[object]) -> None:
    """An error at each row whose key is not among ``keys``: it is another list's, or gone."""
    for form in formset.forms:
        row = getattr(form, "cleaned_data", {}).get("id")
        key = getattr(row, "pk", row)
        if form.errors.pop("id", None) or (key is not None and key not in keys):
            form.add_error(
                None,
                _(
                    "Baris ini tidak ada (lagi) dalam daftar ini. Kosongkan, lalu muat ulang "
                    "halamannya untuk melihat daftar yang sekarang."
                ),
            )


class PartFormSet(Rows):
    """Rows over ``initial`` values, each with its key in the hidden field ``id``."""

    def clean(self) -> None:
        _refuse_others(self, {row["id"] for row in self.initial or [] if "id" in row})


class PartModelFormSet(ModelRows):
    """Rows over the parts of one thing; one with something hanging on it is not crossed out."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        reader: AbstractBaseUser,
        queryset: models.QuerySet[models.Model],
        prefix: str | None = None,
    ) -> None:
        self.reader = reader
        super().__init__(data, queryset=queryset, prefix=prefix)

    def clean(self) -> None:
        """Foreign keys and used rows that are crossed out are told at their row.

        Raises:
            ValidationError: a row that is used is crossed out.
        """
        super().clean()
        _refuse_others(self, {row.pk for row in self.get_queryset()})
        crossed_out = [form for form in self.deleted_forms if form.instance.pk]
        if [form for form in crossed_out if self._is_used(form)]:
            raise ValidationError(_("Ada baris yang masih dipakai, jadi tidak dapat dihapus."))

    def _is_used(self, form: Row) -> bool:
        """Whether something hangs on the row; said beside it."""
        uses = uses_of(form.instance)
        if uses:
            message = _("Tidak dapat dihapus, masih dipakai oleh: %(uses)s. Ubah teksnya saja.")
            form.add_error(None, message % {"uses": names_of(uses, self.reader)})
        return bool(uses)
