"""Forms of the library, and the field for several files that other apps may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import django_filters
from django import forms
from django.conf import settings
from django.core.files.base import File
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation import nip
from reformasi.organisation.fields import ShareEndField, UnitField
from reformasi.organisation.models import Unit, User
from reformasi.organisation.offering import UnitFilter
from reformasi.ui import days
from reformasi.ui.choosing import offer
from reformasi.ui.fields import DayField, KeyField
from reformasi.ui.filters import YearFilter
from reformasi.ui.forms import Data, Files
from reformasi.ui.widgets import FilesInput

from . import offers
from .attachments import Owner
from .content import ACCEPT, IN_WORDS, KINDS, FileRefused, Inspected, inspect
from .lines import LineOwner
from .models import Evidence, EvidenceQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
FILES = gettext_lazy("Berkas")
MAX_FILES = 10  # with the size limit, what the web server must let through at once


@dataclass
class Inspection:
    """The files of one submission: those that passed, and the messages why others did not."""

    good: list[Inspected] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What the person who brought them is told of those that passed."""
        message = _(
            "Lokasi (GPS) pada “%(file)s” dihapus sebelum disimpan; isi lainnya, juga waktu "
            "pengambilannya, tetap."
        )
        return [message % {"file": item.name} for item in self.good if item.is_placeless]

    @property
    def digests(self) -> list[str]:
        return [item.sha256 for item in self.good]


class FilesField(forms.FileField):
    """Several files, each looked into. One bad file does not lose the good ones.

    Cleans to ``Inspection``. It is an error only if no file passed; otherwise the view keeps
    ``good`` and says ``refused``.
    """

    widget = FilesInput

    def __init__(
        self,
        *,
        label: _StrOrPromise = FILES,
        help_text: _StrOrPromise = "",
        required: bool = True,
        max_files: int = MAX_FILES,
    ) -> None:
        super().__init__(label=label, help_text=help_text, required=required)
        self.max_files = max_files
        self.widget.attrs["accept"] = ACCEPT
        if max_files == 1:
            self.widget.allow_multiple_selected = False
            self.widget.attrs.pop("multiple", None)

    def clean(self, data: object, initial: object = None) -> Inspection:
        files = [
            file
            for file in (data if isinstance(data, list | tuple) else [data])
            if isinstance(file, File)
        ]
        if not files and self.required:
            raise forms.ValidationError(_("Pilih paling sedikit satu berkas."), code="required")
        if len(files) > self.max_files:
            message = _(
                "Pilih paling banyak %(most)s berkas sekali unggah; yang Anda pilih %(chosen)s."
            )
            raise forms.ValidationError(message % {"most": self.max_files, "chosen": len(files)})
        inspection = inspect_all(files)
        if inspection.refused and not inspection.good:
            raise forms.ValidationError(inspection.refused)
        return inspection

    @staticmethod
    def limits() -> dict[str, object]:
        """What the page says before anything is chosen: for ``<c-file-drop>``."""
        return {"max_bytes": settings.EVIDENCE_MAX_BYTES, "kinds": IN_WORDS}


def inspect_all(files: Iterable[File[bytes]]) -> Inspection:
    """Inspect each file on its own."""
    result = Inspection()
    for file in files:
        try:
            result.good.append(inspect(file))
        except FileRefused as refusal:
            result.refused += refusal.messages
    return result


def offer_lines(form: forms.Form, owner: Owner, line: str = "") -> None:
    """The field that says which document of ``owner`` it is for, where documents are asked for."""
    field = cast(forms.ChoiceField, form.fields["requirement"])
    asked = owner.requirements if isinstance(owner, LineOwner) else ()
    if not asked:
        del form.fields["requirement"]
        return
    field.choices = [("", _("Bukti lain")), *((one.key, one.label) for one in asked)]
    field.initial = line


class PeriodForm(forms.Form):
    """When a proof is in force."""

    effective_from = DayField(
        label=gettext_lazy("Berlaku sejak"), within=days.LASTING, required=False
    )
    effective_to = DayField(
        label=gettext_lazy("Berlaku sampai"),
        within=days.LASTING,
        required=False,
        help_text=gettext_lazy("Kosongkan bila berlaku terus, misalnya notulen atau foto."),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("effective_from"), cleaned.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", _("Tanggal akhir tidak boleh sebelum tanggal awal."))
        return cleaned


class AttachNewForm(PeriodForm):
    """Files for one thing; they also enter the library of its unit."""

    requirement = forms.ChoiceField(label=gettext_lazy("Untuk dokumen"), required=False)
    files = FilesField()  # type: ignore[assignment]  # Django takes fields off the class
    pointer = forms.CharField(
        label=gettext_lazy("Letak dalam berkas"),
        help_text=gettext_lazy("Tidak wajib. Contoh: hlm. 3–5, atau lembar “Rekap”."),
        max_length=100,
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Nama bukti"),
        help_text=gettext_lazy("Tidak wajib; bila kosong dipakai nama berkasnya."),
        max_length=120,
        required=False,
    )

    field_order = ["requirement", "files", "title", "pointer", "effective_from", "effective_to"]

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        owner: Owner,
        line: str = "",
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, files, auto_id=auto_id)
        offer_lines(self, owner, line)


