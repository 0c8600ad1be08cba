"""What people type about follow-ups, and which unit's report they ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import (
    MinisterialLetter,
    Recommendation,
    RecommendationQuerySet,
)
from evaluations.letters.offers import LETTERS
from reformasi.organisation.fields import UnitField
from reformasi.organisation.models import Unit, User
from reformasi.organisation.offering import ChooserFilter, UnitFilter
from reformasi.ui import days
from reformasi.ui.choosing import ChooserField, offer
from reformasi.ui.fields import DayField
from reformasi.ui.forms import Data
from reformasi.workflow.decisions import Gap

from . import offers
from .actions import Excuse
from .models import FollowUp, FollowUpQuerySet, TimeRequest
from .progress import at_outcome, concerning
from .workflow import Outcome, Status

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class ReportForm(forms.Form):
    """Which unit's report to make: one addressed by the letter, or one below it."""

    unit = UnitField(label=_("Laporan untuk unit"))

    def __init__(self, data: Data = None, *, letter: MinisterialLetter, user: User) -> None:
        super().__init__(data)
        units = offers.REPORTED.to(user, of=letter.pk)
        unit = offer(self, "unit", units)
        unit.initial = next(iter(unit.listed), None) if units.are_few else None


class ReportingForm(forms.ModelForm):
    """What the unit writes: report and, where an amount was recommended, what is settled of it."""

    class Meta:
        model = FollowUp
        fields = ("report", "amount_settled")
        widgets = {"report": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, data: Data = None, *, instance: FollowUp) -> None:
        super().__init__(data, instance=instance)
        if instance.amount is None:
            del self.fields["amount_settled"]

    def clean_amount_settled(self) -> Decimal | None:
        settled: Decimal | None = self.cleaned_data["amount_settled"]
        amount = self.instance.amount
        if settled is not None and amount is not None and not 0 <= settled <= amount:
            raise ValidationError(
                _("Isi antara 0 dan nilai yang direkomendasikan (%(amount)s).")
                % {"amount": number_format(amount)}
            )
        return settled

    def tell(self, gaps: Iterable[Gap]) -> None:
        """What is missing before it can be reported, beside the field or above all of them."""
        for gap in gaps:
            self.add_error(gap.field if gap.field in self.fields else None, gap.message)


class TimeRequestForm(forms.ModelForm):
    class Meta:
        model = TimeRequest
        fields = ("due", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Data = None, *, follow_up: FollowUp) -> None:
        super().__init__(data)
        self.follow_up = follow_up

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        present = max(self.follow_up.due, timezone.localdate())
        if due <= present:
            message = _("Pilih tanggal sesudah %(day)s.")
            raise ValidationError(message % {"day": date_format(present, "j F Y")})
        if closed := self.follow_up.invalid_due(due):
            raise ValidationError(closed)
        return due


class ExcuseForm(forms.Form):
    """Why something cannot be done, and which official decided that."""

    note = forms.CharField(
        label=_("Alasan yang sah"),
        help_text=_("Mengapa rekomendasi ini tidak dapat ditindaklanjuti?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decider = forms.CharField(
        label=_("Pejabat yang memutuskan"),
        help_text=_("Nama jabatannya, misalnya Inspektur Jenderal."),
        max_length=200,
    )
    letter = forms.CharField(label=_("Nomor suratnya"), max_length=60, required=False)
    letter_date = DayField(label=_("Tanggal suratnya"), required=False, within=days.PAST)

    @property
    def excuse(self) -> Excuse:
        values = self.cleaned_data
        return Excuse(values["note"], values["decider"], values["letter"], values["letter_date"])


class LetterField(ChooserField[MinisterialLetter]):
    """A letter by its number or its subject, or all of them."""

    def __init__(self, *, label: _StrOrPromise, required: bool) -> None:
        super().__init__(
            LETTERS.naming, label=label, required=required, empty_label=_("Semua surat")
        )


class LetterFilter(ChooserFilter[MinisterialLetter]):
    """One of the letters that the user sees."""

    field_class = LetterField

    def __init__(self, *, field_name: str) -> None:
        super().__init__(LETTERS, field_name=field_name, label=_("Surat"))


class RecommendationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Teks"))
    letter = LetterFilter(field_name="finding__letter")
    unit = UnitFilter(offers.UNITS, label=_("Unit"), empty_label=_("Semua unit"), method="of_unit")
    outcome = django_filters.ChoiceFilter(
        choices=Outcome.choices, empty_label=_("Semua keadaan"), label=_("Keadaan"),
        method="at_outcome",
    )  # fmt: skip

    class Meta:
        model = Recommendation
        fields = ("q", "letter", "unit", "outcome")

    @property
    def follow_ups(self) -> FollowUpQuerySet:
        """What tells how far the rows are: all follow-ups, or those of the chosen unit."""
        unit = self.form.cleaned_data.get("unit") if self.form.is_valid() else None
        return FollowUp.objects.in_subtree(unit) if unit else FollowUp.objects.all()

    def search(self, rows: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return rows.matching(value)

    def of_unit(
        self, rows: QuerySet[Recommendation], name: str, value: Unit
    ) -> QuerySet[Recommendation]:
        return rows.filter(concerning(value))

    def at_outcome(
        self, rows: QuerySet[Recommendation], name: str, value: str
    ) -> QuerySet[Recommendation]:
        return rows.filter(at_outcome(value, self.follow_ups))


class FollowUpFilter(django_filters.FilterSet):
    unit = UnitFilter(
        offers.UNITS, label=_("Unit"), empty_label=_("Semua unit"), method="in_subtree"
    )
    own = django_filters.BooleanFilter(
        method="without_below", label=_("Tanpa unit di bawahnya"), widget=forms.CheckboxInput()
    )
    outcome = django_filters.ChoiceFilter(
        choices=Outcome.choices, empty_label=_("Semua keadaan"), label=_("Keadaan"),
        method="at_outcome",
    )  # fmt: skip
    status = django_filters.ChoiceFilter(
        choices=Status.choices, empty_label=_("Semua status"), label=_("Status")
    )
    letter = LetterFilter(field_name="recommendation__finding__letter")
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Terlambat"), widget=forms.CheckboxInput()
    )
    stale = django_filters.BooleanFilter(
        method="only_stale", label=_("Berubah sejak diverifikasi"), widget=forms.CheckboxInput()
    )

    class Meta:
        model = FollowUp
        fields = ("letter", "unit", "own", "outcome", "status", "overdue", "stale")

    def in_subtree(self, rows: FollowUpQuerySet, name: str, value: Unit) -> FollowUpQuerySet:
        return rows.in_subtree(value)

    def without_below(self, rows: FollowUpQuerySet, name: str, value: bool) -> FollowUpQuerySet:
        unit = self.form.cleaned_data.get("unit")
        return rows.filter(unit=unit) if value and unit else rows

    def at_outcome(self, rows: FollowUpQuerySet, name: str, value: str) -> FollowUpQuerySet:
        return rows.of_outcome(value)

    def only_overdue(self, rows: FollowUpQuerySet, name: str, value: bool) -> FollowUpQuerySet:
        return rows.overdue(timezone.localdate()) if value else rows

    def only_stale(self, rows: FollowUpQuerySet, name: str, value: bool) -> FollowUpQuerySet:
        return rows.stale().approved() if value else rows
