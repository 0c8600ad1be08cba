"""What people type to begin a sheet, and the filter of the list of sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import cast

import django_filters
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.instruments.fields import GroupField, InstrumentField
from evaluations.instruments.groups import InstitutionGroup
from evaluations.instruments.models import Instrument
from evaluations.scoring import InstrumentSpec, NodeSpec
from reformasi.organisation.fields import PersonField, UnitField
from reformasi.organisation.models import Unit, User
from reformasi.sheets.refusals import SheetRefused
from reformasi.ui.choosing import offer
from reformasi.ui.fields import YearField
from reformasi.ui.filters import YearFilter

from . import offers
from .models import FIRST_YEAR, Assessment, AssessmentQuerySet, Remark
from .workbooks.reading import MAX_BYTES, read_sheet


class AssessmentForm(forms.ModelForm):
    """Offers the units for which this user may begin a sheet."""

    unit = UnitField(label=_("Unit kerja"))
    year = YearField(label=_("Tahun"), min_value=FIRST_YEAR)
    instrument = InstrumentField(
        label=_("Instrumen"),
        queryset=Instrument.objects.none(),
        help_text=_("Menentukan butir, bobot, dan syarat predikat. Tidak dapat diganti nanti."),
    )

    group = GroupField(
        label=_("Kelompok instansi"),
        queryset=InstitutionGroup.objects.none(),
        required=False,
        help_text=_(
            "Hanya untuk instrumen yang bobotnya berbeda menurut kelompok; kosongkan untuk yang "
            "lain. Tidak dapat diganti nanti."
        ),
    )

    class Meta:
        model = Assessment
        fields = ("unit", "year", "instrument")

    def __init__(self, data: Mapping[str, object] | None = None, *, user: User) -> None:
        super().__init__(data)
        units = offers.UNITS.to(user)
        offer(self, "unit", units).initial = units.rows.first()
        self.fields["year"].initial = timezone.localdate().year
        instrument = cast(forms.ModelChoiceField, self.fields["instrument"])
        instrument.queryset = Instrument.objects.newest_first()
        groups = InstitutionGroup.objects.select_related("instrument")
        if groups.exists():
            group = cast(forms.ModelChoiceField, self.fields["group"])
            group.queryset = groups
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, object]:
        """With the code of the group, which is asked for where the instrument has any."""
        values = super().clean() or {}
        instrument, group = values.get("instrument"), values.get("group")
        if isinstance(instrument, Instrument):
            groups = list(instrument.groups.all())
            if groups and group not in groups:
                names = ", ".join(str(each) for each in groups)
                self.add_error(
                    "group",
                    _("Bobot instrumen ini berbeda menurut kelompok. Pilih satu: %(names)s.")
                    % {"names": names},
                )
            elif group and not groups:
                self.add_error("group", _("Instrumen ini tidak memakai kelompok. Kosongkan."))
        values["group"] = group.code if isinstance(group, InstitutionGroup) else ""
        return values


class RemarkForm(forms.ModelForm):
    """A working remark; with nothing in it there is none."""

    class Meta:
        model = Remark
        fields = ("text", "is_done")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("Hanya untuk unit sendiri; tidak ikut diserahkan dan tidak diekspor.")
        }


class PeopleForm(forms.Form):
    """One field for each area, or one for the question ``code``; a blank takes somebody back."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        assessment: Assessment,
        code: str,
        user: User,
    ) -> None:
        super().__init__(data)
        specification = assessment.specification
        node = specification.by_code.get(code)
        self.nodes = [node] if node else list(specification.parts)
        present = {row.code: row.person for row in assessment.people.select_related("person")}
        team = offers.TEAM.to(user, of=assessment.pk)
        for each in self.nodes:
            field = PersonField(label=self._label(each), required=False)
            person = present.get(each.code)
            field.offer(team, present=[person])
            self.fields[each.code] = field
            if person:
                self.initial[each.code] = person

    def _label(self, node: NodeSpec) -> str:
        """With its section where two halves of an area have one name."""
        halves = [each for each in self.nodes if each.name == node.name]
        section = f" ({node.section})" if len(halves) > 1 and node.section else ""
        return f"{node.code} {node.name}{section}"

    @property
    def people(self) -> dict[str, User | None]:
        return {node.code: self.cleaned_data[node.code] for node in self.nodes}


class SourceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        """With its instrument, of which a unit may have two in one year."""
        return f"{obj} ({cast(Assessment, obj).instrument.code})"


class SourceForm(forms.Form):
    """From which earlier sheet of the unit something is taken."""

    source = SourceField(label=_("LKE asal"), queryset=Assessment.objects.none())

    def __init__(
        self, data: Mapping[str, object] | None = None, *, sources: AssessmentQuerySet
    ) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["source"]).queryset = sources


class SheetFileForm(forms.Form):
    """Reads the file at once, so that what is no sheet of this instrument is refused here."""

    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    column = forms.RegexField(
        r"^[A-Za-z]{1,3}$",
        required=False,
        label=_("Kolom jawaban"),
        help_text=_("Isi hanya bila berkasnya punya beberapa kolom jawaban, misalnya K."),
        error_messages={"invalid": _("Tulis huruf kolomnya, misalnya K.")},
        widget=forms.TextInput(attrs={"maxlength": 3, "size": 4}),
    )

    def __init__(self, *args: object, instrument: InstrumentSpec, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.instrument = instrument

    def clean_column(self) -> str:
        return str(self.cleaned_data["column"]).upper()

    def clean_file(self) -> tuple[str, bytes]:
        """The name and the content."""
        file: UploadedFile = self.cleaned_data["file"]
        return file.name or "", file.read(MAX_BYTES + 1)

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        if "file" in cleaned and "column" in cleaned:
            _name, content = cleaned["file"]
            try:
                read_sheet(io.BytesIO(content), self.instrument, column=cleaned["column"])
            except SheetRefused as refusal:
                self.add_error("file", refusal)
        return cleaned


class AssessmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="of_units", label=_("Nama unit"))
    year = YearFilter(label=_("Tahun"))

    class Meta:
        model = Assessment
        fields = ("q", "year")

    def of_units(self, rows: AssessmentQuerySet, name: str, value: str) -> AssessmentQuerySet:
        return rows.filter(unit__in=Unit.objects.matching(value))