class ChooseForm(forms.Form):
    """Evidence from the library, of units whose library the user keeps."""

    requirement = AttachNewForm.base_fields["requirement"]
    evidence = forms.ModelMultipleChoiceField(
        queryset=Evidence.objects.none(),
        label=gettext_lazy("Bukti"),
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu bukti.")},
    )
    pointer = AttachNewForm.base_fields["pointer"]

    def __init__(
        self,
        data: Data = None,
        *,
        user: User,
        owner: Owner,
        line: str = "",
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, auto_id=auto_id)
        offer_lines(self, owner, line)
        chosen = cast(forms.ModelMultipleChoiceField, self.fields["evidence"])
        chosen.queryset = Evidence.objects.attachable_by(user)


class PointerForm(forms.Form):
    """Where to look in a file that is attached."""

    pointer = AttachNewForm.base_fields["pointer"]


class UploadForm(PeriodForm):
    """New evidence for the library."""

    files = FilesField()  # type: ignore[assignment]  # Django takes fields off the class
    unit = UnitField(label=gettext_lazy("Unit kerja"))
    title = AttachNewForm.base_fields["title"]

    field_order = ["unit", "files", "title", "effective_from", "effective_to"]

    def __init__(self, data: Data = None, files: Files = None, *, user: User) -> None:
        super().__init__(data, files)
        units = offers.LIBRARIES.to(user)
        offer(self, "unit", units).initial = units.rows.first()


class ChangeForm(PeriodForm):
    """Title and period; ``version`` is what the person saw."""

    title = forms.CharField(label=gettext_lazy("Nama bukti"), max_length=200)
    version = KeyField()

    field_order = ["title", "effective_from", "effective_to"]


class VersionForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]  # Django takes fields off the class
        label=gettext_lazy("Berkas versi baru"), max_files=1
    )


class ShareForm(forms.Form):
    """One person, until a day, for a reason."""

    person = forms.CharField(
        label=gettext_lazy("NIP atau surel penerima"),
        help_text=gettext_lazy(
            "Orang itu dapat membuka bukti ini saja, bukan bukti lain unit Anda."
        ),
        max_length=254,
    )
    ends = ShareEndField(label=gettext_lazy("Dibagikan sampai"))
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=200)

    def clean_person(self) -> User:
        text = self.cleaned_data["person"].strip()
        same = Q(email__iexact=text) if "@" in text else Q(nip=nip.normalise(text))
        person: User | None = User.objects.filter(same, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                _("Tidak ada pengguna aktif dengan NIP atau surel itu. Periksa penulisannya.")
            )
        return person


class EvidenceFilter(django_filters.FilterSet):
    """The filters of the library."""

    q = django_filters.CharFilter(label=gettext_lazy("Cari nama"), method="search")
    unit = UnitFilter(
        offers.UNITS,
        label=gettext_lazy("Unit kerja"),
        method="below",
        empty_label=gettext_lazy("Semua unit saya"),
    )
    year = YearFilter(
        label=gettext_lazy("Berlaku pada tahun"), method="in_force", min_value=1945, ahead=20
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Jenis berkas"),
        choices=[(kind.content_type, kind.label) for kind in KINDS],
        method="of_kind",
        empty_label=gettext_lazy("Semua jenis"),
    )
    use = django_filters.ChoiceFilter(
        label=gettext_lazy("Pemakaian"),
        choices=[("unused", gettext_lazy("Belum dipakai"))],
        method="by_use",
        empty_label=gettext_lazy("Semua"),
    )
    sort = django_filters.OrderingFilter(
        label=gettext_lazy("Urutkan"),
        fields=[("pk", "uploaded"), ("title", "title"), ("unit__path", "unit")],
        choices=[
            ("-uploaded", gettext_lazy("Terbaru dahulu")),
            ("uploaded", gettext_lazy("Terlama dahulu")),
            ("title", gettext_lazy("Nama A–Z")),
            ("unit", gettext_lazy("Unit kerja")),
        ],
        empty_label=None,
    )

    class Meta:
        model = Evidence
        fields: list[str] = []

    def search(self, rows: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return rows.named(value)

    def below(self, rows: EvidenceQuerySet, name: str, value: Unit) -> EvidenceQuerySet:
        return rows.in_subtree(value)

    def in_force(self, rows: EvidenceQuerySet, name: str, value: int) -> EvidenceQuerySet:
        return rows.in_year(value)

    def of_kind(self, rows: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return rows.of_type(value)

    def by_use(self, rows: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return rows.unused()
