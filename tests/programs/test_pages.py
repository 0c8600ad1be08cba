"""What the pages of all programs have in common."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programs.activities.documents import activities as contributed
from programs.activities.models import Activity
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evaluations.factories import make_letter
from tests.programs.factories import (
    approved_activity,
    approved_plan,
    make_activity,
    make_plan,
    submitted_activity,
)


@pytest.mark.parametrize("name", ["activities", "plans", "waiting", "areas"])
def test_the_pages_ask_as_few_questions_of_many_rows_as_of_few(
    name, unit, child, pegawai, ketua_tim, login
):
    def rows(number):
        for place in (unit, child) * number:
            submitted_activity(place, pegawai)
            plan = make_plan(place, pegawai)
            decisions.submit(plan, by=pegawai)

    client, counts = login(ketua_tim), []
    client.get(reverse("programs:areas"))  # the first page of a session notes the session
    for number in (1, 3, 6):
        rows(number)
        client.get(reverse("programs:areas"))  # the first reading counts what is new
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"programs:{name}")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 20


def test_an_activity_carries_out_plans_of_its_own_unit_or_above(
    unit, child, sibling, ditjen, pegawai, member_of, ketua_tim, login
):
    above = member_of(ditjen, Role.KETUA_TIM)
    writer = member_of(ditjen, Role.PEGAWAI)
    fitting = approved_plan(unit, writer, above)
    foreign = approved_plan(sibling, writer, above)
    form = {"unit": child.code, "kind": "kegiatan", "title": "Rapat", "version": 0}
    client = login(writer)
    wrong = client.post(reverse("programs:activity_create"), form | {"action_plan": foreign.pk})
    assert wrong.status_code == 422
    assert "bukan unit kegiatan ini atau unit di atasnya" in wrong.content.decode()
    client.post(reverse("programs:activity_create"), form | {"action_plan": fitting.pk})
    assert Activity.objects.get().action_plan == fitting


@pytest.mark.parametrize("year", ["", "9" * 5000, "26", "0026", "9999", "x"])
def test_the_eight_areas_are_those_of_this_year_whatever_the_newest_row_says(
    unit, pegawai, ketua_tim, login, year
):
    approved_plan(unit, pegawai, ketua_tim)
    page = login(ketua_tim).get(reverse("programs:areas"), {"year": year})

    assert page.context["year"] == timezone.localdate().year


def test_the_eight_areas_show_counts_of_a_year_in_scope(several, unit, pegawai, ketua_tim, login):
    approved_plan(unit, pegawai, ketua_tim)
    page = login(ketua_tim).get(reverse("programs:areas"), {"year": "2019"})
    assert page.context["year"] == 2019
    rows = {area.number: counts for area, counts in page.context["rows"]}
    assert len(rows) == 8
    assert rows[1].done.total == 2
    assert rows[4].planned.approved == 1
    assert rows[8].done.total == 0


def test_the_evaluation_report_gets_approved_activities_that_answer_the_letter(
    unit, child, sibling, biro, pegawai, ketua_tim, member_of
):
    from evaluations.letters import actions as evaluations

    letter = make_letter(unit)
    finding = evaluations.create_finding(
        letter=letter, description="Belum dipantau", recommendations=["Pantau"] * 10, by=None
    )
    asked = [finding.recommendations.get(number=number) for number in (10, 2)]
    plan = approved_plan(unit, pegawai, ketua_tim, recommendations=asked)
    approved_activity(unit, pegawai, ketua_tim, title="Langsung", recommendations=asked)
    approved_activity(child, pegawai, ketua_tim, title="Lewat rencana", action_plan=plan)
    approved_activity(unit, pegawai, ketua_tim, title="Soal lain")
    make_activity(unit, pegawai, title="Masih draf", recommendations=asked)
    rows = contributed(letter, unit)["rows"]
    assert [row["title"] for row in rows] == ["Langsung", "Lewat rencana"]
    assert rows[0]["recommendations"] == ["R1.2", "R1.10"]
    assert (rows[0]["date"], rows[0]["evidence_count"]) == ("2019-04-30", 1)
    assert [row["title"] for row in contributed(letter, child)["rows"]] == ["Lewat rencana"]
    assert contributed(letter, sibling)["rows"] == []


def test_the_menu_counts_what_waits_for_the_team_lead_only(unit, pegawai, ketua_tim, login):
    submitted_activity(unit, pegawai)
    plan = make_plan(unit, pegawai)
    decisions.submit(plan, by=pegawai)
    lead = login(ketua_tim).get(reverse("programs:areas")).content.decode()
    assert reverse("programs:waiting") in lead
    staff = login(pegawai).get(reverse("programs:areas")).content.decode()
    assert reverse("programs:waiting") not in staff
    assert login(pegawai).get(reverse("programs:waiting")).status_code == 403


def test_the_areas_are_those_of_the_year_that_is_asked_for_else_of_this_one(unit, pegawai, login):
    make_activity(unit, pegawai, date=date(2018, 5, 2))
    make_activity(unit, pegawai, date=date(2030, 5, 2))
    url, client = reverse("programs:areas"), login(pegawai)
    years = [client.get(url, {"year": year}).context["year"] for year in ("2018", "x", "")]
    assert years == [2018, *[timezone.localdate().year] * 2]


@pytest.mark.parametrize("name", ["activities", "plans", "areas", "waiting"])
def test_a_page_that_only_shows_takes_no_post(name, ketua_tim, login):
    assert login(ketua_tim).post(reverse(f"programs:{name}")).status_code == 405
