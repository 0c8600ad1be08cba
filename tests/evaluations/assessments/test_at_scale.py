"""Sheets beside those of five thousand units: what a page asks and weighs does not grow."""

from __future__ import annotations

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.assessments.models import Answer, AnswerEvidence, Assessment, AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.workflow import LayerKind
from reformasi.evidence.actions import upload_to
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from tests.evidence.files import pdf
from tests.factories import make_unit
from tests.ui.test_weight import wire

from .factories import answer_of, fill_best, load, make_assessment

pytestmark = pytest.mark.usefixtures("vacuumed")

UNITS = 5_000
FIRST_CODE = "A.I.1.i.a"


def add_sheets(top: Unit, instrument, by, count: int) -> None:
    """Below ``top`` so many units, each with a sheet in which one question is answered."""
    first = make_unit("satker-0", top)
    taken = Unit._str2int(first.path[-Unit.steplen :])
    units = Unit.objects.bulk_create(
        Unit(
            path=top.path + Unit._int2str(taken + number).rjust(Unit.steplen, "0"),
            depth=first.depth,
            code=f"satker-{number}",
            name=f"Satuan Kerja {number}",
            kind=first.kind,
            echelon=first.echelon,
        )
        for number in range(1, count)
    )
    sheets = Assessment.objects.bulk_create(
        Assessment(unit=unit, year=2026, instrument=instrument, created_by=by) for unit in units
    )
    layers = AssessmentLayer.objects.bulk_create(
        AssessmentLayer(assessment=sheet, kind=LayerKind.SELF, content_sha256="0" * 64)
        for sheet in sheets
    )
    Answer.objects.bulk_create(Answer(layer=layer, code=FIRST_CODE, value="Ya") for layer in layers)


def measure(client, sheet) -> dict[str, tuple[int, int]]:
    """Queries, and bytes as gzip, of each request."""
    answer = answer_of(sheet, FIRST_CODE)
    sent = {
        "code": FIRST_CODE,
        f"{FIRST_CODE}.value": "Tidak" if answer.value == "Ya" else "Ya",
        f"{FIRST_CODE}.note": "SK tim",
        f"{FIRST_CODE}.version": answer.version,
    }
    change = reverse("evaluations:answers_change", args=[sheet.pk])
    requests = {
        "list": lambda: client.get(reverse("evaluations:sheets")),
        "sheet": lambda: client.get(sheet.get_absolute_url()),
        "saved": lambda: client.post(change, sent, headers={"HX-Request": "true"}),
    }
    measured = {}
    for name, ask in requests.items():
        with CaptureQueriesContext(connection) as queries:
            response = ask()
        assert response.status_code == 200
        measured[name] = len(queries), len(gzip.compress(response.content, 5))
    return measured


@pytest.mark.load
def test_a_sheet_costs_the_same_beside_five_thousand_others(ditjen, unit, member_of, login):
    lead = member_of(unit, Role.KETUA_TIM)
    client = login(lead)
    sheet = make_assessment(unit, lead)
    measure(client, sheet)
    before = measure(client, sheet)
    add_sheets(ditjen, sheet.instrument, lead, UNITS)

    after = measure(client, sheet)

    assert {name: queries for name, (queries, _) in after.items()} == {
        name: queries for name, (queries, _) in before.items()
    }
    assert after["sheet"][0] <= 25
    assert abs(after["sheet"][1] - before["sheet"][1]) < 500


@pytest.mark.load
def test_who_reaches_five_thousand_sheets_gets_a_page_of_them(ditjen, unit, member_of, login):
    add_sheets(ditjen, load("zi-2021"), member_of(unit, Role.KETUA_TIM), UNITS)
    client = login(member_of(ditjen, Role.PIMPINAN))
    address = reverse("evaluations:sheets")
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content

    assert len(queries) <= 15
    assert page.count(b"Satuan Kerja ") >= 20


def test_a_full_sheet_with_notes_and_evidence_weighs_less_than_120_kb(
    unit, member_of, login, django_assert_max_num_queries
):
    """At the first visit: the page as nginx sends it, with every file that it names."""
    lead = member_of(unit, Role.KETUA_TIM)
    sheet = make_assessment(unit, lead)
    fill_best(sheet, lead)
    answers = sheet.own.answers.all()
    names = [f"SK {number * 7919 % 1000} Tim Kerja {number}.pdf" for number in range(12)]
    library = upload_to(
        owner=answer_of(sheet, FIRST_CODE), files=[pdf(name) for name in names], by=lead
    )
    AnswerEvidence.objects.bulk_create(
        AnswerEvidence(
            owner=answer,
            evidence=library[answer.pk % len(library)],
            pointer=f"hlm. {answer.pk % 90}",
            attached_by=lead,
        )
        for answer in answers.filter(code__in=Sheet(sheet.own).questions).exclude(code=FIRST_CODE)
    )
    for answer in answers:
        note = (
            f"Keputusan Nomor {answer.pk * 7919 % 1000} Tahun 2026, dibahas pada rapat {answer.pk}"
        )
        answers.filter(pk=answer.pk).update(note=note)
    client = login(lead)

    with django_assert_max_num_queries(25):
        page = client.get(sheet.get_absolute_url()).content

    files = set(re.findall(rb'(?:href|src)="/static/([^"]+)"', page))
    assert page.count(b"hlm. ") == 112
    assert len(gzip.compress(page, 5)) + sum(wire(name.decode()) for name in files) < 120_000
