"""The right is asked on the draft that a token finds, and in both units when a draft moves."""

from uuid import uuid4

import pytest
from django.urls import reverse

from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.audit.models import Entry
from reformasi.evidence import actions as evidence_actions
from reformasi.organisation.models import Membership
from reformasi.organisation.roles import Role
from tests.programs.factories import make_activity, make_plan, photo

JSON = {"Accept": "application/json"}
DOORS = ("programs:activity_create", "programs:activity_autosave_new")


def typed(unit, token, **fields):
    return {"unit": unit.code, "kind": "kegiatan", "token": str(token), "version": 1} | fields


def end_role(person, unit):
    Membership.objects.filter(user=person, unit=unit).delete()
    person.forget_memberships()


@pytest.mark.parametrize("door", DOORS)
def test_a_token_does_not_outlive_the_right_to_its_draft(
    door, unit, sibling, pegawai, member_of, login
):
    token = uuid4()
    draft = make_activity(unit, pegawai, token=token, title="Semula")
    member_of(sibling, Role.PEGAWAI, user=pegawai)
    end_role(pegawai, unit)
    form = typed(sibling, token, title="Dibawa pergi", version=draft.version)
    page = login(pegawai).post(reverse(door), form, headers=JSON)
    draft.refresh_from_db()
    assert page.status_code == 403
    assert (draft.title, draft.unit) == ("Semula", unit)
    assert Activity.objects.count() == 1
    assert Entry.objects.about(draft).refused().count() == 1


def test_the_token_of_a_plan_does_not_outlive_the_right(unit, sibling, pegawai, member_of, login):
    token = uuid4()
    plan = make_plan(unit, pegawai, token=token)
    member_of(sibling, Role.PEGAWAI, user=pegawai)
    end_role(pegawai, unit)
    form = {"unit": sibling.code, "year": 2019, "token": str(token), "method": "last"}
    page = login(pegawai).post(reverse("programs:plan_create"), form)
    plan.refresh_from_db()
    assert (page.status_code, plan.unit) == (403, unit)


@pytest.mark.parametrize("door", DOORS)
def test_the_token_of_another_person_is_answered_in_words_and_makes_nothing(
    door, unit, pegawai, ketua_tim, login
):
    token = uuid4()
    draft = make_activity(unit, pegawai, token=token, title="Milik analis")
    page = login(ketua_tim).post(reverse(door), typed(unit, token, title="Isian ketua"))
    draft.refresh_from_db()
    assert page.status_code == 409
    assert "Formulir ini milik orang lain" in page.content.decode()
    assert "Isian ketua" in page.content.decode()
    assert "Milik analis" not in page.content.decode()
    assert (draft.title, Activity.objects.count()) == ("Milik analis", 1)


def test_the_token_of_another_persons_plan_is_answered_in_words(unit, pegawai, ketua_tim, login):
    token = uuid4()
    make_plan(unit, pegawai, token=token)
    form = {"unit": unit.code, "year": 2019, "token": str(token), "method": "last"}
    page = login(ketua_tim).post(reverse("programs:plan_create"), form)
    assert page.status_code == 409
    assert "Formulir ini milik orang lain" in page.content.decode()
    assert ActionPlan.objects.count() == 1


def test_a_draft_moves_with_its_evidence_by_who_has_the_right_in_both_units(
    unit, sibling, pegawai, member_of, login
):
    draft = make_activity(unit, pegawai)
    url = reverse("programs:activity_change", args=[draft.pk])
    form = typed(sibling, "", title="Rapat", version=draft.version)
    assert login(pegawai).post(url, form).status_code == 422
    member_of(sibling, Role.PEGAWAI, user=pegawai)
    assert login(pegawai).post(url, form).status_code == 302
    draft.refresh_from_db()
    assert draft.unit == sibling


def test_evidence_of_a_library_that_is_not_ones_own_is_not_carried_into_another_unit(
    ditjen, unit, sibling, pegawai, ketua_tim, member_of, login
):
    (proof,) = evidence_actions.upload(unit=ditjen, files=[photo()], by=ketua_tim)
    draft = make_activity(unit, pegawai, evidence=False, title="Semula")
    evidence_actions.attach(owner=draft, evidence=proof, by=member_of(ditjen, Role.KETUA_TIM))
    member_of(sibling, Role.PEGAWAI, user=pegawai)
    url = reverse("programs:activity_change", args=[draft.pk])
    page = login(pegawai).post(url, typed(sibling, "", title="Pindah", version=draft.version))
    draft.refresh_from_db()
    assert page.status_code == 403
    assert "Lepaskan dahulu buktinya" in page.content.decode()
    assert draft.unit == unit
