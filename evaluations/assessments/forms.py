"""What people type to begin a sheet, and the filter of the list of sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.fields import InstrumentField
from evaluations.instruments.models import Instrument
from reformasi.organisation.models import Unit, User
from reformasi.ui.fields import YearField
from reformasi.ui.filters import YearFilter

from .models import FIRST_YEAR, Assessment, AssessmentQuerySet, Remark
from .permissions import AssessmentPerm


class AssessmentForm(forms.ModelForm):
    """Offers the units for which this user may begin a sheet."""

    year = YearField(label=_("Tahun"), min_value=FIRST_YEAR)
    instrument = InstrumentField(
        label=_("Instrumen"),
        queryset=Instrument.objects.none(),
        help_text=_("Menentukan butir, bobot, dan syarat predikat. Tidak dapat diganti nanti."),
    )

    class Meta:
        model = Assessment
        fields = ("unit", "year", "instrument")

    def __init__(self, data: Mapping[str, object] | None = None, *, user: User) -> None:
        super().__init__(data)
        today = timezone.localdate()
        unit = cast(forms.ModelChoiceField, self.fields["unit"])
        unit.queryset = Unit.objects.where(user, AssessmentPerm.ADD_ASSESSMENT).valid_on(today)
        instrument = cast(forms.ModelChoiceField, self.fields["instrument"])
        # An index is measured for an institution, not answered by a unit.
        units = Instrument.objects.filter(groups__isnull=True)
        instrument.queryset = units.order_by("-in_force_from")


class RemarkForm(forms.ModelForm):
    """A working remark; with nothing in it there is none."""

    class Meta:
        model = Remark
        fields = ("text", "is_done")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("Hanya untuk unit sendiri; tidak ikut diserahkan dan tidak diekspor.")
        }


class AssessmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="of_units", label=_("Nama unit"))
    year = YearFilter(label=_("Tahun"))

    class Meta:
        model = Assessment
        fields = ("q", "year")

    def of_units(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(unit__in=Unit.objects.matching(value))
