"""The form of an activity. A draft may be incomplete: ``Activity.missing`` checks at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.plans.forms import PlanField
from programs.plans.offers import PLANS
from programs.submissions.forms import (
    RecommendationsField,
    SubmissionFilter,
    answered_by,
    even_lines,
)
from programs.submissions.offers import RECOMMENDATIONS
from reformasi.audit.values import as_text
from reformasi.evidence.forms import FilesField
from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import User
from reformasi.ui import numbers
from reformasi.ui.choosing import offer
from reformasi.ui.forms import Data, Files

from . import offers
from .actions import NewActivity
from .models import Activity, ActivityKind, ActivityQuerySet

MANY = 1_000  # participants; more are asked about


@dataclass(frozen=True)
class Difference:
    """One field of a stale form: what stands in the portal now, and what was typed."""

    label: str
    current: str
    typed: str


class ActivityForm(forms.ModelForm):
    """Offers only the units for which this user may record activities."""

    asks_about_many = False  # whether the page offers the box that confirms a great count
    unit = UnitField(label=gettext_lazy("Unit kerja"))
    action_plan = PlanField()
    is_many = forms.BooleanField(
        label=gettext_lazy("Ya, pesertanya memang sebanyak itu"), required=False
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
            "kind": forms.RadioSelect(),
            "description": forms.Textarea(attrs={"rows": 5}),
            "output": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        user: User,
        instance: Activity | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, files, instance=instance, initial=initial)
        units = offers.UNITS.to(user)
        stored = self.instance if self.instance.pk else None
        unit = offer(self, "unit", units, present=[stored.unit] if stored else [])
        if stored is None:
            unit.initial = units.rows.first()
        cast("forms.TypedChoiceField", self.fields["kind"]).choices = ActivityKind.choices
        cast("forms.ModelChoiceField", self.fields["area"]).empty_label = _("Pilih area perubahan")
        offer(self, "action_plan", PLANS.to(user), present=[self.instance.action_plan])
        answered = RECOMMENDATIONS.to(user)
        offer(self, "recommendations", answered, present=answered_by(stored))

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        even_lines(values, "description", "output")
        start, end = values.get("date"), values.get("end_date")
        if end and not start and "date" not in self.errors:
            self.add_error("date", _("Isi tanggal mulainya juga."))
        elif start and end and end < start:
            self.add_error("end_date", _("Tanggal selesai tidak boleh sebelum tanggal mulai."))
        self._ask_about_many(values.get("participant_count"))
        plan, unit = values.get("action_plan"), values.get("unit")
        if plan and unit and not unit.path.startswith(plan.unit.path):
            self.add_error(
                "action_plan",
                _("Rencana aksi ini milik %(unit)s, bukan unit kegiatan ini atau unit di atasnya.")
                % {"unit": plan.unit},
            )
        return values

    def _ask_about_many(self, count: int | None) -> None:
        """A count with a nought too many looks like any other: ask once."""
        if (count or 0) <= MANY or count == self.instance.participant_count:
            return
        self.asks_about_many = True
        if not self.cleaned_data.get("is_many"):
            self.add_error(
                "participant_count",
                _("Benar %(count)s orang? Bila ya, beri tanda di bawahnya, lalu simpan lagi.")
                % {"count": numbers.grouped(count or 0)},
            )

    @property
    def values(self) -> NewActivity:
        """The columns of the activity, without the files."""
        return cast(NewActivity, {name: self.cleaned_data[name] for name in self.Meta.fields})

    def differences(self, current: Activity) -> list[Difference]:
        """Where the cleaned form and the activity as it stands now disagree."""
        stored = {name: getattr(current, name) for name in self.Meta.fields}
        stored["recommendations"] = set(current.recommendations.select_related("finding__letter"))
        typed = self.cleaned_data | {"recommendations": set(self.cleaned_data["recommendations"])}
        return [
            Difference(
                str(self.fields[name].label),
                _text(current, name, stored[name]),
                _text(current, name, typed[name]),
            )
            for name in self.Meta.fields
            if stored[name] != typed[name]
        ]


def _text(activity: Activity, name: str, value: object) -> str:
    if isinstance(value, set):
        return ", ".join(sorted(map(str, value))) or "–"
    return as_text(activity, name, value)


class ActivityFilter(SubmissionFilter):
    kind = django_filters.ChoiceFilter(
        choices=ActivityKind.choices, label=_("Jenis"), empty_label=_("Semua jenis")
    )
    mine = django_filters.BooleanFilter(
        method="only_mine", label=_("Hanya milik saya"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Activity
        fields = ("q", "unit", "own", "area", "status", "kind", "year", "mine", "stale")

    def only_mine(self, rows: ActivityQuerySet, name: str, chosen: bool) -> ActivityQuerySet:
        return rows.filter(created_by=self.request.user) if chosen else rows
