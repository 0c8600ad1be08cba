"""Choices that forms on activities and on action plans share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.models import Recommendation
from programs.models import ActionPlan
from reformasi.organisation.models import User


def even_lines(values: dict[str, Any], *names: str) -> None:
    """Give texts one kind of line end: browsers send another than imports, and nobody sees it."""
    for name in names:
        values[name] = "\n".join(str(values.get(name) or "").splitlines())


class RecommendationsField(forms.ModelMultipleChoiceField):
    """Recommendations of the letters that the user may see, named by letter and number."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Rekomendasi surat evaluasi yang dijawab"))
        kwargs.setdefault("required", False)
        super().__init__(Recommendation.objects.none(), **kwargs)

    def offer_to(self, user: User) -> None:
        self.queryset = (
            Recommendation.objects.visible_to(user)
            .select_related("finding__letter")
            .order_by("-finding__letter__date", "finding__number", "number")
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.finding.letter.number} · {obj.label} {obj.text}"


class PlanField(forms.ModelChoiceField):
    """Approved action plans, named by year and unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.year} · {obj.title} ({obj.unit.label})"

    def offer_to(self, user: User, known: int | None) -> None:
        """Approved plans that ``user`` sees, and the ``known`` one even if it is under revision."""
        visible = ActionPlan.objects.visible_to(user)
        offered = visible.approved() | visible.filter(pk__in=[known] if known else [])
        self.queryset = offered.select_related("unit").order_by("-year", "unit__path", "title")
