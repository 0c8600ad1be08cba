"""The one decision, over every workflow that there is: a new one is a new case, not a new test."""

import threading

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.organisation.scope import GRANTS
from reformasi.workflow import decisions, making
from reformasi.workflow.frozen import digest
from reformasi.workflow.models import Decidable, Snapshot
from reformasi.workflow.moves import State
from tests.workflow.cases import CASES

pytestmark = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture
def writer(case, unit, member_of):
    return member_of(unit, case.writer)


@pytest.fixture
def decider(case, unit, member_of):
    return member_of(unit, case.decider)


@pytest.fixture
def draft(case, unit, writer):
    return case.make(unit, writer)


@pytest.fixture
def submitted(draft, writer):
    return decisions.submit(draft, by=writer)


@pytest.fixture
def approved(submitted, decider):
    return decisions.approve(submitted, by=decider)


def fresh(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def verbs(thing):
    actions = Entry.objects.about(thing).filter(refused=False).values_list("action", flat=True)
    return [action.rsplit(".", 1)[1] for action in actions]


def test_every_move_has_a_rule(case, draft):
    assert {move.permission_for(draft) for move in draft.DECISIONS} <= GRANTS.keys()


def test_every_status_has_a_label_and_can_be_reached_and_left(case, draft):
    moves = list(draft.DECISIONS)
    assert {move.target for move in moves} == set(State.ALL)
    assert {status for move in moves for status in move.sources} == set(State.ALL)
    assert set(dict(draft._meta.get_field("status").choices)) == set(State.ALL)


def test_submitting_freezes_what_the_approval_then_points_to(case, submitted, writer, decider):
    assert (submitted.status, submitted.submitted_by) == (State.SUBMITTED, writer)
    assert submitted.submitted_snapshot.sha256 == digest(submitted.frozen.content(submitted))
    decisions.approve(submitted, by=decider)
    assert (submitted.status, submitted.approved_by) == (State.APPROVED, decider)
    assert submitted.approved_at >= submitted.submitted_at
    assert submitted.approved_snapshot == Snapshot.objects.about(submitted).get()
    assert submitted.approved_snapshot.sha256 == submitted.content_sha256
    assert not submitted.approval_is_stale
    assert verbs(submitted)[:2] == ["approve", "submit"]


def test_what_comes_back_carries_the_reason_and_may_be_submitted_again(
    case, submitted, writer, decider
):
    with pytest.raises(ValueError, match="needs a note"):
        decisions.send_back(submitted, by=decider, note="  ")
    decisions.send_back(submitted, by=decider, note="Belum lengkap")
    assert (submitted.status, submitted.returned_by) == (State.RETURNED, decider)
    assert submitted.return_reason == "Belum lengkap"
    decisions.submit(submitted, by=writer)
    decisions.approve(submitted, by=decider)
    assert submitted.approved_snapshot.number == 2


def test_only_who_submitted_takes_it_back_and_only_while_nobody_has_decided(
    case, submitted, unit, writer, decider, member_of
):
    other = member_of(unit, case.writer)
    with pytest.raises(SameHand, match="menariknya kembali"):
        decisions.withdraw(submitted, by=other)
    move = submitted.DECISIONS.withdraw
    assert move in making.open_to(writer, submitted, [move])
    assert move not in making.open_to(other, submitted, [move])
    decisions.withdraw(submitted, by=writer)
    assert (submitted.status, verbs(submitted)[0]) == (State.DRAFT, "withdraw")
    decisions.submit(submitted, by=writer)
    decisions.approve(submitted, by=decider)
    with pytest.raises(MoveNotAllowed):
        decisions.withdraw(submitted, by=writer)


def test_what_is_reopened_keeps_the_old_approval_until_the_next(case, approved, writer, decider):
    with pytest.raises(ValueError, match="needs a note"):
        decisions.reopen(approved, by=decider, note="")
    decisions.reopen(approved, by=decider, note="Tanggalnya keliru")
    assert (approved.status, approved.reopened_by) == (State.DRAFT, decider)
    assert approved.is_reopened
    assert (approved.reopen_reason, approved.approved_by) == ("Tanggalnya keliru", decider)
    assert approved.approved_snapshot.number == 1
    assert not approved.approval_is_stale
    case.change(approved, writer, "Diperbaiki")
    assert fresh(approved).approval_is_stale
    decisions.submit(approved, by=writer)
    decisions.approve(approved, by=decider)
    assert (approved.approved_snapshot.number, approved.is_reopened) == (2, False)


def test_reopening_asks_for_the_right_to_decide(case, approved, unit, decider, member_of):
    move = approved.DECISIONS.reopen
    assert making.open_to(decider, approved, [move]) == [move]
    assert making.open_to(member_of(unit, case.writer), approved, [move]) == []


@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_whoever_wrote_or_submitted_it_never_decides(case, act, unit, writer, member_of, draft):
    """Each may decide by their role; each has a hand in this version."""
    second, sender, third = (member_of(unit, case.decider) for _ in range(3))
    member_of(unit, case.decider, user=writer) if case.decider != case.writer else None
    case.change(draft, second, "Kata orang kedua")
    case.change(fresh(draft), writer, "Kata terakhir")
    submitted = decisions.submit(fresh(draft), by=sender)
    move = getattr(submitted.DECISIONS, act)
    waiting = type(submitted).objects
    for hand in (writer, second, sender):
        assert making.open_to(hand, submitted, [move]) == []
        assert submitted not in waiting.waiting_for(hand)
        with pytest.raises(SameHand):
            decisions.decide(submitted, move, by=hand, note="Sendiri")
    assert list(waiting.waiting_for(third)) == [submitted]
    assert making.open_to(third, submitted, [move]) == [move]
    assert fresh(submitted).status == State.SUBMITTED


def test_the_update_itself_refuses_a_hand_that_python_let_through(
    case, submitted, writer, monkeypatch
):
    monkeypatch.setattr(making, "_refuse_wrong_hand", lambda *args: None)
    with pytest.raises(MoveNotAllowed):
        decisions.approve(submitted, by=writer)
    assert fresh(submitted).status == State.SUBMITTED


def test_the_database_refuses_an_approval_by_a_hand(case, approved, writer):
    rows = type(approved)._base_manager.filter(pk=approved.pk)
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        rows.update(approved_by=writer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "selesai"},
        {"status": State.APPROVED},
        {"status": State.RETURNED},
        {"submitted_at": None},
        {"submitted_snapshot": None},
        {"reopened_at": None, "reopen_reason": "", "reopened_by_id": 1},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_the_database_refuses_what_makes_no_sense(case, wrong, submitted):
    rows = type(submitted)._base_manager.filter(pk=submitted.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**wrong)


def test_a_move_from_another_status_is_refused(case, draft, decider, writer):
    for move in (draft.DECISIONS.approve, draft.DECISIONS.send_back, draft.DECISIONS.reopen):
        with pytest.raises(MoveNotAllowed):
            decisions.decide(fresh(draft), move, by=decider, note="Alasan")
    with pytest.raises(MoveNotAllowed):
        decisions.withdraw(fresh(draft), by=writer)
    assert fresh(draft).status == State.DRAFT


def test_a_decision_on_an_older_version_is_refused(case, draft, writer, decider):
    decisions.submit(draft, by=writer, version=draft.version)
    with pytest.raises(MoveNotAllowed):
        decisions.approve(draft, by=decider, version=draft.version - 1)


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_of_eight_simultaneous_approvals_one_wins_and_leaves_one_entry(
    case, submitted, unit, member_of
):
    deciders = [member_of(unit, case.decider) for _ in range(8)]
    together, outcomes = threading.Barrier(8), []

    def approve(decider) -> None:
        mine = fresh(submitted)
        together.wait(10)
        try:
            decisions.approve(mine, by=decider)
            outcomes.append("approved")
        except MoveNotAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[decider]) for decider in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["approved"] + ["refused"] * 7
    assert verbs(submitted).count("approve") == 1
    assert fresh(submitted).approved_by in deciders


def test_every_decidable_model_of_the_portal_is_a_case(case, draft):
    expected = {"achievement", "activity", "actionplan", "milestone", "followup", "sheetlayer"}
    expected |= {"assessmentlayer"}  # as "sheetlayer", with its own tests of handing in
    models = {model._meta.model_name for model in apps.get_models() if issubclass(model, Decidable)}
    assert models == expected
    assert draft._meta.model_name in expected
