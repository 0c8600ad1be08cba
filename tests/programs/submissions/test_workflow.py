from datetime import date

import pytest
from django.urls import reverse

from programs import windows
from programs.activities import actions as activities_actions
from programs.activities.models import Activity
from programs.events import actions as events_actions
from programs.permissions import WRITERS, ProgramPerm
from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.submissions import actions as submissions_actions
from programs.submissions.workflow import Status
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.evidence import actions as evidence
from reformasi.evidence import waiving
from reformasi.evidence.models import Evidence
from reformasi.organisation import periods
from reformasi.organisation.models import PeriodKind
from reformasi.organisation.periods import WindowClosed
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.decisions import Incomplete
from tests.programs.factories import (
    approved_activity,
    make_activity,
    make_plan,
    photo,
    submitted_activity,
)
from tests.zona_integritas.factories import make_candidate, make_declaration

ROLES_FOR = {
    "view": set(Role),
    "add": WRITERS,
    "change": WRITERS,
    "submit": WRITERS,
    "approve": {Role.KETUA_TIM},
    "return": {Role.KETUA_TIM},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("verb", "holders"), ROLES_FOR.items())
def test_who_may_do_what_with_activities_and_plans(role, verb, holders, unit, member_of):
    person = member_of(unit, role)
    for model in (Activity, ActionPlan):
        thing = model(unit=unit)
        may = person.has_perm(f"programs.{verb}_{model._meta.model_name}", thing)
        assert may == (role in holders)


def test_a_role_reaches_units_below_and_never_beside(unit, child, sibling, ketua_tim):
    reach = [ketua_tim.has_perm(ProgramPerm.APPROVE_ACTIVITY, Activity(unit=where))
             for where in (unit, child, sibling)]  # fmt: skip
    assert reach == [True, True, False]


def test_submitting_freezes_what_the_approval_then_points_to(unit, pegawai, ketua_tim):
    activity = approved_activity(unit, pegawai, ketua_tim)
    assert activity.status == Status.APPROVED
    assert activity.approved_snapshot.content["title"] == activity.title
    assert activity.approved_snapshot.content["evidence"]
    assert not activity.approval_is_stale
    actions = Entry.objects.about(activity).values_list("action", flat=True)
    verbs = [action.rsplit(".", 1)[1] for action in actions]
    assert verbs == ["approve", "submit", "attach", "create"]


def test_an_approval_is_stale_once_the_revised_text_differs(unit, pegawai, ketua_tim):
    activity = approved_activity(unit, pegawai, ketua_tim)
    decisions.reopen(activity, note="Tanggal keliru", by=ketua_tim)
    assert (activity.status, activity.approval_is_stale) == (Status.DRAFT, False)
    changed = activities_actions.change_activity(
        activity=activity, version=activity.version, by=pegawai, date=date(2019, 5, 2)
    )
    assert changed.approval_is_stale
    decisions.submit(changed, by=pegawai)
    decisions.approve(changed, by=ketua_tim)
    assert (changed.approved_snapshot.number, changed.approval_is_stale) == (2, False)


def test_new_evidence_in_an_approved_file_makes_the_approval_stale(unit, pegawai, ketua_tim):
    activity = approved_activity(unit, pegawai, ketua_tim)
    attached = activity.attachments.get()
    evidence.add_version(evidence=attached.evidence, file=photo(), by=pegawai)
    assert list(Activity.objects.stale()) == [activity]


def test_what_comes_back_carries_the_reason_and_may_be_submitted_again(unit, pegawai, ketua_tim):
    activity = submitted_activity(unit, pegawai)
    decisions.send_back(activity, note="Lampirkan daftar hadir", by=ketua_tim)
    assert (activity.status, activity.returned_by) == (Status.RETURNED, ketua_tim)
    assert activity.return_reason == "Lampirkan daftar hadir"
    assert list(Activity.objects.returned_to(pegawai)) == [activity]
    decisions.submit(activity, by=pegawai)
    assert activity.status == Status.SUBMITTED


