"""Which errors say that an engine is away or a store is full, and not that the portal is wrong."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import Enum

from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as QueueAway
from psycopg2.errors import DiskFull
from redis.exceptions import RedisError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class Outage(Enum):
    """The status of the answer."""

    ENGINE = 503
    STORE = 507


def outage(error: BaseException | None) -> Outage | None:
    """What is away, if that is what ``error`` comes from."""
    causes = list(_causes(error))
    if any(isinstance(cause, DiskFull) or _is_full(cause) for cause in causes):
        return Outage.STORE
    away = (OperationalError, InterfaceError, RedisError, QueueAway)
    return Outage.ENGINE if any(isinstance(cause, away) for cause in causes) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in FULL
