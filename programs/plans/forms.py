"""The form of an action plan, and the filters of their list."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.submissions.forms import (
    RecommendationsField,
    SubmissionFilter,
    answered_by,
    even_lines,
)
from programs.submissions.offers import RECOMMENDATIONS
from reformasi.organisation.fields import PersonField, UnitField
from reformasi.organisation.models import Unit, User
from reformasi.ui.choosing import ChooserField, offer
from reformasi.ui.forms import Data

from . import offers
from .actions import NewPlan
from .models import ActionPlan, ActionPlanQuerySet
from .quarters import CODES, Method


def refuse_falling(form: forms.ModelForm) -> None:
    """Targets never fall from one quarter to the next."""
    highest: Decimal | None = None
    for quarter, code in CODES.items():
        target = form.cleaned_data.get(f"target_q{quarter}")
        if target is None:
            continue
        if highest is not None and target < highest:
            form.add_error(
                f"target_q{quarter}",
                _("Ini target total sejak Januari, jadi %(code)s tidak boleh turun.")
                % {"code": code},
            )
        highest = target if highest is None else max(highest, target)


class PlanForm(forms.ModelForm):
    """Offers only the units for which this user may write a plan."""

    unit = UnitField(label=gettext_lazy("Unit kerja"))
    person = PersonField(label=gettext_lazy("Penanggung jawab"), required=False)
    recommendations = RecommendationsField()

    class Meta:
        model = ActionPlan
        fields = (
            "unit",
            "year",
            "area",
            "title",
            "objective",
            "indicator",
            "unit_of_measure",
            "method",
            "person",
            *ActionPlan.TARGETS,
            "recommendations",
        )
        widgets = {
            "objective": forms.Textarea(attrs={"rows": 3}),
            "method": forms.RadioSelect(),
        }

    def __init__(
        self, data: Data = None, *, user: User, instance: ActionPlan | None = None
    ) -> None:
        super().__init__(data, instance=instance)
        offer_numbers(self, ActionPlan.TARGETS)
        units = offers.UNITS.to(user)
        stored = self.instance if self.instance.pk else None
        unit = offer(self, "unit", units, present=[stored.unit] if stored else [])
        if stored is None:
            unit.initial = units.rows.first()
            self.fields["year"].initial = timezone.localdate().year
        cast("forms.ModelChoiceField", self.fields["area"]).empty_label = _("Pilih area perubahan")
        cast("forms.TypedChoiceField", self.fields["method"]).choices = Method.choices
        answered = RECOMMENDATIONS.to(user)
        offer(self, "recommendations", answered, present=answered_by(stored))
        offer(self, "person", offers.PEOPLE.to(user), present=[self.instance.person])

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        even_lines(values, "objective")
        refuse_falling(self)
        self._require_member(values.get("unit"), values.get("person"))
        return values

    def _require_member(self, unit: Unit | None, person: User | None) -> None:
        """The person is one of the unit's own, or was in charge already."""
        if unit is None or person is None or person.pk == self.instance.person_id:
            return
        if not offers.members_of(Unit.objects.filter(pk=unit.pk)).filter(pk=person.pk).exists():
            message = _("%(person)s bukan anggota %(unit)s.")
            self.add_error("person", message % {"person": person, "unit": unit})

    @property
    def targets(self) -> list[forms.BoundField]:
        return [self[name] for name in ActionPlan.TARGETS]

    @property
    def values(self) -> NewPlan:
        return cast(NewPlan, {name: self.cleaned_data[name] for name in self.Meta.fields})


def offer_numbers(form: forms.ModelForm, names: Iterable[str]) -> None:
    """Show 4 and not 4,00."""
    for name in names:
        if (amount := form.initial.get(name)) is not None:
            form.initial[name] = amount.normalize()


class PlanField(ChooserField[ActionPlan]):
    """An approved action plan, or none."""

    def __init__(self) -> None:
        super().__init__(
            offers.PLANS.naming,
            required=False,
            label=gettext_lazy("Rencana aksi"),
            empty_label=gettext_lazy("Tidak melaksanakan rencana aksi tertentu"),
            help_text=gettext_lazy("Hanya rencana aksi yang sudah disetujui."),
        )


class PlanFilter(SubmissionFilter):
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Capaian belum dilaporkan"), widget=forms.CheckboxInput
    )

    class Meta:
        model = ActionPlan
        fields = ("q", "unit", "own", "area", "status", "year", "overdue", "stale")

    def only_overdue(self, rows: ActionPlanQuerySet, name: str, chosen: bool) -> ActionPlanQuerySet:
        return rows.overdue(timezone.localdate()) if chosen else rows