def test_who_rewrote_a_plan_does_not_decide_on_it(unit, pegawai, ketua_tim):
    plan = make_plan(unit, pegawai)
    plan = plans_actions.change_plan(
        plan=plan, version=plan.version, by=ketua_tim, objective="Lain"
    )
    decisions.submit(plan, by=pegawai)
    with pytest.raises(SameHand):
        decisions.approve(plan, by=ketua_tim)


def test_an_incomplete_activity_stays_a_draft_and_says_what_is_missing(unit, pegawai):
    activity = make_activity(unit, pegawai, evidence=False, title="", area=None)
    with pytest.raises(Incomplete) as refusal:
        decisions.submit(activity, by=pegawai)
    assert [gap.field for gap in refusal.value.gaps] == ["title", "area", "files"]
    activity.refresh_from_db()
    assert activity.status == Status.DRAFT


def test_an_incomplete_plan_says_which_targets_are_missing(unit, pegawai):
    plan = make_plan(unit, pegawai, objective="", target_q2=None)
    with pytest.raises(Incomplete) as refusal:
        decisions.submit(plan, by=pegawai)
    assert [gap.field for gap in refusal.value.gaps] == ["objective", "target_q2"]


@pytest.mark.parametrize(
    ("window", "make"), [(windows.ACTION_PLAN, make_plan), (windows.ACTIVITY, make_activity)]
)
def test_a_closed_window_refuses_submissions_until_it_is_reopened(
    window, make, unit, pegawai, admin, login
):
    period = periods.set_period(
        by=admin,
        kind=PeriodKind.STAGE,
        window=window,
        year=2019,
        starts=date(2019, 1, 2),
        ends=date(2019, 3, 31),
    )
    item = make(unit, pegawai)
    with pytest.raises(WindowClosed):
        decisions.submit(item, by=pegawai)
    page = login(pegawai).get(item.get_absolute_url()).content.decode()
    assert "dibuka 2 Januari 2019 sampai 31 Maret 2019" in page
    assert "Ajukan ke ketua tim" not in page
    name = {"action_plan": "plan"}.get(window.code, window.code)
    move = reverse(f"programs:{name}_move", args=[item.pk, "submit"])
    page = login(pegawai).post(move, {"version": item.version}, follow=True)
    assert page.redirect_chain == [(item.get_absolute_url(), 302)]
    assert "belum diajukan" in page.content.decode()
    assert not Entry.objects.refused().exists()
    periods.reopen_window(period=period, ends=date(2999, 1, 1), reason="Susulan", by=admin)
    decisions.submit(item, by=pegawai)
    assert item.status == Status.SUBMITTED


def test_what_belongs_to_a_far_year_without_a_window_is_not_submitted(unit, pegawai, settings):
    settings.OPEN_YEARS_BEFORE = 1
    for item in (make_activity(unit, pegawai), make_plan(unit, pegawai)):
        with pytest.raises(WindowClosed, match="2019 belum dibuka"):
            decisions.submit(item, by=pegawai)


def test_submitted_and_approved_things_cannot_be_edited(unit, pegawai, ketua_tim):
    activity = submitted_activity(unit, pegawai)
    assert not activity.evidence_is_open
    with pytest.raises(MoveNotAllowed):
        activities_actions.change_activity(activity=activity, version=1, by=pegawai, title="Lain")
    decisions.approve(activity, by=ketua_tim)
    with pytest.raises(MoveNotAllowed):
        activities_actions.change_activity(activity=activity, version=1, by=pegawai, title="Lain")
    activity.refresh_from_db()
    assert activity.title != "Lain"


