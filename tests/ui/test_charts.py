from decimal import Decimal

import pytest
from django.core.cache import cache
from weasyprint import HTML

from reformasi.ui import charts
from reformasi.ui.svg import neutral

ROWS = [("Manajemen Perubahan", Decimal("4.20")), ("Tatalaksana", Decimal("3.50"))]


@pytest.fixture(autouse=True)
def no_drawings():
    cache.clear()


def scores(rows=ROWS):
    return charts.bar("Nilai per area", rows, value="Nilai", label="Area", alt="Dua area.")


def test_a_page_does_not_wait_for_a_drawing_and_finds_it_the_next_time():
    first = scores()

    assert first.svg is None
    drawing = charts.drawn(first.key)
    assert scores().svg == drawing


def test_the_same_figures_give_the_same_drawing():
    once = scores().draw()
    cache.clear()

    assert scores().draw() == once


def test_other_figures_have_another_key():
    assert scores().key != scores([("Tatalaksana", Decimal("3.51"))]).key


def test_the_numbers_stand_on_the_marks_with_a_decimal_comma():
    drawing = scores().draw()

    assert ">4,2<" in drawing
    assert ">Tatalaksana<" in drawing


@pytest.mark.parametrize(
    "chart",
    [
        lambda: scores(),
        lambda: charts.grouped_bar(
            "Dua tahun", [("A", [1, 2]), ("B", [None, 3])], series=["2018", "2019"], value="Nilai",
            label="Area", alt="-",
        ),
        lambda: charts.line(
            "Triwulan", [("I", [1, None]), ("II", [2, 3])], series=["2018", "2019"], value="%",
            label="Triwulan", alt="-", maximum=100,
        ),
        lambda: charts.heatmap(
            "Unit", [("Dit. A", [10, None])], columns=["X", "Y"], label="Unit", alt="-"
        ),
        lambda: scores([]),
    ],
    ids=["bar", "grouped_bar", "line", "heatmap", "nothing"],
)  # fmt: skip
def test_a_drawing_obeys_the_content_security_policy_and_the_theme(chart):
    drawing = chart().draw()

    for forbidden in ("style", "<script", "href", "url(", "#000", "#010101"):
        assert forbidden not in drawing
    assert drawing.startswith("<svg")
    assert 'aria-hidden="true"' in drawing


def test_an_empty_cell_of_a_heat_map_is_a_dash_and_not_a_zero():
    chart = charts.heatmap(
        "Unit", [("Dit. A", [10, None])], columns=["X", "Y"], label="Unit", alt="-"
    )

    assert ">–<" in chart.draw()
    assert chart.rows == [["Dit. A", 10, "–"]]


def test_a_printed_page_carries_the_same_drawing():
    page = HTML(string=f"<html lang='id'><title>x</title>{scores().draw()}").render()

    assert len(page.pages) == 1
    assert page.write_pdf().startswith(b"%PDF")


def test_whatever_could_run_or_load_is_taken_out_of_a_drawing():
    dirty = (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><style>*{}</style>'
        '<script>x()</script><a href="http://x"><rect/></a><image href="http://x"/>'
        '<rect fill="url(#a)" style="x" width="1.23456" stroke="#020202"/>'
        '<text fill="#010101">teks</text></svg>'
    )

    clean = neutral(dirty, ink="#010101", line="#020202")

    for forbidden in ("onload", "style", "script", "http://x", "url("):
        assert forbidden not in clean
    assert 'fill="currentColor">teks<' in clean
    assert 'stroke-opacity="0.22"' in clean
    assert 'width="1.23"' in clean


def test_the_longest_name_of_our_instruments_stands_in_full():
    """``B.1`` of rb-2014; what is longer still is cut, and the table beside it says it all."""
    name = "Kapasitas dan akuntabilitas kinerja organisasi"

    chart = charts.bar("Nilai", [(name, 10)], value="Nilai", label="Komponen", alt="Satu batang.")

    assert name in chart.draw()


def test_a_cache_that_is_away_costs_a_drawing_but_not_the_page(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    chart = scores()

    assert chart.svg is None
    assert charts.drawn(chart.key) is None
    assert chart.draw().startswith("<svg")


@pytest.mark.parametrize(("numbers", "has_halves"), [([3, 1], False), ([2.5, 1], True)])
def test_what_is_counted_in_wholes_has_no_half_a_mark(numbers, has_halves):
    drawing = charts.grouped_bar(
        "Kegiatan", [("A", numbers)], series=["Tercatat", "Disetujui"], value="Kegiatan",
        label="Area", alt="-",
    ).draw()  # fmt: skip

    assert (">0,5<" in drawing) is has_halves
