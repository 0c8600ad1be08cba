"""Answers of a sheet: saved one by one, by several people, without losing any."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from evaluations.assessments import actions
from evaluations.assessments.actions import Filling, RemarkChanged
from evaluations.assessments.models import Answer, AssessmentLayer
from evaluations.scoring import OutOfScale, UnknownOption
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.workflow.decisions import Incomplete
from reformasi.workflow.frozen import digest

from .factories import answer_of, fill, fill_best

CODE = "A.I.1.i.b"


def save(sheet, by, value, *, code=CODE, note="", version=None):
    answer = answer_of(sheet, code)
    filling = Filling(value, note, answer.version if version is None else version)
    return actions.change_answers(layer=answer.layer, fillings={code: filling}, by=by)


def test_a_sheet_has_a_blank_answer_for_every_question_and_input(sheet):
    answers = Answer.objects.filter(layer=sheet.own)
    assert answers.count() == 113 + 24
    assert not answers.exclude(value="").exists()


def test_an_answer_is_kept_as_printed(sheet, lead):
    save(sheet, lead, " b ")
    save(sheet, lead, "3,60", code="B.I.a.1")
    assert sheet.own.values == {CODE: "B", "B.I.a.1": "3.6"}


@pytest.mark.parametrize(
    ("code", "value", "error"), [(CODE, "D", UnknownOption), ("B.I.a.1", "4,5", OutOfScale)]
)
def test_what_does_not_fit_the_question_is_refused(sheet, lead, code, value, error):
    outcome = save(sheet, lead, value, code=code)
    assert isinstance(outcome.refused[code], error)
    assert answer_of(sheet, code).value == ""


def test_two_people_never_refuse_each_other_on_different_answers(sheet, lead, colleague):
    first, second = answer_of(sheet, CODE), answer_of(sheet, "A.I.1.i.a")
    save(sheet, lead, "A", version=first.version)
    save(sheet, colleague, "Ya", code="A.I.1.i.a", version=second.version)
    assert sheet.own.values == {CODE: "A", "A.I.1.i.a": "Ya"}


def test_the_second_to_write_the_same_answer_sees_what_the_first_wrote(sheet, lead, colleague):
    version = answer_of(sheet, CODE).version
    save(sheet, lead, "A", version=version)
    outcome = save(sheet, colleague, "C", version=version)
    assert outcome.conflicts == (CODE,)
    current = outcome.answers[CODE]
    assert (current.value, current.written_by) == ("A", lead)
    assert sheet.own.values == {CODE: "A"}


def test_what_is_sent_again_after_a_lost_line_finds_itself(sheet, lead):
    version = answer_of(sheet, CODE).version
    first = save(sheet, lead, "A", version=version)
    again = save(sheet, lead, "A", version=version)
    assert (first.changed, again.changed, again.conflicts) == ((CODE,), (), ())
    assert answer_of(sheet, CODE).version == version + 1


def test_what_fits_is_kept_beside_what_does_not(sheet, lead):
    layer = sheet.own
    fillings = {CODE: Filling("A", "", 1), "B.I.a.1": Filling("9", "", 1)}
    outcome = actions.change_answers(layer=layer, fillings=fillings, by=lead)
    assert outcome.changed == (CODE,)
    assert list(outcome.refused) == ["B.I.a.1"]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_write_one_answer_at_once_one_is_kept_and_seven_are_told(sheet, lead):
    version = answer_of(sheet, CODE).version
    start = threading.Barrier(8)
    outcomes: list[str] = []

    def write(note: str) -> None:
        try:
            start.wait()
            outcome = save(sheet, lead, "A", note=note, version=version)
            current = outcome.answers[CODE].note
            outcomes.append("kept" if outcome.changed else f"told {current}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = answer_of(sheet, CODE).note
    assert sorted(outcomes) == ["kept", *[f"told {kept}"] * 7]


def test_a_sheet_filled_once_leaves_at_most_two_rows_of_history_for_each_answer(sheet, lead):
    for value, note in [("B", ""), ("B", "SK"), ("B", "SK tim"), ("B", "SK tim 2026")]:
        save(sheet, lead, value, note=note)
    events = Answer.pgh_event_model.objects.filter(code=CODE)
    assert events.count() <= 2


def test_what_another_writes_over_stays_in_the_row_history(sheet, lead, colleague):
    save(sheet, lead, "A", note="Kata ketua")
    save(sheet, colleague, "B", note="Kata anggota")
    (before,) = Answer.pgh_event_model.objects.filter(code=CODE)
    assert (before.value, before.note, before.written_by_id) == ("A", "Kata ketua", lead.pk)


def test_what_the_same_person_writes_over_the_next_day_stays_too(sheet, lead):
    save(sheet, lead, "A")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evaluations_answer SET written_at = written_at - INTERVAL '1 day'"
            " WHERE code = %s",
            [CODE],
        )
    save(sheet, lead, "B")
    assert [row.value for row in Answer.pgh_event_model.objects.filter(code=CODE)] == ["A"]


def test_a_sheet_with_blanks_is_not_handed_in_and_says_what_is_missing(sheet, lead):
    fill(sheet, {CODE: "A"}, lead)
    with pytest.raises(Incomplete) as refusal:
        actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    codes = {gap.field for gap in refusal.value.gaps}
    assert len(codes) == 103 + 2 + 22 - 1
    assert CODE not in codes


def test_a_handed_in_sheet_is_frozen_and_takes_no_answers(sheet, lead, colleague):
    fill_best(sheet, lead)
    layer = actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    frozen = {row["code"]: row["value"] for row in layer.submitted_snapshot.content["answers"]}
    assert frozen[CODE] == "A"
    with pytest.raises(MoveNotAllowed):
        save(sheet, colleague, "C")


def test_a_sheet_is_opened_again_with_a_reason_and_its_versions_stay(sheet, lead):
    fill_best(sheet, lead)
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    layer = sheet.own
    actions.decide_layer(layer, layer.decisions.reopen, by=lead, note="Bukti baru")
    save(sheet, lead, "B")
    layer = actions.decide_layer(sheet.own, layer.decisions.submit, by=lead)
    assert layer.submitted_snapshot.number == 2
    assert AssessmentLayer.objects.get().reopen_reason == "Bukti baru"


def test_a_total_that_its_parts_contradict_counts_as_their_sum_and_is_told(sheet, lead):
    parts = {"A.II.5.iii.ii.a.1a": "6", "A.II.5.iii.ii.a.1b": "4", "A.II.5.iii.ii.a.1c": "3"}
    fill(sheet, {"A.II.5.iii.ii.a.1": "12", **parts, "A.II.5.iii.ii.a.2": "13"}, lead)
    scored = sheet.own.scored()
    assert [error.code for error in scored.contradictions] == ["A.II.5.iii.ii.a.1"]
    assert scored.result.by_code["A.II.5.iii.ii.a"].exact == 1
    assert not scored.can_be_submitted


def test_a_working_remark_is_kept_beside_the_answer_and_never_frozen(sheet, lead, colleague):
    answer = answer_of(sheet, CODE)
    actions.change_remark(answer=answer, text="Minta SK", is_done=False, version=0, by=lead)
    with pytest.raises(RemarkChanged) as refusal:
        actions.change_remark(answer=answer, text="Lain", is_done=False, version=0, by=colleague)
    assert refusal.value.current.text == "Minta SK"
    assert "Minta SK" not in str(AssessmentLayer.frozen.content(sheet.own))


def test_once_handed_in_the_hash_of_the_content_follows_each_answer(sheet, lead, colleague):
    fill_best(sheet, lead)
    assert sheet.own.writers == [lead.pk]
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    before = sheet.own.content_sha256
    actions.decide_layer(sheet.own, sheet.own.decisions.reopen, by=lead, note="Bukti baru")
    save(sheet, colleague, "B")
    after = sheet.own
    assert after.content_sha256 != before
    assert after.content_sha256 == digest(AssessmentLayer.frozen.content(after))
    assert after.writers == [lead.pk, colleague.pk]


def test_people_in_charge_are_set_and_taken_back(sheet, lead, colleague):
    actions.set_people(assessment=sheet, people={"A.I.1": colleague, CODE: lead}, by=lead)
    actions.set_people(assessment=sheet, people={CODE: None}, by=lead)
    assert [(row.code, row.person) for row in sheet.people.all()] == [("A.I.1", colleague)]
