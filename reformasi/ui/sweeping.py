"""Whether the sweeper does its rounds: the last one leaves a note that does not last."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

KEY = "sweeper.round"
#: Rounds that may be missed, and the least time, before somebody should look.
ROUNDS, SECONDS = 10, 300


def note_round() -> None:
    cache.set(KEY, True, max(SECONDS, int(ROUNDS * settings.SWEEP_SECONDS)))


def is_going() -> bool:
    """False also in the first seconds, before the first round."""
    return bool(cache.get(KEY, False))
