"""Raises of a sheet that become action plans, once each."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from evaluations.assessments.actions import set_people
from programs.plans import actions
from programs.plans.actions import AlreadyPlanned, Raise
from programs.plans.models import ActionPlan, PlannedRaise
from programs.submissions.workflow import Status
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.versions import keep_content
from tests.evaluations.assessments.factories import fill, fill_lacking, make_assessment
from tests.html import token_of
from tests.programs.factories import approved_plan, make_plan, reform_area

FIRST, SECOND = "A.I.1.i.b", "A.I.5.i.a"


@pytest.fixture
def sheet(unit, ketua_tim):
    reform_area()
    assessment = make_assessment(unit, ketua_tim)
    fill(assessment, {FIRST: "C"}, ketua_tim)
    return assessment


def address_of(sheet, *raises):
    address = reverse("programs:sheet_plans_create", args=[sheet.pk])
    return f"{address}?{'&'.join(f'raise={each}' for each in raises)}"


def sent(*rows, year=2026):
    data = {
        "year": year,
        "raises-TOTAL_FORMS": len(rows),
        "raises-INITIAL_FORMS": len(rows),
    }
    for number, (code, option, person, quarter) in enumerate(rows):
        values = {"code": code, "option": option, "person": person, "quarter": quarter}
        data |= {f"raises-{number}-{name}": value for name, value in values.items()}
    return data


def test_the_form_knows_the_chosen_questions_and_who_is_in_charge(sheet, pegawai, ketua_tim, login):
    set_people(assessment=sheet, people={"A.I.1": pegawai}, by=ketua_tim)
    page = login(pegawai).get(address_of(sheet, f"{FIRST}:A", "A.I.1.i.a:Z", "X:A"))
    (row,) = page.context["rows"].forms
    assert (row.initial["code"], row.initial["person"]) == (FIRST, pegawai)
    assert row.chosen.description in page.content.decode()


def test_each_raise_becomes_a_complete_draft_with_person_and_quarter(
    sheet, unit, pegawai, ketua_tim, login
):
    data = sent((FIRST, "A", ketua_tim.email, 3), (SECOND, "A", "", 4))
    response = login(pegawai).post(address_of(sheet), data)
    assert response.status_code == 302
    plan, other = ActionPlan.objects.order_by("pk")
    assert (plan.unit, plan.year, plan.person, plan.status) == (unit, 2026, ketua_tim, Status.DRAFT)
    assert [plan.target_of(quarter) for quarter in (1, 2, 3, 4)] == [0, 0, 1, 1]
    assert [each.area.number for each in (plan, other)] == [1, 7]
    assert plan.missing() == []
    assert (
        Entry.objects.filter(action="programs.actionplan.create", actor_id=pegawai.pk).count() == 2
    )
    listed = login(pegawai).get(response.url)
    assert {row.pk for row in listed.context["page"]} == {plan.pk, other.pk}


def test_the_way_and_the_plan_lead_to_each_other(sheet, pegawai, login):
    client = login(pegawai)
    client.post(address_of(sheet), sent((FIRST, "A", "", 4)))
    plan = ActionPlan.objects.get()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert f"{sheet.get_absolute_url()}#{FIRST}" in page
    again = client.get(address_of(sheet, f"{FIRST}:A"))
    assert again.context["rows"].planned == [plan]
    assert again.context["rows"].forms == []


def test_the_same_form_sent_twice_makes_its_plans_once(sheet, pegawai, login):
    client = login(pegawai)
    address = address_of(sheet, f"{FIRST}:A")
    data = sent((FIRST, "A", "", 4)) | {"token": token_of(client.get(address))}
    responses = [client.post(address, data) for _ in range(2)]
    assert [response.status_code for response in responses] == [302, 302]
    assert ActionPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "Pilih paling sedikit satu butir"),
        ([(FIRST, "C", "", 4)], "sudah berubah"),
        ([("A.II.1.i.a", "A", "", 4)], "sudah berubah"),
        ([("X", "A", "", 4)], "sudah berubah"),
        ([(FIRST, "A", "", 4), (FIRST, "B", "", 4)], "disebut dua kali"),
        ([(FIRST, "A", "tidak.ada@demo.test", 4)], "Tidak ada orang"),
        ([(FIRST, "A", "", 5)], "5"),
    ],
)
def test_what_cannot_be_planned_is_told_and_nothing_is_made(sheet, pegawai, login, rows, message):
    page = login(pegawai).post(address_of(sheet), sent(*rows))
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not ActionPlan.objects.exists()


def test_a_question_that_has_a_plan_is_not_planned_again(sheet, pegawai, login):
    chosen = [Raise(FIRST, "A", 4)]
    (plan,) = actions.create_plans(assessment=sheet, raises=chosen, year=2026, by=pegawai)
    with pytest.raises(AlreadyPlanned, match=FIRST):
        actions.create_plans(assessment=sheet, raises=chosen, year=2026, by=pegawai)
    page = login(pegawai).post(address_of(sheet), sent((FIRST, "B", "", 4)))
    assert page.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedRaise.objects.create(plan=plan, assessment=sheet, code=FIRST, option="B")


def test_a_deleted_draft_gives_its_question_free(sheet, pegawai, login):
    actions.create_plans(assessment=sheet, raises=[Raise(FIRST, "A", 4)], year=2026, by=pegawai)
    client = login(pegawai)
    client.post(reverse("programs:plan_delete", args=[ActionPlan.objects.get().pk]))
    assert not ActionPlan.objects.exists()
    assert len(client.get(address_of(sheet, f"{FIRST}:A")).context["rows"].forms) == 1


def test_a_person_in_charge_is_one_of_the_unit(unit, sibling, pegawai, member_of, login):
    plan = make_plan(unit, pegawai)
    stranger = member_of(sibling, Role.PEGAWAI)
    client = login(pegawai)
    values = {
        name: client.get(plan.get_change_url()).context["form"][name].value() or ""
        for name in ("year", "area", "title", "objective", "indicator", "unit_of_measure",
                     "method", *ActionPlan.TARGETS)
    } | {"unit": unit.code}  # fmt: skip
    refused = client.post(plan.get_change_url(), values | {"version": 1, "person": stranger.email})
    assert refused.status_code == 422
    client.post(plan.get_change_url(), values | {"version": 1, "person": pegawai.email})
    plan.refresh_from_db()
    assert plan.person == pegawai
    assert str(pegawai) in client.get(plan.get_absolute_url()).content.decode()
    assert str(pegawai) in client.get(reverse("programs:plans")).content.decode()
    table = client.get(reverse("sheets:export", args=["rencana-aksi", "csv"]))
    assert str(pegawai) in b"".join(table.streaming_content).decode("utf-8-sig")


def test_an_approval_from_before_plans_had_a_person_stays_fresh(
    unit, pegawai, ketua_tim, monkeypatch
):
    fields = tuple(name for name in ActionPlan.frozen.fields if name != "person")
    with monkeypatch.context() as before:
        before.setattr(ActionPlan, "frozen", Frozen(fields=fields))
        plan = approved_plan(unit, pegawai, ketua_tim)
    keep_content(plan, by=pegawai, wrote=False)
    assert not ActionPlan.objects.with_staleness().get().approval_is_stale


def test_the_way_offers_plans_only_while_a_raise_has_none(sheet, ketua_tim, login):
    fill_lacking(sheet, ketua_tim)
    client, address = login(ketua_tim), reverse("evaluations:way", args=[sheet.pk])
    first, *others = client.get(address).context["proposal"].changes
    for changes, is_offered in ((others, True), ([first], False)):
        raises = [Raise(change.code, change.new, 4) for change in changes]
        with translation.override("en"):
            plan, *_ = actions.create_plans(
                assessment=sheet, raises=raises, year=sheet.year, by=ketua_tim
            )
        assert plan.title.startswith("Menaikkan butir")  # whatever who made it reads
        text = client.get(address).content.decode()
        assert ('form="rencana"' in text) is is_offered
        assert ("Semua butir usulan ini sudah mempunyai rencana aksi" in text) is not is_offered
