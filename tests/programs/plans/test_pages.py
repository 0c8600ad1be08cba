"""Action plans, through the pages."""

import pytest
from django.conf import settings
from django.urls import reverse

from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.submissions.workflow import Status
from reformasi.workflow import decisions
from tests.html import read, token_of
from tests.programs.factories import (
    approved_plan,
    make_plan,
    reform_area,
)
from tests.programs.pages import titles


@pytest.fixture
def plan_form(unit):
    return {
        "unit": unit.code,
        "year": 2019,
        "area": reform_area(4).pk,
        "title": "Menyusun SOP",
        "objective": "Setiap layanan mempunyai SOP",
        "indicator": "Jumlah SOP",
        "unit_of_measure": "dokumen",
        "method": "last",
        "target_q1": "1",
        "target_q2": "2,5",
        "target_q3": "3",
        "target_q4": "1200",
    }


def test_a_plan_is_written_submitted_and_approved(plan_form, unit, pegawai, ketua_tim, login):
    login(pegawai).post(reverse("programs:plan_create"), plan_form | {"then": "submit"})
    plan = ActionPlan.objects.get()
    assert (plan.status, str(plan.target_q2), plan.target_q4) == (Status.SUBMITTED, "2.50", 1200)
    approve = reverse("programs:plan_move", args=[plan.pk, "approve"])
    login(ketua_tim).post(approve, {"version": plan.version})
    plan.refresh_from_db()
    assert plan.status == Status.APPROVED
    page = login(pegawai).get(reverse("programs:plans"))
    assert page.context["page"][0].percent == 0
    assert "4 belum dilaporkan" in page.content.decode()


def test_an_approval_that_does_not_say_which_version_it_saw_is_refused(
    unit, pegawai, ketua_tim, login
):
    plan = make_plan(unit, pegawai)
    decisions.submit(plan, by=pegawai)
    page = login(ketua_tim).post(reverse("programs:plan_move", args=[plan.pk, "approve"]))
    plan.refresh_from_db()
    assert (page.status_code, plan.status) == (409, Status.SUBMITTED)


def test_the_form_of_a_plan_sent_twice_makes_one_plan(plan_form, pegawai, login):
    client = login(pegawai)
    token = token_of(client.get(reverse("programs:plan_create")))
    for _ in range(2):
        client.post(reverse("programs:plan_create"), plan_form | {"token": token})
    assert ActionPlan.objects.get().version == 1
    url = reverse("programs:plan_delete", args=[ActionPlan.objects.get().pk])
    assert "Hapus draf ini?" in client.get(url).content.decode()
    client.post(url)
    assert not ActionPlan.objects.exists()


def test_whole_numbers_are_offered_without_decimals(unit, pegawai, login):
    plan = make_plan(unit, pegawai, target_q1="1", target_q2="2.5", target_q3="3", target_q4="1200")
    form = login(pegawai).get(plan.get_change_url()).content.decode()
    offered = {each.attrs.get("name"): each.attrs.get("value") for each in read(form).all("input")}

    assert [offered[f"target_q{number}"] for number in (1, 2, 3, 4)] == ["1", "2,5", "3", "1200"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("text", "amount"), [("2,5", "2.50"), ("2.5", "2.50"), ("2,50", "2.50"), ("9,5", "9.50")]
)
def test_a_target_is_stored_as_it_was_typed_in_whatever_language(
    plan_form, pegawai, login, language, text, amount
):
    client = login(pegawai)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    targets = {"target_q2": "2", "target_q3": "2", "target_q4": text}
    client.post(reverse("programs:plan_create"), plan_form | targets)

    assert str(ActionPlan.objects.get().target_q4) == amount


@pytest.mark.parametrize("text", ["0.500", "1.200", "9" * 5000, "Infinity", "NaN", "1e9"])
def test_a_doubtful_target_is_asked_back_with_what_was_typed(plan_form, pegawai, login, text):
    page = login(pegawai).post(reverse("programs:plan_create"), plan_form | {"target_q4": text})

    assert (page.status_code, ActionPlan.objects.count()) == (422, 0)
    assert "target_q4" in page.context["form"].errors
    assert f'value="{text}"' in page.content.decode()


def test_who_can_decide_on_a_plan_is_named(unit, pegawai, ketua_tim, login):
    plan = make_plan(unit, pegawai)
    decisions.submit(plan, by=pegawai)
    page = login(pegawai).get(plan.get_absolute_url()).content.decode()

    assert f"Yang dapat memutuskan: {ketua_tim}." in read(page).text


def test_targets_that_fall_are_explained(plan_form, pegawai, login):
    page = login(pegawai).post(reverse("programs:plan_create"), plan_form | {"target_q4": "2"})
    assert page.status_code == 422
    assert "B12 tidak boleh turun" in page.content.decode()
    assert "Menyusun SOP" in page.content.decode()
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize("year", ["1999", "99999"])
def test_a_year_that_cannot_be_is_explained_beside_the_field(plan_form, pegawai, login, year):
    page = login(pegawai).post(reverse("programs:plan_create"), plan_form | {"year": year})
    assert page.context["form"].errors["year"][0].startswith(("Tahun antara", "Tulis tahun"))


def test_an_incomplete_plan_stays_a_draft_and_leads_to_the_gaps(plan_form, pegawai, login):
    form = plan_form | {"target_q4": "", "then": "submit"}
    page = login(pegawai).post(reverse("programs:plan_create"), form, follow=True)
    assert ActionPlan.objects.get().status == Status.DRAFT
    assert 'href="#id_target_q4"' in page.content.decode()


def test_a_stale_plan_form_is_refused_and_keeps_what_was_typed(plan_form, unit, pegawai, login):
    plan = make_plan(unit, pegawai)
    plans_actions.change_plan(plan=plan, version=1, by=pegawai, title="Di tab lain")
    url = reverse("programs:plan_change", args=[plan.pk])
    page = login(pegawai).post(url, plan_form | {"version": 1})
    plan.refresh_from_db()
    assert (page.status_code, plan.title) == (409, "Di tab lain")
    assert "Menyusun SOP" in page.content.decode()


def test_plans_are_filtered_and_exported(unit, pegawai, ketua_tim, login):
    late = approved_plan(unit, pegawai, ketua_tim, title="Belum dilaporkan")
    make_plan(unit, pegawai, title="Tahun depan", year=2020)
    client = login(pegawai)
    assert titles(client.get(reverse("programs:plans"), {"overdue": "on"})) == {str(late)}
    assert titles(client.get(reverse("programs:plans"), {"year": "2020"})) == {"Tahun depan"}
    response = client.get(reverse("sheets:export", args=["rencana-aksi", "csv"]), {"year": "2019"})
    text = b"".join(response).decode("utf-8-sig")
    assert "Belum dilaporkan" in text
    assert "Tahun depan" not in text
    assert "target_b12" in text
    assert "triwulan_belum_dilaporkan" in text
