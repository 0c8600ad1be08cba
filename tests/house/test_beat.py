"""The scheduler survives a clock that ran ahead, while it runs and over a restart."""

from datetime import timedelta

import pytest
from celery.schedules import schedule

from reformasi.beat import Scheduler
from reformasi.celery import app


@pytest.fixture
def open_scheduler(tmp_path, monkeypatch):
    sent = []
    tasks = {name: {"task": name, "schedule": schedule(timedelta(seconds=1))} for name in "ab"}
    monkeypatch.setattr(app.conf, "beat_schedule", tasks)
    monkeypatch.setattr(
        Scheduler, "apply_entry", lambda self, entry, producer=None: sent.append(entry.name)
    )

    def opened():
        scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=False)
        scheduler.sent = sent
        return scheduler

    return opened


def run_ahead(scheduler, hours=2):
    for entry in scheduler.schedule.values():
        entry.last_run_at = app.now() + timedelta(hours=hours)
    scheduler._heap = None
    scheduler.populate_heap()


def sent_within_seconds(scheduler, monkeypatch):
    """What is sent during the next three seconds, by the clock of the scheduler."""
    scheduler.sent.clear()
    now = app.now()
    for half_seconds in range(7):
        later = now + timedelta(seconds=half_seconds / 2)
        monkeypatch.setattr(app, "now", lambda later=later: later)
        for _ in "ab":
            scheduler.tick()
    return set(scheduler.sent) & {"a", "b"}


def test_a_running_scheduler_goes_on_when_the_clock_is_put_right(open_scheduler, monkeypatch):
    scheduler = open_scheduler()
    run_ahead(scheduler)
    assert sent_within_seconds(scheduler, monkeypatch) == {"a", "b"}


def test_a_restarted_scheduler_believes_no_future(open_scheduler, monkeypatch):
    before = open_scheduler()
    run_ahead(before)
    before.close()
    assert sent_within_seconds(open_scheduler(), monkeypatch) == {"a", "b"}


def test_what_was_sent_is_not_sent_again_at_once(open_scheduler):
    scheduler = open_scheduler()
    run_ahead(scheduler)
    scheduler.sent.clear()
    scheduler.tick()
    assert scheduler.sent == []


def test_the_portal_uses_it(settings):
    assert settings.CELERY_BEAT_SCHEDULER == "reformasi.beat:Scheduler"
