"""Numbers as people type them: comma and point are both decimal marks, groups come in threes.

One reader for forms, filters, sheets and commands; it does not know the language of the page.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

#: Blanks that spreadsheets and web pages put between groups, besides the ordinary one.
BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
MINUS = "\u2212"  # as word processors write it
LONGEST = 60  # signs; Python itself refuses to read numbers of some thousand digits
GREATEST = 2_147_483_647  # what a column of whole numbers holds
MANY = 100_000  # of anything that a unit counts one by one
PLAIN = re.compile(r"[+-]?[0-9]+")
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([. ,])[0-9]{3})(?:\1[0-9]{3})*")
GROUPED_AND_MARKED = re.compile(GROUPED.pattern + r"([.,])[0-9]+")
MARKED = re.compile(r"[+-]?[0-9]+[.,][0-9]+")
#: One mark with three digits behind it: a group for one person, a fraction for another.
EITHER = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")


class NotANumber(ValueError):
    """The text is no number; the message says what to write."""


class DoubtfulNumber(NotANumber):
    """The text is a number in two ways; the message names both and asks for one."""


def rounded(percent: Decimal, places: int = 0) -> Decimal:
    """``percent`` for people: 100 only where it is all, and 0 only where it is nothing."""
    step = Decimal(1).scaleb(-places)
    figure = percent.quantize(step, ROUND_HALF_UP)
    if 0 < percent < 100:
        return min(max(figure, step), 100 - step)
    return figure


def share_of(part: int, whole: int) -> int:
    """``part`` of ``whole`` in whole percent, as ``rounded``; 0 of nothing."""
    return int(rounded(Decimal(part) * 100 / Decimal(whole))) if whole else 0


def whole_number(text: str) -> int:
    """``text`` as a whole number: "1.000" and "1 000" are a thousand, "2,5" is refused.

    Raises:
        NotANumber: no number, or one with a fraction.
        DoubtfulNumber: the mark may be a decimal one, as in "0.500" or "2.00".
    """
    compact = _compact(text)
    if PLAIN.fullmatch(compact):
        return int(compact)
    if GROUPED.fullmatch(compact):
        return int(_digits(compact))
    if MARKED.fullmatch(compact):
        raise DoubtfulNumber(
            _("“%(text)s” bukan bilangan bulat. Tulis tanpa koma, misalnya 25 atau 1.000.")
            % {"text": compact}
        )
    raise _not_a_number(compact, _("Tulis bilangan bulat, misalnya 25 atau 1.000."))


def decimal_number(text: str) -> Decimal:
    """``text`` as a number with a fraction: "2,5" and "2.5" are the same, "1.250.000" is grouped.

    Raises:
        NotANumber: no number.
        DoubtfulNumber: "2.500" is 2500 for one person and 2.5 for another.
    """
    compact = _compact(text)
    if PLAIN.fullmatch(compact):
        return Decimal(compact)
    if match := GROUPED_AND_MARKED.fullmatch(compact):
        group, mark = match.groups()
        if group != mark:
            whole, fraction = compact.rsplit(mark, 1)
            return Decimal(f"{_digits(whole)}.{fraction}")
    if EITHER.fullmatch(compact):
        raise _doubtful(compact)
    if GROUPED.fullmatch(compact):
        return Decimal(_digits(compact))
    if MARKED.fullmatch(compact):
        return Decimal(compact.replace(",", "."))
    raise _not_a_number(compact, _("Tulis angka, misalnya 2,5 atau 1250."))


def typed(number: Decimal | int) -> str:
    """``number`` as an input shows it, so that the reader takes it back as it is: 2.5 is "2,5"."""
    text = f"{Decimal(number):f}".replace(".", ",")
    if EITHER.fullmatch(text):
        text = text.rstrip("0").rstrip(",")
    return f"{text}0" if EITHER.fullmatch(text) else text


def require_between(
    number: Decimal | int, least: Decimal | int | None, greatest: Decimal | int | None
) -> None:
    """Raises:
    NotANumber: ``number`` is too small or too great to be meant.
    """
    bounds = {"minimum": grouped(least or 0), "maximum": grouped(greatest or 0)}
    if (greatest is not None and number > greatest) or (least is not None and number < least):
        if least is None:
            raise NotANumber(_("Isi paling banyak %(maximum)s.") % bounds)
        if greatest is None:
            raise NotANumber(_("Isi paling sedikit %(minimum)s.") % bounds)
        raise NotANumber(_("Isi antara %(minimum)s dan %(maximum)s.") % bounds)


def grouped(number: Decimal | int) -> str:
    """1.000.000 or 9.999,99, in any language of the page."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


def _compact(text: str) -> str:
    compact = BLANKS.sub(" ", text).strip().replace(MINUS, "-")
    if len(compact) > LONGEST:
        raise _not_a_number(compact, _("Tulis angka, misalnya 2,5 atau 1250."))
    return compact


def _digits(text: str) -> str:
    return re.sub(r"[. ,]", "", text)


def _doubtful(text: str) -> DoubtfulNumber:
    whole = str(int(_digits(text)))
    fraction = format(Decimal(text.replace(",", ".")).normalize(), "f").replace(".", ",")
    return DoubtfulNumber(
        _("“%(text)s” dapat berarti %(whole)s atau %(fraction)s. Tulis salah satunya.")
        % {"text": text, "whole": whole, "fraction": fraction}
    )


def _not_a_number(text: str, advice: str) -> NotANumber:
    return NotANumber(_("“%(text)s” bukan angka.") % {"text": text[:40]} + " " + advice)
