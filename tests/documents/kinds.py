"""Kinds of documents that need nothing but a unit; the worker of a test imports this module too."""

from typing import Any

from reformasi.documents import charts as kept
from reformasi.documents.registry import Kind, contribute, register
from reformasi.organisation.models import Unit
from reformasi.ui import charts

ROWS = [(f"Komponen {number}", 60 + number / 4) for number in range(1, 41)]


def build(subject: Unit, unit: Unit) -> dict[str, Any]:
    chart = charts.bar(
        "Nilai", ROWS[:4], value="Nilai", label="Komponen", alt="Empat batang, naik.", sample=True
    )
    return {
        "is_sample": True,
        "text": f"Tentang {subject.name}",
        "year": 2018,
        "date": "2019-03-18",
        "rows": [{"name": name, "value": str(value)} for name, value in ROWS],
        "chart": kept.keep(chart),
    }


REPORT = Kind(
    code="uji",
    title="Laporan uji",
    template="uji/laporan.html",
    subject_model="organisation.Unit",
    series="UJI",
    build=build,
    alias="uji",
    option="kode",
    lookup=lambda code: Unit.objects.get(code=code),
)
FOREIGN = Kind(
    code="uji-luar",
    title="Laporan dengan gambar dari luar",
    template="uji/luar.html",
    subject_model="organisation.Unit",
    series="LUAR",
    build=lambda subject, unit: {"text": subject.name},
)
NO_TEMPLATE = Kind(
    code="uji-hilang",
    title="Laporan tanpa templat",
    template="uji/hilang.html",
    subject_model="organisation.Unit",
    series="HLG",
    build=lambda subject, unit: {},
)
for kind in (REPORT, FOREIGN, NO_TEMPLATE):
    register(kind)
contribute("uji", "tambahan", lambda subject, unit: {"text": f"dari {unit.code}"})
