"""The page, its documents, the command and the workbook say the same score (ADR 126, 128).

What the workbook works out is compared with the engine in ``test_workbook_scores.py``.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from evaluations.assessments.documents.kinds import RECAP
from evaluations.assessments.models import Assessment
from evaluations.scoring import InstrumentSpec
from evaluations.scoring.tree import CHOICES, SCALE_TOPS
from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.documents.rendering import html_of, pdf_of

from .factories import fill

SHEETS, NEW_EVERY, PRINTED_EVERY = 200, 10, 20
PRINTED = r"Nilai ([\d,]+) dari 100,00"


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


def read_total(pattern: str, text: str) -> str:
    """The total as a person reads it, written as the command writes it."""
    [total] = re.findall(pattern, text)
    return total.replace(",", ".")


def of_pdf(html: str, document: DocumentRequest) -> str:
    made = pdf_of(html, identifier=document.snapshot_sha256, on_step=lambda _step: None)
    pages = PdfReader(io.BytesIO(made.content)).pages
    return read_total(PRINTED, " ".join(" ".join(page.extract_text() for page in pages).split()))


def totals(
    sheet: Assessment, values: dict[str, str], folder: Path, client: Client, *, printed: bool
) -> set[str]:
    """The total wherever it is told; with ``printed`` also on paper, which takes a second."""
    page = client.get(reverse("evaluations:sheet_standing", args=[sheet.pk])).content.decode()
    layer = sheet.own
    document = request_document(kind=RECAP, subject=layer, unit=layer.unit, by=None, announce=False)
    html = html_of(document)
    return {
        read_total(r'live__score">([\d,]+)<', page),
        read_total(PRINTED, " ".join(html.split())),
        of_command(values, folder),
        *([of_pdf(html, document)] if printed else []),
    }


@pytest.mark.load  # the same sheet, filled in two hundred times
def test_two_hundred_random_sheets_have_one_score_each(sheet, lead, tmp_path, client):
    client.force_login(lead)
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
        outcome = totals(sheet, values, tmp_path, client, printed=number % PRINTED_EVERY == 0)
        assert len(outcome) == 1, values
        scores += outcome
    assert len(set(scores)) > SHEETS // 2


def test_a_sheet_has_one_score_wherever_it_is_told(sheet, lead, tmp_path, client):
    client.force_login(lead)
    values = random_values(sheet.specification, random.Random(11))
    fill(sheet, values, lead)
    assert len(totals(sheet, values, tmp_path, client, printed=True)) == 1
