"""A quarter is reported, submitted with evidence and approved; a closed one stays as it is."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.achievements.models import Achievement
from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.submissions.workflow import Status
from programs.windows import ACHIEVEMENTS
from reformasi.audit.models import Entry
from reformasi.evidence.models import Evidence
from reformasi.organisation.models import PeriodKind
from reformasi.workflow import decisions
from tests.factories import PeriodFactory
from tests.html import read
from tests.programs.factories import (
    approved_achievement,
    approved_plan,
    make_achievement,
    make_plan,
    photo,
    submitted_achievement,
)


@pytest.fixture
def plan(unit, pegawai, ketua_tim):
    return approved_plan(unit, pegawai, ketua_tim)


def create_url(plan, quarter=1):
    return reverse("programs:achievement_create", args=[plan.pk, quarter])


def move(item, verb):
    return reverse("programs:achievement_move", args=[item.pk, verb])


def shut(plan, quarter=1):
    """The window of that quarter, which closed long ago."""
    return PeriodFactory(
        kind=PeriodKind.STAGE,
        stage=ACHIEVEMENTS[quarter].code,
        year=plan.year,
        starts=date(2019, 4, 1),
        ends=date(2019, 4, 15),
    )


def test_a_quarter_is_reported_with_evidence_submitted_and_approved(
    plan, pegawai, ketua_tim, login
):
    form = {"value": "1", "note": "Lancar", "files": [photo()], "then": "submit"}
    page = login(pegawai).post(create_url(plan), form)
    item = Achievement.objects.get()
    assert (page.url, item.status) == (item.get_absolute_url(), Status.SUBMITTED)
    assert str(item) in login(ketua_tim).get(reverse("programs:waiting")).content.decode()
    login(ketua_tim).post(move(item, "approve"), {"version": item.version})
    item.refresh_from_db()
    assert (item.status, item.approved_by) == (Status.APPROVED, ketua_tim)
    page = login(pegawai).get(reverse("programs:plans")).content.decode()
    assert "25,0% (1/4 dokumen)" in page
    assert "1 triwulan disetujui" in page
    text = read(login(pegawai).get(plan.get_absolute_url()).content.decode()).text
    assert "25,0% (1/4 dokumen)" in text


def test_who_reported_a_quarter_does_not_approve_it(plan, ketua_tim, login):
    form = {"value": "1", "files": [photo()], "then": "submit"}
    login(ketua_tim).post(create_url(plan), form)
    item = Achievement.objects.get()
    page = login(ketua_tim).post(move(item, "approve"), {"version": item.version})
    item.refresh_from_db()
    assert (page.status_code, item.status) == (409, Status.SUBMITTED)


@pytest.mark.parametrize(
    ("form", "field"),
    [({"value": "1"}, "files"), ({"value": "0"}, "note")],
    ids=["without evidence", "nothing done, and not a word why"],
)
def test_what_is_missing_is_named_beside_the_field_and_stays_a_draft(
    form, field, plan, pegawai, login
):
    page = login(pegawai).post(create_url(plan), form | {"then": "submit"}, follow=True)
    assert Achievement.objects.get().status == Status.DRAFT
    assert f'href="#id_{field}"' in page.content.decode()
    assert not Entry.objects.refused().exists()


@pytest.mark.parametrize(
    ("method", "quarter", "value"),
    [("last", 1, "1,2"), ("last", 1, "1000"), ("sum", 2, "1,4"), ("average", 2, "4")],
)
def test_far_above_the_target_is_asked_back_and_wants_a_reason(
    method, quarter, value, unit, pegawai, ketua_tim, login
):
    plan = approved_plan(unit, pegawai, ketua_tim, method=method)
    if quarter == 2:
        approved_achievement(plan, pegawai, ketua_tim, quarter=1)
    client, url = login(pegawai), create_url(plan, quarter)
    assert not any(
        "reason" in str(each.attrs)
        for each in read(client.get(url).content.decode()).all("textarea")
    )
    page = client.post(url, {"value": value})
    assert page.status_code == 422
    assert "Yakin?" in str(page.context["form"].errors["value"])
    assert not plan.achievements.filter(quarter=quarter).exists()
    client.post(url, {"value": value, "reason": "Dua kegiatan digabung"})
    assert plan.achievements.get(quarter=quarter).reason == "Dua kegiatan digabung"


@pytest.mark.parametrize(("method", "asks"), [("last", True), ("sum", False), ("average", True)])
def test_a_fall_is_asked_back_where_the_method_makes_it_unlikely(
    method, asks, unit, pegawai, ketua_tim, login
):
    plan = approved_plan(
        unit, pegawai, ketua_tim, method=method, target_q1=2, target_q2=4, target_q3=4
    )
    make_achievement(plan, pegawai, quarter=1, value=2)
    page = login(pegawai).post(create_url(plan, 2), {"value": "0,9"})
    assert page.status_code == (422 if asks else 302)
    assert not asks or "turun dari 2" in page.content.decode()


def test_a_quarter_is_not_raised_above_the_next_without_a_question(plan, pegawai, ketua_tim, login):
    first = approved_achievement(plan, pegawai, ketua_tim, quarter=1, value=1)
    approved_achievement(plan, pegawai, ketua_tim, quarter=2, value=2)
    decisions.reopen(first, note="Keliru", by=ketua_tim)
    form = {"value": "3", "version": first.version}

    page = login(pegawai).post(first.get_change_url(), form)

    assert page.status_code == 422
    assert "Triwulan sesudahnya melaporkan 2, turun dari 3" in page.content.decode()


def test_less_than_nothing_is_refused(plan, pegawai, login):
    page = login(pegawai).post(create_url(plan), {"value": "-1"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["value"])


def test_a_quarter_that_has_not_begun_is_not_reported(unit, pegawai, ketua_tim, login):
    year = timezone.localdate().year + 1
    plan = approved_plan(unit, pegawai, ketua_tim, year=year)
    page = login(pegawai).post(create_url(plan), {"value": "1"})
    assert page.status_code == 422
    assert "baru dapat dilaporkan mulai 1 Januari" in str(page.context["form"].errors["value"])
    page = login(pegawai).get(create_url(plan), follow=True)
    assert page.redirect_chain == [(plan.get_absolute_url(), 302)]
    assert "baru dapat dilaporkan" in page.content.decode()


def test_a_plan_that_is_not_approved_has_nothing_to_report(unit, pegawai, login):
    plan = make_plan(unit, pegawai)
    page = login(pegawai).get(create_url(plan), follow=True)
    assert "setelah rencana aksinya disetujui" in page.content.decode()
    page = login(pegawai).post(create_url(plan), {"value": "1", "note": "Diketik lama"})
    assert page.status_code == 409
    assert "Diketik lama" in page.content.decode()
    assert not Achievement.objects.exists()
    assert (
        login(pegawai).get(reverse("programs:achievement_create", args=[plan.pk, 5])).status_code
        == 404
    )


def test_a_closed_quarter_is_closed(plan, pegawai, ketua_tim, login):
    waiting = submitted_achievement(plan, pegawai, quarter=1)
    draft = make_achievement(plan, pegawai, quarter=2)
    shut(plan, 1)
    shut(plan, 2)
    client = login(pegawai)
    form = {"value": "2", "note": "Terlambat", "version": draft.version}
    page = client.post(draft.get_change_url(), form)
    assert page.status_code == 422
    assert "Terlambat" in page.content.decode()
    for item, verb in ((draft, "submit"), (waiting, "withdraw")):
        page = client.post(move(item, verb), {"version": item.version}, follow=True)
        assert "15 April 2019" in page.context["messages"]._loaded_messages[0].message
    attach = reverse("evidence:attach", args=["programs.achievementevidence", draft.pk])
    client.post(attach, {"files": [photo()]})
    draft.refresh_from_db()
    assert (draft.status, draft.value, draft.attachments.count()) == (Status.DRAFT, 2, 1)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Triwulan ini tertutup" in page
    assert "Ajukan ke ketua tim" not in page
    client = login(ketua_tim)
    client.post(move(waiting, "approve"), {"version": waiting.version})
    waiting.refresh_from_db()
    assert waiting.status == Status.APPROVED
    client.post(move(waiting, "reopen"), {"version": waiting.version, "note": "Salah"})
    waiting.refresh_from_db()
    assert waiting.status == Status.APPROVED
    assert [entry.action for entry in Entry.objects.refused()] == ["programs.achievement.attach"]


def test_a_closed_quarter_goes_on_when_its_window_is_opened_again(plan, pegawai, login):
    draft = make_achievement(plan, pegawai)
    period = shut(plan)
    period.ends = timezone.localdate() + timedelta(days=1)
    period.save()
    login(pegawai).post(move(draft, "submit"), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_the_same_form_sent_twice_makes_one_report(plan, pegawai, ketua_tim, login):
    for _ in range(2):
        assert login(pegawai).post(create_url(plan), {"value": "1"}).status_code == 302
    assert Achievement.objects.get().version == 1
    page = login(ketua_tim).post(create_url(plan), {"value": "0,5"})
    assert page.status_code == 409
    assert Achievement.objects.get().value == 1


def test_another_method_makes_the_approvals_of_its_quarters_stale(plan, pegawai, ketua_tim, login):
    item = approved_achievement(plan, pegawai, ketua_tim)
    decisions.reopen(plan, note="Metode keliru", by=ketua_tim)
    plans_actions.change_plan(plan=plan, version=plan.version, by=pegawai, method="sum")
    assert list(Achievement.objects.stale()) == [item]
    page = login(pegawai).get(reverse("programs:achievements")).content.decode()
    assert "Berubah sejak disetujui" in page


def test_over_achievement_is_marked_with_one_figure_on_list_and_page(
    plan, pegawai, ketua_tim, login
):
    approved_achievement(plan, pegawai, ketua_tim, quarter=4, value=12, reason="Data lengkap")
    for url in (reverse("programs:plans"), plan.get_absolute_url()):
        page = login(pegawai).get(url).content.decode()
        assert "300,0%" in page
        assert "Melebihi target" in page
        assert "100,0%" not in page


def test_achievements_are_filtered_and_exported(plan, unit, pegawai, ketua_tim, login):
    approved_achievement(plan, pegawai, ketua_tim, quarter=1)
    make_achievement(plan, pegawai, quarter=2)
    client, url = login(pegawai), reverse("programs:achievements")
    queries = (
        {"quarter": "1"},
        {"status": "draft"},
        {"unit": unit.code, "own": "on"},
        {"year": "2020"},
    )
    quarters = [[row.code for row in client.get(url, query).context["page"]] for query in queries]
    assert quarters == [["B03"], ["B06"], ["B03", "B06"], []]
    export = reverse("sheets:export", args=["capaian", "csv"])
    text = b"".join(client.get(export, {"quarter": "1"})).decode("utf-8-sig")
    assert plan.title in text
    assert "B06" not in text
    plans = b"".join(client.get(reverse("sheets:export", args=["rencana-aksi", "csv"]))).decode()
    assert "capaian_persen" in plans


def test_a_draft_is_deleted_while_nobody_has_seen_it(plan, pegawai, login):
    item = make_achievement(plan, pegawai)
    proof = item.attachments.get().evidence
    url = reverse("programs:achievement_delete", args=[item.pk])
    assert "1 bukti tetap di perpustakaan" in login(pegawai).get(url).content.decode()
    login(pegawai).post(url)
    assert proof in Evidence.objects.unused()
    assert not Achievement.objects.exists()
    assert ActionPlan.objects.filter(pk=plan.pk).exists()
