from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from programs.activities import actions as activities_actions
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.events import actions as events_actions
from programs.events.models import Attendance
from programs.plans.models import ActionPlan
from programs.submissions.workflow import Status
from reformasi.workflow import decisions
from tests.programs.factories import (
    approved_activity,
    make_activity,
    make_plan,
    reform_area,
    submitted_activity,
)


def test_the_eight_areas_load_twice_without_doubling(db, capsys):
    call_command("load_reform_areas")
    ReformArea.objects.filter(number=5).update(name="Salah ketik")
    call_command("load_reform_areas")
    assert ReformArea.objects.count() == 8
    assert sum(area.weight for area in ReformArea.objects.all()) == 60
    assert ReformArea.objects.get(number=5).name.startswith("Penataan Sistem Manajemen SDM")
    assert [a.number for a in ReformArea.objects.filter(in_zi=True)] == [1, 4, 5, 6, 7, 8]
    assert "0 area baru, 8 seluruhnya" in capsys.readouterr().out


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "unknown"},
        {"status": Status.SUBMITTED},  # by nobody
        {"status": Status.RETURNED},  # without a reason
        {"kind": "rapat"},
        {"end_date": date(2019, 4, 1)},  # before it starts
        {"date": None, "end_date": date(2019, 4, 30)},
        {"submitted_at": "2019-05-01T00:00+07:00"},  # by nobody
    ],
    ids=str,
)
def test_the_database_refuses_an_activity_that_cannot_be(nonsense, unit, pegawai):
    activity = make_activity(unit, pegawai, evidence=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**nonsense)


@pytest.mark.parametrize(
    "blank", [{"title": ""}, {"date": None}, {"area": None}, {"description": ""}]
)
def test_the_database_keeps_submitted_activities_complete(blank, unit, pegawai):
    activity = submitted_activity(unit, pegawai)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**blank)


def test_the_database_refuses_an_approval_by_the_writer(unit, pegawai, ketua_tim):
    activity = approved_activity(unit, pegawai, ketua_tim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(approved_by=pegawai)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"year": 1999},
        {"target_q1": Decimal(-1)},
        {"target_q2": Decimal("0.5")},  # below the first quarter
        {"method": "typed"},
    ],
    ids=str,
)
def test_the_database_refuses_a_plan_that_cannot_be(nonsense, unit, pegawai):
    plan = make_plan(unit, pegawai)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPlan.objects.filter(pk=plan.pk).update(**nonsense)


def test_an_attendee_has_a_name_and_a_nip_once(unit, pegawai):
    event = make_activity(unit, pegawai, kind="sosialisasi").event
    events_actions.add_attendee(event=event, by=pegawai, name="Analis", nip="198001012005011001")
    for fields in (
        {"name": "Lain", "nip": "198001012005011001"},
        {"name": ""},
        {"name": "A", "nip": "12"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(socialization=event, **fields)
    events_actions.add_attendee(event=event, by=pegawai, name="Tamu")
    events_actions.add_attendee(event=event, by=pegawai, name="Tamu lain")
    assert event.attendance.count() == 3


def test_activities_in_reach_are_counted_by_area_of_one_year(
    unit, child, sibling, pegawai, ketua_tim, pimpinan, member_of
):
    one, two = reform_area(1), reform_area(2)
    approved_activity(unit, pegawai, ketua_tim, area=one)
    make_activity(unit, pegawai, area=one)
    make_activity(child, pegawai, area=two)
    make_activity(unit, pegawai, area=one, date=date(2018, 12, 31))
    neighbour = member_of(sibling, "pegawai")
    make_activity(sibling, neighbour, area=two)
    mine = Activity.objects.visible_to(ketua_tim).by_area(2019)
    counted = {row["area_id"]: (row["total"], row["approved"]) for row in mine}
    assert counted == {one.pk: (2, 1), two.pk: (1, 0)}
    above = Activity.objects.visible_to(pimpinan).by_area(2019)
    assert {row["area_id"]: row["total"] for row in above} == {one.pk: 2, two.pk: 2}


def test_what_waits_longest_comes_first(unit, pegawai, ketua_tim):
    first, second = (make_activity(unit, pegawai) for _ in range(2))
    decisions.submit(second, by=pegawai)
    decisions.submit(first, by=pegawai)
    assert list(Activity.objects.waiting_for(ketua_tim)) == [second, first]
    assert list(Activity.objects.drafts_of(pegawai)) == []


def test_row_history_keeps_who_changed_what(unit, pegawai):
    activity = make_activity(unit, pegawai, title="Semula")
    activities_actions.change_activity(activity=activity, version=1, by=pegawai, title="Kemudian")
    titles = activity.events.order_by("pgh_id").values_list("title", flat=True)
    assert list(titles) == ["Semula", "Kemudian"]
    last = activity.events.order_by("pgh_id").last()
    assert last.pgh_context.metadata["actor"] == str(pegawai.pk)
