"""The page of the way to a predicate: its proposals by area, pins in the address, its budget."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from evaluations.assessments import ways
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.ways import SheetWay
from evaluations.scoring import best_answers
from evaluations.scoring.answers import written
from reformasi.organisation.roles import Role
from tests.html import read

from .factories import fill, fill_lacking, make_assessment


@pytest.fixture
def sheet(unit, lead):
    """One that misses WBK by two areas: every choice of oversight and of change at its worst."""
    assessment = make_assessment(unit, lead)
    fill_lacking(assessment, lead)
    return assessment


@pytest.fixture
def open_way(client, lead, sheet):
    def open_it(by=lead, **query):
        client.force_login(by)
        return client.get(reverse("evaluations:way", args=[sheet.pk]), query)

    return open_it


def proposed(page):
    """The codes that the page proposes to raise."""
    areas = page.context.get("areas") or []
    return [line.question.code for area in areas for line in area.raises]


def test_the_proposal_stands_by_area_with_options_gain_and_cost(open_way):
    page = open_way(predicate="WBK")
    text = page.content.decode()
    areas = page.context["areas"]
    assert [area.before.node.area for area in areas] == ["1", "5", "1", "5"][: len(areas)]
    assert f"{len(proposed(page))} butir dinaikkan" in text
    assert "Penguatan Pengawasan" in text
    line = areas[0].raises[0]
    assert line.new.description in text
    assert line.gain > 0
    assert all(area.after.score > area.before.score for area in areas)


def test_what_is_proposed_meets_every_rule_on_the_engine(open_way):
    page = open_way(predicate="WBK")
    asked = page.context["asked"]
    assert not asked.now.is_met
    assert asked.is_met_by(page.context["proposal"].changes)


def test_a_pinned_question_is_left_out_and_stays_in_the_address(open_way):
    first = proposed(open_way(predicate="WBK"))
    page = open_way(predicate="WBK", pin=first[:2])
    assert set(first[:2]).isdisjoint(proposed(page))
    html = read(page.content.decode())
    pins = [box.attrs for box in html.all("input") if box.attrs.get("name") == "pin"]
    assert [pin["value"] for pin in pins if "checked" in pin] == sorted(first[:2])
    others = [a.attrs["href"] for a in html.all("a") if "proposal=" in a.attrs.get("href", "")]
    assert all(f"pin={first[0]}" in address for address in others)


def test_alternatives_cost_the_same_and_are_others(open_way):
    pages = [open_way(predicate="WBK", proposal=number) for number in (1, 2)]
    costs = {(page.context["proposal"].questions, page.context["proposal"].steps) for page in pages}
    assert len(costs) == 1
    assert pages[0].context["proposal"] != pages[1].context["proposal"]
    assert 2 <= len(pages[0].context["numbers"]) <= 5


def test_what_cannot_be_reached_names_the_least_survey_values(open_way, sheet, lead):
    fill(sheet, {"B.II.a.1": "2.00"}, lead)
    text = open_way(predicate="WBK").content.decode()
    assert "Tidak tercapai dengan menaikkan butir pilihan saja" in text
    assert "paling sedikit 3,2" in text
    assert "(sekarang 2,00)" in text


def test_pins_that_are_in_the_way_are_named(open_way, sheet):
    pinned = [q.code for q in Sheet(sheet.own).questions.values() if q.area == "A.I.5"]
    page = open_way(predicate="WBK", pin=pinned)
    [need] = [one for one in page.context["asked"].needs() if one.pins]
    assert {question.code for question in need.pins} <= set(pinned)
    text = page.content.decode()
    assert "lepaskan" in text
    assert f"<strong>{need.pins[0].code}</strong>" in text


def test_where_every_minimum_is_met_there_is_nothing_to_propose(open_way, sheet, lead):
    best = best_answers(sheet.specification)
    fill(sheet, {code: written(value) for code, value in best.items()}, lead)
    page = open_way(predicate="WBBM")
    assert "Semua nilai minimal WBBM sudah terpenuhi." in page.content.decode()
    assert proposed(page) == []


def test_an_address_that_makes_no_sense_gives_the_next_predicate(open_way):
    page = open_way(predicate="WBX", pin=["X.9", "B.II.a.1"], proposal="99")
    assert page.context["asked"].predicate == "WBK"
    assert page.context["asked"].pinned == []
    assert page.context["number"] == "1"


def test_the_page_of_the_way_keeps_its_budget(open_way, django_assert_max_num_queries):
    open_way(predicate="WBK")
    with django_assert_max_num_queries(20):
        open_way(predicate="WBK")


def test_the_solver_is_asked_once_while_the_answers_stay(open_way, sheet, lead, monkeypatch):
    cache.clear()
    asked = []
    find = ways.find_way

    def counted(*args, **more):
        asked.append(1)
        return find(*args, **more)

    monkeypatch.setattr(ways, "find_way", counted)
    first, second = (open_way(predicate="WBK").context["proposal"] for _ in range(2))
    assert (first, asked) == (second, [1])
    fill(sheet, {first.changes[0].code: first.changes[0].new}, lead)
    open_way(predicate="WBK")
    assert asked == [1, 1]


@pytest.mark.parametrize(
    "kept",
    ["[[]]", "[]", "{}", "[[1]]", "nonsense", '[[["A.I.1.i.a", "Tidak", "Z", 1]]]'],
)
def test_what_lies_in_the_cache_is_not_believed(sheet, kept):
    content = Sheet(sheet.own)
    right = SheetWay(content, "WBK", ())
    cache.set(ways._key(right), kept)
    assert SheetWay(content, "WBK", ()).way == right.way


def test_only_who_may_write_plans_of_the_unit_is_offered_them(open_way, unit, member_of):
    assert "Jadikan rencana aksi" in open_way(predicate="WBK").content.decode()
    reader = open_way(by=member_of(unit, Role.PIMPINAN), predicate="WBK")
    assert reader.status_code == 200
    assert "Jadikan rencana aksi" not in reader.content.decode()


def test_an_instrument_without_predicates_has_no_way(client, unit, lead):
    old = make_assessment(unit, lead, code="rb-2014")
    client.force_login(lead)
    page = client.get(reverse("evaluations:way", args=[old.pk]))
    assert "tidak mempunyai syarat nilai" in page.content.decode()
