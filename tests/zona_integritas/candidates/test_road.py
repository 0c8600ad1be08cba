from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.zona_integritas.factories import (
    make_candidate,
    make_ruling,
    step_of,
    submitted,
    walk,
)
from zona_integritas.candidates import actions
from zona_integritas.candidates.models import Milestone
from zona_integritas.candidates.road import People, State, names, road_of
from zona_integritas.road.stages import Recorder

TODAY = date(2022, 3, 15)


@pytest.fixture
def candidate(unit, ketua_tim):
    return make_candidate(unit, ketua_tim)


@pytest.fixture
def road(candidate, pegawai, ketua_tim, biro):
    """``road()`` reads the road anew, with one preparer and one decider."""
    people = People(preparers=[pegawai], deciders={None: [ketua_tim], Recorder.BUREAU: [biro]})

    def read():
        rows = Milestone.objects.filter(candidate=candidate).with_hands()
        return road_of(rows, people=people, today=TODAY)

    return read


def progress(road, code):
    return next(one for one in road.milestones if one.milestone.step.code == code)


def states(road, *codes):
    return [progress(road, code).state for code in codes]


def test_at_the_start_the_first_stage_is_open_and_the_rest_comes_later(road):
    start = road()

    assert states(start, "ZI-01", "ZI-02", "ZI-03", "ZI-04", "ZI-24", "ZI-30") == [
        State.NEXT,
        State.OPEN,
        State.BLOCKED,
        State.LATER,
        State.LATER,
        State.LATER,
    ]
    assert (start.done, start.total) == (0, 23)
    assert [stage.stage for stage in start.stages if stage.is_ahead] == ["unit_designation"]


def test_the_road_says_who_has_to_act(road, candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    submitted(step_of(candidate, "ZI-02"), pegawai)

    seen = road()

    assert f"disetujui {ketua_tim}" in progress(seen, "ZI-01").sentence
    assert f"Menunggu persetujuan ketua tim: {ketua_tim}" in progress(seen, "ZI-02").sentence
    assert "selesaikan dahulu ZI-02 Pencanangan pembangunan ZI" in progress(seen, "ZI-03").sentence
    assert "2 tahap harus selesai dahulu, terdekat ZI-02" in progress(seen, "ZI-04").sentence
    assert "Hanya bila ada dugaan pelanggaran" in progress(seen, "ZI-29").sentence
    assert seen.done == 1


def test_the_road_names_who_decides_and_who_records(road, candidate, pegawai, ketua_tim, biro):
    start = road()
    assert progress(start, "ZI-01").sentence == f"Dikerjakan oleh: {pegawai}"
    walk(candidate, "ZI-01", "ZI-02", by=pegawai, approver=ketua_tim)
    assert progress(road(), "ZI-03").sentence == (
        f"Dokumen disiapkan oleh {pegawai}. Ditetapkan Pimpinan instansi, dicatat oleh biro"
    )

    decree = submitted(step_of(candidate, "ZI-03"), pegawai)
    assert progress(road(), "ZI-03").sentence.startswith(
        f"Menunggu keputusan Pimpinan instansi, dicatat oleh: {biro} (diserahkan "
    )

    make_ruling(decree, by=biro, number="7/SK")
    assert progress(road(), "ZI-03").sentence == (
        f"Lolos menurut keputusan Pimpinan instansi nomor 7/SK, dicatat {biro}"
    )


def test_the_road_asks_for_somebody_who_can_record(road, candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", "ZI-02", "ZI-03", by=pegawai, approver=ketua_tim)
    submitted(step_of(candidate, "ZI-08"), pegawai)

    assert "minta administrator menugaskan ketua TPI" in progress(road(), "ZI-08").sentence


def test_a_step_that_was_finished_without_a_record_says_so(road, candidate, pegawai, ketua_tim):
    walk(candidate, "ZI-01", "ZI-02", "ZI-03", by=pegawai, approver=ketua_tim)
    Milestone.objects.filter(step__code="ZI-03").update(ruling=None)

    sentence = progress(road(), "ZI-03").sentence
    assert "keputusan Pimpinan instansi belum dicatat" in sentence
    assert "disetujui" not in sentence


def test_a_lone_team_lead_who_submitted_needs_another(road, candidate, ketua_tim):
    submitted(step_of(candidate, "ZI-01"), ketua_tim)

    assert "Menunggu ketua tim lain" in progress(road(), "ZI-01").sentence


def test_what_was_returned_stands_first_with_its_reason(road, candidate, pegawai, ketua_tim):
    milestone = submitted(step_of(candidate, "ZI-02"), pegawai)
    decisions.send_back(milestone, by=ketua_tim, note="Piagam belum dicap")

    seen = road()

    assert progress(seen, "ZI-02").sentence == f"Dikembalikan {ketua_tim}: “Piagam belum dicap”"
    assert [active.milestone.step.code for active in seen.active] == ["ZI-02", "ZI-01"]


def test_a_missed_due_date_is_seen_until_the_step_is_done(road, candidate, pegawai, ketua_tim):
    milestone = step_of(candidate, "ZI-01")
    actions.change_milestone(
        milestone=milestone, by=pegawai, version=1, due_date=date(2022, 3, 14), note=""
    )
    assert progress(road(), "ZI-01").is_late

    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)

    assert not progress(road(), "ZI-01").is_late


def test_a_won_predicate_leaves_monitoring_and_perhaps_revocation(
    road, candidate, pegawai, ketua_tim
):
    before = candidate.milestones.exclude(step__stage__in=["monitoring", "revocation"])
    codes = before.order_by("step__order").values_list("step__code", flat=True)
    walk(candidate, *codes, by=pegawai, approver=ketua_tim)

    seen = road()

    assert states(seen, "ZI-24", "ZI-26", "ZI-27", "ZI-29", "ZI-30") == [
        State.DONE,
        State.NEXT,
        State.OPEN,
        State.LATER,
        State.LATER,
    ]
    assert (seen.done, seen.total) == (23, 23)
    assert all(not active.milestone.step.is_contingent for active in seen.active)


def test_long_lists_of_names_are_cut(unit, member_of):
    people = [member_of(unit, Role.PEGAWAI) for _ in range(5)]

    assert names(people).endswith("; dan 3 orang lain")
    assert names(people[:2]) == "; ".join(str(person) for person in people[:2])


def test_the_page_of_a_road_costs_the_same_at_any_length(unit, ketua_tim, pegawai, login):
    short = make_candidate(unit, ketua_tim, instrument="zi-2014")
    long = make_candidate(unit, ketua_tim, target="WBBM")
    walk(long, "ZI-01", "ZI-02", by=pegawai, approver=ketua_tim)

    assert queries(login(pegawai), short.get_absolute_url()) == queries(
        login(pegawai), long.get_absolute_url()
    )


def test_the_lists_cost_the_same_at_any_size(unit, child, sibling, ketua_tim, pegawai, login):
    make_candidate(unit, ketua_tim)
    pages = ["/zi/", "/zi/tahap/"]
    first = [queries(login(pegawai), page) for page in pages]
    for year in range(2023, 2027):
        make_candidate(unit, ketua_tim, year=year)
        make_candidate(child, ketua_tim, year=year)

    assert [queries(login(pegawai), page) for page in pages] == first


def queries(client, url):
    client.get(url)  # what is read once per session does not count
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    assert response.status_code == 200
    return len(caught)
