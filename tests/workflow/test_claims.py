"""What documents and exports have in common: one worker at a time, and none that writes late."""

from datetime import timedelta
from errno import ENOSPC

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from reformasi.documents import actions as documents
from reformasi.organisation.roles import Role
from reformasi.sheets import actions as sheets
from reformasi.sheets.context import Context
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.workflow import Format
from reformasi.ui.storage import StorageFull
from reformasi.workflow import claims
from tests.documents import kinds

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)
FULL = StorageFull(OSError(ENOSPC, ""))


def document(unit, by):
    return documents.request_document(kind=kinds.REPORT, subject=unit, unit=unit, by=by)


def export(unit, by):
    return sheets.request_export(table=PEOPLE, context=Context(by), format=Format.CSV)


@pytest.fixture(params=[document, export], ids=lambda make: make.__name__)
def work(request, ministry, unit, member_of):
    """Queued; no worker has heard of it."""
    return request.param(unit, member_of(ministry, Role.BIRO))


def claim(work, task_id="tugas-1", until=LEASE):
    rows = type(work).objects.filter(pk=work.pk)
    return claims.claim(rows, task_id, timezone.now() + until)


def is_among(work, condition):
    return type(work).objects.filter(condition, pk=work.pk).exists()


def test_what_is_claimed_is_running_and_nobody_else_gets_it(work):
    mine = claim(work)

    assert (mine.status, mine.attempts, mine.in_progress) == (claims.RUNNING, 1, True)
    assert claim(work, "tugas-2") is None


def test_a_message_delivered_again_takes_over_and_the_worker_before_writes_no_more(work):
    dead = claim(work)
    living = claim(work)

    with pytest.raises(claims.ClaimLost):
        claims.write(dead, finished_at=timezone.now())
    claims.write(living, attempts=2)
    work.refresh_from_db()
    assert (work.claim, work.finished_at) == (living.claim, None)


def test_a_worker_that_is_not_heard_of_loses_its_claim(work):
    silent = claim(work, until=-LEASE)

    assert is_among(work, claims.abandoned(timezone.now()))
    assert claim(work, "tugas-2")
    with pytest.raises(claims.ClaimLost):
        claims.write(silent, attempts=1)


def test_it_is_tried_three_times_and_no_more(work):
    for attempt in range(claims.MAX_ATTEMPTS):
        assert claim(work, f"tugas-{attempt}", until=-LEASE)

    assert claim(work, "tugas-9") is None
    assert claims.exhausted(type(work).objects.all(), "tugas-9").get().pk == work.pk


def test_running_without_a_claim_or_failed_without_a_reason_is_refused_by_the_database(work):
    for wrong in ({"status": claims.RUNNING}, {"status": claims.FAILED}, {"attempts": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(work).objects.filter(pk=work.pk).update(**wrong)


class Queue:
    """Stands for the task: what it was told, or that it cannot be reached."""

    def __init__(self, *, silent=False):
        self.silent, self.told = silent, []

    def delay(self, pk):
        if self.silent:
            raise claims.QueueUnreachable("connection refused")
        self.told.append(pk)


def test_what_the_queue_was_told_of_is_told_again_only_after_a_while(work):
    queue, now = Queue(), timezone.now()

    assert claims.announce(queue, type(work), work.pk)
    work.refresh_from_db()
    assert (queue.told, work.queue_is_silent) == ([work.pk], False)
    assert not is_among(work, claims.undelivered(now - claims.ANNOUNCE_AGAIN))
    assert is_among(work, claims.undelivered(now + claims.ANNOUNCE_AGAIN))


def test_a_queue_out_of_reach_loses_nothing(work):
    assert not claims.announce(Queue(silent=True), type(work), work.pk)

    work.refresh_from_db()
    assert work.queue_is_silent
    assert is_among(work, claims.undelivered(timezone.now()))


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (FULL, str(FULL)),
        (SoftTimeLimitExceeded(), "Terlalu lama."),
        (KeyError("x"), "Rusak (KeyError)."),
        (claims.ClaimLost(), ""),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_goes_wrong_becomes_the_reason_of_the_failure(work, error, failure):
    mine = claim(work)
    with claims.telling(mine, too_long="Terlalu lama.", broken="Rusak (%(error)s)."):
        raise error
    work.refresh_from_db()
    assert work.failure == failure
    assert work.status == (claims.FAILED if failure else claims.RUNNING)


def test_where_the_database_is_away_nothing_is_written_and_nothing_swallowed(work):
    mine = claim(work)
    with (
        pytest.raises(OperationalError),
        claims.telling(mine, too_long="Terlalu lama.", broken="Rusak (%(error)s)."),
    ):
        raise OperationalError
    work.refresh_from_db()
    assert work.status == claims.RUNNING


@pytest.mark.parametrize(("silent", "told"), [(None, [1, 2, 3]), (2, [1, 2])])
def test_a_sweep_tells_of_each_and_ends_where_the_queue_is_down(silent, told):
    asked = []

    def announce_one(pk):
        asked.append(pk)
        return pk != silent

    claims.announce_all([1, 2, 3], announce_one)

    assert asked == told
