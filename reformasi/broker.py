"""The queue in Redis, from which no message stops a worker.

Kombu's own lets through whatever a message that is no task, or that cannot be read, makes Python
raise: the worker's main process ends, or connects anew, finds the same message again and does so
for ever. Here such a message is put into the log and dropped. That loses nothing: the queue only
tells the workers of rows, and the sweeper tells them again (ADR 41).
"""

from __future__ import annotations

import logging
from queue import Empty

from celery.apps import worker
from celery.worker.request import Request
from kombu.transport import redis
from redis.exceptions import RedisError

DAY = 24 * 3600

logger = logging.getLogger(__name__)

#: The connection, not the message. Kombu counts a missing member of a message among them, too.
LOST: tuple[type[BaseException], ...] = tuple(set(redis.Transport.connection_errors) - {KeyError})
NO_MESSAGE: tuple[type[BaseException], ...] = (*LOST, RedisError, Empty)


class Channel(redis.Channel):
    """Kombu's own, for which what is no JSON is no message."""

    def _brpop_read(self, **options: object) -> bool:
        try:
            return bool(super()._brpop_read(**options))  # type: ignore[misc]  # not in the stubs
        except NO_MESSAGE:
            raise
        except Exception:
            logger.exception("Dropped from the queue, for it is no JSON")
            return True


class Transport(redis.Transport):
    """Kombu's own, which survives what it delivers."""

    Channel = Channel

    def _deliver(self, message: object, queue: str | None) -> None:
        try:
            check_limits(message)
            super()._deliver(message, queue)
        except LOST:
            raise
        except Exception:
            logger.exception("Dropped from queue %s, for it is no task", queue)
            self.drop(message)

    def drop(self, message: object) -> None:
        """Say that ``message`` is done with, if it came so far that somebody would wait for it."""
        properties = message.get("properties") if isinstance(message, dict) else None
        tag = properties.get("delivery_tag") if isinstance(properties, dict) else None
        for channel in self.channels or []:
            if isinstance(tag, str) and tag in (channel.qos._delivered or {}):
                channel.basic_reject(tag, requeue=False)


def check_limits(message: object) -> None:
    """What is no number would stop the clock that the worker's children are held to.

    Raises:
        ValueError: a time limit of the message is not a number of seconds.
    """
    headers = message.get("headers") if isinstance(message, dict) else None
    limits = headers.get("timelimit") if isinstance(headers, dict) else None
    if limits is None or limits == [None, None]:
        return
    hard, soft = limits
    if not all(limit is None or 0 < limit < DAY for limit in (hard, soft)):
        raise ValueError(f"no time limits: {limits!r:.80}")


class Worker(worker.Worker):
    """Celery's own, whose place in the pool is free again when a task could not be given to it."""

    def _process_task(self, req: Request) -> None:
        try:
            super()._process_task(req)  # type: ignore[misc]  # not in the stubs
        except Exception:
            self._quick_release()  # type: ignore[attr-defined]
            raise
