"""The activities that an evaluation report shows."""

from __future__ import annotations

import pytest

from programs.activities.documents import activities
from tests.evaluations.factories import make_follow_up, make_letter
from tests.programs.factories import approved_activity, approved_plan, submitted_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)


@pytest.fixture
def recommendation(letter, unit):
    return make_follow_up(letter, unit).recommendation


def test_the_report_names_the_recommendations_that_an_activity_answers(
    letter, recommendation, ditjen, unit, pegawai, ketua_tim
):
    approved_activity(unit, pegawai, ketua_tim, title="Rapat", recommendations=[recommendation])

    [row] = activities(letter, ditjen)["rows"]

    assert (row["title"], row["recommendations"]) == ("Rapat", ["R1.1"])


def test_an_activity_answers_what_its_action_plan_answers(
    letter, recommendation, ditjen, unit, pegawai, ketua_tim
):
    plan = approved_plan(unit, pegawai, ketua_tim, recommendations=[recommendation])
    approved_activity(unit, pegawai, ketua_tim, action_plan=plan)

    [row] = activities(letter, ditjen)["rows"]

    assert row["recommendations"] == ["R1.1"]


def test_the_report_leaves_out_what_is_not_approved_and_what_other_units_did(
    letter, recommendation, unit, sibling, pegawai, ketua_tim
):
    submitted_activity(unit, pegawai, recommendations=[recommendation])
    approved_activity(unit, pegawai, ketua_tim, recommendations=[recommendation])

    assert activities(letter, sibling)["rows"] == []
    assert len(activities(letter, unit)["rows"]) == 1
