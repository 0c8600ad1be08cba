"""Facts and sums follow their rows, whatever people do, and however the counting ends."""

from __future__ import annotations

import os
import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from dashboards.figures import mean_of
from dashboards.rollups import actions, recounts
from dashboards.rollups.freshness import AT_A_READING, counted_until
from dashboards.rollups.models import ActivitySum, Kind, Mark, PlanSum, RecommendationSum, Recount
from dashboards.rollups.tasks import recount
from evaluations.follow_ups.models import FollowUp
from evaluations.follow_ups.progress import concerning, progress_of
from evaluations.follow_ups.workflow import Outcome
from evaluations.letters.models import Recommendation
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.organisation.models import Unit
from tests.dashboards.rollups.walk import Walk
from tests.programs.factories import approved_activity, make_activity


def differences_now():
    return [sentence for each in recounts.recount().values() for sentence in each]


@pytest.mark.parametrize("seed", range(2))
def test_after_a_random_walk_everything_kept_is_what_the_pages_count_live(db, seed):
    walk = Walk(seed)
    for number in range(150):
        walk.step()
        if number % 25 == 0:
            recounts.work_off()

    assert differences_now() == []
    for unit in Unit.objects.all():
        assert activities_of(unit) == live_activities(unit)
        assert recommendations_of(unit) == live_recommendations(unit)
        for year in (walk.today.year - 1, walk.today.year):
            for today in (date(year, 7, 5), date(year + 1, 1, 1)):
                assert plans_of(unit, year, today) == live_plans(unit, year, today)


@pytest.mark.load
def test_after_many_acts_and_much_counting_a_recount_reports_nothing(db):
    """``WALK_ACTS=10000 script/test -o faulthandler_timeout=0 tests/dashboards/rollups`` walks as
    far as the issue asks."""
    walk = Walk(seed=8, units=40)
    acts = int(os.environ.get("WALK_ACTS", "600"))
    for number in range(acts):
        walk.step()
        if number % 50 == 0:
            counted_until(*Kind)

    assert differences_now() == []
    counts = [model.objects.count() for model in (Activity, ActionPlan, FollowUp)]
    assert min(counts) > acts / 100
    assert ActivitySum.objects.filter(approved__gt=0).exists()
    assert RecommendationSum.objects.filter(done__gt=0).exists()


def activities_of(unit):
    rows = ActivitySum.objects.of([unit.path]).filter(total__gt=0)
    return {(row.year, row.area_id): (row.total, row.approved) for row in rows}


def live_activities(unit):
    totals = {}
    for row in Activity.objects.in_subtree(unit).exclude(date=None):
        for place in {(row.date.year, None), (row.date.year, row.area_id)}:
            total, approved = totals.get(place, (0, 0))
            totals[place] = (total + 1, approved + row.is_approved)
    return totals


def plans_of(unit, year, today):
    """Approved, mean attainment and late ones, by area; as ``PlanSum`` tells them."""
    rows = PlanSum.objects.of([unit.path]).filter(year=year, approved__gt=0)
    means = {row.area_id: mean_of([row], today) for row in rows}
    return {
        row.area_id: (row.approved, mean and round(mean, 6), row.late(today))
        for row in rows
        for mean in [means[row.area_id]]
    }


def live_plans(unit, year, today):
    plans = ActionPlan.objects.in_subtree(unit).of_year(year).approved()
    late = set(plans.overdue(today).values_list("pk", flat=True))
    rows = list(plans.with_attainment(today))
    result = {}
    for area in {None, *(row.area_id for row in rows)} if rows else ():
        own = [row for row in rows if area in (None, row.area_id)]
        values = [round(row.attainment, 2) for row in own if row.attainment is not None]
        mean = round(sum(values) / len(values), 6) if values else None
        result[area] = (len(own), mean, sum(row.pk in late for row in own))
    return result


def recommendations_of(unit):
    row = RecommendationSum.objects.filter(path=unit.path, total__gt=0).first()
    return row and {
        outcome.value: tuple(
            getattr(row, name) for name in (outcome, f"{outcome}_amount", f"{outcome}_settled")
        )
        for outcome in Outcome
    } | {"samples": row.samples > 0}


