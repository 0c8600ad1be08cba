"""What people type about candidates, milestones and declarations, and the filters of the lists."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models import Instrument
from programs.models import Activity, ActivityKind
from reformasi.organisation.models import Unit, User
from reformasi.ui.widgets import DateInput

from .actions import day_refusal, year_refusal
from .models import Declaration, IntegrityZone, Milestone, RuleSet, Witness
from .models.candidates import FIRST_YEAR, LAST_YEAR
from .workflow import Predicate, Stage, Status

WITNESSES_OFFERED = 3


class InstrumentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.regulation})"


class CandidateForm(forms.ModelForm):
    """Offers the units for which this user may name a candidate, and instruments with a road."""

    year = forms.IntegerField(
        label=_("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR, localize=False
    )
    instrument = InstrumentField(
        label=_("Instrumen"),
        queryset=Instrument.objects.none(),
        help_text=_("Menentukan tahap, pemutus, dan nilai minimal. Tidak dapat diganti nanti."),
    )

    class Meta:
        model = IntegrityZone
        fields = ("unit", "year", "target", "instrument", "prior_predicate", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"prior_predicate": _("Pengusulan WBBM mensyaratkan predikat WBK.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        unit = cast(forms.ModelChoiceField, self.fields["unit"])
        unit.queryset = Unit.objects.where(user, "zona_integritas.add_integrityzone").valid_on(
            today
        )
        instrument = cast(forms.ModelChoiceField, self.fields["instrument"])
        instrument.queryset = Instrument.objects.filter(
            code__in=RuleSet.objects.values("instrument_code")
        ).order_by("-in_force_from")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        instrument, year = values.get("instrument"), values.get("year")
        if instrument and year and (reason := year_refusal(instrument, year)):
            self.add_error("instrument", reason)
        return values


class CandidateNoteForm(forms.ModelForm):
    """What may change about a candidate once its road is laid."""

    class Meta:
        model = IntegrityZone
        fields = ("prior_predicate", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class MilestonePlanForm(forms.ModelForm):
    class Meta:
        model = Milestone
        fields = ("due_date", "note")
        widgets = {"due_date": DateInput(), "note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": _("Ikut dibekukan ketika tahap diajukan.")}


class DeclarationForm(forms.ModelForm):
    """Refuses a day on which the candidate's rules did not apply."""

    class Meta:
        model = Declaration
        fields = (
            "held_on",
            "place",
            "signed_by_title",
            "event",
            "pacts_signed",
            "staff_total",
            "note",
        )
        widgets = {"held_on": DateInput(), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, candidate: IntegrityZone, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidate = candidate
        event = cast(forms.ModelChoiceField, self.fields["event"])
        event.queryset = events_near(candidate.unit, user)
        event.empty_label = _("Tidak dikaitkan")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        held_on = values.get("held_on")
        if held_on and (reason := day_refusal(self.candidate.instrument, held_on)):
            self.add_error("held_on", reason)
        return values


def events_near(unit: Unit, user: User) -> QuerySet[Activity]:
    """The socialization events that ``user`` sees of ``unit``, and of those above and below it."""
    near = Q(unit__path__startswith=unit.path) | Q(unit__path__in=unit.lineage())
    visible: QuerySet[Activity] = Activity.objects.visible_to(user)
    return visible.filter(near, kind=ActivityKind.SOSIALISASI).order_by("-date", "-pk")


class WitnessForm(forms.ModelForm):
    """One row: wholly blank, or with a name and an institution."""

    class Meta:
        model = Witness
        fields = ("name", "institution", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "institution"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(values.get(name) for name in self.Meta.fields):
            for name in ("name", "institution"):
                if not values.get(name):
                    self.add_error(name, _("Isi nama dan instansinya, atau kosongkan baris ini."))
        return values


WitnessFormSet = forms.modelformset_factory(
    Witness, form=WitnessForm, extra=WITNESSES_OFFERED, can_delete=True, can_delete_extra=False
)


def witnesses_of(formset: Any) -> list[dict[str, str]]:
    """The witnesses that are filled in and not crossed out, in order."""
    return [
        {name: row[name] for name in WitnessForm.Meta.fields}
        for row in formset.cleaned_data
        if row.get("name") and not row.get("DELETE")
    ]


class CandidateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="unit__name", lookup_expr="icontains", label=_("Nama unit")
    )
    year = django_filters.NumberFilter(label=_("Tahun"))
    target = django_filters.ChoiceFilter(
        choices=Predicate.choices, label=_("Predikat"), empty_label=_("Semua")
    )

    class Meta:
        model = IntegrityZone
        fields = ("q", "year", "target")


class MilestoneFilter(django_filters.FilterSet):
    """``keadaan`` asks the same questions as the dashboards, so that their figures open here."""

    WAITING, MINE, LATE, RISK, RETURNED = "menunggu", "putusan", "terlambat", "berisiko", "kembali"

    q = django_filters.CharFilter(
        field_name="candidate__unit__name", lookup_expr="icontains", label=_("Nama unit")
    )
    year = django_filters.NumberFilter(field_name="candidate__year", label=_("Tahun"))
    stage = django_filters.ChoiceFilter(
        field_name="step__stage", choices=Stage.choices, label=_("Babak"), empty_label=_("Semua")
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices, label=_("Status"), empty_label=_("Semua")
    )
    keadaan = django_filters.ChoiceFilter(
        label=_("Perlu perhatian"),
        empty_label=_("Semua"),
        method="that_need",
        choices=[
            (MINE, _("Menunggu keputusan saya")),
            (WAITING, _("Menunggu keputusan ketua tim")),
            (RETURNED, _("Dikembalikan")),
            (LATE, _("Terlambat")),
            (RISK, _("Terlambat atau mendekati tenggat")),
        ],
    )

    class Meta:
        model = Milestone
        fields = ("q", "year", "stage", "status", "keadaan")

    def that_need(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        return {
            self.MINE: lambda: rows.decidable_by(self.request.user),
            self.WAITING: rows.awaiting_approval,
            self.RETURNED: rows.returned,
            self.LATE: lambda: rows.overdue(today),
            self.RISK: lambda: rows.at_risk(today),
        }[value]()
