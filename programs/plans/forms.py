"""The form of an action plan, and the filters of their list."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

import django_filters
from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.submissions.forms import RecommendationsField, SubmissionFilter, even_lines
from reformasi.organisation.fields import PersonField
from reformasi.organisation.models import Unit, UnitQuerySet, User, UserQuerySet
from reformasi.ui.forms import Data

from .actions import NewPlan
from .models import ActionPlan, ActionPlanQuerySet
from .quarters import CODES, Method


def members_of(units: UnitQuerySet) -> UserQuerySet:
    """Who may be in charge of a plan of one of ``units``: a member who may write it."""
    return User.objects.members_holding(ProgramPerm.CHANGE_ACTION_PLAN, units)


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

    person = PersonField(label=gettext_lazy("Penanggung jawab"))
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
        unit = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        unit.queryset = units = Unit.objects.where(user, ProgramPerm.ADD_ACTION_PLAN)
        if self.instance.pk is None:
            unit.initial = unit.queryset.first()
            self.fields["year"].initial = timezone.localdate().year
        cast("forms.ModelChoiceField", self.fields["area"]).empty_label = _("Pilih area perubahan")
        cast("forms.TypedChoiceField", self.fields["method"]).choices = Method.choices
        cast(RecommendationsField, self.fields["recommendations"]).offer_to(user)
        present = self.instance.person
        person = cast(PersonField, self.fields["person"])
        person.required = False
        person.people = members_of(units) | User.objects.filter(pk=self.instance.person_id)
        if present:
            self.initial["person"] = present.email

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
        if not members_of(Unit.objects.filter(pk=unit.pk)).filter(pk=person.pk).exists():
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


class PlanField(forms.ModelChoiceField):
    """Approved action plans, named by year and unit."""

    def label_from_instance(self, obj: Model) -> str:
        plan = cast(ActionPlan, obj)
        return f"{plan.year} · {plan.title} ({plan.unit.label})"

    def offer_to(self, user: User, current: int | None) -> None:
        """Approved plans that ``user`` sees, and the one that is chosen already (its key)."""
        visible = ActionPlan.objects.visible_to(user)
        offered = visible.approved() | visible.filter(pk__in=[current] if current else [])
        self.queryset = offered.select_related("unit").order_by("-year", "unit__path", "title")


class PlanFilter(SubmissionFilter):
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Capaian belum dilaporkan"), widget=forms.CheckboxInput
    )

    class Meta:
        model = ActionPlan
        fields = ("q", "unit", "own", "area", "status", "year", "overdue", "stale")

    def only_overdue(self, rows: ActionPlanQuerySet, name: str, chosen: bool) -> ActionPlanQuerySet:
        return rows.overdue(timezone.localdate()) if chosen else rows
