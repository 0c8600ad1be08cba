"""Signs that nothing can hold: taken out at the door, and once more where old rows go out."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.activities.models import Activity
from reformasi.documents.rendering import pdf_of
from reformasi.sheets.workflow import Format
from reformasi.sheets.writing import Heading, write_table
from reformasi.ui import charts
from reformasi.ui.middleware import TextGateMiddleware

UNFIT = ["\a", "\x0b", "\x1b", "\ufffe", "\uffff"]


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


def test_a_document_of_an_old_row_is_printed():
    html = f"<html lang=id><title>a{''.join(UNFIT)}b</title><p>{''.join(UNFIT)}c\ud800</p></html>"

    assert pdf_of(html, identifier="ab" * 32, on_step=lambda step: None).pages == 1


@pytest.mark.parametrize("sign", [*UNFIT, "\ud800"])
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
        {"unit": unit.pk, "kind": "kegiatan", "title": "Rapat koordinasi\x0bbaris kedua dari Word"},
    )

    assert Activity.objects.get().title == "Rapat koordinasi baris kedua dari Word"
    Activity.objects.update(title="Rapat\x0blama")
    export = client.get(reverse("sheets:export", args=["kegiatan", "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(export.streaming_content)))
    assert "Rapat\nlama" in [cell for row in book.active.values for cell in row]
