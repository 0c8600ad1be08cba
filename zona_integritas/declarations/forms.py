"""What people type about a declaration and its witnesses."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms.models import BaseModelFormSet
from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User
from reformasi.ui.choosing import ChooserField, offer
from reformasi.workflow.rows import PartModelFormSet
from zona_integritas.candidates.models import Candidate
from zona_integritas.road.validity import day_refusal

from . import offers
from .models import Declaration, Witness

WITNESSES_OFFERED = 3


class DeclarationForm(forms.ModelForm):
    """Refuses a day on which the candidate's rules did not apply."""

    event = ChooserField(
        offers.EVENTS.naming,
        label=_("Kegiatan sosialisasi"),
        required=False,
        empty_label=_("Tidak dikaitkan"),
    )

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
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        instance: Declaration | None,
        candidate: Candidate,
        user: User,
    ) -> None:
        super().__init__(data, instance=instance)
        self.candidate = candidate
        present = [instance.event] if instance else []
        offer(self, "event", offers.EVENTS.to(user, of=candidate.pk), present=present)

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        held_on = values.get("held_on")
        if held_on and (reason := day_refusal(self.candidate.instrument, held_on)):
            self.add_error("held_on", reason)
        return values


class WitnessForm(forms.ModelForm):
    """One row: wholly blank, or with a name and an institution."""

    name = forms.CharField(label=_("Nama atau wakil"), max_length=150, required=False)
    institution = forms.CharField(label=_("Instansi"), max_length=200, required=False)

    class Meta:
        model = Witness
        fields = ("name", "institution", "title")

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if any(values.get(name) for name in self.Meta.fields):
            for name in ("name", "institution"):
                if not values.get(name):
                    self.add_error(name, _("Isi nama dan instansinya, atau kosongkan baris ini."))
        return values


WitnessFormSet = forms.modelformset_factory(
    Witness,
    form=WitnessForm,
    formset=PartModelFormSet,
    extra=WITNESSES_OFFERED,
    can_delete=True,
    can_delete_extra=False,
)


def witnesses_of(formset: BaseModelFormSet[Witness, WitnessForm]) -> list[dict[str, object]]:
    """The witnesses that are filled in and not crossed out, in order."""
    return [
        {name: row[name] for name in WitnessForm.Meta.fields} | {"id": row["id"] and row["id"].pk}
        for row in formset.cleaned_data
        if row.get("name") and not row.get("DELETE")
    ]
