"""What people write is on the paper: long, without blanks, in lines, and in any script."""

import io
import re
import subprocess

import pytest
from django.templatetags.static import static
from pypdf import PdfReader

from reformasi.documents.fonts import FACES, font_file
from reformasi.documents.rendering import pdf_of
from reformasi.ui import charts

SENTENCE = "Pelaksanaan belum disertai bukti yang memadai dan belum ditetapkan secara tertulis. "
ADDRESS = "https://contoh.go.id/index.php?option=com_content&amp;id=" + "1234567890" * 9
RIGHT = 595 - 57 + 1  # points: where the margin of 20 mm begins
SCRIPTS = {
    "Jawa": "ꦲꦤꦕꦫꦏ",
    "Sunda": "ᮃᮊ᮪ᮞᮛ",
    "Bali": "ᬅᬓ᭄ᬱᬭ",
    "Bugis": "ᨅᨔ ᨕᨘᨁᨗ",
    "Rejang": "ꤰꤱꤲ",
    "Tionghoa": "报告",
    "tanda": "✅ 📄 ✓ → ≥ ☑",
    "diakritik": "Ḥaqqānī",
}


def print_body(body):
    style = f'<link rel="stylesheet" href="{static("css/document.css")}">'
    head = f"<head><title>Uji</title>{style}</head>"
    html = f'<html lang="id">{head}<body><main>{body}</main></body></html>'
    return pdf_of(html, identifier="ab" * 32, on_step=lambda step: None).content


def pages_of(content):
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()
    return text.split("\f")[:-1]


def table(*cells):
    rows = "".join(f"<tr><td>{cell}</td><td>Direktorat</td></tr>" for cell in cells)
    return (
        "<h3>Temuan 1</h3><p class='leads'>Uraian.</p>"
        "<table class='aligned'><caption>Tindak lanjut atas R1.1</caption>"
        "<thead><tr><th scope=col>Hasil</th><th scope=col class=unit>Unit</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


@pytest.mark.parametrize("before", [0, 10, 25, 33, 40])
def test_a_row_longer_than_a_page_begins_under_its_head_which_is_repeated(before):
    pages = pages_of(print_body("<p>Baris.</p>" * before + table("Pendek", SENTENCE * 70)))
    with_rows = [page for page in pages if "Pelaksanaan" in page]

    assert len(with_rows) > 1
    assert all(re.search(r"Hasil\s+Unit", page) for page in with_rows)
    assert "".join(pages).count("tertulis.") == 70
    [with_caption] = [page for page in pages if "atas R1.1" in page]
    assert "Temuan 1" in with_caption
    assert "Pendek" in with_caption


def test_a_row_of_a_few_lines_stays_whole():
    rows = [f"Awal {number} {SENTENCE}{SENTENCE}akhir {number}." for number in range(40)]
    pages = pages_of(print_body(table(*rows)))

    for number in range(40):
        [page] = [page for page in pages if f"Awal {number} " in page]
        assert f"akhir {number}." in page.replace("\n", " ")


@pytest.mark.parametrize(
    "body", [f"<p>Bukti: {ADDRESS}</p>", table(f"Bukti: {ADDRESS}"), f"<h2>{'A' * 200}</h2>"]
)
def test_text_without_blanks_breaks_inside_the_page(body, tmp_path):
    file = tmp_path / "tautan.pdf"
    file.write_bytes(print_body(body))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True
    ).stdout

    edges = [float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', boxes)]
    assert edges
    assert max(edges) <= RIGHT


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_of_the_country_and_common_signs_are_printed(script):
    [page] = pages_of(print_body(f"<p>{SCRIPTS[script]}</p>{table(SCRIPTS[script])}"))

    assert "Tidak dapat dicetak" not in page


def test_a_sign_without_a_font_is_named_in_the_document():
    [page] = pages_of(print_body("<p>Batak ᯅ dan 报告</p>"))

    assert "Tidak dapat dicetak: U+1BC5 BATAK LETTER BA." in page
    assert page.count("U+") == 1


def test_an_ordinary_document_loads_no_further_font():
    content = print_body("<p>Ringkasan: 2,5 – “baik”…</p>")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert all("Liberation" in font for font in fonts)


def test_the_fonts_came_with_the_packages_and_nothing_else_is_handed_out():
    assert all(font_file(f"/huruf/{face.file}") for face in FACES)
    assert font_file("/huruf/../../manage.py") is None


def test_a_chart_of_eight_components_leaves_room_for_their_table():
    rows = [(f"Komponen {number}", [1.0, 2.0]) for number in range(8)]
    chart = charts.grouped_bar(
        "Nilai", rows, series=["2018", "2019"], value="Nilai", label="Komponen", alt="Naik."
    )
    size = re.search(r'viewBox="0 0 (\S+) (\S+)"', chart.draw())

    assert size
    assert float(size[2]) < 430  # it was 510, and missed its page by two centimetres
