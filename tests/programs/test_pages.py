import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.activities import actions as activities_actions
from programs.activities.documents import activities as contributed
from programs.activities.models import Activity
from programs.events import actions as events_actions
from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.submissions.workflow import Status
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evaluations.factories import make_letter
from tests.programs.factories import (
    approved_activity,
    approved_plan,
    make_activity,
    make_plan,
    reform_area,
    submitted_activity,
)


def titles(page):
    return {str(row) for row in page.context["page"]}


@pytest.fixture
def several(unit, child, sibling, pegawai, member_of):
    """Four activities of one directorate and one of its neighbour."""
    neighbour = member_of(sibling, Role.PEGAWAI)
    make_activity(unit, pegawai, title="Rapat SOP", evidence=False)
    submitted_activity(unit, pegawai, title="Rapat zona", area=reform_area(2))
    make_activity(child, pegawai, title="Internalisasi", kind="sosialisasi", place="Bandung")
    make_activity(unit, pegawai, title="Tahun lalu", date="2018-05-02")
    make_activity(sibling, neighbour, title="Milik tetangga")


@pytest.mark.parametrize(
    ("query", "titles_left"),
    [
        ({}, {"Rapat SOP", "Rapat zona", "Internalisasi", "Tahun lalu"}),
        ({"q": "rapat"}, {"Rapat SOP", "Rapat zona"}),
        ({"q": "bandung"}, {"Internalisasi"}),
        ({"status": "submitted"}, {"Rapat zona"}),
        ({"kind": "sosialisasi"}, {"Internalisasi"}),
        ({"year": "2018"}, {"Tahun lalu"}),
        ({"area": "2"}, {"Rapat zona"}),
        ({"unit": "subdit"}, {"Internalisasi"}),
        ({"unit": "direktorat"}, {"Rapat SOP", "Rapat zona", "Internalisasi", "Tahun lalu"}),
        ({"mine": "on", "q": "zona"}, {"Rapat zona"}),
    ],
    ids=str,
)
def test_the_list_is_filtered_and_never_shows_the_neighbour(
    query, titles_left, several, unit, child, pegawai, login
):
    keys = {unit.code: unit.pk, child.code: child.pk}
    if "unit" in query:
        query = query | {"unit": keys[query["unit"]]}
    if "area" in query:
        query = query | {"area": reform_area(int(query["area"])).pk}
    assert titles(login(pegawai).get(reverse("programs:activities"), query)) == titles_left


def test_another_unit_cannot_be_chosen_as_a_filter(several, sibling, pegawai, login):
    page = login(pegawai).get(reverse("programs:activities"), {"unit": sibling.pk})
    assert "Milik tetangga" not in page.content.decode()


def test_only_mine_leaves_out_what_colleagues_wrote(several, unit, member_of, pegawai, login):
    make_activity(unit, member_of(unit, Role.PEGAWAI), title="Milik rekan")
    page = login(pegawai).get(reverse("programs:activities"), {"mine": "on"})
    assert "Milik rekan" not in titles(page)
    assert "Rapat SOP" in titles(page)


def test_a_list_that_is_empty_says_what_to_do_next(pegawai, pimpinan, login):
    url = reverse("programs:activities")
    assert "Catat kegiatan pertama" in login(pegawai).get(url).content.decode()
    assert "Catat kegiatan" not in login(pimpinan).get(url).content.decode()
    found_nothing = login(pegawai).get(url, {"q": "tidak ada"}).content.decode()
    assert "Tidak ada yang cocok" in found_nothing
    assert "coba bagian dari judul" in found_nothing


