"""A thing with several layers: each has its own hands, its own version and frozen content."""

import pytest
from django.db import IntegrityError, transaction

from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit, keep_content
from tests.workflow.layered.models import HANDS, Kind, Sheet, SheetAnswer, SheetLayer


@pytest.fixture
def sheet(unit):
    return Sheet.objects.create(unit=unit)


@pytest.fixture
def layers(sheet):
    made = {kind: SheetLayer.objects.create(sheet=sheet, kind=kind) for kind in Kind}
    for layer in made.values():
        SheetAnswer.objects.create(layer=layer, code="A.1", value="Ya")
    return made


def test_each_layer_waits_for_its_own_deciders_alone(layers, unit, member_of):
    for kind, (submitter, _decider) in HANDS.items():
        decisions.submit(layers[kind], by=member_of(unit, submitter))
    for kind, (_submitter, decider) in HANDS.items():
        person = member_of(unit, decider)
        assert list(SheetLayer.objects.waiting_for(person)) == [layers[kind]]
        assert person.has_perm(f"layered.approve_{kind}_sheetlayer", layers[kind])


def test_a_decision_on_one_layer_leaves_the_others_as_they_are(layers, unit, member_of):
    lead = member_of(unit, Role.KETUA_TIM)
    unit_layer, member_layer = layers[Kind.UNIT], layers[Kind.TPI_MEMBER]
    decisions.submit(unit_layer, by=member_of(unit, Role.ASESOR))
    decisions.approve(unit_layer, by=lead)
    member_layer.refresh_from_db()
    assert (member_layer.status, member_layer.submitted_by) == (State.DRAFT, None)
    assert unit_layer.approved_snapshot.content["kind"] == Kind.UNIT
    assert unit_layer.approved_snapshot.content["answers"] == [{"code": "A.1", "value": "Ya"}]


def test_changing_an_answer_makes_its_layer_stale_and_no_other(layers, unit, member_of):
    for kind, (submitter, decider) in HANDS.items():
        decisions.submit(layers[kind], by=member_of(unit, submitter))
        decisions.approve(layers[kind], by=member_of(unit, decider))
    changed = layers[Kind.TPI_LEAD]
    answer = changed.answers.get()
    person = member_of(unit, Role.TPI_KETUA)
    edit(answer, {"value": "Tidak"}, by=person, version=answer.version, on_trail=False)
    keep_content(changed, by=person)
    assert list(SheetLayer.objects.stale()) == [changed]


def test_a_layer_is_there_once_for_a_thing(layers, sheet):
    with pytest.raises(IntegrityError, match="layered_layer_once"), transaction.atomic():
        SheetLayer.objects.create(sheet=sheet, kind=Kind.UNIT)
    assert SheetLayer.objects.of(sheet).count() == len(Kind)
