"""The pages of the instruments, as people read them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import brotli
import pytest
from django.urls import reverse

from evaluations.instruments.actions import load_instrument
from evaluations.instruments.files import read_instrument, source_hashes
from evaluations.instruments.models import Instrument
from tests.evaluations.sheets import ZI_2021
from tests.html import read
from tests.ui.test_weight import LATER

pytestmark = pytest.mark.django_db


def load(*versions):
    for version in versions:
        load_instrument(instrument=version, sources=source_hashes(version.code), by=None)


def page(client, name, *codes):
    """The part of the page that is not its frame."""
    response = client.get(reverse(f"evaluations:{name}", args=codes))
    return read(response.content.decode()).first("main")


@pytest.fixture
def reader(pegawai, login):
    load(*map(read_instrument, ("zi-2014", "zi-2021", "zi-2026")))
    return login(pegawai)


def test_the_list_names_each_version_with_what_it_asks_the_newest_first(reader):
    rows = [row.text for row in page(reader, "instruments").first("tbody").all("tr")]

    assert [row.split()[6] for row in rows] == ["zi-2026", "zi-2021", "zi-2014"]
    assert rows[1].endswith("PermenPANRB 90/2021 31 Desember 2021 113 24")


def test_a_version_shows_its_tree_with_weights_options_formulas_and_references(reader):
    main = page(reader, "instrument", "zi-2021")

    heads = [heading.text.split()[0] for heading in main.all("h3")]
    lines = {line.attrs["id"]: line.text for line in main.all("li", "outline__line")}
    assert {*heads, *lines} == {node.code for node in ZI_2021.nodes}
    assert heads[:4] == ["A", "A.I", "A.I.1", "A.I.2"]
    assert "A.II Reform bobot 30" in main.text
    assert "bobot 0,5" in lines["A.I.1.i"]
    assert "B 0,67" in lines["A.I.1.iii.a"]
    assert "Pilihan A sampai D" in lines["A.I.1.iii.a"]
    assert "A.II.1.i.a.2 ÷ A.II.1.i.a.1, paling tinggi 1; bila" in lines["A.II.1.i.a"]
    assert "A.II.3.iii.a.3 diminta tetapi tidak dihitung" in lines["A.II.3.iii.a"]
    assert lines["B.I.b.1"].endswith("tidak berorientasi hasil")


def test_a_version_shows_its_rules_and_sources(reader):
    text = page(reader, "instrument", "zi-2021").text

    assert "B.I.b Capaian kinerja lebih baik 2,5 3,75" in text
    assert "Setiap area 60% dari bobot 75% dari bobot" in text
    assert "Predikat sebelumnya – sudah dimiliki" in text
    stored = Instrument.objects.get(code="zi-2021")
    assert all(digest in text for digest in [stored.sha256, *stored.sources.values()])


def test_measured_indicators_show_range_target_and_weight_in_each_group(reader):
    load(read_instrument("rb-2023"))

    main = page(reader, "instrument", "rb-2023")

    lines = {line.attrs["id"]: line.text for line in main.all("li", "outline__line")}
    assert "Nilai terukur dalam rentangnya" in lines["2133"]
    assert "Pemerintah provinsi: bobot 3; rentang 0 sampai 5, target baik 4,01" in lines["2133"]
    assert "Semua kelompok: bobot 7; rentang 0 sampai 100, dikalikan capaian 2130" in lines["2131"]
    assert "2126 Strategi Pelaksanaan RB General 2 butir Semua kelompok: bobot 10" in main.text
    assert "A di atas 80 sampai 99,99, bila semua indikator mencapai target" in main.text
    page(reader, "instrument_changes", "rb-2023", "zi-2026")


def test_the_difference_of_two_versions_stands_side_by_side(reader):
    changes = page(reader, "instrument_changes", "zi-2021", "zi-2026")

    tabs = changes.first("nav", "tabs").text
    assert tabs == "Semua perubahan 6 Tetap 131 Diubah 6 Dipindah 0 Dipecah 0 Dihapus 0 Baru 0"
    questions, headings = changes.all("table")
    assert len(list(questions.first("tbody").all("tr"))) == 6
    assert "A.II.5.iii.ii.a Kepatuhan penyampaian LHKASN" in questions.text
    assert "Kepatuhan penyampaian Non LHKPN" in questions.text
    assert "Laporan harta kekayaan ASN (Non LHKPN), bobot 1" in headings.text


def test_a_version_is_compared_with_those_of_its_own_kind(reader):
    load(read_instrument("rb-2023"))
    text = page(reader, "instrument", "zi-2021").text

    assert "zi-2014" in text
    assert "rb-2023" not in text


def test_one_kind_of_change_can_be_looked_at_alone(reader):
    address = reverse("evaluations:instrument_changes", args=["zi-2014", "zi-2021"])

    dropped, split, nonsense = (
        read(reader.get(address, {"kind": kind}).content.decode()).first("main")
        for kind in ("dropped", "split", "x")
    )

    (table,) = dropped.all("table")
    assert len(list(table.first("tbody").all("tr"))) == 10
    assert "B.I.2.a Persentase tindak lanjut hasil pemeriksaan yang selesai" in table.text
    for main in (split, nonsense):
        assert not list(main.all("table"))
        assert "Tidak ada butir atau masukan dengan jenis perubahan ini" in main.text


def test_weights_formulas_rules_and_options_that_differ_are_named(reader):
    indicators = {"A.I.1.i": Decimal(1), "A.I.1.ii": Decimal("0.5")}
    nodes = [replace(n, weight=indicators.get(n.code, n.weight)) for n in ZI_2021.nodes]
    question = next(place for place, n in enumerate(nodes) if n.code == "A.I.1.i.b")
    first, second, last = nodes[question].options
    options = (first, replace(second, score=Decimal("0.4")), last)
    nodes[question] = replace(nodes[question], options=options)
    formulas = [replace(ZI_2021.formulas[0], zero_denominator=Decimal(1)), *ZI_2021.formulas[1:]]
    rules = [replace(ZI_2021.rules[0], minimum=Decimal(76)), *ZI_2021.rules[1:]]
    load(
        replace(
            ZI_2021,
            code="zi-2027",
            nodes=tuple(nodes),
            formulas=tuple(formulas),
            rules=tuple(rules),
        )
    )

    changes = page(reader, "instrument_changes", "zi-2021", "zi-2027")

    questions, headings, formula, rule = (table.first("tbody") for table in changes.all("table"))
    assert "B 0,5 sebagian" in questions.text
    assert "B 0,4 sebagian" in questions.text
    assert "A 1" not in questions.text
    assert "Jawaban A, C dapat dibawa" in questions.text
    assert [row.text.split()[0] for row in headings.all("tr")] == ["A.I.1.i", "A.I.1.ii"]
    assert "A.II.1.i.a.1 0, nilainya 1" in formula.text
    assert rule.text == "WBK total Nilai total: 75 Nilai total: 76"


def test_versions_that_ask_the_same_have_no_difference(reader):
    load(replace(ZI_2021, code="zi-2022", title="LKE 2022"))

    changes = page(reader, "instrument_changes", "zi-2021", "zi-2022")

    assert "Tidak ada perbedaan" in changes.text
    assert not list(changes.all("table"))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("instrument", ["zi-2099"]),
        ("instrument_changes", ["zi-2021", "zi-2099"]),
        ("instrument_changes", ["zi-2021", "zi-2021"]),
    ],
)
def test_a_version_that_is_not_there_is_not_found(reader, name, codes):
    assert reader.get(reverse(f"evaluations:{name}", args=codes)).status_code == 404


@pytest.mark.parametrize(
    ("name", "codes", "most"),
    [
        ("instruments", [], 9),
        ("instrument", ["zi-2021"], 9),
        ("instrument_changes", ["zi-2014", "zi-2021"], 8),
    ],
)
def test_a_page_asks_for_a_few_things_however_many_questions_there_are(
    reader, django_assert_max_num_queries, name, codes, most
):
    address = reverse(f"evaluations:{name}", args=codes)
    reader.get(address)

    with django_assert_max_num_queries(most):
        response = reader.get(address)
    assert len(brotli.compress(response.content)) < LATER
