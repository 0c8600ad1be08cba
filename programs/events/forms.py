"""Forms of a socialization event: its programme, its attendance list."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.activities.models import Socialization
from reformasi.organisation import nip
from reformasi.organisation.models import Unit
from reformasi.organisation.unit_names import unit_named
from reformasi.ui.fields import KeyField
from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartFormSet

from .actions import AgendaRow, SpeakerRow
from .models import AgendaItem, Attendance, Speaker


class EventForm(forms.ModelForm):
    class Meta:
        model = Socialization
        fields = ("theme", "organiser")


class SpeakerForm(forms.ModelForm):
    id = KeyField(required=False)

    class Meta:
        model = Speaker
        fields = ("name", "office")

    @property
    def row(self) -> SpeakerRow:
        names = ("id", "name", "office")
        return SpeakerRow(**{name: self.cleaned_data[name] for name in names})


class AgendaForm(forms.ModelForm):
    """One line of the programme; the speaker is typed by name."""

    id = KeyField(required=False)
    speaker = forms.CharField(
        label=gettext_lazy("Narasumber"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"list": "narasumber"}),
    )

    class Meta:
        model = AgendaItem
        fields = ("starts", "ends", "title")

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("Jam selesai tidak boleh sebelum jam mulai."))
        return values

    @property
    def row(self) -> AgendaRow:
        names = ("id", "starts", "ends", "title", "speaker")
        return AgendaRow(**{name: self.cleaned_data[name] for name in names})


SpeakerFormSet = cast(
    "type[BaseFormSet[SpeakerForm]]",
    forms.formset_factory(SpeakerForm, formset=PartFormSet, extra=3, max_num=50, can_delete=True),
)
AgendaFormSet = cast(
    "type[BaseFormSet[AgendaForm]]",
    forms.formset_factory(AgendaForm, formset=PartFormSet, extra=4, max_num=100, can_delete=True),
)


class AttendeeForm(forms.ModelForm):
    """One line of the attendance list, for the event of its instance.

    A NIP that is recorded appears masked only: whoever corrects the line need not have written it.
    """

    class Meta:
        model = Attendance
        fields = ("name", "nip", "office", "unit_name", "signed")
        labels = {"unit_name": gettext_lazy("Unit atau instansi")}
        help_texts = {
            "nip": gettext_lazy("18 angka; kosongkan bila tidak ada."),
            "unit_name": gettext_lazy("Nama atau nama singkat unit, atau instansi di luar."),
        }

    def __init__(self, data: Data = None, *, instance: Attendance) -> None:
        super().__init__(data, instance=instance)
        self.initial["unit_name"] = self.instance.unit_label
        help_text = self.fields["nip"].help_text
        if instance.nip:
            self.initial["nip"] = ""
            message = _("Tercatat %(nip)s. Kosongkan bila tidak berubah, atau tulis yang benar.")
            help_text = message % {"nip": nip.masked(instance.nip)}
        # People paste NIPs in groups: the field itself must not count the blanks.
        self.fields["nip"] = forms.CharField(
            label=self.fields["nip"].label,
            help_text=help_text,
            required=False,
            max_length=30,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )

    def clean_nip(self) -> str:
        return nip.normalise(self.cleaned_data["nip"]) or self.instance.nip

    def clean(self) -> dict[str, object]:
        """Link a unit of the tree by its name; keep any other text. No NIP twice in one list."""
        values = super().clean() or {}
        values["unit"] = self._unit(values.get("unit_name", ""))
        if values["unit"]:
            values["unit_name"] = ""
        same = Attendance.objects.filter(
            socialization=self.instance.socialization, nip=values.get("nip") or None
        ).exclude(pk=self.instance.pk)
        if "nip" not in self.errors and same.exists():
            self.add_error("nip", _("NIP ini sudah ada dalam daftar hadir."))
        return values

    def _unit(self, text: str) -> Unit | None:
        """The unit of this name; several of it are asked back beside the field."""
        if self.instance.unit and text == self.instance.unit_label:
            return self.instance.unit  # as it stands, though others may be called like it
        try:
            return unit_named(Unit.objects.all(), text)
        except ValidationError as error:
            self.add_error("unit_name", error)
            return None
