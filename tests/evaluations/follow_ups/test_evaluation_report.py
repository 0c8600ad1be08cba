"""The evaluation report as it is printed: what belongs together stands together."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from evaluations.follow_ups.documents import EVALUATION_REPORT, find_letter
from evaluations.letters import actions
from evaluations.letters.models import MinisterialLetter
from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.documents.rendering import html_of, pdf_of
from tests.evaluations.factories import make_follow_up, make_letter
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
PARTS = 12


def pages_of(letter, unit) -> list[str]:
    document = request_document(kind=EVALUATION_REPORT, subject=letter, unit=unit, by=None)
    made = pdf_of(html_of(document), identifier=document.snapshot_sha256, on_step=lambda step: None)
    return [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]


def component(number: int, name: str = "Bagian") -> dict[str, object]:
    return {
        "name": f"{name} {number}",
        "maximum": Decimal(10),
        "last_year": Decimal("4.50"),
        "this_year": Decimal("5.25"),
    }


def page_with(pages: list[str], text: str) -> int:
    [number] = [number for number, page in enumerate(pages) if text in page]
    return number


@pytest.mark.parametrize("lines", [1, 6, 11, 16])
def test_a_heading_stands_with_its_whole_table_wherever_the_page_ends(unit, biro, lines):
    letter = make_letter(unit, summary="\n".join(["Catatan."] * lines), is_sample=True)
    rows = [component(number) for number in range(PARTS)]
    actions.set_components(letter=letter, rows=rows, by=biro, version=letter.version)

    pages = pages_of(letter, unit)

    assert page_with(pages, "nilai surat asli") == page_with(pages, "Jumlah 120,00")


@pytest.mark.parametrize("lines", range(1, 22, 4))
def test_a_recommendation_stands_with_what_is_done_about_it(unit, lines):
    letter = make_letter(unit, summary="\n".join(["Catatan."] * lines))
    for turn in range(6):
        make_follow_up(letter, unit, action=f"Jadwal ke-{turn} ditetapkan")

    pages = pages_of(letter, unit)

    for turn in range(6):
        number = page_with(pages, f"Jadwal ke-{turn}")
        assert f"R{turn + 1}.1 Pantau" in pages[number]
        assert f"Temuan {turn + 1}\n" in pages[number]


def test_a_sample_says_so_even_in_the_report_of_a_real_letter(unit):
    letter = make_letter(unit)
    make_follow_up(letter, unit, action="Jadwal contoh", is_sample=True)
    make_follow_up(letter, unit, action="Jadwal nyata")

    printed = " ".join(" ".join(pages_of(letter, unit)).split())

    assert "Jadwal contoh (data contoh)" in printed
    assert printed.count("data contoh") == 1


def test_what_was_written_in_lines_is_printed_in_lines(unit, pegawai):
    letter = make_letter(unit)
    follow_up = make_follow_up(letter, unit, action="Menyusun:\n- SOP\n- jadwal")
    type(follow_up).objects.filter(pk=follow_up.pk).update(
        report="Hasil:\n- SOP ditetapkan\n- pelatihan 2 kali\n\nKendala: tidak ada"
    )

    printed = "\n".join(pages_of(letter, unit))

    assert "- SOP\n- jadwal" in printed
    assert "- SOP ditetapkan\n- pelatihan 2 kali\n" in printed


def test_the_command_asks_whether_the_letter_addresses_the_unit(unit, sibling, child, tmp_path):
    letter = make_letter(unit)
    named = ["report", "evaluation", "--letter", letter.number, "--out", str(tmp_path / "a.pdf")]

    with pytest.raises(CommandError, match="bukan untuk Direktorat Tetangga"):
        call_command(*named, "--unit", sibling.code)
    assert not DocumentRequest.objects.exists()
    call_command(*named, "--unit", child.code)
    assert DocumentRequest.objects.get().unit == child


def test_the_report_tells_namesakes_apart(ditjen, unit, sibling):
    letter = make_letter(ditjen)
    for number, above in enumerate((unit, sibling)):
        make_follow_up(letter, make_unit(f"tu-{number}", above, name="Subbagian Tata Usaha"))

    printed = " ".join(" ".join(pages_of(letter, ditjen)).split())

    for above in (unit, sibling):
        assert f"Subbagian Tata Usaha, {above.label}" in printed


def test_a_letter_is_found_by_its_number_in_any_case_and_several_are_asked_back(ditjen, sibling):
    letter = make_letter(ditjen, number="061/2470/Sj")
    assert find_letter("061/2470/SJ") == letter
    other = make_letter(sibling, number="061/2470/SJ")

    with pytest.raises(MinisterialLetter.MultipleObjectsReturned) as refusal:
        find_letter("061/2470/sj")

    for each in (letter, other):
        assert f"{each.pk} = {each}" in str(refusal.value)
        assert find_letter(str(each.pk)) == each
    with pytest.raises(MinisterialLetter.DoesNotExist):
        find_letter("9" * 5000)
