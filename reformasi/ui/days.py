"""Days as people and spreadsheets write them: one reader for forms, filters, sheets, commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
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
WEEKDAYS = (
    ("senin", "monday", "mon"),
    ("selasa", "tuesday", "tue"),
    ("rabu", "wednesday", "wed"),
    ("kamis", "thursday", "thu"),
    ("jumat", "jum'at", "jum’at", "friday", "fri"),
    ("sabtu", "saturday", "sat"),
    ("minggu", "ahad", "sunday", "sun"),
)
WEEKDAY_NUMBERS = {name: number for number, names in enumerate(WEEKDAYS) for name in names}
WEEKDAY = re.compile(r"([a-z]+[’']?[a-z]+),?\s+(?=\d)", re.IGNORECASE)
NAMED = re.compile(r"(\d{1,2})[-\s.]+([a-z]+)\.?,?[-\s]+(\d{4})", re.IGNORECASE)
SHORT_YEAR = re.compile(r"(.*[-/.\s])\s*['’]?(\d{2})")
COMPACT = re.compile(r"\d{8}")
ADVICE = "31-12-2026"
PLAUSIBLE_YEARS = range(1900, 2101)


class NotADay(ValueError):
    """The text is no day, or none that makes sense; the message says what to write."""


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
        NotADay: none of these, a day that the calendar does not have, another day of the week than
            the one that is named, or a year of two digits.
    """
    text = " ".join(text.split())
    weekday = WEEKDAY.match(text)
    if weekday and weekday[1].lower() not in WEEKDAY_NUMBERS:
        raise _not_a_day(text)
    parts = _parts(text[weekday.end() :] if weekday else text)
    if parts is None:
        raise (_short_year if _has_short_year(text) else _not_a_day)(text)
    try:
        read = date(*parts)
    except ValueError:
        raise NotADay(
            _("Tanggal “%(text)s” tidak ada. Tulis hari, bulan, tahun seperti %(example)s.")
            % {"text": text, "example": ADVICE}
        ) from None
    if weekday and WEEKDAY_NUMBERS[weekday[1].lower()] != read.weekday():
        raise NotADay(
            _("%(day)s adalah hari %(right)s, bukan %(named)s. Periksa tanggalnya.")
            % {"day": _in_short(read), "right": date_format(read, "l"), "named": weekday[1]}
        )
    return read


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of ``text``, be they of the calendar or not; none if it is no date."""
    if match := ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := NUMERIC.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := NAMED.fullmatch(text)) and match[2].lower() in MONTH_NUMBERS:
        return int(match[3]), MONTH_NUMBERS[match[2].lower()], int(match[1])
    return _compact_parts(text) if COMPACT.fullmatch(text) and text.isascii() else None


def _has_short_year(text: str) -> bool:
    match = SHORT_YEAR.fullmatch(text)
    return match is not None and _parts(f"{match[1]}20{match[2]}") is not None


def _compact_parts(text: str) -> tuple[int, int, int] | None:
    """30042019 and 20190430: of the two ways to read eight digits one at most is plausible."""
    readings = [
        (int(text[4:]), int(text[2:4]), int(text[:2])),
        (int(text[:4]), int(text[4:6]), int(text[6:])),
    ]
    for year, month, number in readings:
        if year in PLAUSIBLE_YEARS and 1 <= month <= 12:
            return year, month, number
    return None


def typed(value: date) -> str:
    """30/04/2019: as an input shows a day, and ``day`` reads it back."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def in_words(value: date) -> str:
    """Selasa, 30 April 2019: the day of the week tells a wrong month or year."""
    return date_format(value, "l, j F Y")


@dataclass(frozen=True)
class Within:
    """The days that make sense for a field, by the day on which it is filled in.

    Also a validator: of a model field it then asks the same where no form was.
    """

    first: date | Callable[[date], date]
    last: Callable[[date], date]

    @property
    def earliest(self) -> date:
        return self.first(timezone.localdate()) if callable(self.first) else self.first

    @property
    def latest(self) -> date:
        return self.last(timezone.localdate())

    def __call__(self, value: date) -> None:
        try:
            self.require(value)
        except NotADay as error:
            raise ValidationError(str(error)) from None

    def require(self, value: date) -> None:
        """Raises:
        NotADay: the day is too early or too late to be meant.
        """
        latest = self.latest
        if self.earliest <= value <= latest:
            return
        if value > latest and latest == timezone.localdate():
            message = _("%(day)s belum tiba. Isi tanggal sampai hari ini, %(latest)s.")
        else:
            message = _(
                "%(day)s tidak wajar di sini. Periksa tahunnya; isi %(first)s sampai %(latest)s."
            )
        values = {"day": value, "first": self.earliest, "latest": latest}
        raise NotADay(message % {name: _in_short(each) for name, each in values.items()})


def between(first: str, latest: str) -> Within:
    """The range from one day to another, as a page hands them on.

    Raises:
        NotADay: one of the texts is no day.
    """
    last = day(latest)
    return Within(day(first), lambda today: last)


def _in_short(value: date) -> str:
    return f"{value.day} {date_format(value, 'F')} {value.year:04}"


def _today(today: date) -> date:
    return today


def _end_of_year(today: date) -> date:
    return date(today.year, 12, 31)


def _ten_years_on(today: date) -> date:
    return date(today.year + 10, 12, 31)


def _a_year_on(today: date) -> date:
    return today + timedelta(days=366)


INDEPENDENCE = date(1945, 8, 17)
#: What has happened already: letters, declarations.
PAST = Within(date(2000, 1, 1), _today)
#: What happened or is prepared for this year: activities.
THIS_YEAR = Within(date(2000, 1, 1), _end_of_year)
#: Deadlines, windows and terms, from when the first of them can have been until they can be seen.
PLANNED = Within(date(2000, 1, 1), _ten_years_on)
#: Until when something is shared.
COMING_YEAR = Within(_today, _a_year_on)
#: Since when something holds that may be older than the portal and its rules.
LASTING = Within(INDEPENDENCE, _ten_years_on)


def _short_year(text: str) -> NotADay:
    return NotADay(
        _("“%(text)s” hanya memuat dua angka tahun. Tulis tahunnya lengkap, seperti %(example)s.")
        % {"text": text[:40], "example": ADVICE}
    )


def _not_a_day(text: str) -> NotADay:
    return NotADay(
        _("“%(text)s” bukan tanggal. Tulis tanggal seperti %(example)s.")
        % {"text": text[:40], "example": ADVICE}
    )
