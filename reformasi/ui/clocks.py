"""Times of the day as people write them, in 24 hours."""

from __future__ import annotations

import re
from datetime import time

from django.utils.translation import gettext as _

CLOCK = re.compile(r"(?:(?:pukul|jam)\s+)?([0-9]{1,2})[.:]([0-9]{2})(?:[.:]00)?", re.IGNORECASE)
HALVES = re.compile(r".*[0-9]\s*[ap]\.?\s?m\.?", re.IGNORECASE)


class NotATime(ValueError):
    """The text is no time of the day; the message says what to write."""


def clock(text: str) -> time:
    """ "13.30" and "13:30" are the same.

    Raises:
        NotATime: neither, more than 24 hours, or a half of the day (AM, PM).
    """
    text = " ".join(text.split())
    match = CLOCK.fullmatch(text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    if HALVES.fullmatch(text):
        raise NotATime(_("Tulis jam dengan 24 jam, tanpa AM atau PM, seperti 13.30."))
    raise NotATime(_("“%(text)s” bukan jam. Tulis seperti 13.30.") % {"text": text[:40]})


def typed(value: time) -> str:
    """13.30: as an input shows a time, and ``clock`` reads it back."""
    return f"{value.hour:02}.{value.minute:02}"
