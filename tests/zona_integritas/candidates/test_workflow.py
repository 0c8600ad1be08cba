"""Candidates, the moves of their milestones, and the order of the road."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from evaluations.instruments.models import Instrument
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, StaleForm
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.actions import EvidenceClosed
from reformasi.organisation import windows
from reformasi.organisation.models import PeriodKind
from reformasi.organisation.periods import WindowClosed, set_period
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.decisions import Incomplete
from reformasi.workflow.models import Snapshot
from tests.evidence.files import pdf
from tests.zona_integritas.factories import (
    approved,
    make_candidate,
    prepared,
    rules_loaded,
    step_of,
    submitted,
    walk,
)
from zona_integritas.candidates import actions as candidates_actions
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.workflow import Status
from zona_integritas.road import validity as road_validity
from zona_integritas.road.stages import Stage
from zona_integritas.windows import WINDOWS


@pytest.fixture
def milestone(candidate):
    """The first step: nothing blocks it."""
    return step_of(candidate, "ZI-01")


@pytest.mark.parametrize(
    ("target", "steps", "missing"),
    [("WBK", 28, {"ZI-14", "ZI-25"}), ("WBBM", 29, {"ZI-24"})],
)
def test_a_candidate_gets_the_steps_of_its_target(target, steps, missing, unit, ketua_tim):
    candidate = make_candidate(unit, ketua_tim, target=target)

    codes = set(candidate.milestones.values_list("step__code", flat=True))

    assert len(codes) == steps
    assert not codes & missing
    assert Entry.objects.about(candidate).get().action == "zona_integritas.candidate.create"


def test_an_echelon_one_unit_goes_straight_to_tpi(ditjen, ketua_tim):
    candidate = make_candidate(ditjen, ketua_tim)

    assert not candidate.milestones.filter(step__stage="preliminary_assessment").exists()
    assert candidate.milestones.filter(step__stage="tpi_evaluation").count() == 2


@pytest.mark.parametrize(
    ("instrument", "year"), [("zi-2021", 2019), ("zi-2014", 2022), ("zi-2014", 2013)]
)
def test_a_candidate_needs_rules_that_apply_in_its_year(instrument, year, unit, ketua_tim):
    with pytest.raises(road_validity.RulesNotInForce, match=r"tidak berlaku|Belum ada aturan"):
        make_candidate(unit, ketua_tim, instrument=instrument, year=year)

    assert not Candidate.objects.exists()


def test_in_the_year_of_the_change_both_rules_can_be_chosen(unit, ketua_tim):
    make_candidate(unit, ketua_tim, instrument="zi-2014", year=2021)
    make_candidate(unit, ketua_tim, instrument="zi-2021", year=2021, target="WBBM")

    assert Candidate.objects.count() == 2


def test_an_instrument_without_a_road_is_refused(unit, ketua_tim):
    rules_loaded()
    other = Instrument.objects.create(
        code="rb-2014", title="RB", regulation="PermenPANRB 14/2014", sha256="0" * 64
    )

    with pytest.raises(road_validity.RulesNotInForce, match="belum dimuat"):
        candidates_actions.create_candidate(
            unit=unit, year=2019, target="WBK", instrument=other, by=ketua_tim
        )


def test_a_unit_is_a_candidate_once_for_a_predicate_and_year(unit, ketua_tim, candidate):
    with pytest.raises(
        candidates_actions.AlreadyCandidate, match="sudah menjadi calon WBK tahun 2022"
    ):
        make_candidate(unit, ketua_tim)

    assert make_candidate(unit, ketua_tim, target="WBBM").pk != candidate.pk


@pytest.mark.parametrize(
    "wrong",
    [{"year": 2013}, {"year": 2101}, {"target": "WBX"}, {"prior_predicate": "WBX"}],
    ids=str,
)
def test_the_database_refuses_a_candidate_that_makes_no_sense(wrong, candidate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=candidate.pk).update(**wrong)


def test_a_stale_change_of_a_candidate_is_refused(candidate, ketua_tim):
    candidates_actions.change_candidate(
        candidate=candidate, by=ketua_tim, version=1, prior_predicate="WBK", note=""
    )

    with pytest.raises(StaleForm):
        candidates_actions.change_candidate(
            candidate=candidate, by=ketua_tim, version=1, prior_predicate="", note="x"
        )

    candidate.refresh_from_db()
    assert candidate.prior_predicate == "WBK"


def test_submitted_evidence_is_frozen_and_approved_by_the_team_lead(milestone, pegawai, ketua_tim):
    approved(milestone, pegawai, ketua_tim)

    assert (milestone.status, milestone.submitted_by, milestone.approved_by) == (
        Status.APPROVED,
        pegawai,
        ketua_tim,
    )
    snapshot = Snapshot.objects.about(milestone).get()
    evidence = milestone.attachments.get().evidence
    assert milestone.approved_snapshot == snapshot
    assert snapshot.content["evidence"][0]["sha256"] == evidence.current.sha256
    assert not milestone.approval_is_stale
    assert list(Entry.objects.about(milestone).values_list("phrase", flat=True))[:2] == [
        "menyetujui",
        "mengajukan",
    ]


def test_a_newer_file_makes_the_approval_stale(milestone, pegawai, ketua_tim):
    approved(milestone, pegawai, ketua_tim)
    evidence = milestone.attachments.get().evidence

    evidence_actions.add_version(evidence=evidence, file=pdf(), by=pegawai)

    assert Milestone.objects.get(pk=milestone.pk).approval_is_stale


def test_nothing_is_submitted_without_evidence(milestone, pegawai):
    with pytest.raises(Incomplete, match="Belum ada: Pakta integritas"):
        decisions.submit(milestone, by=pegawai)

    milestone.refresh_from_db()
    assert milestone.status == Status.DRAFT
    assert not Snapshot.objects.exists()


def test_a_return_keeps_the_reason_and_opens_the_evidence_again(milestone, pegawai, ketua_tim):
    submitted(milestone, pegawai)
    with pytest.raises(EvidenceClosed):
        evidence_actions.upload_to(owner=milestone, files=[pdf()], by=pegawai)

    decisions.send_back(milestone, by=ketua_tim, note="Tanda tangan belum lengkap")

    assert milestone.status == Status.RETURNED
    assert milestone.return_reason == "Tanda tangan belum lengkap"
    assert milestone.returned_by == ketua_tim
    assert Entry.objects.about(milestone).first().note == "Tanda tangan belum lengkap"
    evidence_actions.upload_to(owner=milestone, files=[pdf()], by=pegawai)
    decisions.submit(milestone, by=pegawai)
    decisions.approve(milestone, by=ketua_tim)
    assert milestone.approved_snapshot.number == 2


def test_a_return_without_a_reason_is_not_made(milestone, pegawai, ketua_tim):
    submitted(milestone, pegawai)

    with pytest.raises(ValueError, match="needs a note"):
        decisions.send_back(milestone, by=ketua_tim, note="  ")

    milestone.refresh_from_db()
    assert milestone.status == Status.SUBMITTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "selesai"},
        {"status": "approved"},
        {"status": "returned"},
        {"submitted_at": None},
        {"returned_at": timezone.now()},
    ],
    ids=lambda wrong: next(iter(wrong)) + "=" + str(next(iter(wrong.values())))[:10],
)
def test_the_database_refuses_a_milestone_that_makes_no_sense(wrong, milestone, pegawai):
    submitted(milestone, pegawai)

    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**wrong)


def test_the_database_too_keeps_approved_by_another_apart(milestone, pegawai, ketua_tim):
    approved(milestone, pegawai, ketua_tim)

    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(approved_by=pegawai)


def test_an_approved_or_submitted_plan_is_not_edited(milestone, pegawai, ketua_tim):
    candidates_actions.change_milestone(
        milestone=milestone, by=pegawai, version=1, due_date=date(2022, 3, 1), note="Segera"
    )
    submitted(milestone, pegawai)

    with pytest.raises(MoveNotAllowed):
        candidates_actions.change_milestone(
            milestone=milestone, by=pegawai, version=2, due_date=None, note="Nanti saja"
        )

    assert Snapshot.objects.about(milestone).get().content["due_date"] == "2022-03-01"


def test_a_decision_on_what_was_edited_meanwhile_is_refused(milestone, pegawai, ketua_tim):
    submitted(milestone, pegawai)
    decisions.send_back(milestone, by=ketua_tim, note="Lengkapi")
    seen = milestone.version
    candidates_actions.change_milestone(
        milestone=milestone, by=pegawai, version=seen, due_date=None, note="Dilengkapi"
    )
    decisions.submit(milestone, by=pegawai)

    with pytest.raises(MoveNotAllowed):
        decisions.approve(milestone, by=ketua_tim, version=seen)


@pytest.mark.django_db(transaction=True)
def test_of_eight_simultaneous_approvals_one_wins_and_leaves_one_entry(
    milestone, pegawai, member_of
):
    submitted(milestone, pegawai)
    leads = [member_of(milestone.unit, Role.KETUA_TIM) for _ in range(8)]
    start, outcomes = threading.Barrier(8), []

    def approve(lead):
        mine = Milestone.objects.get(pk=milestone.pk)
        start.wait(10)
        try:
            decisions.approve(mine, by=lead)
            outcomes.append("approved")
        except MoveNotAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[lead]) for lead in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == ["approved"] + ["refused"] * 7
    assert Entry.objects.filter(action="zona_integritas.milestone.approve").count() == 1
    milestone.refresh_from_db()
    assert milestone.approved_by in leads


def test_a_blocked_step_names_what_to_finish_first(candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    blocked = prepared(step_of(candidate, "ZI-03"), pegawai)

    with pytest.raises(Incomplete, match="selesaikan dahulu ZI-02 Pencanangan"):
        decisions.submit(blocked, by=pegawai)

    walk(candidate, "ZI-02", by=pegawai, approver=ketua_tim)
    assert decisions.submit(blocked, by=pegawai).status == Status.SUBMITTED


def test_submitted_is_not_finished(candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    submitted(step_of(candidate, "ZI-02"), pegawai)

    assert [str(m.step.code) for m in step_of(candidate, "ZI-03").blockers()] == ["ZI-02"]


def test_the_six_areas_are_built_side_by_side(candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", "ZI-02", "ZI-03", by=pegawai, approver=ketua_tim)

    walk(candidate, "ZI-08", "ZI-05", by=pegawai, approver=ketua_tim)

    assert {m.step.code for m in step_of(candidate, "ZI-09").blockers()} == {
        "ZI-04",
        "ZI-06",
        "ZI-07",
    }


def test_a_closed_window_stops_the_stage_it_is_for(unit, pegawai, ketua_tim, admin):
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2014")
    walk(candidate, "Z14-01", "Z14-02", "Z14-03", by=pegawai, approver=ketua_tim)
    proposal = prepared(step_of(candidate, "Z14-04"), pegawai)
    window = {"kind": PeriodKind.STAGE, "window": WINDOWS[Stage.PROPOSAL], "year": candidate.year}
    yesterday = timezone.localdate() - timedelta(days=1)
    set_period(by=admin, starts=yesterday - timedelta(days=30), ends=yesterday, **window)

    with pytest.raises(WindowClosed):
        decisions.submit(proposal, by=pegawai)

    set_period(by=admin, starts=yesterday, ends=yesterday + timedelta(days=9), **window)
    assert decisions.submit(proposal, by=pegawai).status == Status.SUBMITTED


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_of_the_road_may_have_a_window(stage):
    assert windows.window_of(stage.value) is WINDOWS[stage]


def test_what_waits_for_whom(candidate, sibling, pegawai, ketua_tim, member_of):
    second, first = step_of(candidate, "ZI-02"), step_of(candidate, "ZI-01")
    submitted(second, pegawai)
    submitted(first, ketua_tim)
    neighbour = member_of(sibling, Role.KETUA_TIM)

    assert list(Milestone.objects.visible_to(pegawai).submitted()) == [second, first]
    assert list(Milestone.objects.waiting_for(ketua_tim)) == [second]
    assert not Milestone.objects.waiting_for(pegawai).exists()
    assert not Milestone.objects.waiting_for(neighbour).exists()
    assert not Milestone.objects.visible_to(neighbour).exists()


def test_what_is_late_and_what_is_at_risk(candidate, pegawai, ketua_tim):
    today = date(2022, 3, 15)
    due = {"ZI-01": -20, "ZI-02": -1, "ZI-03": 0, "ZI-04": 14, "ZI-05": 15}
    for code, days in due.items():
        candidates_actions.change_milestone(
            milestone=step_of(candidate, code),
            by=pegawai,
            version=1,
            due_date=today + timedelta(days=days),
            note="",
        )
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)

    def codes(rows):
        return [row.step.code for row in rows]

    assert codes(Milestone.objects.overdue(today)) == ["ZI-02"]
    assert codes(Milestone.objects.at_risk(today)) == ["ZI-02", "ZI-03", "ZI-04"]
    assert codes(Milestone.objects.at_risk(today, days=0)) == ["ZI-02", "ZI-03"]


def test_progress_counts_the_road_to_conferral_of_this_candidate_alone(
    candidate, pegawai, ketua_tim
):
    make_candidate(candidate.unit, ketua_tim, target="WBBM")
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    submitted(step_of(candidate, "ZI-02"), pegawai)

    counted = Candidate.objects.with_progress(timezone.localdate()).get(pk=candidate.pk)

    assert (counted.steps_done, counted.steps_total) == (1, 23)
    assert (counted.steps_submitted, counted.steps_returned) == (1, 0)
