"""What quarters make of a year: by the plan's method, from approved figures alone."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Avg
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.plans.quarters import Method, ended_quarters, total_of
from reformasi.evidence import actions as evidence
from reformasi.workflow import decisions
from tests.programs.factories import (
    approved_achievement,
    approved_plan,
    make_achievement,
    make_plan,
    photo,
    submitted_achievement,
)

AFTER = date(2020, 1, 1)
ADD = "ALTER TABLE programs_actionplan ADD COLUMN"


@pytest.mark.parametrize(
    ("day", "ended"),
    [
        (date(2018, 12, 31), 0),
        (date(2019, 3, 31), 0),
        (date(2019, 4, 1), 1),
        (date(2019, 12, 31), 3),
        (date(2020, 1, 1), 4),
    ],
)
def test_a_quarter_is_over_on_the_first_day_of_the_next(day, ended):
    assert ended_quarters(2019, day) == ended


@pytest.mark.parametrize(
    ("method", "values", "total"),
    [
        (Method.LAST, [1, 2, 4], 4),
        (Method.SUM, [1, 2, 4], 7),
        (Method.AVERAGE, [1, 2, 4], Decimal("2.33")),
        (Method.AVERAGE, [], None),
        (Method.SUM, [0], 0),
    ],
)
def test_a_total_follows_from_the_method(method, values, total):
    assert total_of(method, [Decimal(value) for value in values]) == total


def row(plan, today=AFTER):
    return ActionPlan.objects.with_progress(today).get(pk=plan.pk)


@pytest.mark.parametrize(
    ("method", "reached", "percent"), [("last", 3, 75), ("sum", 5, 125), ("average", "2.5", "62.5")]
)
def test_the_percent_of_a_list_is_that_of_its_plan(
    method, reached, percent, unit, pegawai, ketua_tim
):
    plan = approved_plan(unit, pegawai, ketua_tim, method=method)
    for quarter, value in ((1, 2), (2, 3)):
        approved_achievement(plan, pegawai, ketua_tim, quarter=quarter, value=value, reason="Data")
    listed = row(plan)
    assert (listed.reached, listed.percent) == (Decimal(reached), Decimal(percent))
    assert plan.quarters()[1].total == Decimal(reached)
    assert (listed.quarters_approved, listed.quarters_waiting, listed.quarters_missing) == (2, 0, 2)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(Method.values),
    values=st.lists(st.decimals(0, 9999, places=2), min_size=4, max_size=4),
)
def test_the_database_and_the_page_compute_the_same_total(method, values, unit, pegawai, ketua_tim):
    with transaction.atomic():
        plan = approved_plan(unit, pegawai, ketua_tim, method=method)
        for quarter, value in enumerate(values, start=1):
            approved_achievement(
                plan, pegawai, ketua_tim, quarter=quarter, value=value, reason="Data", note="Data"
            )
        assert row(plan).reached == plan.quarters()[3].total == total_of(method, values)
        transaction.set_rollback(True)


def test_what_nobody_has_approved_counts_nowhere_but_is_told(unit, pegawai, ketua_tim):
    plan = approved_plan(unit, pegawai, ketua_tim)
    submitted_achievement(plan, pegawai, quarter=1)
    make_achievement(plan, pegawai, quarter=2)
    listed = row(plan)
    assert (listed.reached, listed.percent) == (0, 0)
    assert (listed.quarters_approved, listed.quarters_waiting, listed.quarters_missing) == (0, 1, 3)
    assert [each.total for each in plan.quarters()] == [None] * 4


def test_more_than_the_target_is_told_as_it_is(unit, pegawai, ketua_tim):
    plan = approved_plan(unit, pegawai, ketua_tim)
    approved_achievement(plan, pegawai, ketua_tim, quarter=4, value=12, reason="Data lengkap")
    assert row(plan).percent == plan.quarters()[3].percent == 300


def test_plans_are_overdue_until_every_quarter_that_is_over_is_handed_in(unit, pegawai, ketua_tim):
    plan, draft = approved_plan(unit, pegawai, ketua_tim), make_plan(unit, pegawai)
    overdue = ActionPlan.objects.overdue
    assert not overdue(date(2019, 3, 31)).exists()
    assert list(overdue(date(2019, 4, 1))) == [plan]
    submitted_achievement(plan, pegawai, quarter=1)
    assert not overdue(date(2019, 4, 1)).exists()
    assert list(overdue(date(2019, 7, 1))) == [plan]
    assert draft not in overdue(AFTER)


def mean_attainment(today):
    plans = ActionPlan.objects.approved().with_attainment(today)
    return plans.aggregate(mean=Avg("attainment"))["mean"]


def test_what_changed_since_it_was_approved_counts_nowhere(unit, pegawai, ketua_tim, login):
    plan = approved_plan(unit, pegawai, ketua_tim)
    for quarter in (1, 2, 3, 4):
        approved_achievement(plan, pegawai, ketua_tim, quarter=quarter)
    decisions.reopen(plan, note="Cara keliru", by=ketua_tim)
    plan = plans_actions.change_plan(plan=plan, version=plan.version, by=pegawai, method="sum")
    decisions.submit(plan, by=pegawai)
    decisions.approve(plan, by=ketua_tim)

    listed = row(plan)
    assert (listed.reached, listed.percent, listed.quarters_approved) == (0, 0, 0)
    assert [(each.total, each.percent) for each in plan.quarters()] == [(None, None)] * 4
    assert mean_attainment(AFTER) == 0
    for url in (reverse("programs:plans"), plan.get_absolute_url()):
        assert "Melebihi target" not in login(pegawai).get(url).content.decode()


def test_replaced_evidence_takes_a_quarter_out_of_the_total(unit, pegawai, ketua_tim):
    plan = approved_plan(unit, pegawai, ketua_tim)
    approved_achievement(plan, pegawai, ketua_tim, quarter=1)
    latest = approved_achievement(plan, pegawai, ketua_tim, quarter=2)
    assert (row(plan).reached, row(plan).quarters_approved) == (2, 2)

    evidence.add_version(evidence=latest.attachments.get().evidence, file=photo(), by=pegawai)

    assert (row(plan).reached, row(plan).quarters_approved) == (1, 1)
    assert plan.quarters()[1].total == 1


def test_taking_the_achievements_back_keeps_what_every_quarter_reported(unit, pegawai, ketua_tim):
    with connection.cursor() as cursor:
        for quarter in (1, 2, 3, 4):
            cursor.execute(f"{ADD} achieved_q{quarter} numeric")
        cursor.execute(f"{ADD} progress_note text NOT NULL DEFAULT ''")
    plan = approved_plan(unit, pegawai, ketua_tim)
    for quarter in (1, 2, 3):
        make_achievement(plan, pegawai, quarter=quarter)
    name = "0003_achievements_of_plans"
    then = MigrationLoader(connection).project_state(("programs", name)).apps

    import_module(f"programs.migrations.{name}").give_back(then, None)

    columns = [f"achieved_q{quarter}" for quarter in (1, 2, 3, 4)]
    [values] = then.get_model("programs", "ActionPlan").objects.values_list(*columns)
    assert values == (1, 2, 3, None)


def test_the_mean_is_of_the_attainment_of_approved_plans_where_nothing_reported_is_nothing(
    unit, pegawai, ketua_tim
):
    over, silent = (approved_plan(unit, pegawai, ketua_tim) for _ in range(2))
    approved_achievement(over, pegawai, ketua_tim, quarter=2, value=9, reason="Data lengkap")
    make_plan(unit, pegawai)

    assert mean_attainment(date(2019, 7, 1)) == 50
    assert mean_attainment(date(2019, 2, 1)) is None
    assert silent.achievements.count() == 0
