"""Fields and filters that the forms of activities and of action plans share."""

from __future__ import annotations

from collections.abc import Iterable

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import Recommendation
from evaluations.letters.naming import RECOMMENDATION
from programs.areas.models import ReformArea
from reformasi.organisation.models import Unit
from reformasi.organisation.offering import UnitFilter
from reformasi.ui.choosing import ChooserField
from reformasi.ui.filters import YearFilter

from . import offers
from .models import S, Submission, SubmissionQuerySet
from .workflow import Status


def even_lines(values: dict[str, object], *names: str) -> None:
    """Write line ends as LF: browsers send CR LF, which would count as a change of the text."""
    for name in names:
        values[name] = "\n".join(str(values.get(name) or "").splitlines())


class RecommendationsField(ChooserField[Recommendation]):
    """Recommendations of the letters that the user may see, named by letter and number."""

    def __init__(self) -> None:
        super().__init__(
            RECOMMENDATION,
            label=_("Rekomendasi surat evaluasi yang dijawab"),
            required=False,
            several=True,
        )


def answered_by(item: Submission | None) -> Iterable[Recommendation]:
    """What ``item`` answers already."""
    if item is None:
        return ()
    links = item.recommendation_links.select_related("recommendation__finding__letter")
    return [link.recommendation for link in links]


class SubmissionFilter(django_filters.FilterSet):
    """What both lists have: the unit with all below it, area, year, status."""

    q = django_filters.CharFilter(
        method="search", label=_("Cari"), widget=forms.TextInput(attrs={"type": "search"})
    )
    unit = UnitFilter(
        offers.UNITS, method="below", label=_("Unit kerja"), empty_label=_("Semua unit")
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
