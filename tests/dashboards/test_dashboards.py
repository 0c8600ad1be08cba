from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.letters import actions as evaluations
from evaluations.letters.models import FollowUp
from reformasi.audit import trail
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Kind, Role
from reformasi.workflow import decisions
from tests.dashboards.reading import cells, figures, links_to, page_of, rows_behind
from tests.evaluations.factories import make_follow_up, make_letter
from tests.evidence.files import pdf
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


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def neighbour(sibling, member_of):
    return member_of(sibling, Role.PEGAWAI)


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)


def reported(follow_up: FollowUp, by) -> FollowUp:
    evaluations.change_follow_up(
        follow_up=follow_up, by=by, version=follow_up.version, report="Sudah dikerjakan."
    )
    evidence.upload_to(owner=follow_up, files=[pdf()], by=by)
    return decisions.submit(follow_up, by=by)


# Who has which dashboard


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("slug", DASHBOARDS)
def test_a_dashboard_exists_only_for_its_roles(slug, role, unit, member_of, login):
    answer = login(member_of(unit, role)).get(reverse(f"dashboards:{slug}"))

    assert answer.status_code == (200 if role in DASHBOARDS[slug] else 404)


@pytest.mark.parametrize("slug", DASHBOARDS)
def test_a_dashboard_is_only_read(slug, unit, member_of, login):
    client = login(member_of(unit, min(DASHBOARDS[slug])))

    assert client.post(reverse(f"dashboards:{slug}")).status_code == 405


@pytest.mark.parametrize("role", Role)
def test_everyone_with_a_role_starts_at_a_dashboard_of_theirs(role, unit, member_of, login):
    answer = login(member_of(unit, role)).get("/")

    (slug,) = [slug for slug, roles in DASHBOARDS.items() if role in roles]
    assert answer["Location"] == reverse(f"dashboards:{slug}")


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


# Pegawai


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


# Ketua tim


def test_the_team_lead_sees_what_waits_longest_first_and_never_own_work(
    unit, sibling, pegawai, neighbour, ketua_tim, login
):
    first = submitted_activity(unit, pegawai, title="Diajukan pertama")
    second = submitted_activity(unit, pegawai, title="Diajukan kedua")
    submitted_activity(unit, ketua_tim, title="Karya ketua sendiri")
    submitted_activity(sibling, neighbour, title="Milik tetangga")
    milestone = prepared(step_of(make_candidate(unit, ketua_tim), "ZI-01"), pegawai)
    decisions.submit(milestone, by=pegawai)

    answer = login(ketua_tim).get(reverse("dashboards:ketua-tim"))

    waiting = [str(row.title) for row in answer.context["waiting"]]
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

    answer = client.get(reverse("dashboards:ketua-tim"))

    rows = {row.area.number: (row.total, row.approved) for row in answer.context["areas"]}
    assert rows == dict.fromkeys(range(1, 9), (0, 0)) | {1: (2, 1), 4: (1, 0)}
    first, *_others = links_to(answer.content.decode(), ACTIVITIES)
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

    answer = login(ketua_tim).get(reverse("dashboards:ketua-tim"))

    assert [row.candidate.unit for row in answer.context["at_risk"]] == [unit]


# Biro


def test_the_bureau_counts_what_waits_and_what_is_late(
    ditjen, unit, sibling, pegawai, neighbour, letter, member_of, login, today
):
    reported(make_follow_up(letter, unit, action="Sudah lapor", due=today), pegawai)
    make_follow_up(letter, sibling, action="Sudah lewat", due=today - timedelta(days=1))
    make_follow_up(letter, sibling, action="Belum jatuh tempo", due=today)
    client = login(member_of(ditjen, Role.BIRO))

    panel = figures(page_of(client, reverse("dashboards:biro")))

    waiting, late = panel["Menunggu verifikasi"], panel["Tindak lanjut lewat batas waktu"]
    assert (waiting.value, late.value) == (1, 1)
    assert rows_behind(client, waiting.href) == ["Sudah lapor"]
    assert rows_behind(client, late.href) == ["Sudah lewat"]


def test_the_rate_of_a_unit_leads_to_its_own_follow_ups(
    ditjen, unit, child, pegawai, letter, member_of, login
):
    bureau = member_of(ditjen, Role.BIRO)
    done = reported(make_follow_up(letter, unit, action="Selesai"), pegawai)
    decisions.approve(done, by=bureau)
    make_follow_up(letter, unit, action="Belum")
    make_follow_up(letter, child, action="Milik subdit")
    client = login(bureau)

    answer = client.get(reverse("dashboards:biro"))

    rates = {row["unit__code"]: (row["verified"], row["total"]) for row in answer.context["rates"]}
    assert rates == {unit.code: (1, 2), child.code: (0, 1)}
    html = answer.content.decode()
    (own,) = [
        link for link in links_to(html, "/evaluasi/tindak-lanjut/") if f"unit={unit.pk}&" in link
    ]
    assert sorted(rows_behind(client, own)) == ["Belum", "Selesai"]


