"""The page, its documents, the command and the workbook say the same score (ADR 126, 128).

What the workbook works out is compared with the engine in ``test_workbook_scores.py``.
"""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from evaluations.assessments.documents import recap
from evaluations.assessments.models import Assessment, AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.scoring import InstrumentSpec
from evaluations.scoring.tree import CHOICES, SCALE_TOPS
from reformasi.organisation.roles import Role
from reformasi.ui.templatetags.ui import decimal_id

from .factories import fill, make_assessment

SHEETS, NEW_EVERY = 200, 10


@pytest.fixture
def lead(unit, member_of):
    return member_of(unit, Role.KETUA_TIM)


@pytest.fixture
def sheet(unit, lead):
    return make_assessment(unit, lead)


def random_values(instrument: InstrumentSpec, dice: random.Random) -> dict[str, str]:
    """Answers of every kind, some blank; none contradicts another, which the command refuses."""
    blank = dice.choice((0, 0.05, 0.5, 1))
    values = {}
    for node in instrument.answerable:
        if dice.random() < blank:
            values[node.code] = ""
        elif node.answer_type in CHOICES:
            values[node.code] = dice.choice([o.letter for o in node.options if o.score is not None])
        elif node.answer_type in SCALE_TOPS:
            values[node.code] = f"{dice.randint(0, int(node.top) * 100) / 100:g}"
        else:
            values[node.code] = str(dice.choice((1, 2, 3, 7, 40)))
    return values


def of_command(values: dict[str, str], folder: Path) -> str:
    path = folder / "lembar.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "answer"])
        rows.writerows(values.items())
    output = io.StringIO()
    call_command("score", str(path), instrument="zi-2021", is_json=True, stdout=output)
    total: str = json.loads(output.getvalue())["total"]
    return total


def totals(sheet: Assessment, values: dict[str, str], folder: Path) -> set[str]:
    """The total wherever it is told, as the command writes it."""
    layer = AssessmentLayer.objects.select_related("assessment__unit").get(assessment=sheet)
    page = Sheet(layer)
    document = recap.build(layer, layer.unit)
    return {
        str(page.standing.result.total),
        str(layer.standing.result.total),
        str(document["total"]),
        of_command(values, folder),
    }


@pytest.mark.load  # the same sheet, filled in two hundred times
def test_two_hundred_random_sheets_have_one_score_each(sheet, lead, tmp_path, client):
    dice = random.Random(7)
    specification = sheet.specification
    scores = []
    values: dict[str, str] = {}
    for number in range(SHEETS):
        drawn = random_values(specification, dice)
        if number % NEW_EVERY:  # a few answers more: a whole sheet is some 130 rows to write
            drawn = {code: drawn[code] for code in dice.sample(sorted(drawn), k=12)}
        values |= drawn
        fill(sheet, drawn, lead)
        outcome = totals(sheet, values, tmp_path)
        assert len(outcome) == 1, values
        scores += outcome
    assert len(set(scores)) > SHEETS // 2
    client.force_login(lead)
    page = client.get(reverse("evaluations:sheet", args=[sheet.pk])).content.decode()
    assert f'live__score">{decimal_id(scores[-1])}<' in page


def test_a_sheet_has_one_score_wherever_it_is_told(sheet, lead, tmp_path):
    values = random_values(sheet.specification, random.Random(11))
    fill(sheet, values, lead)
    assert len(totals(sheet, values, tmp_path)) == 1