def test_a_draft_is_thrown_away_only_while_nobody_relies_on_it(unit, pegawai, ketua_tim):
    lonely = make_activity(unit, pegawai, evidence=False)
    submissions_actions.delete_draft(item=lonely, by=pegawai)
    assert not Activity.objects.filter(pk=lonely.pk).exists()
    assert Entry.objects.filter(action="programs.activity.delete").count() == 1
    returned = submitted_activity(unit, pegawai)
    decisions.send_back(returned, note="Perbaiki", by=ketua_tim)
    listed = make_activity(unit, pegawai, kind="sosialisasi")
    events_actions.add_attendee(event=listed.event, by=pegawai, name="Tamu")
    for kept, reason in ((returned, "sudah pernah diajukan"), (listed, "memuat 1 orang")):
        with pytest.raises(MoveNotAllowed, match=reason):
            submissions_actions.delete_draft(item=kept, by=pegawai)
        assert Activity.objects.filter(pk=kept.pk).exists()


def test_the_evidence_of_a_deleted_draft_stays_in_the_library_and_that_is_said_before(
    unit, pegawai, login
):
    draft = make_activity(unit, pegawai)
    proof = draft.attachments.get().evidence
    url = reverse("programs:activity_delete", args=[draft.pk])
    assert "1 bukti tetap di perpustakaan" in login(pegawai).get(url).content.decode()
    login(pegawai).post(url)
    assert not Activity.objects.exists()
    assert list(Evidence.objects.unused()) == [proof]


def test_a_page_says_why_a_thing_cannot_be_deleted_withdrawn_or_reopened(
    unit, pegawai, ketua_tim, member_of, login
):
    colleague = member_of(unit, "pegawai")
    returned = submitted_activity(unit, pegawai)
    page = login(colleague).get(returned.get_absolute_url()).content.decode()
    assert f"hanya dapat dilakukan oleh yang mengajukan: {pegawai}" in page
    decisions.send_back(returned, note="Perbaiki", by=ketua_tim)
    page = login(pegawai).get(returned.get_absolute_url()).content.decode()
    assert "sudah pernah diajukan" in page
    approved = approved_activity(unit, pegawai, ketua_tim)
    page = login(pegawai).get(approved.get_absolute_url()).content.decode()
    assert f"Membuka kembali dapat dilakukan oleh: {ketua_tim}" in page
    ketua_tim.memberships.all().delete()
    page = login(pegawai).get(approved.get_absolute_url()).content.decode()
    assert "Belum ada orang yang dapat membukanya kembali" in page


def test_a_plan_is_thrown_away_only_without_activities(unit, pegawai):
    lonely, followed = make_plan(unit, pegawai), make_plan(unit, pegawai)
    make_activity(unit, pegawai, action_plan=followed)
    submissions_actions.delete_draft(item=lonely, by=pegawai)
    with pytest.raises(MoveNotAllowed, match="Masih dipakai: 1 kegiatan"):
        submissions_actions.delete_draft(item=followed, by=pegawai)
    assert list(ActionPlan.objects.all()) == [followed]


def test_a_draft_is_deleted_with_the_waivers_that_its_unit_proposed(unit, pegawai, login):
    draft = make_activity(unit, pegawai, kind="sosialisasi", evidence=False)
    requirement = draft.requirements[0]
    waiving.propose_waiver(owner=draft, requirement=requirement, reason="Lisan", by=pegawai)

    login(pegawai).post(reverse("programs:activity_delete", args=[draft.pk]))

    assert not Activity.objects.exists()


def test_an_event_that_a_declaration_names_is_kept_and_that_is_said_before_the_button(
    unit, pegawai, ketua_tim, login
):
    draft = make_activity(unit, pegawai, kind="sosialisasi", date=date(2022, 2, 1))
    make_declaration(make_candidate(unit, ketua_tim), pegawai, event=draft)
    client, url = login(pegawai), reverse("programs:activity_delete", args=[draft.pk])

    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Masih dipakai: 1 pencanangan" in page
    assert url not in page
    page = client.get(url, follow=True)
    assert page.redirect_chain == [(draft.get_absolute_url(), 302)]
