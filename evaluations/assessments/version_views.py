"""The versions of a sheet that were handed in, two of them side by side, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import Request
from reformasi.workflow.frozen import Content, plain
from reformasi.workflow.models import Snapshot

from .models import AssessmentLayer
from .version_changes import compare
from .views import own_layer

NOW = "now"


@dataclass(frozen=True)
class Version:
    """A frozen version with who handed it in; None where that person is not known any more."""

    snapshot: Snapshot
    person: User | None


class VersionsForm(forms.Form):
    """Which version is compared with which; what stands now counts as the newest."""

    def __init__(self, data: dict[str, str], numbers: Sequence[int]) -> None:
        super().__init__(data)
        choices = [(str(number), _("Versi %(number)s") % {"number": number}) for number in numbers]
        self.fields["from"] = forms.ChoiceField(label=_("Dari"), choices=choices)
        now = [(NOW, _("Yang ada sekarang"))]
        self.fields["to"] = forms.ChoiceField(label=_("Ke"), choices=[*now, *choices])


@require_GET
def sheet_versions(request: Request, pk: int) -> HttpResponse:
    """What was handed in when and by whom, and what two versions have not in common."""
    layer = own_layer(request, pk)
    versions = _versions(layer)
    numbers = [version.snapshot.number for version in versions]
    has_two = len(numbers) > 1 or layer.is_editable  # one alone is what stands
    form = VersionsForm(_chosen(request, layer, numbers), numbers)
    context: dict[str, object] = {
        "layer": layer,
        "assessment": layer.assessment,
        "versions": versions,
        "form": form,
        "has_two": has_two,
    }
    if numbers and has_two and form.is_valid():
        old, new = form.cleaned_data["from"], form.cleaned_data["to"]
        context |= {
            "old": old,
            "new": new,
            "is_now": new == NOW,
            "comparison": compare(
                layer.assessment.specification, _content(layer, old), _content(layer, new)
            ),
        }
    return render(request, "evaluations/sheet_versions.html", context)


@require_GET
def sheet_history(request: Request, pk: int) -> HttpResponse:
    """Who did what to the sheet: laid out, handed in, returned, opened again."""
    layer = own_layer(request, pk)
    context = {
        "layer": layer,
        "assessment": layer.assessment,
        "related": [layer.assessment],
    }
    return render(request, "evaluations/sheet_history.html", context)


def _versions(layer: AssessmentLayer) -> list[Version]:
    """Newest first, without their whole content."""
    snapshots = list(Snapshot.objects.about(layer).order_by("-number").defer("content"))
    keys = {one.pk: one.frozen_by_label.removeprefix("#") for one in snapshots}
    people = User.objects.in_bulk([int(key) for key in keys.values() if key.isdigit()])
    return [
        Version(one, people.get(int(keys[one.pk])) if keys[one.pk].isdigit() else None)
        for one in snapshots
    ]


def _chosen(request: Request, layer: AssessmentLayer, numbers: list[int]) -> dict[str, str]:
    """What the address asks for; else the last against what stands, or the last two."""
    last = str(numbers[0]) if numbers else ""
    old, new = last, NOW
    if not layer.is_editable and len(numbers) > 1:
        old, new = str(numbers[1]), last
    return {"from": request.GET.get("from", old), "to": request.GET.get("to", new)}


def _content(layer: AssessmentLayer, chosen: str) -> Content:
    if chosen == NOW:
        return cast(Content, plain(AssessmentLayer.frozen.content(layer)))
    return cast(Content, Snapshot.objects.about(layer).get(number=int(chosen)).content)
