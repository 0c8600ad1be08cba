"""The report of one quarter, and the filters of the list of them."""

from __future__ import annotations

from decimal import Decimal

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.areas.models import ReformArea
from programs.plans.forms import offer_numbers
from programs.plans.quarters import CODES, Method
from programs.submissions.forms import SubmissionFilter, even_lines
from reformasi.evidence.forms import FilesField
from reformasi.ui.forms import Data, Files

from .actions import AchievementFields
from .models import REASON_WANTED, Achievement, amount

LABELS = {
    Method.LAST: gettext_lazy("Capaian sejak Januari sampai akhir %(code)s"),
    Method.SUM: gettext_lazy("Capaian triwulan %(code)s saja"),
    Method.AVERAGE: gettext_lazy("Capaian triwulan %(code)s saja"),
}


class AchievementForm(forms.ModelForm):
    """One figure with its note and files; a doubtful one is asked back, and wants a reason."""

    files = FilesField(  # type: ignore[assignment]  # Django takes fields off the class
        label=gettext_lazy("Tambah bukti"),
        required=False,
        help_text=gettext_lazy("Apa yang memperlihatkan capaian ini: dokumen, laporan, foto."),
    )

    class Meta:
        model = Achievement
        fields = ("value", "reason", "note")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Data = None, files: Files = None, *, instance: Achievement) -> None:
        super().__init__(data, files, instance=instance)
        offer_numbers(self, ["value"])
        plan, code = instance.plan, instance.code
        texts = {
            "target": amount(instance.target),
            "code": code,
            "measure": plan.unit_of_measure,
        }
        self.fields["value"].required = True
        self.fields["value"].label = LABELS[Method(plan.method)] % texts
        self.fields["value"].help_text = _("Target total %(code)s: %(target)s %(measure)s") % texts

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        even_lines(values, "note", "reason")
        item: Achievement = self.instance
        value: Decimal | None = values.get("value")
        if closed := item.why_closed(timezone.localdate()):
            self.add_error("value", closed)
        elif value is not None and not values["reason"] and (doubt := self._doubt(value)):
            self.add_error("value", f"{doubt} {REASON_WANTED}")
            self.add_error("reason", _("Tulis alasannya bila angkanya memang benar."))
        return values

    def _doubt(self, value: Decimal) -> str:
        item: Achievement = self.instance
        return Achievement(plan=item.plan, quarter=item.quarter, value=value).doubt()

    @property
    def asks_reason(self) -> bool:
        """Whether the reason is to be seen: it was asked for, or there is one."""
        return bool(self["reason"].errors or self["reason"].value())

    @property
    def values(self) -> AchievementFields:
        """The columns, without the files."""
        cleaned = self.cleaned_data
        return {"value": cleaned["value"], "note": cleaned["note"], "reason": cleaned["reason"]}


class AchievementFilter(SubmissionFilter):
    area = django_filters.ModelChoiceFilter(
        field_name="plan__area",
        queryset=ReformArea.objects.all(),
        label=gettext_lazy("Area"),
        empty_label=gettext_lazy("Semua area"),
    )
    quarter = django_filters.ChoiceFilter(
        choices=list(CODES.items()),
        label=gettext_lazy("Triwulan"),
        empty_label=gettext_lazy("Semua triwulan"),
    )

    class Meta:
        model = Achievement
        fields = ("q", "unit", "own", "area", "status", "year", "quarter", "stale")
