"""What people type about candidates and milestones, and the filters of the lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.fields import InstrumentField
from evaluations.instruments.models import Instrument
from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import Unit, User
from reformasi.ui.choosing import offer
from reformasi.ui.fields import YearField
from reformasi.ui.filters import YearFilter
from zona_integritas.road.models import RoadInstrument
from zona_integritas.road.stages import Predicate, Stage
from zona_integritas.road.validity import year_refusal

from . import offers
from .milestones import MilestoneQuerySet
from .models import FIRST_YEAR, Candidate, Milestone
from .progress import CandidateQuerySet
from .workflow import Status


class CandidateForm(forms.ModelForm):
    """Offers the units for which this user may name a candidate, and instruments with a road."""

    unit = UnitField(label=_("Unit kerja"))
    year = YearField(label=_("Tahun"), min_value=FIRST_YEAR)
    instrument = InstrumentField(
        label=_("Instrumen"),
        queryset=Instrument.objects.none(),
        help_text=_(
            "Menentukan tahap, pejabat yang menetapkan, dan nilai minimal. Tidak dapat diganti "
            "nanti."
        ),
    )

    class Meta:
        model = Candidate
        fields = ("unit", "year", "target", "instrument", "prior_predicate", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"prior_predicate": _("Pengusulan WBBM mensyaratkan predikat WBK.")}

    def __init__(self, data: Mapping[str, object] | None = None, *, user: User) -> None:
        super().__init__(data)
        offer(self, "unit", offers.UNITS.to(user))
        instrument = cast(forms.ModelChoiceField, self.fields["instrument"])
        instrument.queryset = Instrument.objects.filter(
            code__in=RoadInstrument.objects.values("instrument_code")
        ).order_by("-in_force_from")

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        instrument, year = values.get("instrument"), values.get("year")
        if instrument and year and (reason := year_refusal(instrument, year)):
            self.add_error("instrument", reason)
        return values


class CandidateNoteForm(forms.ModelForm):
    """What may change about a candidate once its road is laid."""

    class Meta:
        model = Candidate
        fields = ("prior_predicate", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class MilestonePlanForm(forms.ModelForm):
    class Meta:
        model = Milestone
        fields = ("due_date", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": _("Ikut dikunci ketika tahap diajukan.")}


class CandidateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="of_units", label=_("Nama unit"))
    year = YearFilter(label=_("Tahun"))
    target = django_filters.ChoiceFilter(
        choices=Predicate.choices, label=_("Predikat"), empty_label=_("Semua")
    )

    class Meta:
        model = Candidate
        fields = ("q", "year", "target")

    def of_units(
        self, rows: CandidateQuerySet[Candidate], name: str, value: str
    ) -> CandidateQuerySet[Candidate]:
        return rows.filter(unit__in=Unit.objects.matching(value))


class MilestoneFilter(django_filters.FilterSet):
    """``need`` asks the same questions as the dashboards."""

    WAITING, MINE, LATE, RISK, RETURNED = "waiting", "mine", "late", "at_risk", "returned"

    q = django_filters.CharFilter(method="of_units", label=_("Nama unit"))
    year = YearFilter(field_name="candidate__year", label=_("Tahun"))
    stage = django_filters.ChoiceFilter(
        field_name="step__stage", choices=Stage.choices, label=_("Tahapan"), empty_label=_("Semua")
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices, label=_("Status"), empty_label=_("Semua")
    )
    need = django_filters.ChoiceFilter(
        label=_("Perlu perhatian"),
        empty_label=_("Semua"),
        method="by_need",
        choices=[
            (MINE, _("Menunggu keputusan saya")),
            (WAITING, _("Menunggu keputusan")),
            (RETURNED, _("Dikembalikan")),
            (LATE, _("Terlambat")),
            (RISK, _("Terlambat atau mendekati batas waktu")),
        ],
    )

    class Meta:
        model = Milestone
        fields = ("q", "year", "stage", "status", "need")

    def of_units(
        self, rows: MilestoneQuerySet[Milestone], name: str, value: str
    ) -> MilestoneQuerySet[Milestone]:
        return rows.filter(candidate__unit__in=Unit.objects.matching(value))

    def by_need(
        self, rows: MilestoneQuerySet[Milestone], name: str, value: str
    ) -> MilestoneQuerySet[Milestone]:
        today = timezone.localdate()
        return {
            self.MINE: lambda: rows.waiting_for(self.request.user),
            self.WAITING: rows.submitted,
            self.RETURNED: rows.returned,
            self.LATE: lambda: rows.overdue(today),
            self.RISK: lambda: rows.at_risk(today),
        }[value]()
