"""Fields and filters that the forms of activities and of action plans share."""

from __future__ import annotations

from typing import cast

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import Recommendation
from programs.areas.models import ReformArea
from reformasi.organisation.models import Unit, User
from reformasi.organisation.shortcuts import Request
from reformasi.ui.filters import YearFilter

from .models import S, SubmissionQuerySet
from .workflow import Status


def even_lines(values: dict[str, object], *names: str) -> None:
    """Write line ends as LF: browsers send CR LF, which would count as a change of the text."""
    for name in names:
        values[name] = "\n".join(str(values.get(name) or "").splitlines())


class RecommendationsField(forms.ModelMultipleChoiceField):
    """Recommendations of the letters that the user may see, named by letter and number."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        label = _("Rekomendasi surat evaluasi yang dijawab")
        super().__init__(Recommendation.objects.none(), label=label, required=False)

    def offer_to(self, user: User) -> None:
        self.queryset = (
            Recommendation.objects.visible_to(user)
            .select_related("finding__letter")
            .order_by("-finding__letter__date", "finding__number", "number")
        )

    def label_from_instance(self, obj: Model) -> str:
        recommendation = cast(Recommendation, obj)
        number = recommendation.finding.letter.number
        return f"{number} · {recommendation.label} {recommendation.text}"


def _units(request: Request | None) -> QuerySet[Unit]:
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
    year = YearFilter(method="in_year", label=_("Tahun"))

    stale = django_filters.BooleanFilter(
        method="only_stale", label=_("Berubah sejak disetujui"), widget=forms.CheckboxInput
    )

    def below(self, rows: SubmissionQuerySet[S], name: str, unit: Unit) -> SubmissionQuerySet[S]:
        return rows.in_subtree(unit)

    def without_below(
        self, rows: SubmissionQuerySet[S], name: str, chosen: bool
    ) -> SubmissionQuerySet[S]:
        unit = self.form.cleaned_data.get("unit")
        return rows.of_unit(unit) if chosen and unit else rows

    def in_year(self, rows: SubmissionQuerySet[S], name: str, year: int) -> SubmissionQuerySet[S]:
        return rows.of_year(year)

    def only_stale(
        self, rows: SubmissionQuerySet[S], name: str, chosen: bool
    ) -> SubmissionQuerySet[S]:
        return rows.stale() if chosen else rows

    def search(self, rows: SubmissionQuerySet[S], name: str, text: str) -> SubmissionQuerySet[S]:
        return rows.matching(text)
