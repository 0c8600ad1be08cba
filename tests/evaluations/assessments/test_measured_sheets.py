"""A sheet of measured indicators: weights of its group, an index with a grade, in and out."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.documents.kinds import kinds_for
from evaluations.assessments.exports import SheetLayout, export_layer, layouts_of
from evaluations.assessments.imports import import_of
from evaluations.assessments.models import Assessment
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.workbooks import own_layout as own
from evaluations.scoring import best_answers, score
from tests.html import read

from .factories import answer_of, fill, fill_best, load
from .test_workbook_pages import worked_on

PLAN, CARRIED_OUT, MERIT, STRUCTURE = "2130", "2131", "2147", "2132"


@pytest.fixture
def instrument(db):
    return load("rb-2023")


def begin(unit, lead, instrument, group="kl") -> Assessment:
    return actions.create_assessment(
        unit=unit, year=2026, instrument=instrument, group=group, by=lead
    )


@pytest.fixture
def sheet(unit, lead, instrument):
    assessment = begin(unit, lead, instrument)
    fill_best(assessment, lead)
    return assessment


def test_the_group_is_asked_for_where_the_instrument_has_groups(client, unit, lead, instrument):
    client.force_login(lead)
    address = reverse("evaluations:sheet_create")
    place = {"unit": unit.code, "year": 2026, "instrument": instrument.pk}
    refused = client.post(address, place)
    assert refused.status_code == 422
    assert "Kementerian dan lembaga, Pemerintah provinsi" in refused.content.decode()
    other = load("zi-2021")
    group = instrument.groups.get(code="provinsi")
    refused = client.post(address, {**place, "instrument": other.pk, "group": group.pk})
    assert "tidak memakai kelompok" in refused.content.decode()
    assert client.post(address, {**place, "group": group.pk}).status_code == 302
    sheet = Assessment.objects.get()
    asked = {node.code for node in instrument.specification().for_group("provinsi").answerable}
    assert set(sheet.own.answers.values_list("code", flat=True)) == asked
    assert STRUCTURE not in asked  # a province is not asked for it
    assert (sheet.specification.top, sheet.group_label) == (120, "Pemerintah provinsi")


def test_the_page_shows_the_index_its_grade_and_what_is_below_its_target(
    client, sheet, lead, django_assert_max_num_queries
):
    fill(sheet, {MERIT: "1", "koefisien": "-10"}, lead)
    client.force_login(lead)
    client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(25):
        page = client.get(sheet.get_absolute_url()).content.decode()
    result = score(sheet.specification, sheet.own.values)
    assert result.grade.letter == "A-"
    text = read(page).text
    assert "Kategori A- 1 indikator di bawah target baik" in text
    assert f"{result.total:.2f}".replace(".", ",") in text
    assert "dikalikan capaian 2130" in text
    assert "Jalan menuju" not in page
    assert [layout.value for layout in layouts_of(sheet.specification)] == ["own"]
    client.cookies["django_language"] = "en"
    english = read(client.get(sheet.get_absolute_url()).content.decode()).text
    assert "Grade A- 1 indicator below its target" in english
    assert "÷ bobot" not in english
    below = client.get(sheet.get_absolute_url(), {"need": "below_target"}).content.decode()
    assert re.findall(r'data-question="(\w+)"', below) == [MERIT]


def test_what_does_not_apply_leaves_the_divisor_and_a_multiplier_renews_what_it_multiplies(
    client, sheet, lead
):
    client.force_login(lead)
    address = reverse("evaluations:answers_change", args=[sheet.pk])
    version = answer_of(sheet, MERIT).version
    data = {"code": MERIT, f"{MERIT}.value": ["1", "tidak berlaku"], f"{MERIT}.version": version}
    client.post(address, data, headers={"HX-Request": "true"})
    assert sheet.own.values[MERIT] == "tidak berlaku"
    assert sheet.own.scored().result.total == 110
    assert 'value="tidak berlaku"' in client.get(sheet.get_absolute_url()).content.decode()
    version = answer_of(sheet, PLAN).version
    data = {"code": PLAN, f"{PLAN}.value": "1,5", f"{PLAN}.version": version}
    saved = client.post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert f'id="keadaan-{CARRIED_OUT}"' in saved
    assert "Nilai 3,50" in read(saved).text
    assert f'id="versi-{CARRIED_OUT}"' not in saved


def test_a_sheet_on_which_nothing_applies_is_told_and_still_has_a_score(client, sheet, lead):
    fill(sheet, dict.fromkeys(sheet.specification.optional, "tidak berlaku"), lead)
    client.force_login(lead)
    page = client.get(sheet.get_absolute_url())
    assert page.status_code == 200
    assert sheet.own.missing()[0].field


def test_the_workbook_scores_by_the_weights_of_the_group_and_comes_back(unit, lead, instrument):
    sheet = begin(unit, lead, instrument, "kabupaten")
    best = {code: str(value) for code, value in best_answers(sheet.specification).items()}
    fill(sheet, {**best, "koefisien": "-3", "2134": "2"}, lead)
    content = export_layer(sheet.own, SheetLayout.OWN, by=lead)
    book = openpyxl.load_workbook(io.BytesIO(content))
    weights = {row[0].value: row[3].value for row in book[own.SHEET].iter_rows(own.FIRST_ROW)}
    nodes = sheet.specification.nodes  # their formulas are worked out in test_workbook_scores
    assert weights == {node.code: node.weight and float(node.weight) for node in nodes}
    incoming = import_of(sheet.own, worked_on(content, ("2134", own.ANSWER, 5)))
    assert [(change.code, change.new) for change in incoming.changes] == [("2134", "5")]


def test_its_documents_say_group_index_and_grade_and_nothing_of_predicates(sheet, unit):
    layer = sheet.own
    kinds = kinds_for(layer)
    assert [kind.code for kind in kinds] == ["sheet_recap", "sheet_full"]
    for kind in kinds:
        content = kind.build(layer, unit)
        assert (content["group"], content["total"]) == ("Kementerian dan lembaga", "110.00")
        assert content["index"]["grade"] == "AA"
        assert content["predicates"] == []
    answers = [
        q for part in content["parts"] for one in part["indicators"] for q in one["questions"]
    ]
    assert len(answers) == len(sheet.specification.answerable)


def test_its_sections_stand_as_they_are_printed(sheet):
    assert [area.branch.code for area in Sheet(sheet.own).areas] == [
        *("2126", "2127", "2128"),
        "2124",  # the coefficient, which is taken off all of it
        "2129",
    ]


def test_it_is_handed_in_when_it_is_whole(client, sheet, lead):
    layer = sheet.own
    actions.decide_layer(layer, layer.decisions.submit, by=lead)
    assert layer.submitted_snapshot.content["answers"]
    people = reverse("evaluations:people_set", args=[sheet.pk])
    client.force_login(lead)
    assert "Strategi Pelaksanaan RB General" in client.get(people).content.decode()