def live_recommendations(unit):
    rows = Recommendation.objects.filter(concerning(unit))
    progress = progress_of(rows, FollowUp.objects.in_subtree(unit))
    return (progress.total or None) and {
        outcome: (share.count, share.amount, share.settled)
        for outcome, share in progress.shares.items()
    } | {"samples": progress.is_sample}


def make_marks(unit, pegawai, number):
    for _number in range(number):
        make_activity(unit, pegawai, evidence=False)


def test_what_a_person_has_just_saved_is_counted_when_they_look(unit, ditjen, pegawai, ketua_tim):
    approved_activity(unit, pegawai, ketua_tim)

    assert counted_until(Kind.ACTIVITY) is None
    [total] = ActivitySum.objects.of([ditjen.path]).of_all_areas()
    assert (total.total, total.approved) == (1, 1)


def test_where_much_has_changed_the_page_says_until_when_it_is_counted(unit, pegawai):
    make_activity(unit, pegawai, evidence=False)
    first = Mark.objects.earliest("pk").at
    Mark.objects.bulk_create(
        Mark(kind=Kind.ACTIVITY, key=key, at=first) for key in range(AT_A_READING)
    )

    assert counted_until(Kind.ACTIVITY, Kind.PLAN) == first
    assert counted_until(Kind.PLAN) is None
    assert not ActivitySum.objects.exists()

    recounts.work_off()
    assert counted_until(Kind.ACTIVITY) is None
    assert ActivitySum.objects.exists()


def test_what_is_rolled_back_leaves_no_mark(unit, pegawai):
    recounts.work_off()
    with transaction.atomic():
        make_activity(unit, pegawai)
        transaction.set_rollback(True)

    assert not Mark.objects.exists()


@pytest.fixture
def tampered(unit, ditjen, pegawai):
    """A sum that is wrong by one."""
    make_activity(unit, pegawai, evidence=False)
    recounts.work_off()
    ActivitySum.objects.of([ditjen.path]).of_all_areas().update(total=2)
    return ditjen


def test_recount_names_what_is_wrong_and_repairs_it_when_asked(tampered, capsys):
    with pytest.raises(CommandError, match="1 selisih"):
        call_command("recount")
    output = capsys.readouterr().out
    assert f"path={tampered.path} year=2019" in output
    assert "tersimpan total=2; seharusnya total=1" in output

    call_command("recount", repair=True)
    call_command("recount")

    assert "activity: 0 selisih" in capsys.readouterr().out


def test_every_night_the_recount_is_put_on_record(tampered, caplog, admin, login):
    recount()

    assert Recount.objects.get().differences == 1
    assert "seharusnya total=1" in caplog.text
    page = login(admin).get(reverse("dashboards:admin")).content.decode()
    assert "1 selisih" in page
    assert "recount --repair" in page


def in_a_thread(work):
    """Another connection, as another process has it; what ended it, if anything did."""
    ended = []

    def run():
        try:
            work()
        except OperationalError as error:
            ended.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, ended


@pytest.mark.django_db(transaction=True)
def test_counting_that_is_killed_on_the_way_has_done_nothing(unit, pegawai):
    make_marks(unit, pegawai, 3)
    recounts.work_off()
    make_marks(unit, pegawai, 3)
    marks = Mark.objects.count()
    backend, is_done = [], threading.Event()

    def count_and_wait():
        with transaction.atomic():
            assert actions.refresh(Kind.ACTIVITY) == marks
            backend.append(connection.connection.info.backend_pid)
            is_done.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(300)")

    thread, ended = in_a_thread(count_and_wait)
    is_done.wait(60)
    assert actions.refresh(Kind.ACTIVITY) == 0  # another is at it
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", backend)
    thread.join(60)

    assert ended
    assert Mark.objects.count() == marks
    assert differences_now() == []
    assert ActivitySum.objects.of([unit.path]).of_all_areas().get().total == 6


@pytest.mark.django_db(transaction=True)
def test_counting_twice_at_once_while_people_write_counts_once(unit, pegawai):
    make_marks(unit, pegawai, 20)

    def count():
        for _turn in range(30):
            actions.refresh(Kind.ACTIVITY)

    threads = [in_a_thread(count) for _number in range(3)]
    make_marks(unit, pegawai, 10)
    for thread, ended in threads:
        thread.join(60)
        assert ended == []

    assert differences_now() == []
    assert ActivitySum.objects.of([unit.path]).of_all_areas().get().total == 30
