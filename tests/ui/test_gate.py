"""Signs that nothing can hold: taken out at the door, and once more where old rows go out."""

import io
import json
import re
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.assessments.workbooks.content import SheetRow
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.assessments.workbooks.own_layout import SheetOrigin
from evaluations.assessments.workbooks.portalrb import portal_workbook
from evaluations.instruments.files import read_instrument
from programs.activities.models import Activity
from reformasi.documents.charts import draw, keep
from reformasi.documents.rendering import pdf_of
from reformasi.evidence import content
from reformasi.sheets import cells
from reformasi.sheets.blanks import blank_workbook
from reformasi.sheets.table import Column, Table
from reformasi.sheets.workflow import Format
from reformasi.sheets.writing import Heading, write_table
from reformasi.ui import charts
from reformasi.ui.middleware import TextGateMiddleware
from tests.stack import ROOT

UNFIT = ["\0", "\a", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"]


def through_the_gate(rf, data):
    request = rf.post("/", data)
    TextGateMiddleware(lambda each: None).process_view(request, None, (), {})
    return request


def test_every_typed_text_comes_in_clean_and_a_password_as_it_is(rf):
    request = through_the_gate(
        rf, {"title": "Satu\x0bDua\a", "note": ["a\ufffeb", "c\r\nd"], "password": "ra\x0bhasia"}
    )

    assert request.POST["title"] == "Satu\nDua"
    assert request.POST.getlist("note") == ["ab", "c\nd"]
    assert request.POST["password"] == "ra\x0bhasia"


def test_the_name_of_a_file_is_one_clean_line(rf):
    file = SimpleUploadedFile("x.pdf", b"")
    file._name = "Notulen\x0brapat\a.pdf"
    request = through_the_gate(rf, {})
    request._files.setlist("files", [file])
    TextGateMiddleware(lambda each: None).process_view(request, None, (), {})

    assert request.FILES["files"].name == "Notulen rapat.pdf"


@pytest.mark.parametrize(
    "sign", [*UNFIT, "\n", "\t", '"', "'", "\\", "{}", "${a}", "</text>", "&#0;"]
)
def test_a_chart_of_an_old_row_is_drawn(sign):
    name, value = f"Sa{sign}tu", f"Ni{sign}lai"
    rows = [(name, [1.5, None]), ("Dua", [2, 3])]
    pairs = {"series": [f"20{sign}18", "2019"], "value": value, "label": value, "alt": "Dua."}

    assert "<svg" in charts.bar("Nilai", [(name, 1.5)], value=value, label=name, alt="Satu.").draw()
    assert "<svg" in charts.grouped_bar("Nilai", rows, **pairs).draw()
    assert "<svg" in charts.line("Nilai", rows, **pairs).draw()
    assert "<svg" in charts.heatmap("Peta", rows, columns=[name, "B"], label=value, alt="D").draw()


def test_a_chart_of_long_names_is_drawn_at_once_and_its_table_keeps_them():
    long = "Indeks kepuasan " * 20_000
    rows = [(long, [1.5, 2]), (f"{long}!", [2, 3])]
    pairs = {"series": [long, "2019"], "value": long, "label": long, "alt": "Dua."}
    begin = time.monotonic()
    for chart in (
        charts.bar("Nilai", [(long, 1.5)], value=long, label=long, alt="Satu."),
        charts.grouped_bar("Nilai", rows, **pairs),
        charts.line("Nilai", rows, **pairs),
        charts.heatmap("Peta", rows, columns=[long, "B"], label=long, alt="Dua."),
    ):
        assert len(json.dumps(chart.spec)) < 20_000
        assert len(chart.draw()) < 60_000
        assert chart.rows[0][0] == long
    assert time.monotonic() - begin < 20  # the first loads the engine


@pytest.mark.parametrize("sign", UNFIT)
def test_a_document_of_an_old_row_is_printed(sign):
    html = f"<html lang=id><title>a{sign}b</title><p title='{sign}'>{sign}c</p></html>"

    assert pdf_of(html, identifier="ab" * 32, on_step=lambda step: None).pages == 1


@pytest.mark.parametrize("sign", UNFIT)
def test_a_chart_that_an_old_document_keeps_is_drawn(sign):
    kept = keep(charts.bar("Nilai", [("Satu", 1.5)], value="Nilai", label="Unit", alt="Satu."))
    kept["spec"] = json.loads(json.dumps(kept["spec"]).replace("Satu", json.dumps(sign)[1:-1]))

    assert draw(kept).startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("sign", UNFIT)
def test_a_blank_sheet_offers_the_labels_of_old_rows(sign):
    class Offered(cells.Text):
        def options(self, context):
            return [(f"a{sign}", f"b{sign}c")]

    table = Table("uji", "Uji", (Column("unit", "Unit", Offered()),), back=lambda context: "/")

    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(table, None)))
    assert book.worksheets[1]["A2"].value.startswith("a")


