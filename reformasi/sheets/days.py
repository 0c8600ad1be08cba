"""Days as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

#: Day 60 of Excel is 29 February 1900, which never was: from then on days count from here.
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 73_051)  # 1927 to 2099
MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "peb", "pebruari", "feb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agt", "agu", "ags", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTH_NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})(?: 00:00(?::00)?)?")
NAMED = re.compile(r"(?:[a-z’']+,\s*)?(\d{1,2})[-\s.]+([a-z]+)\.?,?[-\s]+(\d{4})", re.IGNORECASE)
ADVICE = "31-12-2026"


class NotADay(ValueError):
    """The text is no day; the message says what to write."""


def day_of_serial(number: int) -> date:
    """The day that Excel shows for ``number``.

    Raises:
        NotADay: the number is no plausible day.
    """
    if number not in SERIALS:
        raise _not_a_day(str(number))
    return EXCEL_EPOCH + timedelta(days=number)


def day(text: str) -> date:
    """ "2-8-2020", "2/8/2020", "2 Agustus 2020" and "2020-08-02" are the same day.

    Raises:
        NotADay: none of these, or a day that the calendar does not have.
    """
    text = " ".join(text.split())
    if match := ISO.fullmatch(text):
        year, month, number = (int(part) for part in match.groups())
    elif match := NUMERIC.fullmatch(text):
        number, month, year = (int(part) for part in match.groups())
    elif (match := NAMED.fullmatch(text)) and match[2].lower() in MONTH_NUMBERS:
        number, month, year = int(match[1]), MONTH_NUMBERS[match[2].lower()], int(match[3])
    elif text.isascii() and text.isdigit() and len(text) == 5:
        return day_of_serial(int(text))
    else:
        raise _not_a_day(text)
    try:
        return date(year, month, number)
    except ValueError:
        raise NotADay(
            _("Tanggal “%(text)s” tidak ada. Tulis hari, bulan, tahun seperti %(example)s.")
            % {"text": text, "example": ADVICE}
        ) from None


def _not_a_day(text: str) -> NotADay:
    return NotADay(
        _("“%(text)s” bukan tanggal. Tulis tanggal seperti %(example)s.")
        % {"text": text[:40], "example": ADVICE}
    )
