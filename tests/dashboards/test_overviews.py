"""The dashboards of bureau, leaders and administrators."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboards import charts, panels
from dashboards.rollups import recounts
from dashboards.rollups.freshness import AT_A_READING
from dashboards.rollups.models import Kind, Mark
from evaluations.follow_ups import actions as follow_ups
from reformasi.audit import trail
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Kind as Appointment
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.dashboards.reading import cells, figures, links_to, page_of, rows_behind
from tests.evaluations.factories import make_follow_up, reported
from tests.evidence.files import pdf
from tests.factories import UserFactory, make_unit
from tests.programs.factories import (
    approved_activity,
    make_activity,
    reform_area,
)
from tests.zona_integritas.factories import approved, make_candidate, step_of, walk


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


def test_the_rate_of_a_unit_leads_to_its_recommendations(
    ditjen, unit, child, pegawai, letter, member_of, login
):
    bureau = member_of(ditjen, Role.BIRO)
    done = reported(make_follow_up(letter, unit, action="Selesai"), pegawai)
    decisions.approve(done, by=bureau)
    make_follow_up(letter, unit, action="Belum")
    make_follow_up(letter, child, action="Milik subdit")
    client = login(bureau)

    response = client.get(reverse("dashboards:biro"))

    rates = {
        row.unit.code: (row.progress.done, row.progress.total) for row in response.context["rates"]
    }
    assert rates == {ditjen.code: (1, 3), unit.code: (1, 3), child.code: (0, 1)}
    links = links_to(response.content.decode(), reverse("evaluations:recommendations"))
    for each, total in ((ditjen, 3), (unit, 3), (child, 1)):
        (own,) = [link for link in links if link.endswith(f"unit={each.code}")]
        assert len(rows_behind(client, own)) == total


def test_the_rates_and_their_chart_tell_namesakes_apart(
    ditjen, unit, sibling, letter, member_of, login, monkeypatch
):
    monkeypatch.setattr(charts, "NAMED", 5)  # all that are as far behind
    for number, above in enumerate((unit, sibling)):
        below = make_unit(f"tu-{number}", above, name="Subbagian Tata Usaha")
        make_follow_up(letter, below)

    page = login(member_of(ditjen, Role.BIRO)).get(reverse("dashboards:biro"))

    for above in (unit, sibling):
        name = f"Subbagian Tata Usaha, {above.label}"
        assert f">{name}</a>" in page.content.decode()
        assert name in page.context["chart"].alt


def test_the_bureau_of_one_unit_does_not_count_another(
    unit, sibling, letter, member_of, login, today
):
    make_follow_up(letter, sibling, due=today - timedelta(days=1))

    panel = figures(page_of(login(member_of(unit, Role.BIRO)), reverse("dashboards:biro")))

    assert panel["Tindak lanjut lewat batas waktu"].value == 0


def test_a_recorded_milestone_that_changed_since_is_told_to_those_who_record_it(
    ditjen, unit, pegawai, ketua_tim, member_of, login
):
    bureau = member_of(ditjen, Role.BIRO)
    candidate = make_candidate(unit, ketua_tim)
    walk(candidate, "ZI-01", "ZI-02", by=pegawai, approver=ketua_tim)
    milestone = approved(step_of(candidate, "ZI-03"), pegawai, ketua_tim)
    client, dashboard = login(bureau), reverse("dashboards:biro")
    assert milestone.get_absolute_url() not in page_of(client, dashboard)

    proof = milestone.attachments.first().evidence
    evidence.add_version(evidence=proof, file=pdf("baru.pdf"), by=pegawai)

    assert milestone.get_absolute_url() in page_of(client, dashboard)


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
    assert [cell.total for cell in cells(html)] == [1, 1, 2]  # the worst first


def test_leaders_go_down_one_level_at_a_time(ditjen, unit, child, pegawai, pimpinan, login, today):
    make_activity(child, pegawai, title="Milik subdit", date=today)
    client = login(pimpinan)

    html = page_of(client, reverse("dashboards:pimpinan"))
    down = f"?unit={unit.code}&amp;year={today.year}"
    assert f'href="{down}"' in html
    response = client.get(reverse("dashboards:pimpinan") + down.replace("&amp;", "&"))

    assert [branch.unit for branch in response.context["branches"]] == [unit, child]
    assert response.context["parent"] == ditjen


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
    assert panel["Rekomendasi belum ditindaklanjuti"].value == 1
    assert rows_behind(client, panel["Rekomendasi belum ditindaklanjuti"].href) == [
        "R1.1 Pantau setiap triwulan"
    ]
    assert rows_behind(client, panel["Tindak lanjut lewat batas waktu"].href) == ["Terlambat"]


def test_a_leader_does_not_look_into_another_unit(unit, sibling, member_of, login):
    client = login(member_of(unit, Role.PIMPINAN))

    response = client.get(f"{reverse('dashboards:pimpinan')}?unit={sibling.code}")

    assert response.status_code == 404


@pytest.mark.parametrize("text", ["abc", "-5", "99999", "²"])
def test_a_year_that_is_none_shows_the_present_one(pimpinan, login, today, text):
    response = login(pimpinan).get(reverse("dashboards:pimpinan"), {"year": text})

    assert response.context["year"] == today.year


def test_the_administrator_sees_who_is_here_and_whose_role_ends(
    ministry, unit, admin, member_of, login, today
):
    leaving = member_of(
        unit, Role.KETUA_TIM, kind=Appointment.PLT, valid_to=today + timedelta(days=10)
    )
    member_of(unit, Role.PEGAWAI, valid_to=today + timedelta(days=200))
    member_of(unit, Role.PEGAWAI, user=UserFactory(is_active=False))
    client = login(admin)

    response = client.get(reverse("dashboards:admin"))

    assert [row.user for row in response.context["ending"]] == [leaving]
    people = figures(response.content.decode())["Orang dengan akun aktif"]
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


def test_the_map_shows_a_page_of_the_worst_units_and_leads_to_the_others(
    ditjen, unit, pegawai, ketua_tim, member_of, login, today
):
    units = [make_unit(f"unit-{number:02}", ditjen) for number in range(panels.ROWS + 4)]
    *silent, one_of_two, none, all_done = units
    lead = member_of(ditjen, Role.KETUA_TIM)
    for each in (one_of_two, all_done):
        approved_activity(each, pegawai, lead, date=today)
    for each in (one_of_two, none):
        make_activity(each, pegawai, date=today)
    client = login(member_of(ditjen, Role.PIMPINAN))

    first = client.get(reverse("dashboards:pimpinan"))
    second = client.get(first.context["page"].next_url)

    rows = [branch.unit for page in (first, second) for branch in page.context["branches"][1:]]
    assert rows == [unit, *silent, none, one_of_two, all_done]
    assert not second.context["page"].next_url
    for page in (first, second):
        assert page.context["branches"][0].unit == ditjen
        assert f"{len(page.context['branches'])} unit" in page.context["chart"].alt


def test_a_unit_that_ended_before_the_year_is_not_behind(
    ditjen, unit, sibling, pegawai, admin, member_of, login, today
):
    make_activity(unit, pegawai, date=date(today.year - 1, 5, 1))
    unit.valid_to = sibling.valid_to = date(today.year - 1, 12, 31)
    unit.save()
    sibling.save()
    client, address = login(member_of(ditjen, Role.PIMPINAN)), reverse("dashboards:pimpinan")

    for year, units in ((today.year, []), (today.year - 1, [sibling, unit])):
        page = client.get(address, {"year": year})
        assert [branch.unit for branch in page.context["branches"][1:]] == units


def test_what_concerns_two_units_of_one_person_is_counted_once(
    ditjen, unit, sibling, pegawai, letter, member_of, login
):
    """One of them is done, the other has not begun: together it is not done."""
    bureau = member_of(sibling, Role.BIRO, user=member_of(unit, Role.BIRO))
    done = reported(make_follow_up(letter, unit), pegawai)
    decisions.approve(done, by=member_of(ditjen, Role.BIRO))
    alone = make_follow_up(letter, unit)
    follow_ups.create_follow_up(
        recommendation=done.recommendation, unit=sibling, by=None, action="Juga", due=alone.due
    )

    panel = login(bureau).get(reverse("dashboards:biro")).context

    assert (panel["progress"].total, panel["progress"].done) == (2, 0)
    assert panel["progress"].untouched == 1
    assert {row.unit: row.progress.done for row in panel["rates"]} == {unit: 1, sibling: 0}


def test_the_bureau_counts_what_its_units_answer_for_and_is_led_to_exactly_that(
    ditjen, unit, sibling, letter, member_of, login
):
    """The letter is addressed to the unit above: both may read all of it."""
    make_follow_up(letter, unit)
    make_follow_up(letter, sibling)
    client = login(member_of(unit, Role.BIRO))

    panel = figures(page_of(client, reverse("dashboards:biro")))

    untouched = panel["Rekomendasi belum ditindaklanjuti"]
    assert untouched.value == 1
    assert len(rows_behind(client, untouched.href)) == 1


def test_while_much_is_not_counted_yet_the_page_says_until_when_it_is(
    ditjen, unit, pegawai, pimpinan, login, today
):
    make_activity(unit, pegawai, date=today)
    at = timezone.now() - timedelta(minutes=1)
    Mark.objects.bulk_create(
        Mark(kind=Kind.ACTIVITY, key=key, at=at) for key in range(AT_A_READING)
    )
    client, address = login(pimpinan), reverse("dashboards:pimpinan")

    assert "Angka dihitung sampai pukul" in page_of(client, address)
    recounts.work_off()
    assert "Angka dihitung sampai pukul" not in page_of(client, address)