def test_the_export_holds_what_is_filtered_and_marks_sample_data(several, unit, pegawai, login):
    Activity.objects.filter(title="Rapat SOP").update(is_sample=True)
    url = reverse("sheets:export", args=["kegiatan", "xlsx"])
    answer = login(pegawai).get(url, {"q": "rapat"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(values_only=True))
    names = rows[0]
    notes = {row[names.index("judul")]: row[names.index("keterangan")] for row in rows[1:]}
    assert notes == {"Rapat SOP": "data contoh", "Rapat zona": None}
    assert {row[names.index("status")] for row in rows[1:]} == {
        "Draf",
        "Menunggu persetujuan ketua tim",
    }
    url = reverse("sheets:export", args=["kegiatan", "csv"])
    text = b"".join(login(pegawai).get(url)).decode("utf-8-sig")
    assert "Milik tetangga" not in text
    assert "Tahun lalu" in text


@pytest.mark.parametrize("name", ["activities", "plans", "waiting", "areas"])
def test_the_pages_ask_as_few_questions_of_many_rows_as_of_few(
    name, unit, child, pegawai, ketua_tim, login
):
    def rows(number):
        for place in (unit, child) * number:
            submitted_activity(place, pegawai)
            plan = make_plan(place, pegawai)
            decisions.submit(plan, by=pegawai)

    client, counts = login(ketua_tim), []
    client.get(reverse("programs:areas"))  # the first page of a session notes the session
    for number in (1, 3, 6):
        rows(number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"programs:{name}")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 20


def test_the_activity_page_asks_as_few_questions_of_a_long_list_as_of_a_short_one(
    unit, pegawai, login
):
    activity = make_activity(unit, pegawai, kind="sosialisasi")
    client, counts = login(pegawai), []
    client.get(activity.get_absolute_url())  # the first page of a session notes the session
    for number in (1, 40):
        for index in range(number):
            events_actions.add_attendee(event=activity.event, by=pegawai, name=f"Peserta {index}")
        with CaptureQueriesContext(connection) as queries:
            client.get(activity.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_team_lead_approves_and_returns_from_the_page(unit, pegawai, ketua_tim, login):
    good, bad = submitted_activity(unit, pegawai), submitted_activity(unit, pegawai)
    client = login(ketua_tim)
    assert titles(client.get(reverse("programs:waiting"))) == {str(good), str(bad)}
    page = client.get(good.get_absolute_url()).content.decode()
    approve = reverse("programs:activity_move", args=[good.pk, "approve"])
    assert f'action="{approve}"' in page
    client.post(approve, {"version": good.version})
    back = reverse("programs:activity_move", args=[bad.pk, "return"])
    client.post(back, {"version": bad.version, "note": " "})
    bad.refresh_from_db()
    assert bad.status == Status.SUBMITTED  # without a reason nothing comes back
    client.post(back, {"version": bad.version, "note": "Tambahkan\0 notulen"})  # pasted
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == (Status.APPROVED, Status.RETURNED)
    text = login(pegawai).get(bad.get_absolute_url()).content.decode()
    assert "Tambahkan notulen" in text


def test_a_decision_on_something_that_moved_on_is_refused_in_words(unit, pegawai, member_of, login):
    activity = submitted_activity(unit, pegawai)
    first, second = (member_of(unit, Role.KETUA_TIM) for _ in range(2))
    decisions.approve(activity, by=first)
    url = reverse("programs:activity_move", args=[activity.pk, "return"])
    answer = login(second).post(url, {"version": activity.version, "note": "Kurang notulen"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Keadaannya sudah berubah: sekarang “Disetujui”" in text
    assert "Kurang notulen" in text


def test_the_writer_sees_no_button_to_approve_and_cannot_call_it(unit, pegawai, login):
    activity = submitted_activity(unit, pegawai)
    client = login(pegawai)
    url = reverse("programs:activity_move", args=[activity.pk, "approve"])
    assert url not in client.get(activity.get_absolute_url()).content.decode()
    assert client.post(url).status_code == 403
    assert (
        client.post(reverse("programs:activity_move", args=[activity.pk, "terbang"])).status_code
        == 404
    )


def test_whose_words_they_are_is_told_why_others_decide(unit, pegawai, ketua_tim, login):
    message = "Anda menulis atau mengajukannya"
    activity, plan = make_activity(unit, pegawai), make_plan(unit, pegawai)
    changed = (
        activities_actions.change_activity(
            activity=activity, version=1, by=ketua_tim, output="Lain"
        ),
        plans_actions.change_plan(plan=plan, version=1, by=ketua_tim, objective="Lain"),
    )
    for item in (*changed, submitted_activity(unit, pegawai)):
        if item in changed:
            decisions.submit(item, by=pegawai)
        page = login(ketua_tim).get(item.get_absolute_url()).content.decode()
        assert (message in page) is (item in changed)
        assert message in login(pegawai).get(item.get_absolute_url()).content.decode()


def test_a_lone_team_lead_who_submitted_is_told_that_nobody_else_can_decide(unit, ketua_tim, login):
    activity = submitted_activity(unit, ketua_tim)
    text = login(ketua_tim).get(activity.get_absolute_url()).content.decode()
    assert "Belum ada orang lain" in text


def test_a_stale_approval_is_visible_to_everyone_who_sees_the_activity(
    unit, pegawai, ketua_tim, pimpinan, login
):
    activity = approved_activity(unit, pegawai, ketua_tim)
    url = reverse("programs:activity_move", args=[activity.pk, "reopen"])
    login(ketua_tim).post(url, {"version": activity.version, "note": "Tanggal keliru"})
    activity.refresh_from_db()
    activities_actions.change_activity(
        activity=activity, version=activity.version, by=pegawai, place="Bogor"
    )
    for person in (pegawai, pimpinan):
        text = login(person).get(activity.get_absolute_url()).content.decode()
        assert "Persetujuan sudah tidak sesuai isi" in text
    history = login(pimpinan).get(activity.get_absolute_url(), {"tab": "history"}).content.decode()
    assert "membuka kembali" in history
    assert "Tanggal keliru" in history


def test_a_neighbour_sees_nothing_of_another_directorate(unit, sibling, pegawai, member_of, login):
    activity, plan = make_activity(unit, pegawai), make_plan(unit, pegawai)
    client = login(member_of(sibling, Role.KETUA_TIM))
    for url in (activity.get_absolute_url(), plan.get_absolute_url()):
        assert client.get(url).status_code == 404


def test_a_draft_is_thrown_away_after_a_question(unit, pegawai, login):
    activity = make_activity(unit, pegawai, evidence=False)
    client = login(pegawai)
    url = reverse("programs:activity_delete", args=[activity.pk])
    assert "Hapus draf ini?" in client.get(url).content.decode()
    assert Activity.objects.exists()
    client.post(url)
    assert not Activity.objects.exists()


@pytest.fixture
def plan_form(unit):
    return {
        "unit": unit.pk,
        "year": 2019,
        "area": reform_area(4).pk,
        "title": "Menyusun SOP",
        "objective": "Setiap layanan mempunyai SOP",
        "indicator": "Jumlah SOP",
        "unit_of_measure": "dokumen",
        "target_q1": "1",
        "target_q2": "2,5",
        "target_q3": "3",
        "target_q4": "1.200",
    }


def test_a_plan_is_written_submitted_approved_and_reported(
    plan_form, unit, pegawai, ketua_tim, login
):
    login(pegawai).post(reverse("programs:plan_create"), plan_form | {"then": "submit"})
    plan = ActionPlan.objects.get()
    assert (plan.status, str(plan.target_q2), plan.target_q4) == (Status.SUBMITTED, "2.50", 1200)
    approve = reverse("programs:plan_move", args=[plan.pk, "approve"])
    login(ketua_tim).post(approve, {"version": plan.version})
    plan.refresh_from_db()
    assert plan.status == Status.APPROVED
    url = reverse("programs:progress", args=[plan.pk])
    falling = {"version": plan.version, "achieved_q1": "2", "achieved_q2": "1"}
    page = login(pegawai).post(url, falling)
    assert page.status_code == 422
    assert "B06 tidak boleh turun" in page.content.decode()
    login(pegawai).post(url, falling | {"achieved_q2": "600", "progress_note": "Lancar"})
    page = login(pegawai).get(reverse("programs:plans"))
    assert page.context["page"][0].percent == 50
    assert "50,0%" in page.content.decode()


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
    token = client.get(reverse("programs:plan_create")).context["form"]["token"].value()
    for _ in range(2):
        client.post(reverse("programs:plan_create"), plan_form | {"token": token})
    assert ActionPlan.objects.get().version == 1
    url = reverse("programs:plan_delete", args=[ActionPlan.objects.get().pk])
    assert "Hapus draf ini?" in client.get(url).content.decode()
    client.post(url)
    assert not ActionPlan.objects.exists()


def test_targets_that_fall_are_explained(plan_form, pegawai, login):
    page = login(pegawai).post(reverse("programs:plan_create"), plan_form | {"target_q4": "2"})
    assert page.status_code == 422
    assert "B12 tidak boleh turun" in page.content.decode()
    assert "Menyusun SOP" in page.content.decode()
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize("year", ["1999", "99999"])
def test_a_year_that_cannot_be_is_explained_beside_the_field(plan_form, pegawai, login, year):
    page = login(pegawai).post(reverse("programs:plan_create"), plan_form | {"year": year})
    assert "Paling " in str(page.context["form"].errors["year"])


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
    answer = client.get(reverse("sheets:export", args=["rencana-aksi", "csv"]), {"year": "2019"})
    text = b"".join(answer).decode("utf-8-sig")
    assert "Belum dilaporkan" in text
    assert "Tahun depan" not in text
    assert "target_b12" in text


def test_an_activity_carries_out_plans_of_its_own_unit_or_above(
    unit, child, sibling, ditjen, pegawai, member_of, ketua_tim, login
):
    above = member_of(ditjen, Role.KETUA_TIM)
    writer = member_of(ditjen, Role.PEGAWAI)
    fitting = approved_plan(unit, writer, above)
    foreign = approved_plan(sibling, writer, above)
    form = {"unit": child.pk, "kind": "kegiatan", "title": "Rapat", "version": 0}
    client = login(writer)
    wrong = client.post(reverse("programs:activity_create"), form | {"action_plan": foreign.pk})
    assert wrong.status_code == 422
    assert "bukan unit kegiatan ini atau unit di atasnya" in wrong.content.decode()
    client.post(reverse("programs:activity_create"), form | {"action_plan": fitting.pk})
    assert Activity.objects.get().action_plan == fitting


def test_the_eight_areas_show_counts_of_the_latest_year_in_scope(
    several, unit, pegawai, ketua_tim, login
):
    approved_plan(unit, pegawai, ketua_tim)
    page = login(ketua_tim).get(reverse("programs:areas"))
    assert page.context["year"] == 2019
    rows = {row["area"].number: row for row in page.context["rows"]}
    assert len(rows) == 8
    assert rows[1]["done"]["total"] == 2
    assert rows[4]["planned"]["approved"] == 1
    assert rows[8]["done"] is None


def test_the_evaluation_report_gets_approved_activities_that_answer_the_letter(
    unit, child, sibling, biro, pegawai, ketua_tim, member_of
):
    from evaluations.letters import actions as evaluations

    letter = make_letter(unit)
    finding = evaluations.create_finding(
        letter=letter, description="Belum dipantau", recommendations=["Pantau"] * 10, by=None
    )
    asked = [finding.recommendations.get(number=number) for number in (10, 2)]
    plan = approved_plan(unit, pegawai, ketua_tim, recommendations=asked)
    approved_activity(unit, pegawai, ketua_tim, title="Langsung", recommendations=asked)
    approved_activity(child, pegawai, ketua_tim, title="Lewat rencana", action_plan=plan)
    approved_activity(unit, pegawai, ketua_tim, title="Soal lain")
    make_activity(unit, pegawai, title="Masih draf", recommendations=asked)
    rows = contributed(letter, unit)["rows"]
    assert [row["title"] for row in rows] == ["Langsung", "Lewat rencana"]
    assert rows[0]["recommendations"] == ["R1.2", "R1.10"]
    assert (rows[0]["date"], rows[0]["evidence_count"]) == ("2019-04-30", 1)
    assert [row["title"] for row in contributed(letter, child)["rows"]] == ["Lewat rencana"]
    assert contributed(letter, sibling)["rows"] == []


def test_the_menu_counts_what_waits_for_the_team_lead_only(unit, pegawai, ketua_tim, login):
    submitted_activity(unit, pegawai)
    plan = make_plan(unit, pegawai)
    decisions.submit(plan, by=pegawai)
    lead = login(ketua_tim).get(reverse("programs:areas")).content.decode()
    assert reverse("programs:waiting") in lead
    staff = login(pegawai).get(reverse("programs:areas")).content.decode()
    assert reverse("programs:waiting") not in staff
    assert login(pegawai).get(reverse("programs:waiting")).status_code == 403


def test_the_areas_are_those_of_the_year_that_is_asked_for(unit, pegawai, login):
    make_activity(unit, pegawai, date=date(2018, 5, 2))
    make_activity(unit, pegawai)
    url, client = reverse("programs:areas"), login(pegawai)
    assert [client.get(url, {"year": year}).context["year"] for year in ("2018", "x")] == [
        2018,
        2019,
    ]


@pytest.mark.parametrize("name", ["activities", "plans", "areas", "waiting"])
def test_a_page_that_only_shows_takes_no_post(name, ketua_tim, login):
    assert login(ketua_tim).post(reverse(f"programs:{name}")).status_code == 405
