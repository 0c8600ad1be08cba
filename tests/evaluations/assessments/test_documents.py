"""The documents about a sheet: what is answered, its proofs and its score, and nothing else."""

from __future__ import annotations

import io
import random
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from evaluations.assessments import actions
from evaluations.assessments.documents.kinds import FULL, GAP, RECAP, find_sheet, kinds_for
from evaluations.assessments.models import AnswerEvidence, Assessment, AssessmentLayer
from evaluations.scoring import judge, score
from evaluations.scoring.way import find_way
from reformasi.documents.actions import request_document
from reformasi.documents.models import DocumentRequest
from reformasi.documents.rendering import html_of, pdf_of
from reformasi.evidence.actions import add_version, upload_to
from reformasi.organisation.roles import Role
from reformasi.ui.templatetags.ui import decimal_id
from tests.evidence.files import pdf

from .factories import answer_of, fill, fill_best, load, make_assessment

CODE = "A.I.1.i.b"
REMARK = "Minta SK dari TU"


def requested(sheet: Assessment, kind) -> DocumentRequest:
    layer = sheet.own
    return request_document(kind=kind, subject=layer, unit=layer.unit, by=None, announce=False)


def reader_of(document: DocumentRequest) -> PdfReader:
    made = pdf_of(html_of(document), identifier=document.snapshot_sha256, on_step=lambda step: None)
    return PdfReader(io.BytesIO(made.content))