def test_the_bureau_of_one_unit_does_not_count_another(
    unit, sibling, letter, member_of, login, today
):
    make_follow_up(letter, sibling, due=today - timedelta(days=1))

    panel = figures(page_of(login(member_of(unit, Role.BIRO)), reverse("dashboards:biro")))

    assert panel["Tindak lanjut lewat batas waktu"].value == 0


# Pimpinan


def test_every_cell_of_the_heat_map_leads_to_exactly_its_rows(
    ditjen, unit, child, sibling, pegawai, neighbour, ketua_tim, member_of, login, today
):
    above = member_of(ditjen, Role.PEGAWAI)
    make_activity(ditjen, above, title="Milik ditjen", date=today)
    approved_activity(unit, pegawai, ketua_tim, title="Milik direktorat", date=today)
    make_activity(child, pegawai, title="Milik subdit", date=today)
    make_activity(sibling, neighbour, title="Milik tetangga", date=today, area=reform_area(8))
    client = login(member_of(ditjen, Role.PIMPINAN))

    html = page_of(client, reverse("dashboards:pimpinan"))

    behind = {cell.unit: sorted(rows_behind(client, cell.href)) for cell in cells(html)}
    assert behind == {
        ditjen.label: ["Milik ditjen"],
        unit.label: ["Milik direktorat", "Milik subdit"],
        sibling.label: ["Milik tetangga"],
    }
    assert [cell.total for cell in cells(html)] == [1, 2, 1]


def test_leaders_go_down_one_level_at_a_time(ditjen, unit, child, pegawai, pimpinan, login, today):
    make_activity(child, pegawai, title="Milik subdit", date=today)
    client = login(pimpinan)

    html = page_of(client, reverse("dashboards:pimpinan"))
    down = f"?unit={unit.code}&amp;year={today.year}"
    assert f'href="{down}"' in html
    answer = client.get(reverse("dashboards:pimpinan") + down.replace("&amp;", "&"))

    assert [branch.unit for branch in answer.context["branches"]] == [unit, child]
    assert answer.context["parent"] == ditjen


def test_leaders_figures_stay_in_the_chosen_subtree_and_year(
    unit, sibling, pegawai, neighbour, ketua_tim, pimpinan, letter, login, today
):
    approved_activity(unit, pegawai, ketua_tim, title="Tahun ini", date=today)
    make_activity(unit, pegawai, title="Tahun lalu", date=date(today.year - 1, 5, 1))
    make_activity(sibling, neighbour, title="Milik tetangga", date=today)
    make_follow_up(letter, unit, action="Terlambat", due=today - timedelta(days=1))
    make_follow_up(letter, sibling, action="Tetangga terlambat", due=today - timedelta(days=1))
    client = login(pimpinan)

    panel = figures(page_of(client, f"{reverse('dashboards:pimpinan')}?unit={unit.code}"))

    assert panel["Kegiatan disetujui"].value == 1
    assert rows_behind(client, panel["Kegiatan disetujui"].href) == ["Tahun ini"]
    assert rows_behind(client, panel["Tindak lanjut terverifikasi"].href) == ["Terlambat"]
    assert rows_behind(client, panel["Tindak lanjut lewat batas waktu"].href) == ["Terlambat"]


def test_a_leader_does_not_look_into_another_unit(unit, sibling, member_of, login):
    client = login(member_of(unit, Role.PIMPINAN))

    answer = client.get(f"{reverse('dashboards:pimpinan')}?unit={sibling.code}")

    assert answer.status_code == 404


@pytest.mark.parametrize("text", ["abc", "-5", "99999", "²"])
def test_a_year_that_is_none_shows_the_present_one(pimpinan, login, today, text):
    answer = login(pimpinan).get(reverse("dashboards:pimpinan"), {"year": text})

    assert answer.context["year"] == today.year


# Administrator


def test_the_administrator_sees_who_is_here_and_whose_role_ends(
    ministry, unit, admin, member_of, login, today
):
    leaving = member_of(unit, Role.KETUA_TIM, kind=Kind.PLT, valid_to=today + timedelta(days=10))
    member_of(unit, Role.PEGAWAI, valid_to=today + timedelta(days=200))
    member_of(unit, Role.PEGAWAI, user=UserFactory(is_active=False))
    client = login(admin)

    answer = client.get(reverse("dashboards:admin"))

    assert [row.user for row in answer.context["ending"]] == [leaving]
    people = figures(answer.content.decode())["Orang dengan akun aktif"]
    assert people.value == 3
    assert len(rows_behind(client, people.href)) == 3


def test_the_administrator_reads_what_was_refused_to_their_people(
    ministry, unit, sibling, pegawai, neighbour, member_of, login
):
    trail.refuse("approve", unit, by=pegawai, reason="Anda sendiri yang mengajukan.")
    trail.refuse("approve", sibling, by=neighbour, reason="Bukan urusan unit ini.")

    html = page_of(login(member_of(unit, Role.ADMIN)), reverse("dashboards:admin"))

    assert "Anda sendiri yang mengajukan." in html
    assert "Bukan urusan unit ini." not in html
