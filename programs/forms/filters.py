"""The filters of the lists: a GET form each."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import ActionPlan, Activity, ActivityKind, ReformArea
from programs.workflow import Status
from reformasi.organisation.models import Unit


def _units(request: Any) -> QuerySet[Unit]:
    if request is None:
        return Unit.objects.none()
    units: QuerySet[Unit] = Unit.objects.visible_to(request.user)
    return units


class SubmissionFilter(django_filters.FilterSet):
    """What both lists have: the unit with all below it, area, year, status."""

    q = django_filters.CharFilter(
        method="search", label=_("Cari"), widget=forms.TextInput(attrs={"type": "search"})
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=_units, method="below", label=_("Unit kerja"), empty_label=_("Semua unit")
    )
    own = django_filters.BooleanFilter(
        method="without_below", label=_("Tanpa unit di bawahnya"), widget=forms.CheckboxInput
    )
    area = django_filters.ModelChoiceFilter(
        queryset=ReformArea.objects.all(), label=_("Area"), empty_label=_("Semua area")
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices, label=_("Status"), empty_label=_("Semua status")
    )
    year = django_filters.NumberFilter(
        method="in_year",
        label=_("Tahun"),
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def below(self, rows: Any, name: str, unit: Unit) -> Any:
        return rows.in_subtree(unit)

    def without_below(self, rows: Any, name: str, chosen: bool) -> Any:
        unit = self.form.cleaned_data.get("unit")
        return rows.filter(unit=unit) if chosen and unit else rows

    def in_year(self, rows: Any, name: str, year: Any) -> Any:
        return rows.of_year(int(year))

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.matching(text)


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


class PlanFilter(SubmissionFilter):
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Capaian belum dilaporkan"), widget=forms.CheckboxInput
    )

    class Meta:
        model = ActionPlan
        fields = ("q", "unit", "own", "area", "status", "year", "overdue")

    def only_overdue(self, rows: Any, name: str, chosen: bool) -> Any:
        return rows.overdue(timezone.localdate()) if chosen else rows
