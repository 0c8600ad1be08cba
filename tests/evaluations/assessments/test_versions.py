"""The versions of a sheet that were handed in, and what two of them have not in common."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.actions import Filling
from evaluations.assessments.version_changes import compare
from reformasi.evidence.actions import add_version, detach, upload_to
from tests.evidence.files import pdf

from .factories import answer_of, fill, fill_best

CODE = "A.I.1.i.b"


def hand_in(sheet, by):
    layer = sheet.own
    actions.decide_layer(layer, layer.decisions.submit, by=by)
    return layer.submitted_snapshot.content


def open_again(sheet, by):
    layer = sheet.own
    actions.decide_layer(layer, layer.decisions.reopen, by=by, note="Bukti baru")


@pytest.fixture
def two(sheet, lead):
    """Two frozen contents: of the second one value, one note and two files are different."""
    fill_best(sheet, lead)
    kept = upload_to(owner=answer_of(sheet, CODE), files=[pdf("sk.pdf")], by=lead)[0]
    upload_to(owner=answer_of(sheet, "A.I.1.i.a"), files=[pdf("tim.pdf")], by=lead)
    before = hand_in(sheet, lead)
    open_again(sheet, lead)
    question = answer_of(sheet, CODE)
    fillings = {CODE: Filling("B", "SK diperbarui", question.version)}
    actions.change_answers(layer=question.layer, fillings=fillings, by=lead)
    add_version(evidence=kept, file=pdf("sk.pdf"), by=lead)
    detach(attachment=answer_of(sheet, "A.I.1.i.a").attachments.get(), by=lead)
    return before, hand_in(sheet, lead)


def page_of(client, sheet, by, **query):
    client.force_login(by)
    return client.get(reverse("evaluations:sheet_versions", args=[sheet.pk]), query)


def test_two_versions_are_compared_question_by_question(sheet, two):
    comparison = compare(sheet.specification, *two)
    first, second = comparison.changes
    assert [first.node.code, second.node.code] == ["A.I.1.i.a", CODE]
    assert [(file.fate, file.name) for file in first.files] == [("removed", "tim.pdf")]
    assert not first.has_new_value
    assert (second.before["value"], second.after["value"]) == ("A", "B")
    assert second.has_new_note
    [file] = second.files
    assert (file.fate, file.before["version"], file.after["version"]) == ("replaced", 1, 2)
    assert comparison.before.result.total > comparison.after.result.total


def test_the_page_lists_the_versions_and_compares_the_last_two(
    client, sheet, two, lead, django_assert_max_num_queries
):
    page_of(client, sheet, lead)
    with django_assert_max_num_queries(20):
        page = page_of(client, sheet, lead)
    text = page.content.decode()
    assert "Versi 1 dan versi 2" in text
    assert "<del>A</del> → <ins>B</ins>" in text
    assert str(lead) in text
    assert page.context["comparison"].changes


def test_while_it_is_open_the_last_version_is_compared_with_what_stands(client, sheet, two, lead):
    open_again(sheet, lead)
    fill(sheet, {"A.I.1.i.a": "Tidak"}, lead)
    text = page_of(client, sheet, lead).content.decode()
    assert "Versi 2 dan yang ada sekarang" in text
    assert "<del>Ya</del> → <ins>Tidak</ins>" in text


def test_any_two_can_be_chosen_and_nonsense_is_told(client, sheet, two, lead):
    text = page_of(client, sheet, lead, **{"from": "2", "to": "2"}).content.decode()
    assert "Tidak ada perbedaan" in text
    page = page_of(client, sheet, lead, **{"from": "9", "to": "x"})
    assert page.status_code == 200
    assert "comparison" not in page.context
    assert page.context["form"].errors


def test_a_sheet_that_was_never_handed_in_says_so(client, sheet, lead):
    assert "Belum pernah diserahkan" in page_of(client, sheet, lead).content.decode()


def test_the_history_tells_who_handed_it_in_and_opened_it_again(client, sheet, two, lead):
    client.force_login(lead)
    page = client.get(reverse("evaluations:sheet_history", args=[sheet.pk])).content.decode()
    assert "menyerahkan" in page
    assert "Bukti baru" in page
