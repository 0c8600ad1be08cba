"""Whoever set the task does not judge how it was done, unless nobody else could (ADR 100)."""

from __future__ import annotations

from datetime import date

import pytest

from evaluations.follow_ups import actions as follow_ups
from evaluations.letters.permissions import LetterPerm
from reformasi.audit.refusals import SameHand
from reformasi.workflow import decisions, making
from reformasi.workflow.frozen import Frozen
from tests.workflow.cases import CASES
from tests.workflow.layered.models import SheetLayer
from zona_integritas.candidates import actions as candidates


def set_task(thing, by):
    follow_ups.change_task(
        follow_up=thing, by=by, version=thing.version, due=date(2030, 1, 1), reason="Dipercepat"
    )


def set_deadline(thing, by):
    candidates.change_milestone(
        milestone=thing, by=by, version=thing.version, due_date=date(2030, 1, 1), note=thing.note
    )


#: Every workflow in which one person asks and another writes: how the former asks.
ASKING = {"follow-up": set_task, "milestone": set_deadline}
ASKED = [case for case in CASES if case.name in ASKING]
each_asked = pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)


def fresh(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


@pytest.fixture
def asked(case, unit, member_of):
    """A draft by a writer, with a task that the first of two deciders has set."""
    writer = member_of(unit, case.writer)
    asker = member_of(unit, case.decider)
    thing = case.make(unit, writer)
    ASKING[case.name](thing, asker)
    return fresh(thing), writer, asker


@each_asked
@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_whoever_set_the_task_does_not_decide_while_another_can(case, act, asked, unit, member_of):
    thing, writer, asker = asked
    another = member_of(unit, case.decider)
    decisions.submit(thing, by=writer)
    move = getattr(thing.decisions, act)

    assert making.open_to(asker, thing, [move]) == []
    assert thing not in type(thing).objects.waiting_for(asker)
    with pytest.raises(SameHand):
        decisions.decide(thing, move, by=asker, note="Sendiri")
    decisions.decide(thing, move, by=another, note="Cukup")


@each_asked
def test_in_an_office_of_one_the_same_person_asks_and_decides(case, asked):
    thing, writer, asker = asked
    decisions.submit(thing, by=writer)
    assert decisions.approve(thing, by=asker).is_approved


@each_asked
def test_of_two_who_both_asked_either_decides_and_never_who_wrote(case, asked, unit, member_of):
    thing, writer, first = asked
    second = member_of(unit, case.decider)
    both = {"follow-up": lambda: follow_ups.change_task(
        follow_up=thing, by=second, version=thing.version, action="Lain", reason="Diperjelas",
    ), "milestone": lambda: candidates.change_milestone(
        milestone=thing, by=second, version=thing.version, due_date=date(2031, 1, 1),
        note=thing.note,
    )}  # fmt: skip
    both[case.name]()
    member_of(unit, case.decider, user=writer)
    thing = fresh(thing)
    decisions.submit(thing, by=writer)

    with pytest.raises(SameHand):
        decisions.approve(thing, by=writer)
    assert decisions.approve(thing, by=first).is_approved


@each_asked
def test_a_task_of_before_the_last_approval_binds_nobody(case, asked, unit, member_of):
    thing, writer, asker = asked
    another = member_of(unit, case.decider)
    decisions.approve(decisions.submit(thing, by=writer), by=another)
    decisions.reopen(thing, by=another, note="Diperiksa lagi")
    case.change(fresh(thing), writer, "Diperbaiki")
    thing = fresh(thing)

    assert asker.pk not in thing.askers()
    assert decisions.approve(decisions.submit(thing, by=writer), by=asker).is_approved


def test_who_makes_a_follow_up_has_set_its_task(unit, member_of):
    case = next(case for case in CASES if case.name == "follow-up")
    writer, asker, another = (
        member_of(unit, role) for role in (case.writer, case.decider, case.decider)
    )
    made = case.make(unit, writer)
    thing = follow_ups.create_follow_up(
        recommendation=made.recommendation, unit=unit, action="A", due=made.due, by=asker
    )
    assert (thing.askers(), made.askers()) == ({asker.pk}, set())
    assert another.has_perm(LetterPerm.APPROVE_FOLLOW_UP, thing)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_workflow_in_which_somebody_asks_is_told_here(case, unit, member_of):
    """Columns that are given to the writers are set by an action of ``ASKING``; all others only
    say what the thing is about, and stay as they were made."""
    thing = case.make(unit, member_of(unit, case.writer))
    own = {name for name in thing.frozen.given if "__" not in name} - {
        "sheet", "kind", "candidate", "recommendation", "plan", "unit", "year", "quarter"
    }  # fmt: skip
    assert isinstance(thing.frozen, Frozen)
    assert bool(own) is (case.name in ASKING), own


def test_a_subject_of_which_nobody_asks_anything_is_decided_by_whoever_did_not_write_it(db):
    assert SheetLayer().others_decide(but=[1, 2])
