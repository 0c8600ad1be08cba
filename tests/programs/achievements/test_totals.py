"""What quarters make of a year: by the plan's method, from approved figures alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.plans.models import ActionPlan
from programs.plans.quarters import Method, ended_quarters, total_of
from reformasi.workflow import decisions
from tests.programs.factories import (
    approved_achievement,
    approved_plan,
    make_achievement,
    make_plan,
    submitted_achievement,
)

AFTER = date(2020, 1, 1)


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


def test_a_plan_is_behind_where_its_last_quarter_is_approved_below_the_target(
    unit, pegawai, ketua_tim
):
    plan = approved_plan(unit, pegawai, ketua_tim)
    waiting = submitted_achievement(plan, pegawai, quarter=1, value=Decimal("0.5"))
    assert not ActionPlan.objects.behind(date(2019, 4, 1)).exists()
    decisions.approve(waiting, by=ketua_tim)
    assert list(ActionPlan.objects.behind(date(2019, 4, 1))) == [plan]
    assert not ActionPlan.objects.behind(date(2019, 7, 1)).exists()


def test_an_area_means_the_attainment_of_its_plans_where_nothing_reported_is_nothing(
    unit, pegawai, ketua_tim
):
    over, silent = (approved_plan(unit, pegawai, ketua_tim) for _ in range(2))
    approved_achievement(over, pegawai, ketua_tim, quarter=2, value=9, reason="Data lengkap")
    make_plan(unit, pegawai)
    [area] = ActionPlan.objects.with_mean_by_area(2019, date(2019, 7, 1))
    assert (area["total"], area["approved"], area["mean_percent"]) == (3, 2, 50)
    [area] = ActionPlan.objects.with_mean_by_area(2019, date(2019, 2, 1))
    assert area["mean_percent"] is None
    assert silent.achievements.count() == 0
