"""Pieces of spreadsheet formulas: references, rounding, and what one filled cell is worth."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from evaluations.scoring import AnswerType, NodeSpec, decimal_comma
from evaluations.scoring.tree import CHOICES

UNKNOWN, CONTRADICTED = "?", "!"
# A spreadsheet counts in binary: a figure that is a tie comes out up to 1E-12 above or below it.
# Added before rounding, this takes every tie up; no figure of a sheet lies that close below one.
ALLOWANCE = "1E-11"


def rounded(expression: str, *, may_be_negative: bool = False) -> str:
    """``expression`` to two decimals, half up, as ``scoring.half_up`` gives it: away from 0."""
    if may_be_negative:
        return f"SIGN({expression})*ROUND(ABS({expression})+{ALLOWANCE},2)"
    return f"ROUND({expression}+{ALLOWANCE},2)"


def references(column: str, rows: Iterable[int], *, sheet: str = "") -> str:
    """The cells of one column on ``rows``, those that adjoin as a range: ``K8:K10,K14``."""
    place = f"{sheet}!" if sheet else ""
    runs = groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0])
    parts = []
    for _number, run in runs:
        first, *rest = [row for _index, row in run]
        last = f":{column}{rest[-1]}" if rest else ""
        parts.append(f"{place}{column}{first}{last}")
    return ",".join(parts)


def quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def literal(number: Decimal) -> str:
    return format(number, "f")


def mend(why: str) -> str:
    """What every fault in ``CHECK`` begins with, so that they can be counted."""
    return _("Perbaiki: %(why)s") % {"why": why}


def points(node: NodeSpec, cell: str) -> str:
    """What a filled answer cell is worth, or UNKNOWN."""
    misfit = f'"{UNKNOWN}"'
    if node.answer_type in CHOICES:
        worth = misfit
        for option in reversed(node.options):
            if option.score is not None:
                worth = f"IF({cell}={quoted(option.letter)},{literal(option.score)},{worth})"
        return worth
    if node.answer_type is AnswerType.COUNT:
        return fitting(cell, f"{cell}>=0,{cell}=INT({cell})", cell)
    within = f"{cell}>={literal(node.low)},{cell}<={literal(node.top)}"
    deducted = node.answer_type is AnswerType.COEFFICIENT
    return fitting(cell, within, cell if deducted else f"{cell}/{literal(node.top)}")


def fitting(cell: str, conditions: str, worth: str) -> str:
    """``worth`` where the cell holds a number that meets all conditions, else UNKNOWN."""
    return f'IF(ISNUMBER({cell}),IF(AND({conditions}),{worth},"{UNKNOWN}"),"{UNKNOWN}")'


def misfit(node: NodeSpec) -> str:
    """Why an answer does not fit."""
    if node.answer_type in CHOICES:
        return _("bukan salah satu pilihan")
    if node.answer_type is AnswerType.COUNT:
        return _("bukan bilangan bulat 0 atau lebih")
    return _("bukan angka %(low)s sampai %(top)s") % {
        "low": decimal_comma(node.low),
        "top": decimal_comma(node.top),
    }
