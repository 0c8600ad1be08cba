"""What was approved and has changed since is marked wherever it stands."""

import pytest
from django.urls import reverse

from evaluations.follow_ups.models import FollowUp
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from tests.html import read
from tests.programs.factories import (
    approved_achievement,
    approved_activity,
    approved_plan,
    make_activity,
)
from zona_integritas.candidates.models import Milestone

MARK = "Berubah sejak disetujui"


@pytest.fixture
def stale(unit, pegawai, ketua_tim):
    """An approved activity, plan and achievement whose content has moved on."""
    plan = approved_plan(unit, pegawai, ketua_tim)
    things = [
        approved_activity(unit, pegawai, ketua_tim),
        plan,
        approved_achievement(plan, pegawai, ketua_tim),
    ]
    for thing in things:
        type(thing).objects.filter(pk=thing.pk).update(content_sha256="0" * 64)
    return things


@pytest.mark.parametrize("name", ["activities", "plans", "achievements"])
def test_lists_pages_and_their_filter_tell_it(name, stale, unit, pegawai, login):
    make_activity(unit, pegawai)
    client, url = login(pegawai), reverse(f"programs:{name}")
    page = client.get(url, {"stale": "on"})
    [row] = page.context["page"]
    assert row in stale
    assert MARK in client.get(row.get_absolute_url()).content.decode()
    assert read(page.content.decode()).first("table").text.count(MARK) == 1


@pytest.mark.parametrize("table", ["kegiatan", "rencana-aksi", "capaian"])
def test_exports_tell_it(table, stale, pegawai, login):
    export = login(pegawai).get(reverse("sheets:export", args=[table, "csv"]))
    assert "berubah sejak disetujui" in b"".join(export).decode("utf-8-sig")


def test_the_dashboard_of_the_lead_lists_it(stale, ketua_tim, login):
    page = login(ketua_tim).get(reverse("dashboards:ketua-tim"))
    assert {item.row for item in page.context["stale"]} == set(stale)
    assert MARK in page.content.decode()


def test_nothing_is_marked_that_has_not_changed(unit, pegawai, ketua_tim, login):
    approved_activity(unit, pegawai, ketua_tim)
    page = login(ketua_tim).get(reverse("dashboards:ketua-tim"))
    assert page.context["stale"] == []
    rows = login(pegawai).get(reverse("programs:activities")).context["page"]
    assert [row.approval_is_stale for row in rows] == [False]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Activity, ActionPlan, Achievement, Milestone, FollowUp])
def test_every_list_asks_for_it_in_its_one_query(model):
    queryset = model.objects
    rows = getattr(queryset, "with_links", None) or getattr(queryset, "with_place", None)
    rows = rows or queryset.with_letter
    assert "approved_sha256" in rows().query.annotations
