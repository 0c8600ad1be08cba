"""Sheets of many layouts: whatever is recognised is right, and nearly everything is recognised."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import pytest

from evaluations.assessments.workbooks.reading import read_sheet
from evaluations.instruments.files import read_instrument

from .layouts import Style, make_sheet, style_of

INSTRUMENTS = ("zi-2021", "zi-2014", "zi-2026")
LEAST = 0.85  # of what is answered in a sheet; on average it is over 0.99


def recall_of(style: Style, dice: random.Random, code: str = "zi-2021") -> float:
    """The share of the answers that were recognised; fails if one of them is another's."""
    instrument = read_instrument(code)
    made = make_sheet(instrument, style, dice)

    reading = read_sheet(io.BytesIO(made.content), instrument)

    filled = [one for one in reading.matches if one.value is not None]
    assert [one for one in filled if made.code_at.get(one.cell) != one.code] == []
    wanted = {node.code for node in instrument.answerable} & set(made.answers)
    return len({one.code for one in filled} & wanted) / max(1, len(wanted))


@pytest.mark.parametrize("seed", range(24))
def test_no_answer_lands_on_another_question_in_any_layout(seed):
    dice = random.Random(seed)

    assert recall_of(style_of(dice), dice, INSTRUMENTS[seed % 3]) >= LEAST


@pytest.mark.parametrize(
    "style",
    [
        Style(numbers="none", text="cut", headings="none", asks=False, weighs=False),
        Style(numbers="steps", text="reworded", titled_from=2, tpi="group", answers="text"),
        Style(numbers="running", text="filled", headings="columns", asks=False, is_csv=True),
        Style(numbers="full", text="name", order="shuffled", mixed_columns=True, noise=True),
        Style(numbers="single", text="upper", order="areas", dropped=0.3, decoys=True),
    ],
    ids=["words only", "numbers column by column", "csv", "shuffled codes", "area by area"],
)
def test_one_kind_of_clue_is_enough(style):
    assert recall_of(style, random.Random(7)) > 0.9


@pytest.mark.parametrize("numbers", ["steps", "single", "counted", "inline", "none"])
def test_questions_of_ones_own_do_not_shift_the_others(numbers):
    style = Style(numbers=numbers, text="filled", renumbered=True, asks=False, weighs=False)

    for seed in range(2):
        recall_of(style, random.Random(seed))
        recall_of(replace(style, dropped=0.2), random.Random(seed))
