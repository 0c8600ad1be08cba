"""What a unit cannot even report, the bureau records as what cannot be done."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evaluations.follow_ups import actions
from evaluations.follow_ups.actions import Excuse
from evaluations.follow_ups.documents import build
from evaluations.follow_ups.models import FollowUp
from evaluations.follow_ups.workflow import RECORD, Outcome
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.organisation.actions import close_unit
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.making import open_to
from tests.evaluations.factories import reported
from tests.html import read

OFFICIAL = Excuse("Unitnya dilebur", "Inspektur Jenderal", "700/12/IJ", date(2019, 5, 2))


def record(follow_up, by):
    follow_up.refresh_from_db()
    return actions.record_excuse(
        follow_up=follow_up, excuse=OFFICIAL, by=by, version=follow_up.version
    )


def url_of(follow_up):
    return reverse("evaluations:follow_up_record", args=[follow_up.pk])


def test_the_task_of_a_closed_unit_ends_by_what_an_official_decided(
    letter, follow_up, unit, pegawai, bureau, member_of, ditjen, login
):
    admin = member_of(ditjen, Role.ADMIN)
    close_unit(unit=unit, valid_to=date(2019, 5, 1), by=admin, reason="SK 1")
    client = login(bureau)
    assert url_of(follow_up) in client.get(follow_up.get_absolute_url()).content.decode()
    form = {"version": follow_up.version, "note": OFFICIAL.reason, "decider": OFFICIAL.decider}
    for missing in ("note", "decider"):
        assert client.post(url_of(follow_up), form | {missing: " "}).status_code == 422
    assert client.post(url_of(follow_up), form | {"version": ""}).status_code == 409

    page = client.post(url_of(follow_up), form, follow=True).content.decode()

    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.approved_by) == (Outcome.EXCUSED, bureau)
    assert (follow_up.submitted_by, follow_up.report) == (None, "")
    text = read(page).text
    assert "Diputuskan oleh Inspektur Jenderal" in text
    assert f"Dicatat biro tanpa laporan unit: {bureau}" in text
    kept = Entry.objects.about(follow_up).get(action__endswith=".record", refused=False)
    assert kept.note == OFFICIAL.reason
    content = build(letter, unit)
    assert content["progress"]["text"] == (
        "0 dari 1 rekomendasi tuntas, 1 tidak dapat ditindaklanjuti"
    )
    [row] = content["findings"][0]["recommendations"][0]["follow_ups"]
    assert (row["is_recorded_alone"], row["excused_by"]) == (True, "Inspektur Jenderal")


def test_also_what_was_sent_back_and_never_reported_again(follow_up, pegawai, bureau):
    decisions.send_back(reported(follow_up, pegawai), by=bureau, note="Kurang")

    record(follow_up, bureau)

    assert follow_up.outcome == Outcome.EXCUSED
    assert follow_up.is_recorded_alone


def test_a_report_that_came_in_meanwhile_is_looked_at_first(follow_up, pegawai, bureau, login):
    version = follow_up.version
    reported(follow_up, pegawai)
    form = {"version": version, "note": OFFICIAL.reason, "decider": OFFICIAL.decider}

    client = login(bureau)
    assert client.post(url_of(follow_up), form).status_code == 409
    with pytest.raises(MoveNotAllowed):
        record(follow_up, bureau)
    assert not FollowUp.objects.exclude(excuse_decider="").exists()


def test_neither_the_unit_nor_whoever_set_the_task_records_it(
    follow_up, pegawai, ketua_tim, unit, bureau, ditjen, member_of, login
):
    second = member_of(ditjen, Role.BIRO)
    actions.change_task(
        follow_up=follow_up, by=bureau, version=follow_up.version, due=date(2030, 1, 1)
    )
    for person in (pegawai, ketua_tim):
        assert login(person).post(url_of(follow_up), {}).status_code == 403

    page = login(bureau).get(follow_up.get_absolute_url()).content.decode()
    assert url_of(follow_up) not in page
    assert f"dicatat orang lain: {second}." in read(page).text
    with pytest.raises(SameHand):
        record(follow_up, bureau)
    assert record(follow_up, second).outcome == Outcome.EXCUSED


def test_in_a_bureau_of_one_the_same_person_sets_the_task_and_records(follow_up, bureau):
    actions.change_task(
        follow_up=follow_up, by=bureau, version=follow_up.version, due=date(2030, 1, 1)
    )
    assert open_to(bureau, follow_up, [RECORD]) == [RECORD]
    assert record(follow_up, bureau).outcome == Outcome.EXCUSED


def test_who_wrote_the_report_does_not_record_that_it_cannot_be_done(
    follow_up, pegawai, unit, member_of
):
    both = member_of(unit, Role.BIRO, user=pegawai)
    actions.change_report(
        follow_up=follow_up, by=pegawai, version=follow_up.version, report="Mulai"
    )
    with pytest.raises(SameHand):
        record(follow_up, both)


def test_opened_again_it_is_what_nobody_has_reported(follow_up, pegawai, bureau):
    record(follow_up, bureau)
    decisions.reopen(follow_up, by=bureau, note="Unitnya ada lagi")
    assert follow_up.outcome == Outcome.UNTOUCHED
    assert list(FollowUp.objects.of_outcome(Outcome.UNTOUCHED)) == [follow_up]
    assert not follow_up.is_untouched, "a decision about it was on record: it is not deleted"

    decisions.approve(reported(follow_up, pegawai), by=bureau)
    assert follow_up.outcome == Outcome.DONE
    assert not follow_up.is_recorded_alone


def test_a_request_for_more_time_that_is_open_needs_no_answer_then(
    follow_up, pegawai, bureau, login
):
    asked = actions.create_time_request(
        follow_up=follow_up, due=date(2030, 1, 1), reason="Menunggu", by=pegawai
    )
    record(follow_up, bureau)

    page = login(bureau).get(follow_up.get_absolute_url()).content.decode()
    for verb in ("grant", "decline"):
        assert reverse("evaluations:time_request_move", args=[asked.pk, verb]) not in page
    assert "Tidak perlu dijawab lagi" in page


def test_past_its_due_date_without_a_report_it_is_not_taken_up(
    letter, follow_up, unit, bureau, login
):
    assert follow_up.is_overdue(date(2019, 7, 1))

    assert follow_up.outcome == Outcome.UNTOUCHED
    expected = "0 dari 1 rekomendasi tuntas, 1 belum ditindaklanjuti"
    assert build(letter, unit)["progress"]["text"] == expected
    page = login(bureau).get(reverse("evaluations:follow_ups"), {"outcome": "untouched"})
    assert list(page.context["page"]) == [follow_up]
    assert "Terlambat" in page.content.decode()
