"""What may be forgotten at any time. A cache that does not answer is an empty one: what is kept
here makes a page faster, and never takes it down."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError


def recall(key: str) -> Any | None:  # type: ignore[explicit-any]  # whatever JSON holds
    try:
        return cache.get(key)
    except RedisError:
        return None


def remember(key: str, value: object, seconds: int) -> None:
    """``value`` is what JSON can hold."""
    with suppress(RedisError):
        cache.set(key, value, seconds)


def forget(key: str) -> None:
    with suppress(RedisError):
        cache.delete(key)