@pytest.mark.parametrize("sign", UNFIT)
def test_a_sheet_goes_out_as_a_workbook_with_a_note_of_long_ago(sign):
    row = SheetRow(value="Ya", note=f"a{sign}b", evidence=(f"c{sign}d",))
    origin = SheetOrigin(
        unit_code="unit", unit=f"e{sign}f", year=2026, fingerprint="", assessment=1, layer="self",
        layer_label="", layer_version=1, exported_at=timezone.now(), exported_by=f"g{sign}h",
    )  # fmt: skip
    instrument = read_instrument("zi-2021")
    own = own_workbook(instrument, {"A.I.1.i.a": row}, origin)
    portal = portal_workbook(read_instrument("zi-2026"), {"A.I.1.i.a": row})
    assert all(openpyxl.load_workbook(io.BytesIO(book)) for book in (own, portal))


@pytest.mark.parametrize("sign", UNFIT)
def test_what_reads_pictures_papers_and_workbooks_refuses_signs_and_goes_on(sign):
    """These get bytes, not text: whatever stands in them ends as a refusal in words."""
    junk = sign.encode("utf-8", "surrogatepass")
    starts = {"a.png": b"\x89PNG\r\n\x1a\n", "a.pdf": b"%PDF-1.7\n", "a.xlsx": b"PK\3\4"}
    for name, start in starts.items():
        with pytest.raises(content.FileRefused):
            content.inspect(SimpleUploadedFile(name, start + junk * 50))


#: Who hands text or bytes to a library that is not Python, or writes XML. Whoever comes to it
#: cleans text with ``reformasi/ui/text.py`` first and has a test above.
OUTSIDE = {
    "vl_convert": {"reformasi/ui/charts.py"},
    "weasyprint": {"reformasi/documents/rendering.py", "dashboards/demo/files.py"},
    "segno": {"reformasi/documents/templatetags/documents.py"},  # our own address alone
    "PIL": {"reformasi/evidence/pictures.py", "dashboards/demo/files.py"},
    "lxml": set(),
    "openpyxl": {
        "reformasi/sheets/blanks.py", "reformasi/sheets/headers.py", "reformasi/sheets/marks.py",
        "reformasi/sheets/workbooks.py", "reformasi/sheets/writing.py", "dashboards/demo/files.py",
        *(
            f"evaluations/assessments/workbooks/{name}.py"
            for name in (
                "choosing", "fixed", "foreign", "heights", "looks", "own", "portalrb", "protecting",
                "recap", "writing",
            )
        ),
    },
}  # fmt: skip


@pytest.mark.parametrize("library", OUTSIDE)
def test_nobody_else_uses_what_one_sign_can_stop(library):
    apps = ("reformasi", "evaluations", "programs", "zona_integritas", "dashboards")
    files = [file for app in apps for file in (ROOT / app).rglob("*.py")]
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)

    users = {str(file.relative_to(ROOT)) for file in files if pattern.search(file.read_text())}
    assert users == OUTSIDE[library]


@pytest.mark.parametrize("sign", UNFIT)
def test_a_sheet_of_an_old_row_is_written(sign):
    stream = io.BytesIO()
    write_table(stream, Format.XLSX, f"A{sign}", [Heading(f"B{sign}")], [[f"C{sign}D"]])

    rows = list(openpyxl.load_workbook(stream).active.values)
    assert rows[0] == ("B",)
    assert rows[1][0] in {"CD", "C\nD"}


@pytest.mark.django_db
def test_an_activity_with_words_own_line_break_is_exported(login, pegawai, unit):
    client = login(pegawai)
    client.post(
        reverse("programs:activity_create"),
        {
            "unit": unit.code,
            "kind": "kegiatan",
            "title": "Rapat koordinasi\x0bbaris kedua dari Word",
        },
    )

    assert Activity.objects.get().title == "Rapat koordinasi baris kedua dari Word"
    Activity.objects.update(title="Rapat\x0blama")
    export = client.get(reverse("sheets:export", args=["kegiatan", "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export.streaming_content)))
    assert "Rapat\nlama" in [cell for row in book.active.values for cell in row]
