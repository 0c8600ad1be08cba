"""What is typed about a decision made elsewhere: "Catat keputusan"."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.evidence.content import Inspected
from reformasi.evidence.forms import FilesField, Inspection
from reformasi.evidence.models import Evidence, EvidenceVersion
from reformasi.ui.forms import Data, Files
from zona_integritas.candidates.models import Milestone
from zona_integritas.candidates.rulings import Ruling
from zona_integritas.road.stages import Decider, verdicts

from .validity import wrong_fields

#: The columns of a ruling that are typed.
TYPED = (
    "number",
    "decided_on",
    "decider",
    "verdict",
    "condition",
    "recommendation",
    "score",
)


class RulingForm(forms.ModelForm):
    """The decision on one milestone. A correction begins with what is recorded, letter included."""

    files = FilesField(
        label=gettext_lazy("Surat keputusan"),
        help_text=gettext_lazy("Berkas suratnya, sebagai PDF atau hasil pindai."),
        required=False,
        max_files=1,
    )  # type: ignore[assignment]  # Django takes fields off the class
    chosen = forms.ModelChoiceField(
        label=gettext_lazy("Atau pilih dari bukti tahap ini"),
        queryset=Evidence.objects.none(),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Mengapa catatan ini diperbaiki"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Ruling
        fields = TYPED
        widgets = {
            "condition": forms.Textarea(attrs={"rows": 4}),
            "recommendation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "condition": gettext_lazy("Keadaan unit menurut keputusan itu."),
            "recommendation": gettext_lazy("Wajib bila unit dibina."),
            "score": gettext_lazy("0 sampai 100, bila suratnya menyebutkannya."),
        }

    def __init__(self, data: Data = None, files: Files = None, *, milestone: Milestone) -> None:
        self.milestone = milestone
        self.decree: Inspected | EvidenceVersion | None = None
        self.notes: list[str] = []  # what is told of the letter once it is kept
        self.before = milestone.ruling_in_force
        super().__init__(data, files, initial=self._recorded())
        decider = cast(forms.ChoiceField, self.fields["decider"])
        decider.choices = [(one, Decider(one).label) for one in milestone.step.deciders]
        verdict = cast(forms.ChoiceField, self.fields["verdict"])
        offered = [(one.value, one.label) for one in verdicts(milestone.step.stage)]
        verdict.choices = [("", _("Pilih putusan")), *offered]  # none is taken for granted
        chosen = cast(forms.ModelChoiceField, self.fields["chosen"])
        chosen.queryset = Evidence.objects.filter(pk__in=milestone.attachments.values("evidence"))
        chosen.empty_label = _("Tidak dipilih")
        if not milestone.is_correctable:
            del self.fields["reason"]
        elif self.before:
            self.fields["files"].help_text = _("Kosongkan bila suratnya tetap “%(decree)s”.") % {
                "decree": self.before.decree.name
            }

    def _recorded(self) -> dict[str, object]:
        """What a correction begins with; after the panel only who decides stays the same."""
        if self.before is None or not self.milestone.is_correctable:
            return {"decider": self.milestone.step.deciders[0]}
        return {name: getattr(self.before, name) for name in TYPED}

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        corrects = self.milestone.is_correctable
        for name, message in wrong_fields(self.milestone, values, corrects=corrects).items():
            if name not in self.errors:
                self.add_error(name, message)
        self.decree = self._decree(values.pop("files", None), values.pop("chosen", None))
        if "files" not in self.errors and self.decree is None:
            self.add_error("files", _("Lampirkan suratnya: unggah berkasnya, atau pilih di bawah."))
        return values

    def _decree(self, sent: object, chosen: object) -> Inspected | EvidenceVersion | None:
        """The letter: the file sent, else the one chosen, else that of the record before."""
        if isinstance(sent, Inspection) and sent.good:
            self.notes = sent.notes
            return sent.good[0]
        if isinstance(chosen, Evidence):
            return chosen.current
        return self.before.decree if self.before and self.milestone.is_correctable else None