def printed(sheet: Assessment, kind) -> str:
    pages = reader_of(requested(sheet, kind)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_recap_shows_the_score_and_the_rules_as_the_engine_gives_them(sheet, lead):
    fill_best(sheet, lead)
    fill(sheet, {"B.II.a.1": "3.10"}, lead)
    text = printed(sheet, RECAP)
    total = score(sheet.specification, sheet.own.values).total
    assert f"Nilai {decimal_id(total)} dari 100,00" in text
    assert "Manajemen Perubahan 4,00 / 4,00 4,00 / 4,00 8,00 8,00 100,00 %" in text
    assert "Pelayanan publik yang prima 13,56 < 14,00: kurang 0,44 poin" in text
    assert "draf, belum diserahkan" in text
    assert "113 dari 113 butir terjawab, 0 berbukti" in text


@pytest.mark.parametrize("seed", range(5))
def test_the_total_is_that_of_the_engine_to_the_hundredth(sheet, lead, seed):
    rng = random.Random(seed)
    answers = {
        node.code: rng.choice(
            [option.letter for option in node.options if option.score is not None]
        )
        for node in sheet.specification.answerable
        if node.options and rng.random() < 0.8
    }
    fill(sheet, answers, lead)
    result = sheet.own.scored().result
    document = requested(sheet, FULL)
    content = document.snapshot["content"]
    assert content["total"] == str(result.total)
    assert f"Nilai {decimal_id(result.total)} dari 100,00" in html_of(document)
    assert sum(Decimal(area["score"]) for area in content["areas"]) <= Decimal(60)
    scores = {row["code"]: row["score"] for part in content["parts"] for row in part["indicators"]}
    assert scores == {code: str(result.by_code[code].score) for code in scores}


def test_the_full_sheet_has_each_answer_in_words_with_note_proof_and_contents(sheet, lead):
    fill_best(sheet, lead)
    answer = answer_of(sheet, CODE)
    filling = actions.Filling("B", "SK Nomor 12", answer.version)
    actions.change_answers(layer=sheet.own, fillings={CODE: filling}, by=lead)
    upload_to(owner=answer, files=[pdf("sk-tim.pdf")], by=lead)
    AnswerEvidence.objects.update(pointer="hlm. 3")
    actions.change_remark(answer=answer, text=REMARK, is_done=False, version=0, by=lead)

    reader = reader_of(requested(sheet, FULL))
    pages = [page.extract_text() for page in reader.pages]
    text = " ".join(" ".join(pages).split())

    [option] = [o for o in sheet.specification.node(CODE).options if o.letter == "B"]
    assert f"B: {option.description}" in text
    assert "Catatan: SK Nomor 12" in text
    assert "sk-tim (sk-tim.pdf, versi 1, hlm. 3)" in text
    assert REMARK not in text
    assert "Daftar isi" in pages[0]
    assert all(node.code in text for node in sheet.specification.nodes if node.options)
    assert any(row["inputs"] for row in questions_of(sheet))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()
    assert len(pages) > 10


def questions_of(sheet: Assessment):
    content = requested(sheet, FULL).snapshot["content"]
    return [
        row for part in content["parts"] for one in part["indicators"] for row in one["questions"]
    ]


def test_what_was_handed_in_is_printed_with_its_digest_and_the_files_of_then(
    sheet, lead, ditjen, member_of
):
    fill_best(sheet, lead)
    upload_to(owner=answer_of(sheet, CODE), files=[pdf("sk-lama.pdf")], by=lead)
    layer = sheet.own
    actions.decide_layer(layer, layer.decisions.submit, by=lead)
    assessor = member_of(ditjen, Role.TPI_KETUA)
    actions.decide_layer(layer, layer.decisions.approve, by=assessor)
    evidence = AnswerEvidence.objects.get().evidence
    add_version(evidence=evidence, file=pdf("sk-baru.pdf"), by=lead)

    [row] = [row for row in questions_of(sheet) if row["files"]]
    assert row["files"][0]["file"] == "sk-lama.pdf"
    html = html_of(requested(sheet, RECAP))
    layer.refresh_from_db()
    assert layer.submitted_snapshot.sha256 in html
    assert f"oleh {lead}" in html


def test_contradicting_inputs_and_blanks_are_told(sheet, lead):
    formula = sheet.specification.totals[0]
    parts = dict.fromkeys(formula.inputs.values(), "5")
    fill(sheet, parts | {formula.code: "1"}, lead)
    html = html_of(requested(sheet, FULL))
    assert "Isian yang bertentangan" in html
    assert "belum terjawab" in html
    assert "Nilai ini sementara" in html


def test_a_sample_sheet_makes_sample_documents(unit, lead):
    sheet = actions.create_assessment(
        unit=unit, year=2026, instrument=load(), by=lead, is_sample=True
    )
    document = requested(sheet, RECAP)
    assert document.is_sample
    assert "DATA CONTOH" in html_of(document)


def gaps_of(sheet: Assessment):
    return {gap["name"]: gap for gap in requested(sheet, GAP).snapshot["content"]["gaps"]}


def test_the_gap_report_shows_what_lacks_and_a_way_that_meets_every_rule(sheet, lead):
    fill_best(sheet, lead)
    low = {
        node.code: [option.letter for option in node.options if option.score is not None][-1]
        for node in sheet.specification.answerable
        if node.options and node.area in ("1", "3")
    }
    fill(sheet, low, lead)
    values = sheet.own.values
    html = html_of(requested(sheet, GAP))
    for name, prior in (("WBK", None), ("WBBM", "WBK")):
        way = find_way(sheet.specification, values, name, prior=prior)
        gap = gaps_of(sheet)[name]
        raised = values | {
            row["code"]: row["new"].partition(":")[0]
            for area in gap["way"]["areas"]
            for row in area["changes"]
        }
        assert (gap["way"]["questions"], gap["way"]["steps"]) == (
            len(way.changes),
            way.proposals[0].steps,
        )
        result = score(sheet.specification, raised)
        assert judge(result, name, prior=prior).met
        assert gap["way"]["total"] == str(result.total)
        assert f"Nilai menjadi {decimal_id(result.total)}" in html
    assert "kurang" in html


def test_where_no_raise_is_enough_the_report_says_what_else_is_needed(sheet, lead):
    fill_best(sheet, lead)
    fill(sheet, {"B.II.a.1": "3.10"}, lead)
    gap = gaps_of(sheet)["WBK"]
    assert not gap["way"]["is_feasible"]
    [need] = gap["way"]["needs"]
    [line] = need["lines"]
    assert line["code"] == "B.II.a.1"
    text = printed(sheet, GAP)
    assert f"(B.II.a.1) paling sedikit {line['minimum']}." in text


def test_a_sheet_without_predicates_has_no_gap_report(unit, lead):
    sheet = make_assessment(unit, lead, code="rb-2014")
    assert kinds_for(sheet.own) == [RECAP, FULL]


def test_the_command_finds_a_sheet_by_unit_and_year_or_by_its_key(sheet, unit, lead):
    assert find_sheet(f"{unit.code}/{sheet.year}") == sheet.own == find_sheet(str(sheet.pk))
    for nowhere in (unit.code, f"{unit.code}/1999", f"lain/{sheet.year}", "0", ""):
        with pytest.raises(AssessmentLayer.DoesNotExist):
            find_sheet(nowhere)
    other = make_assessment(unit, lead, code="zi-2014")
    with pytest.raises(AssessmentLayer.MultipleObjectsReturned, match=f"{other.pk} = "):
        find_sheet(f"{unit.code}/{sheet.year}")


def test_whoever_may_ask_for_a_document_tries_it_again(sheet, lead, unit, member_of):
    document = requested(sheet, RECAP)
    DocumentRequest.objects.update(status="failed", failure="rusak")
    document.refresh_from_db()
    head = member_of(unit, Role.PIMPINAN)
    assert [move.verb for move in document.open_moves(lead)] == ["retry"]
    assert document.open_moves(head) == []
    client, address = Client(), reverse("documents:retry", args=[document.pk])
    client.force_login(head)
    assert client.post(address).status_code == 403
    client.force_login(lead)
    client.post(address)
    document.refresh_from_db()
    assert document.is_queued


def test_the_page_of_a_sheet_names_its_newest_documents_and_leads_to_all(sheet, lead, monkeypatch):
    older, newer = (requested(sheet, kind) for kind in (RECAP, FULL))
    client, address = Client(), reverse("evaluations:sheet_documents", args=[sheet.pk])
    client.force_login(lead)
    assert "Semua dokumen LKE ini" not in client.get(address).content.decode()
    monkeypatch.setattr("evaluations.dossiers.views.LATEST", 1)
    page = client.get(address)
    assert list(page.context["documents"]) == [newer]
    everything = client.get(reverse("documents:list"), {"q": str(sheet)})
    assert {older, newer} == set(everything.context["page"])
    assert "Semua dokumen LKE ini" in page.content.decode()
