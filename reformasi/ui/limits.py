"""How often something may be asked for from one place."""

from __future__ import annotations

import time

from django.core.cache import cache

MINUTE = 60


def is_over(act: str, place: str, most: int) -> bool:
    """Count one more ``act`` from ``place``; whether it was more than ``most`` in this minute."""
    key = f"limit:{act}:{place}:{int(time.time()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    return cache.incr(key) > most
