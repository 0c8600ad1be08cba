"""The step "Penilaian mandiri" is done by handing in the sheet, and opened with it (ADR 129)."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.urls import reverse

from evaluations.assessments import actions as assessments
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.decisions import Incomplete
from tests.evaluations.assessments.factories import fill, fill_best, make_assessment
from tests.factories import MembershipFactory, UnitFactory
from tests.zona_integritas.factories import (
    make_candidate,
    make_ruling,
    step_of,
    submitted,
    walk,
)
from zona_integritas.candidates import actions

SELF = "ZI-09"
BEFORE = [f"ZI-0{number}" for number in range(1, 9)]


@pytest.fixture
def sheet(unit, ketua_tim):
    """Laid out first: the road takes the instrument that it brings."""
    return make_assessment(unit, ketua_tim, year=2022)


@pytest.fixture
def candidate(sheet, unit, ketua_tim):
    return make_candidate(unit, ketua_tim)


def hand_in(sheet, by):
    fill_best(sheet, by)
    layer = sheet.own
    return assessments.decide_layer(layer, layer.decisions.submit, by=by)


def open_again(sheet, by, note="Bukti baru"):
    layer = sheet.own
    return assessments.decide_layer(layer, layer.decisions.reopen, by=by, note=note)


def test_handing_in_the_sheet_completes_the_step(candidate, sheet, pegawai, ketua_tim):
    walk(candidate, *BEFORE, by=pegawai, approver=ketua_tim)
    layer = hand_in(sheet, ketua_tim)
    milestone = step_of(candidate, SELF)
    assert (milestone.status, milestone.approved_by) == ("approved", ketua_tim)
    assert milestone.sheet == layer.submitted_snapshot
    assert milestone.approved_snapshot.content["sheet__sha256"] == milestone.sheet.sha256
    assert not any(line.is_empty for line in milestone.lines)
    entry = Entry.objects.about(milestone).get(action__endswith=".complete")
    assert f"versi 1, SHA-256 {milestone.sheet.sha256[:12]}" in entry.note
    assert submitted(step_of(candidate, "ZI-10"), pegawai).is_submitted


def test_who_prepared_the_step_may_hand_in_the_sheet(candidate, sheet, pegawai, ketua_tim):
    """Nobody judges the step, so nobody is barred from completing it: the sheet has its own."""
    walk(candidate, *BEFORE, by=pegawai, approver=ketua_tim)
    MembershipFactory(unit=sheet.unit, role=Role.KETUA_TIM)  # another could decide
    milestone = step_of(candidate, SELF)
    actions.change_milestone(
        milestone=milestone, by=ketua_tim, version=1, due_date=None, note="Oleh ketua tim"
    )
    hand_in(sheet, ketua_tim)
    assert step_of(candidate, SELF).is_approved


@pytest.mark.parametrize("way", ["reopen", "return"])
def test_opening_or_returning_the_sheet_opens_the_step_with_the_reason(
    client, candidate, sheet, pegawai, ketua_tim, way
):
    walk(candidate, *BEFORE, by=pegawai, approver=ketua_tim)
    layer = hand_in(sheet, ketua_tim)
    by = ketua_tim if way == "reopen" else MembershipFactory(role=Role.TPI_KETUA).user
    move = layer.decisions.reopen if way == "reopen" else layer.decisions.send_back
    assessments.decide_layer(layer, move, by=by, note="Bukti A.I.1 belum ada")
    milestone = step_of(candidate, SELF)
    assert (milestone.status, milestone.sheet) == ("draft", None)
    assert (milestone.reopened_by, milestone.reopen_reason) == (by, "Bukti A.I.1 belum ada")
    client.force_login(ketua_tim)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "Versi yang diselesaikan dengan LKE" in page
    assert "disetujui" not in page
    fill(sheet, {"A.I.1.i.b": "C"}, ketua_tim)
    assessments.decide_layer(sheet.own, layer.decisions.submit, by=ketua_tim)
    assert step_of(candidate, SELF).sheet.number == 2


def test_what_is_in_the_way_of_the_step_refuses_no_sheet(
    client, candidate, sheet, pegawai, ketua_tim
):
    walk(candidate, *BEFORE[:-1], by=pegawai, approver=ketua_tim)
    assert hand_in(sheet, ketua_tim).is_submitted
    milestone = step_of(candidate, SELF)
    assert milestone.status == "draft"
    client.force_login(pegawai)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "LKE sudah diserahkan; tahap ini selesai sendiri" in page
    assert "Terkunci: selesaikan dahulu ZI-08" in page
    make_ruling(submitted(step_of(candidate, "ZI-08"), pegawai))
    assert step_of(candidate, SELF).is_approved


def test_a_step_that_is_decided_on_its_page_completes_what_waited_for_it(
    client, candidate, sheet, pegawai, ketua_tim
):
    last = step_of(candidate, "ZI-05")
    walk(candidate, *(code for code in BEFORE if code != "ZI-05"), by=pegawai, approver=ketua_tim)
    hand_in(sheet, ketua_tim)
    submitted(last, pegawai)
    client.force_login(ketua_tim)
    address = reverse("zona_integritas:milestone_move", args=[last.pk, "approve"])
    client.post(address, {"version": last.version})
    assert step_of(candidate, SELF).is_approved


def test_the_step_is_not_submitted_by_hand_nor_opened_without_its_sheet(
    client, candidate, sheet, pegawai, ketua_tim
):
    walk(candidate, *BEFORE, by=pegawai, approver=ketua_tim)
    milestone = step_of(candidate, SELF)
    with pytest.raises(Incomplete, match="Buka LKE unit ini"):
        decisions.submit(milestone, by=pegawai)
    assert not milestone.evidence_is_open
    client.force_login(ketua_tim)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert sheet.get_absolute_url() in page
    assert "langkah/submit/" not in page
    hand_in(sheet, ketua_tim)
    milestone = step_of(candidate, SELF)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "langkah/reopen/" not in page
    assert "Selesai oleh penyerahan LKE" in page
    assert reverse("evaluations:sheet_versions", args=[sheet.pk]) in page
    assert "disetujui" not in page.lower()
    with pytest.raises(MoveNotAllowed):
        decisions.reopen(milestone, by=ketua_tim, note="Lewat tahap")


def test_candidates_of_other_units_years_and_instruments_stay_as_they_are(
    candidate, sheet, ketua_tim, biro
):
    others = [
        make_candidate(UnitFactory(), biro),
        make_candidate(sheet.unit, biro, year=2023),
        make_candidate(sheet.unit, biro, instrument="zi-2014"),
    ]
    before = [list(each.milestones.values()) for each in others]
    hand_in(sheet, ketua_tim)
    assert [list(each.milestones.values()) for each in others] == before


def test_a_unit_without_a_candidate_hands_in_all_the_same(sheet, ketua_tim):
    assert hand_in(sheet, ketua_tim).is_submitted
    assert open_again(sheet, ketua_tim).is_editable


def test_both_candidates_of_a_unit_are_completed(sheet, candidate, pegawai, ketua_tim):
    other = make_candidate(sheet.unit, ketua_tim, target="WBBM", prior_predicate="WBK")
    for each in (candidate, other):
        walk(each, *BEFORE, by=pegawai, approver=ketua_tim)
    hand_in(sheet, ketua_tim)
    assert step_of(candidate, SELF).is_approved
    assert step_of(other, SELF).is_approved


def test_the_candidate_shows_the_sheet_with_what_its_predicate_lacks(
    client, candidate, sheet, ketua_tim
):
    client.force_login(ketua_tim)
    fill(sheet, {"A.I.1.i.b": "A"}, ketua_tim)
    page = client.get(candidate.get_absolute_url()).content.decode()
    assert sheet.get_absolute_url() in page
    assert "Nilai total 0,25 &lt; 75,00: kurang 74,75 poin" in page
    assert "1 dari 113 butir" in page


@pytest.mark.django_db(transaction=True)
def test_a_sheet_and_the_step_before_it_done_at_once_complete_the_step(
    candidate, sheet, pegawai, ketua_tim
):
    """Whichever is later sees the other; neither waits for the other for ever."""
    last = step_of(candidate, "ZI-05")
    walk(candidate, *(code for code in BEFORE if code != "ZI-05"), by=pegawai, approver=ketua_tim)
    submitted(last, pegawai)
    fill_best(sheet, ketua_tim)
    start, refused = threading.Barrier(4), []

    def run(act):
        try:
            start.wait()
            act()
        except MoveNotAllowed as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    def approve():
        actions.decide_milestone(last, last.decisions.approve, by=ketua_tim)

    def submit():
        layer = sheet.own
        assessments.decide_layer(layer, layer.decisions.submit, by=ketua_tim)

    threads = [threading.Thread(target=run, args=[act]) for act in (approve, submit, submit)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    milestone = step_of(candidate, SELF)
    assert milestone.is_approved
    assert Entry.objects.about(milestone).filter(action__endswith=".complete").count() == 1
