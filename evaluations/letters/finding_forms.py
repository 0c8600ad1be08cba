"""What people type about a finding: its text, and a row for each recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartModelFormSet

from .actions import RecommendationRow
from .models import ComponentValue, Finding, MinisterialLetter, Recommendation
from .pasted import Tidied, tidied

PREFIX = "recommendations"


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ("component", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(
        self, data: Data = None, *, letter: MinisterialLetter, instance: Finding | None = None
    ) -> None:
        super().__init__(data, instance=instance)
        component = cast("forms.ModelChoiceField[ComponentValue]", self.fields["component"])
        component.queryset = letter.components.all()


class RecommendationForm(forms.ModelForm):
    #: Set where numbers were taken off: what stands there now has been looked at.
    looked = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Recommendation
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    @property
    def place(self) -> tuple[int, int]:
        """Where the row goes. One that is moved up, or new, goes before the row whose place it
        takes; one that is moved down behind it; one without a place to the end."""
        old, new = self.fields["ORDER"].initial, self.cleaned_data.get("ORDER")
        if new is None:
            return (10_000, 0)
        if new == old:
            return (new, 0)
        return (new, -1 if old is None or new < old else 1)


class RecommendationRows(PartModelFormSet):
    """The recommendations of ``finding``; pasted lines and numbers are tidied before anything."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        reader: AbstractBaseUser,
        finding: Finding | None = None,
    ) -> None:
        rows = Recommendation.objects.filter(finding=finding)
        stored = {str(row.pk): row.text for row in rows}
        self.tidied = (
            Tidied({}) if data is None else tidied(data, PREFIX, stored, self.absolute_max)
        )
        super().__init__(
            None if data is None else self.tidied.data, reader=reader, queryset=rows, prefix=PREFIX
        )
        if not stored:
            self.extra = 2  # with the one that there must be, three

    def add_fields(self, form: forms.ModelForm[Model], index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Urutan")

    @property
    def rows(self) -> Sequence[RecommendationRow]:
        """The rows that are filled in and not crossed out, in the order that was asked for."""
        kept = [
            form
            for form in cast("list[RecommendationForm]", self.forms)
            if form.cleaned_data.get("text") and form not in self.deleted_forms
        ]
        return [
            RecommendationRow(form.cleaned_data["text"], form.instance.pk)
            for form in sorted(kept, key=lambda form: form.place)
        ]


RecommendationFormSet = cast(
    type[RecommendationRows],
    forms.modelformset_factory(
        Recommendation,
        form=RecommendationForm,
        formset=RecommendationRows,
        extra=3,
        min_num=1,
        validate_min=True,
        max_num=200,
        can_order=True,
        can_delete=True,
        can_delete_extra=False,
    ),
)
