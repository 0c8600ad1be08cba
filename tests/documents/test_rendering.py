"""The PDF: accessible, with its fonts, the same every time, and from our own files only."""

import io
import re
import subprocess

import pytest
import segno
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape
from pypdf import PdfReader

from reformasi.documents import actions
from reformasi.documents import charts as kept
from reformasi.documents.rendering import CannotRender, html_of, pdf_of
from reformasi.ui import charts
from tests.documents import kinds
from tests.documents.conftest import content_of, produced

IDENTIFIER = "ab" * 32
BOTTOM = 779  # points: where the margin of 22 mm begins
DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<image width='9' height='9' href='file:///etc/passwd'/></svg>"
)
FRAME = '<!DOCTYPE html><html lang="id"><head><title>Uji</title>{}</head><body>{}</body></html>'


def reader(document) -> PdfReader:
    return PdfReader(io.BytesIO(content_of(document.current)))


def text_of(document) -> str:
    return "\n".join(page.extract_text() for page in reader(document).pages)


def print_page(body="", head=""):
    html = FRAME.format(head, body)
    return pdf_of(html, identifier=IDENTIFIER, on_step=lambda step: None)


def test_it_is_tagged_names_its_language_and_title_and_declares_pdf_ua(done):
    pdf = reader(done)
    catalog = pdf.trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "id"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == f"Laporan uji {done.number}"
    assert pdf.metadata.author == "Direktorat Organisasi"
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()


def test_headings_tables_and_figures_are_what_they_are_called(done):
    tags = structure(reader(done).trailer["/Root"]["/StructTreeRoot"])

    assert [tag for tag, _ in tags if tag in ("/H1", "/H2")] == ["/H1", *["/H2"] * 5]
    assert ("/TH", None) in tags
    assert ("/Figure", "Nilai (data contoh). Empat batang, naik.") in tags


def structure(element):
    """Every tag of the tree with its alternative text, in reading order."""
    element = element.get_object()
    if not hasattr(element, "get"):
        return []
    kids = element.get("/K", [])
    below = [tag for kid in (kids if isinstance(kids, list) else [kids]) for tag in structure(kid)]
    return [(element.get("/S"), element.get("/Alt")), *below]


def test_every_font_is_embedded(done):
    fonts = {}
    for page in reader(done).pages:
        fonts |= {
            str(name): font.get_object() for name, font in page["/Resources"]["/Font"].items()
        }

    assert fonts
    for font in fonts.values():
        [inner] = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_dates_and_figures_are_indonesian_and_years_are_plain(done):
    text = text_of(done)

    assert "Tanggal 18 Maret 2019" in text
    assert "60,25" in text
    assert "Nilai tahun 2018" in text
    assert f"Halaman 1 dari {len(reader(done).pages)}" in text


def test_a_chart_longer_than_a_page_is_drawn_smaller_and_not_cut_off(tmp_path):
    long = charts.bar("Nilai", kinds.ROWS, value="Nilai", label="Komponen", alt="Naik.")
    figure = render_to_string(
        "documents/chart.html", {"chart": long, "source": kept.draw(kept.keep(long))}
    )
    style = f'<link rel="stylesheet" href="{static("css/document.css")}">'
    file = tmp_path / "grafik.pdf"
    file.write_bytes(print_page(figure, style).content)

    command = ["pdftotext", "-bbox", file, "-"]
    boxes = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lowest = {word: float(y) for y, word in re.findall(r'yMax="([0-9.]+)">(\w+)<', boxes)}

    assert boxes.count("<page ") == 1
    assert lowest["39"] < lowest["40"] < BOTTOM


def test_what_an_app_above_contributed_is_printed(done):
    assert "Sumbangan: dari direktorat" in text_of(done)


def test_a_long_document_lists_its_parts_with_their_pages(done):
    text = text_of(done)

    assert "Daftar isi" in text
    assert "Penutup & saran" in text.split("Daftar isi")[1].split("1. Ringkasan")[0]


def test_the_head_of_a_table_stands_on_each_of_its_pages(done):
    pages = [page.extract_text() for page in reader(done).pages]
    with_rows = [text for text in pages if "Komponen 9" in text or "Komponen 39" in text]

    assert len(with_rows) > 1
    assert all("Komponen\nNilai" in text or "Komponen Nilai" in text for text in with_rows)


def test_sample_data_and_drafts_say_so_on_every_page(done):
    for page in reader(done).pages:
        assert "DATA CONTOH · DRAF, BELUM DISAHKAN" in page.extract_text()


def test_a_signed_edition_carries_signer_and_check_address_and_a_draft_does_not(done, ketua_tim):
    draft = text_of(done)
    actions.sign(document=done, by=ketua_tim)
    signed = text_of(produced(done))

    assert done.token not in draft
    assert "belum memuat tanda pengesahan" in draft
    assert done.token in signed.replace("\n", "")
    assert ketua_tim.name in signed
    assert "DRAF" not in signed


def test_the_qr_code_of_a_signed_edition_says_the_address_of_its_check_page(signed):
    code = segno.make(signed.check_url, error="m").svg_data_uri(border=2, scale=4)

    assert escape(code) in html_of(signed)


def test_the_same_content_gives_the_same_bytes(requested):
    first, second = (
        pdf_of(html_of(requested), identifier=IDENTIFIER, on_step=lambda step: None)
        for _ in range(2)
    )

    assert first.content == second.content


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:9/bocor.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/dokumen/1/" alt="x">',
        '<img src="/static/../../etc/passwd" alt="x">',
        '<img src="/static/%2e%2e/%2e%2e/manage.py" alt="x">',
        '<img src="/static/css/tidak-ada.css" alt="x">',
        '<img src="data:text/html,bocor" alt="x">',
        '<p style="background: url(http://127.0.0.1:9/)">x</p>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="ftp://127.0.0.1/x">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        f'<img alt="x" src="data:image/svg+xml,{DRAWING}">',
    ],
)
def test_anything_but_our_own_files_ends_the_document(body):
    with pytest.raises(CannotRender, match="tidak diizinkan"):
        print_page(body)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>@font-face {font-family: x; src: url(http://127.0.0.1:9/x.woff2)}</style>",
    ],
)
def test_style_sheets_fonts_and_attachments_are_no_way_out(head):
    with pytest.raises(CannotRender, match="tidak diizinkan"):
        print_page("<p>isi</p>", head)


def test_our_own_static_files_are_used():
    url = static("css/document.css")
    plain, styled = (
        print_page("<h1>x</h1>"),
        print_page("<h1>x</h1>", f'<link rel="stylesheet" href="{url}">'),
    )

    assert "Liberation" in fonts_of(styled)
    assert plain.content != styled.content


def fonts_of(rendered) -> str:
    page = PdfReader(io.BytesIO(rendered.content)).pages[0]
    return str([font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()])
