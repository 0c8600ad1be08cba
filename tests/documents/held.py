"""Imported by a test's worker: holds every report in the middle, until the test lets it go.

Lists in Redis carry the signals, so nothing here or in the tests waits for a clock.
"""

import os

import redis
from django.conf import settings

from reformasi.documents import rendering

HELD = f"{os.environ['QUEUE_PREFIX']}held"
RELEASED = f"{os.environ['QUEUE_PREFIX']}released"
SECONDS = 60  # a test that forgets to release fails, and does not hang

real = rendering.pdf_of


def held(html, *, identifier, on_step):
    with redis.Redis.from_url(settings.REDIS_URL) as signals:
        signals.rpush(HELD, identifier)
        signals.blpop(RELEASED, timeout=SECONDS)
    return real(html, identifier=identifier, on_step=on_step)


rendering.pdf_of = held
