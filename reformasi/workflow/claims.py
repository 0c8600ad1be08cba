"""Work that one worker claims at a time: its columns, its claim, and telling the queue of it.

Every write of a worker is a conditional UPDATE on its claim, so that a worker that was given up for
dead cannot write over the one that followed it (ADR 41).
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as QueueUnreachable

from reformasi.ui.storage import StorageFull

if TYPE_CHECKING:
    from celery import Task

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
#: What is queued and no worker took is announced again after this time.
ANNOUNCE_AGAIN = timedelta(minutes=2)
QUEUED, RUNNING, FAILED = "queued", "running", "failed"
IN_PROGRESS = (QUEUED, RUNNING)


class ClaimLost(Exception):
    """The work was taken away, or given to another worker, while this one was busy."""


class ClaimedWork(models.Model):
    """Is queued, made by a worker that claims it, and ends done or failed with a reason.

    A concrete model has a ``status`` with at least the values "queued", "running", "failed".
    """

    status: models.CharField[str, str]
    failure = models.TextField(_("sebab kegagalan"), blank=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True)
    announced_at = models.DateTimeField(null=True)  # when the queue last took it
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    claim = models.UUIDField(null=True)  # of the one worker that may finish it
    task_id = models.CharField(max_length=64, blank=True)  # of the message that began it
    lease_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status=FAILED) ^ Q(failure=""),
                name="%(app_label)s_%(class)s_failure_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=RUNNING) | Q(claim__isnull=False, lease_until__isnull=False),
                name="%(app_label)s_%(class)s_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MAX_ATTEMPTS),
                name="%(app_label)s_%(class)s_attempts_bounded",
            ),
        ]

    @property
    def in_progress(self) -> bool:
        return self.status in IN_PROGRESS

    @property
    def queue_is_silent(self) -> bool:
        """It waits, and the queue could not be told yet; the sweeper will."""
        return self.status == QUEUED and self.announced_at is None


W = TypeVar("W", bound=ClaimedWork)


def undelivered(before: datetime) -> Q:
    """Queued, and no worker heard of it, or it was last announced before ``before``."""
    return Q(Q(announced_at__isnull=True) | Q(announced_at__lt=before), status=QUEUED)


def abandoned(now: datetime) -> Q:
    """Running, but its worker has not been heard of within the lease."""
    return Q(status=RUNNING, lease_until__lt=now)


def claimable(now: datetime, task_id: str) -> Q:
    """What a worker may begin: queued, abandoned, or its own message delivered again."""
    return Q(status=QUEUED) | abandoned(now) | Q(status=RUNNING, task_id=task_id)


def claim(rows: models.QuerySet[W], task_id: str, until: datetime, **values: object) -> W | None:
    """Take the one of ``rows`` for this worker until ``until``; None if there is nothing to take.

    ``task_id`` is the same when the broker delivers a message again because its worker died: then
    the claim of the dead one is taken over at once, without waiting for the lease.
    """
    mine = uuid.uuid4()
    free = rows.filter(claimable(timezone.now(), task_id), attempts__lt=MAX_ATTEMPTS)
    free.update(
        status=RUNNING,
        attempts=F("attempts") + 1,
        claim=mine,
        task_id=task_id,
        lease_until=until,
        **values,
    )
    return rows.filter(claim=mine).first()


def exhausted(rows: models.QuerySet[W], task_id: str) -> models.QuerySet[W]:
    """Those that a worker could take, had they not been tried too often."""
    return rows.filter(claimable(timezone.now(), task_id), attempts__gte=MAX_ATTEMPTS)


def write(work: ClaimedWork, **values: object) -> None:
    """Write the columns ``values`` of what this worker has claimed.

    Raises:
        ClaimLost: it was taken away or taken over; there is no use in going on.
    """
    rows = type(work)._base_manager.filter(Q(status=RUNNING), pk=work.pk, claim=work.claim)
    if not rows.update(**values):
        raise ClaimLost(work)


def announce(task: Task, model: type[ClaimedWork], pk: int) -> bool:
    """Tell the workers of queued work. If the queue is down the sweeper tells them later."""
    try:
        task.delay(pk)
    except QueueUnreachable as error:
        logger.warning("%s %s waits: the queue does not answer (%s)", model.__name__, pk, error)
        return False
    model._base_manager.filter(Q(status=QUEUED), pk=pk).update(announced_at=timezone.now())
    return True


def announce_all(keys: Iterable[int], announce_one: Callable[[int], bool]) -> None:
    """Tell the workers of each; where the queue is down the next sweep tries again."""
    for pk in keys:
        if not announce_one(pk):
            return


def unheard(model: type[ClaimedWork], now: datetime) -> list[int]:
    """What no worker took, or whose worker is not heard of any more: the longest waiting first."""
    rows = model._base_manager.filter(undelivered(now - ANNOUNCE_AGAIN) | abandoned(now))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def fail(work: ClaimedWork, reason: str) -> None:
    """Say why it could not be made; nothing happens if the claim is lost meanwhile."""
    with suppress(ClaimLost):
        write(work, status=FAILED, failure=reason, finished_at=timezone.now())


@contextmanager
def telling(
    work: W, *, too_long: str, broken: str, fail: Callable[[W, str], None] = fail
) -> Iterator[None]:
    """What goes wrong inside becomes the reason that ``work`` failed, as the person reads it.

    ``too_long`` where the time is over; ``broken``, with a place for ``error``, where nobody knows.
    A lost claim is nothing to tell: another worker has it, or it was cancelled.

    Raises:
        InterfaceError, OperationalError: the database is away, so nothing can be written; the
            sweeper tells of the work again.
    """
    name = f"{type(work).__name__} {work.pk}"
    try:
        yield
    except ClaimLost:
        logger.info("%s was cancelled or taken over", name)
    except (InterfaceError, OperationalError):
        raise
    except SoftTimeLimitExceeded:
        fail(work, too_long)
    except StorageFull as error:
        logger.exception(name)
        fail(work, str(error))
    except Exception as error:
        logger.exception(name)
        fail(work, broken % {"error": type(error).__name__})
