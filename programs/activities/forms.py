"""The form of an activity. A draft may be incomplete: ``Activity.missing`` checks at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.plans.forms import PlanField
from programs.submissions.forms import RecommendationsField, SubmissionFilter, even_lines
from reformasi.audit.history import as_text
from reformasi.evidence.forms import FilesField
from reformasi.organisation.models import Unit, User
from reformasi.ui.widgets import DateInput

from .models import Activity, ActivityKind


@dataclass(frozen=True)
class Difference:
    """One field of a stale form: what stands in the portal now, and what was typed."""

    label: str
    current: str
    typed: str


class ActivityForm(forms.ModelForm):
    """Offers only the units for which this user may record activities."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    action_plan = PlanField(
        queryset=None,
        required=False,
        label=gettext_lazy("Rencana aksi"),
        empty_label=gettext_lazy("Tidak melaksanakan rencana aksi tertentu"),
        help_text=gettext_lazy("Hanya rencana aksi yang sudah disetujui."),
    )
    recommendations = RecommendationsField()
    files = FilesField(  # type: ignore[assignment]  # Django takes fields off the class
        label=gettext_lazy("Tambah bukti"),
        required=False,
        help_text=gettext_lazy("Undangan, daftar hadir, notulen, dokumentasi, atau laporan."),
    )

    class Meta:
        model = Activity
        fields = (
            "unit",
            "kind",
            "title",
            "date",
            "end_date",
            "place",
            "area",
            "action_plan",
            "description",
            "output",
            "participant_count",
            "participants",
            "recommendations",
        )
        widgets = {
            "date": DateInput(),
            "end_date": DateInput(),
            "kind": forms.RadioSelect(),
            "description": forms.Textarea(attrs={"rows": 5}),
            "output": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        unit.queryset = Unit.objects.where(user, ProgramPerm.ADD_ACTIVITY)
        if self.instance.pk is None:
            unit.initial = unit.queryset.first()
            self.fields["token"].initial = uuid4()
        cast("forms.TypedChoiceField", self.fields["kind"]).choices = ActivityKind.choices
        cast("forms.ModelChoiceField", self.fields["area"]).empty_label = _("Pilih area perubahan")
        cast(PlanField, self.fields["action_plan"]).offer_to(user, self.instance.action_plan_id)
        cast(RecommendationsField, self.fields["recommendations"]).offer_to(user)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        even_lines(values, "description", "output")
        start, end = values.get("date"), values.get("end_date")
        if end and not start and "date" not in self.errors:
            self.add_error("date", _("Isi tanggal mulainya juga."))
        elif start and end and end < start:
            self.add_error("end_date", _("Tanggal selesai tidak boleh sebelum tanggal mulai."))
        plan, unit = values.get("action_plan"), values.get("unit")
        if plan and unit and not unit.path.startswith(plan.unit.path):
            self.add_error(
                "action_plan",
                _("Rencana aksi ini milik %(unit)s, bukan unit kegiatan ini atau unit di atasnya.")
                % {"unit": plan.unit},
            )
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What goes into the activity; the files and the token go their own way."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def differences(self, current: Activity) -> list[Difference]:
        """Where the cleaned form and the activity as it stands now disagree."""
        found = []
        for name in self.Meta.fields:
            if name == "recommendations":
                stored: Any = set(current.recommendations.select_related("finding__letter"))
                typed: Any = set(self.cleaned_data[name])
                texts = [", ".join(sorted(map(str, side))) or "–" for side in (stored, typed)]
            else:
                stored, typed = getattr(current, name), self.cleaned_data[name]
                texts = [as_text(current, name, side) for side in (stored, typed)]
            if stored != typed:
                found.append(Difference(str(self.fields[name].label), *texts))
        return found


class ActivityFilter(SubmissionFilter):
    kind = django_filters.ChoiceFilter(
        choices=ActivityKind.choices, label=_("Jenis"), empty_label=_("Semua jenis")
    )
    mine = django_filters.BooleanFilter(
        method="only_mine", label=_("Hanya milik saya"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Activity
        fields = ("q", "unit", "own", "area", "status", "kind", "year", "mine")

    def only_mine(self, rows: Any, name: str, chosen: bool) -> Any:
        return rows.filter(created_by=self.request.user) if chosen else rows
