"""Made-up content for the gallery page, where every component is seen and tested once."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reformasi.ui import charts, icons
from reformasi.ui.counts import Count
from reformasi.ui.fields import DayField
from reformasi.ui.keys import AFTER, BEFORE
from reformasi.ui.pages import PARAMETER, Page, Place
from reformasi.ui.templatetags.ui import LOOKS
from reformasi.ui.widgets import FilesInput

AREAS = [_("Manajemen Perubahan"), _("Tatalaksana"), _("SDM Aparatur"), _("Akuntabilitas")]


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label=_("Judul"), help_text=_("Satu kalimat; dibaca pimpinan di dasbor.")
    )
    held_on = DayField(label=_("Tanggal"), required=False)
    area = forms.ChoiceField(label=_("Area perubahan"), choices=[("1", AREAS[0]), ("2", AREAS[1])])
    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=[("a", _("Rapat")), ("b", _("Sosialisasi"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("Topik"),
        choices=[("a", _("Integritas")), ("b", _("Pelayanan"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    description = forms.CharField(label=_("Uraian"), widget=forms.Textarea, required=False)
    scan = forms.FileField(label=_("Pindaian surat"), required=False)
    agreed = forms.BooleanField(label=_("Saya menyatakan isian ini benar"))


class SampleRow(forms.Form):
    name = forms.CharField(label=_("Nama"))
    office = forms.CharField(label=_("Jabatan"), required=False)


class SampleFiles(forms.Form):
    attachments = forms.FileField(label=_("Bukti dukung"), widget=FilesInput, required=False)


def gallery() -> dict[str, object]:
    wrong = SampleForm({"area": "9"}, prefix="wrong")
    wrong.is_valid()
    moves = [
        ("approve", _("Setujui"), False, "primary"),
        ("return", _("Kembalikan"), True, "danger"),
        ("withdraw", _("Tarik kembali"), False, "secondary"),
    ]
    return {
        "form": SampleForm(prefix="empty"),
        "wrong": wrong,
        "files": SampleFiles(prefix="files"),
        "filters": SampleFilters(),
        "row": SampleRow(prefix="row"),
        "icons": sorted(icons.SHAPES),
        "statuses": list(LOOKS),
        "charts": _charts(),
        "at": datetime(2019, 4, 30, 2, 30, tzinfo=UTC),
        "score": Decimal("78.25"),
        "minimum": Decimal("75"),
        "moves": [
            SimpleNamespace(
                url="#",
                move=SimpleNamespace(verb=verb, label=label, needs_note=note, style=style),
            )
            for verb, label, note, style in moves
        ],
        "thing": SimpleNamespace(pk=1, version=3),
        "typed": [(_("Judul"), _("Rapat koordinasi")), (_("Uraian"), _("Dua baris\ncontoh"))],
    }


def plans(query: str) -> list[SimpleNamespace]:
    """Rows of a list, those whose title holds ``query``."""
    titles = [_("Penyederhanaan layanan"), _("Pembekalan agen perubahan"), _("Survei kepuasan")]
    return [
        SimpleNamespace(title=title, unit="Dit. Ormas", score=Decimal(score), status=status)
        for title, score, status in zip(
            titles, (78, 40, 0), ("submitted", "draft", "draft"), strict=True
        )
        if query.lower() in str(title).lower()
    ]


def page(request: HttpRequest, size: int = 2) -> Page[SimpleNamespace]:
    """Those rows in two pages."""
    rows = plans(request.GET.get("q", ""))
    is_second = PARAMETER in request.GET
    place = Place(2, previous=f"1{BEFORE}") if is_second else Place(next=f"2{AFTER}")
    part = rows[size:] if is_second else rows[:size]
    return Page(part, place if len(rows) > size else Place(), request, lambda: Count(len(rows)))


class SampleFilters(forms.Form):
    q = forms.CharField(label=_("Cari"), required=False)
    year = forms.ChoiceField(label=_("Tahun"), choices=[("2018", "2018"), ("2019", "2019")])


def _charts() -> list[charts.Chart]:
    area, score = str(_("Area")), str(_("Nilai"))
    values = list(zip(map(str, AREAS), [4.2, 3.5, 6.75, 8], strict=True))
    pairs = [(name, [value, value + 0.5]) for name, value in values]
    alt = str(_("Gambar contoh: empat area dengan nilai yang dikarang."))
    return [
        charts.bar(str(_("Batang")), values, value=score, label=area, alt=alt, sample=True),
        charts.grouped_bar(
            str(_("Dua tahun")), pairs, series=["2018", "2019"], value=score, label=area, alt=alt,
            sample=True,
        ),
        charts.line(
            str(_("Triwulan")), [("TW I", [10, 12]), ("TW II", [35, 40]), ("TW III", [60, None])],
            series=["2018", "2019"], value="%", label=str(_("Triwulan")), alt=alt, maximum=100,
            sample=True,
        ),
        charts.heatmap(
            str(_("Unit dan area")), [("Dit. A", [80, 60, None, 10]), ("Dit. B", [45, 100, 70, 0])],
            columns=list(map(str, AREAS)), label=str(_("Unit")), alt=alt, sample=True,
        ),
    ]  # fmt: skip
