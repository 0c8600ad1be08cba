"""Whose dashboards exist, and those of the people who do the work."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.dashboards.reading import figures, links_to, page_of, rows_behind
from tests.evaluations.factories import make_follow_up
from tests.factories import UserFactory
from tests.programs.factories import (
    approved_activity,
    approved_plan,
    make_activity,
    reform_area,
    submitted_activity,
)
from tests.zona_integritas.factories import make_candidate, prepared, step_of
from zona_integritas.candidates import actions as candidates

DASHBOARDS = {
    "pegawai": {Role.PEGAWAI, Role.ASESOR},
    "ketua-tim": {Role.KETUA_TIM},
    "biro": {Role.BIRO},
    "pimpinan": {
        Role.PIMPINAN,
        Role.PENILAI_PENDAHULUAN,
        Role.TPI_ANGGOTA,
        Role.TPI_KETUA,
        Role.TPI_DALNIS,
    },
    "admin": {Role.ADMIN},
}
ACTIVITIES = "/program/kegiatan/"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("slug", DASHBOARDS)
def test_a_dashboard_exists_only_for_its_roles(slug, role, unit, member_of, login):
    response = login(member_of(unit, role)).get(reverse(f"dashboards:{slug}"))

    assert response.status_code == (200 if role in DASHBOARDS[slug] else 404)


@pytest.mark.parametrize("slug", DASHBOARDS)
def test_a_dashboard_is_only_read(slug, unit, member_of, login):
    client = login(member_of(unit, min(DASHBOARDS[slug])))

    assert client.post(reverse(f"dashboards:{slug}")).status_code == 405


@pytest.mark.parametrize("role", Role)
def test_everyone_with_a_role_starts_at_a_dashboard_of_theirs(role, unit, member_of, login):
    response = login(member_of(unit, role)).get("/")

    (slug,) = [slug for slug, roles in DASHBOARDS.items() if role in roles]
    assert response["Location"] == reverse(f"dashboards:{slug}")


def test_who_has_no_role_is_told_whom_to_ask(db, login):
    html = page_of(login(UserFactory()), "/")

    assert "Anda belum punya penugasan" in html
    assert "Minta administrator" in html


def test_a_role_that_has_ended_opens_nothing(unit, member_of, login, today):
    former = member_of(unit, Role.PIMPINAN, valid_to=today - timedelta(days=1))

    assert login(former).get(reverse("dashboards:pimpinan")).status_code == 404


def test_who_has_two_roles_has_both_dashboards_as_tabs(unit, sibling, member_of, login):
    both = member_of(sibling, Role.BIRO, user=member_of(unit, Role.KETUA_TIM))

    html = page_of(login(both), reverse("dashboards:ketua-tim"))

    assert f'href="{reverse("dashboards:biro")}"' in html
    assert f'href="{reverse("dashboards:pimpinan")}"' not in html


def test_the_figures_of_pegawai_lead_to_exactly_their_rows(
    unit, pegawai, ketua_tim, member_of, login, today
):
    colleague = member_of(unit, Role.PEGAWAI)
    make_activity(unit, pegawai, title="Draf saya sendiri")
    make_activity(unit, colleague, title="Draf rekan")
    approved_activity(unit, pegawai, ketua_tim, title="Sudah disetujui", date=today)
    make_activity(unit, pegawai, title="Tahun lalu", date=date(today.year - 1, 5, 1))
    client = login(pegawai)

    panel = figures(page_of(client, reverse("dashboards:pegawai")))

    drafts, approved = panel["Draf saya"], panel["Kegiatan disetujui"]
    assert (drafts.value, approved.value) == (2, 1)
    assert sorted(rows_behind(client, drafts.href)) == ["Draf saya sendiri", "Tahun lalu"]
    assert rows_behind(client, approved.href) == ["Sudah disetujui"]


def test_drafts_are_counted_even_when_the_list_is_cut(unit, pegawai, login):
    for _number in range(12):
        make_activity(unit, pegawai, evidence=False)

    panel = figures(page_of(login(pegawai), reverse("dashboards:pegawai")))

    assert panel["Draf saya"].value == 12


def test_what_came_back_is_shown_with_its_reason(unit, pegawai, ketua_tim, login):
    activity = submitted_activity(unit, pegawai, title="Rapat tanpa hasil")
    decisions.send_back(activity, note="Tulis hasil rapatnya.", by=ketua_tim)
    milestone = prepared(step_of(make_candidate(unit, ketua_tim), "ZI-01"), pegawai)
    decisions.submit(milestone, by=pegawai)
    decisions.send_back(milestone, by=ketua_tim, note="Pakta belum lengkap.")

    html = page_of(login(pegawai), reverse("dashboards:pegawai"))

    returned = figures(html)["Dikembalikan ke saya"]
    assert returned.value == 2
    assert f'id="{returned.href.removeprefix("#")}"' in html
    assert "Rapat tanpa hasil" in html
    assert "Tulis hasil rapatnya." in html
    assert "Pakta belum lengkap." in html


def test_work_of_a_former_unit_is_not_shown_any_more(
    unit, sibling, pegawai, member_of, login, today
):
    make_activity(unit, pegawai, title="Rapat di unit lama")
    pegawai.memberships.update(valid_to=today - timedelta(days=1))
    member_of(sibling, Role.PEGAWAI, user=pegawai)

    html = page_of(login(pegawai), reverse("dashboards:pegawai"))

    assert "Rapat di unit lama" not in html
    assert figures(html)["Draf saya"].value == 0


def test_what_is_due_is_of_ones_own_units(unit, sibling, pegawai, ketua_tim, letter, login, today):
    make_follow_up(letter, unit, action="Segera jatuh tempo", due=today + timedelta(days=5))
    make_follow_up(letter, unit, action="Masih lama", due=today + timedelta(days=90))
    make_follow_up(letter, sibling, action="Milik tetangga", due=today)
    milestone = step_of(make_candidate(unit, ketua_tim), "ZI-01")
    candidates.change_milestone(milestone=milestone, by=pegawai, version=1, due_date=today, note="")

    html = page_of(login(pegawai), reverse("dashboards:pegawai"))

    assert "Segera jatuh tempo" in html
    assert "ZI-01" in html
    assert "Masih lama" not in html
    assert "Milik tetangga" not in html


def test_the_team_lead_sees_what_waits_longest_first_and_never_own_work(
    unit, sibling, pegawai, neighbour, ketua_tim, login
):
    first = submitted_activity(unit, pegawai, title="Diajukan pertama")
    second = submitted_activity(unit, pegawai, title="Diajukan kedua")
    submitted_activity(unit, ketua_tim, title="Karya ketua sendiri")
    submitted_activity(sibling, neighbour, title="Milik tetangga")
    milestone = prepared(step_of(make_candidate(unit, ketua_tim), "ZI-01"), pegawai)
    decisions.submit(milestone, by=pegawai)

    response = login(ketua_tim).get(reverse("dashboards:ketua-tim"))

    waiting = [str(row.title) for row in response.context["waiting"]]
    assert waiting == [str(first), str(second), str(milestone.step)]


def test_progress_by_area_counts_the_subtree_and_leads_to_its_rows(
    unit, child, sibling, pegawai, neighbour, ketua_tim, login, today
):
    approved_activity(unit, pegawai, ketua_tim, title="Area satu", date=today)
    make_activity(child, pegawai, title="Di subdit", date=today)
    make_activity(sibling, neighbour, title="Milik tetangga", date=today)
    make_activity(unit, pegawai, title="Area empat", date=today, area=reform_area(4))
    make_activity(unit, pegawai, title="Tahun lalu", date=date(today.year - 1, 5, 1))
    client = login(ketua_tim)

    response = client.get(reverse("dashboards:ketua-tim"))

    rows = {row.area.number: (row.total, row.approved) for row in response.context["areas"]}
    assert rows == dict.fromkeys(range(1, 9), (0, 0)) | {1: (2, 1), 4: (1, 0)}
    first, *_others = links_to(response.content.decode(), ACTIVITIES)
    assert sorted(rows_behind(client, first)) == ["Area satu", "Di subdit"]


def test_a_team_lead_who_sees_more_than_they_decide_is_led_to_their_own_part(
    unit, sibling, pegawai, neighbour, member_of, login, today
):
    lead = member_of(sibling, Role.PEGAWAI, user=member_of(unit, Role.KETUA_TIM))
    make_activity(unit, pegawai, title="Unit sendiri", date=today)
    make_activity(sibling, neighbour, title="Unit lain", date=today)
    approved_plan(unit, pegawai, lead, title="Belum melapor")
    approved_plan(sibling, neighbour, member_of(sibling, Role.KETUA_TIM), title="Bukan urusannya")
    client = login(lead)

    html = page_of(client, reverse("dashboards:ketua-tim"))

    assert rows_behind(client, links_to(html, ACTIVITIES)[0]) == ["Unit sendiri"]
    plans = figures(html)["Rencana aksi belum melaporkan triwulan lalu"]
    assert plans.value == 1
    assert rows_behind(client, plans.href) == ["Belum melapor"]


def test_a_figure_over_parts_of_what_one_sees_has_no_link(
    ministry, unit, sibling, member_of, login
):
    """Two units decided on, the ministry seen: no filter says exactly that."""
    lead = member_of(sibling, Role.KETUA_TIM, user=member_of(unit, Role.KETUA_TIM))
    member_of(ministry, Role.PIMPINAN, user=lead)

    html = page_of(login(lead), reverse("dashboards:ketua-tim"))

    assert figures(html)["Rencana aksi belum melaporkan triwulan lalu"].href == ""
    assert links_to(html, ACTIVITIES) == []


def test_milestones_at_risk_are_those_of_the_unit(unit, sibling, ketua_tim, login, today):
    for where, days in ((unit, -3), (sibling, -3)):
        milestone = step_of(make_candidate(where, ketua_tim), "ZI-01")
        candidates.change_milestone(
            milestone=milestone,
            by=ketua_tim,
            version=1,
            due_date=today + timedelta(days=days),
            note="",
        )

    response = login(ketua_tim).get(reverse("dashboards:ketua-tim"))

    assert [row.candidate.unit for row in response.context["at_risk"]] == [unit]
