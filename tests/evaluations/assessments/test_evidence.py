"""Evidence at a question: attached, described and taken off without leaving the sheet."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.models import AnswerEvidence
from evaluations.scoring import Kind
from reformasi.audit.models import Entry
from reformasi.evidence.actions import attach, upload_to
from reformasi.evidence.models import Evidence
from reformasi.organisation.roles import Role
from tests.evidence import files

from .factories import answer_of, fill_best

CODE, OTHER = "A.I.1.i.b", "A.I.1.i.a"
HTMX = {"HX-Request": "true"}
KIND = "evaluations.answerevidence"


@pytest.fixture
def answer(sheet):
    return answer_of(sheet, CODE)


@pytest.fixture
def attached(answer, lead):
    """The attachment of a file that was attached with its pointer."""
    upload_to(owner=answer, files=[files.pdf("sk-tim.pdf")], by=lead, pointer="hlm. 1")
    return AnswerEvidence.objects.get(owner=answer)


def url(name, pk):
    return reverse(f"evidence:{name}", args=[KIND, pk])


def test_a_file_is_uploaded_at_its_question_and_only_that_part_is_renewed(
    login, lead, sheet, answer
):
    client = login(lead)
    form = client.get(url("attach", answer.pk), headers=HTMX).content.decode()
    assert "<html" not in form
    values = {"files": [files.pdf("sk.pdf")], "title": "SK Tim Kerja", "pointer": "hlm. 3–5"}
    values |= {"effective_from": "1/1/2024", "effective_to": "31/12/2025"}
    part = client.post(url("attach", answer.pk), values, headers=HTMX, follow=True)
    text = part.content.decode()
    assert "<html" not in text
    assert f'id="bukti-{CODE}" hx-swap-oob="true"' in " ".join(text.split())
    assert "1 berkas disimpan." in text
    assert "SK Tim Kerja" in text
    assert "hlm. 3–5" in text
    assert "1 Jan 2024 – 31 Des 2025" in text
    assert "tidak berlaku pada 2026" in text
    assert 'id="saring-no_evidence" hx-swap-oob="true">112<' in text
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "tidak berlaku pada 2026" in page
    assert f'id="bukti-{OTHER}"' in page


def test_a_refused_upload_comes_back_in_place_with_all_that_was_typed(login, lead, answer):
    values = {
        "files": [files.upload("rekap.pdf", files.EXE)],
        "title": "Rekap",
        "pointer": "hlm. 3",
    }
    values |= {"effective_from": "1/1/2026", "effective_to": "1/1/2025"}
    response = login(lead).post(url("attach", answer.pk), values, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 422
    assert "<html" not in text
    assert "Tanggal akhir tidak boleh sebelum tanggal awal." in text
    for typed in ("Rekap", "hlm. 3", "1/1/2026", "1/1/2025"):
        assert f'value="{typed}"' in text
    assert not Evidence.objects.exists()


def test_a_file_that_the_library_has_keeps_its_name_and_period(login, lead, answer, attached):
    with attached.evidence.current.file.open() as file:
        content = file.read()
    again = {"files": [files.upload("lain.pdf", content)], "title": "Nama lain"}
    client = login(lead)
    text = client.post(url("attach", answer.pk), again, headers=HTMX, follow=True).content.decode()
    assert "yang itu dipakai lagi" in text
    assert "Nama dan masa berlaku bukti yang sudah ada tidak diubah." in text
    assert Evidence.objects.get().title == "sk-tim"


def test_the_search_in_the_library_keeps_what_is_ticked(login, lead, answer, sheet):
    other = answer_of(sheet, OTHER)
    names = ["Notulen", "Undangan"]
    for name in names:
        upload_to(owner=other, files=[files.pdf()], by=lead, title=name)
    ticked = Evidence.objects.get(title="Notulen")
    query = {"q": "undangan", "evidence": ticked.pk}
    text = login(lead).get(url("choose", answer.pk), query, headers=HTMX).content.decode()
    assert all(name in text for name in names)
    assert text.count("checked") == 1
    text = login(lead).get(url("choose", answer.pk), {"q": "undangan"}, headers=HTMX)
    assert "Notulen" not in text.content.decode()


def test_an_attached_file_says_where_else_it_is_used_as_far_as_one_may_see(
    login, lead, sheet, answer, attached, sibling, member_of, django_assert_max_num_queries
):
    evidence = attached.evidence
    codes = [n.code for n in sheet.specification.nodes if n.kind is Kind.QUESTION][:14]
    for code in codes:
        if code != CODE:
            attach(owner=answer_of(sheet, code), evidence=evidence, by=lead, pointer="hlm. 9")
    client = login(lead)
    client.get(url("attachment", attached.pk), headers=HTMX)
    with django_assert_max_num_queries(40):
        text = client.get(url("attachment", attached.pk), headers=HTMX).content.decode()
    assert "<html" not in text
    assert f"{OTHER}, LKE" in text
    assert "Dan 3 lainnya" in text
    assert "Simpan letak" in text
    stranger = member_of(sibling, Role.KETUA_TIM)
    assert login(stranger).get(url("attachment", attached.pk)).status_code == 404


def test_the_pointer_is_changed_and_taken_away_at_the_sheet(login, lead, attached):
    client = login(lead)
    change = url("change_pointer", attached.pk)
    text = client.post(change, {"pointer": "hlm. 7"}, headers=HTMX, follow=True).content.decode()
    assert "hlm. 7" in text
    entry = Entry.objects.latest("pk")
    assert entry.phrase == "mengubah letak bukti pada"
    too_long = client.post(change, {"pointer": "x" * 101}, headers=HTMX)
    assert too_long.status_code == 422
    assert "x" * 101 in too_long.content.decode()
    client.post(change, {"pointer": ""})
    attached.refresh_from_db()
    assert attached.pointer == ""


def test_evidence_is_taken_off_in_place_and_stays_in_the_library(login, lead, attached):
    response = login(lead).post(url("detach", attached.pk), headers=HTMX, follow=True)
    assert "Belum ada bukti." in response.content.decode()
    assert Evidence.objects.count() == 1
    assert not AnswerEvidence.objects.exists()


def test_without_script_every_step_comes_back_to_the_question(login, lead, answer, attached):
    client = login(lead)
    back = answer.get_absolute_url()
    page = client.get(url("attachment", attached.pk)).content.decode()
    assert "<html" in page
    assert "Simpan letak" in page
    pointer = client.post(url("change_pointer", attached.pk), {"pointer": "hlm. 2"})
    part = client.get(answer.get_evidence_url())
    upload = client.post(url("attach", answer.pk), {"files": [files.pdf()]})
    detach = client.post(url("detach", attached.pk))
    assert {r["Location"] for r in (pointer, part, upload, detach)} == {back}


def test_what_is_handed_in_shows_its_evidence_and_changes_nothing(login, lead, sheet, attached):
    fill_best(sheet, lead)
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    client = login(lead)
    text = client.get(url("attachment", attached.pk), headers=HTMX).content.decode()
    assert "Unduh" in text
    assert "Simpan letak" not in text
    assert "Lepas" not in text
    refused = client.post(url("change_pointer", attached.pk), {"pointer": "x"}, headers=HTMX)
    assert refused.status_code == 409
    assert "Bukti tidak dapat diubah lagi" in refused.json()["message"]
    part = client.get(attached.owner.get_evidence_url(), headers=HTMX).content.decode()
    assert "sk-tim" in part
    assert "Unggah bukti" not in part


@pytest.mark.parametrize(
    ("first", "last", "is_in_force"),
    [
        (None, None, True),
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (None, date(2026, 1, 1), True),
        (None, date(2025, 12, 31), False),
        (date(2020, 1, 1), date(2030, 1, 1), True),
    ],
)
def test_evidence_is_in_force_in_every_year_that_its_period_touches(first, last, is_in_force):
    evidence = Evidence(effective_from=first, effective_to=last)
    assert evidence.is_in_force_in(2026) is is_in_force


def test_evidence_at_many_questions_keeps_the_page_within_its_queries(
    login, lead, sheet, attached, django_assert_max_num_queries
):
    codes = [n.code for n in sheet.specification.nodes if n.kind is Kind.QUESTION][:20]
    for code in codes:
        attach(owner=answer_of(sheet, code), evidence=attached.evidence, by=lead)
    client = login(lead)
    client.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(25):
        client.get(sheet.get_absolute_url())


def test_only_questions_have_evidence_on_the_sheet(login, lead, sheet):
    address = reverse("evaluations:answer_evidence", args=[sheet.pk, "A.I.1"])
    assert login(lead).get(address, headers=HTMX).status_code == 404
