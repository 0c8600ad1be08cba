"""What people type about letters, findings and follow-ups."""

from __future__ import annotations

from typing import cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation.models import Unit, User
from reformasi.ui.filters import YearFilter
from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartModelFormSet

from .actions import already_recorded
from .models import ComponentValue, FollowUp, FollowUpQuerySet, MinisterialLetter
from .permissions import LetterPerm
from .workflow import Status


class LetterForm(forms.ModelForm):
    """Offers only the units for which this user may record a letter."""

    class Meta:
        model = MinisterialLetter
        fields = (
            "unit",
            "number",
            "date",
            "subject",
            "evaluated_year",
            "addressees",
            "follow_up_deadline",
            "summary",
            "is_sample",
        )
        widgets = {
            "addressees": forms.CheckboxSelectMultiple(),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(
        self, data: Data = None, *, user: User, instance: MinisterialLetter | None = None
    ) -> None:
        super().__init__(data, instance=instance)
        mine = Unit.objects.where(user, LetterPerm.ADD_MINISTERIAL_LETTER)
        unit = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        addressees = cast("forms.ModelMultipleChoiceField[Unit]", self.fields["addressees"])
        unit.queryset = addressees.queryset = mine
        if mine.count() == 1:
            unit.initial = mine.get()

    def clean_number(self) -> str:
        """Without blanks, and without the invisible signs that come along when it is pasted."""
        signs = str(self.cleaned_data["number"])
        return "".join(sign for sign in signs if sign.isprintable() and not sign.isspace())

    def clean(self) -> dict[str, object]:
        """A letter is recorded once: its number, in any case, is unique per year and unit."""
        values = super().clean() or {}
        if values.get("number") and values.get("date") and values.get("unit"):
            same = MinisterialLetter.objects.numbered(
                values["number"], values["unit"], values["date"]
            )
            if twin := same.exclude(pk=self.instance.pk).first():
                # With an error on its field Django leaves the unique constraint out.
                self.add_error("number", already_recorded(twin))
        return values


class ComponentForm(forms.ModelForm):
    class Meta:
        model = ComponentValue
        fields = ("name", "maximum", "last_year", "this_year")

    @property
    def values(self) -> dict[str, object]:
        """The columns of the row as typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self) -> dict[str, object]:
        """No value above its maximum."""
        values = super().clean() or {}
        maximum = values.get("maximum")
        for name in ("last_year", "this_year"):
            value = values.get(name)
            if maximum is not None and value is not None and not 0 <= value <= maximum:
                message = _("Isi antara 0 dan nilai maksimum (%(maximum)s).")
                self.add_error(name, message % {"maximum": number_format(maximum)})
        return values


ComponentFormSet = forms.modelformset_factory(
    ComponentValue,
    form=ComponentForm,
    formset=PartModelFormSet,
    extra=4,
    can_delete=True,
    can_delete_extra=False,
)


class FollowUpPlanForm(forms.ModelForm):
    """Who does what about a recommendation, and by when."""

    class Meta:
        model = FollowUp
        fields = ("unit", "action", "due")
        widgets = {"action": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self, data: Data = None, *, units: QuerySet[Unit], letter: MinisterialLetter
    ) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units
        if letter.follow_up_deadline and letter.follow_up_deadline >= timezone.localdate():
            self.fields["due"].initial = letter.follow_up_deadline


def addressed(letter: MinisterialLetter, units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Of ``units``, those that the letter addresses and those below them."""
    below = Q(pk__in=[])
    for unit in letter.addressees.all():
        below |= Q(path__startswith=unit.path)
    return units.filter(below)


class ReportForm(forms.Form):
    """Which unit's report to make: one addressed by the letter, or one below it."""

    unit = forms.ModelChoiceField(label=_("Laporan untuk unit"), queryset=Unit.objects.none())

    def __init__(self, data: Data = None, *, user: User, letter: MinisterialLetter) -> None:
        super().__init__(data)
        unit = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        unit.queryset = addressed(
            letter, Unit.objects.where(user, DocumentPerm.ADD_DOCUMENT_REQUEST)
        )
        unit.empty_label = None


class FollowUpForm(forms.ModelForm):
    """A follow-up while it is in the hands of its unit.

    The report is the unit's: the bureau, which verifies it, does not write it.
    """

    class Meta:
        model = FollowUp
        fields = ("action", "due", "report")
        widgets = {
            "action": forms.Textarea(attrs={"rows": 3}),
            "report": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, data: Data = None, *, user: User, instance: FollowUp) -> None:
        super().__init__(data, instance=instance)
        if not user.has_perm(LetterPerm.SUBMIT_FOLLOW_UP, self.instance):
            del self.fields["report"]


class LetterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Nomor atau hal"))
    year = YearFilter(field_name="evaluated_year", label=_("Tahun yang dievaluasi"))

    class Meta:
        model = MinisterialLetter
        fields = ("q", "year")

    def search(
        self, rows: QuerySet[MinisterialLetter], name: str, value: str
    ) -> QuerySet[MinisterialLetter]:
        return rows.filter(number__icontains=value) | rows.filter(subject__icontains=value)


class FollowUpFilter(django_filters.FilterSet):
    unit = django_filters.ModelChoiceFilter(
        label=_("Unit"),
        queryset=lambda request: Unit.objects.where(request.user, LetterPerm.VIEW_FOLLOW_UP),
        empty_label=_("Semua unit"),
        method="in_subtree",
    )
    own = django_filters.BooleanFilter(
        method="without_below", label=_("Tanpa unit di bawahnya"), widget=forms.CheckboxInput()
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices, empty_label=_("Semua status"), label=_("Status")
    )
    letter = django_filters.ModelChoiceFilter(
        field_name="recommendation__finding__letter",
        label=_("Surat"),
        empty_label=_("Semua surat"),
        queryset=lambda request: MinisterialLetter.objects.visible_to(request.user),
    )
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Terlambat"), widget=forms.CheckboxInput()
    )

    class Meta:
        model = FollowUp
        fields = ("letter", "unit", "own", "status", "overdue")

    def in_subtree(self, rows: FollowUpQuerySet, name: str, value: Unit) -> FollowUpQuerySet:
        return rows.in_subtree(value)

    def without_below(self, rows: FollowUpQuerySet, name: str, value: bool) -> FollowUpQuerySet:
        unit = self.form.cleaned_data.get("unit")
        return rows.filter(unit=unit) if value and unit else rows

    def only_overdue(self, rows: FollowUpQuerySet, name: str, value: bool) -> FollowUpQuerySet:
        return rows.overdue(timezone.localdate()) if value else rows
