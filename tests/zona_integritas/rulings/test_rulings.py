"""A unit does not pass its own evaluation: what another decided is recorded by others."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.evidence.models import Evidence
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions, making
from reformasi.workflow.decisions import Incomplete, decide
from tests.evidence.files import pdf
from tests.zona_integritas.factories import (
    make_candidate,
    make_ruling,
    prepared,
    step_of,
    submitted,
    walk,
)
from zona_integritas.candidates.models import Milestone, RulingMissing
from zona_integritas.candidates.workflow import DECISIONS, Status
from zona_integritas.road.models import MilestoneStep
from zona_integritas.road.stages import Recorder, Verdict, recorder_of, verdicts
from zona_integritas.rulings.actions import RulingRefused


@pytest.fixture
def walked(candidate, pegawai, ketua_tim):
    """``walked("ZI-08")``: that step handed over, after all that it waits for."""

    def to(code):
        for before in step_of(candidate, code).blockers():
            walk(candidate, before.step.code, by=pegawai, approver=ketua_tim)
        return submitted(step_of(candidate, code), pegawai)

    return to


@pytest.fixture
def decree(walked):
    """The decree of the head of the institution, handed over: the bureau records it."""
    return walked("ZI-03")


ROLES = {
    Recorder.TPI: Role.TPI_KETUA,
    Recorder.ECHELON_ONE: Role.PENILAI_PENDAHULUAN,
    Recorder.BUREAU: Role.BIRO,
}


def test_the_recorder_of_a_step_follows_from_its_deciders(candidate):
    expected = {"ZI-01": None, "ZI-02": None, "ZI-03": "bureau", "ZI-08": "tpi", "ZI-09": None}
    expected |= {"ZI-10": "echelon_one", "ZI-11": "tpi", "ZI-12": "bureau", "ZI-24": "bureau"}

    steps = MilestoneStep.objects.all()
    assert {code: steps.get(code=code).recorder for code in expected} == expected
    for recorder in (None, *Recorder):
        rows = set(MilestoneStep.objects.recorded_by(recorder))
        assert rows == {step for step in steps if recorder_of(step.deciders) == recorder}


@pytest.mark.parametrize("code", ["ZI-03", "ZI-08"])
def test_the_units_own_lead_cannot_close_what_another_decides(code, walked, ketua_tim):
    milestone = walked(code)

    assert not making.open_to(ketua_tim, milestone, milestone.decisions)
    assert milestone not in Milestone.objects.waiting_for(ketua_tim)
    with pytest.raises(RulingMissing, match="Catat keputusannya"):
        decisions.approve(milestone, by=ketua_tim)
    milestone.refresh_from_db()
    assert milestone.status == Status.SUBMITTED


@pytest.mark.parametrize("code", ["ZI-03", "ZI-08", "ZI-10"])
@pytest.mark.parametrize("role", Role)
def test_only_the_role_of_its_decider_records(code, role, candidate, ditjen, walked, member_of):
    milestone = walked(code) if code != "ZI-10" else step_of(candidate, code)
    person = member_of(ditjen, role)
    perm = milestone.decisions.approve.permission_for(milestone)

    records = role == ROLES[milestone.step.recorder]
    assert person.has_perm(perm, milestone) is records
    assert (milestone in Milestone.objects.decided_by(person)) is records


@pytest.mark.parametrize("own", [Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR])
@pytest.mark.parametrize("place", ["unit", "child"])
def test_who_is_of_the_candidates_own_unit_records_nothing_for_it(
    own, place, decree, ditjen, unit, child, sibling, member_of, ketua_tim, pegawai
):
    person = member_of(ditjen, Role.BIRO)
    member_of({"unit": unit, "child": child}[place], own, user=person)
    other = step_of(make_candidate(sibling, pegawai), "ZI-03")
    perm = decree.decisions.approve.permission_for(decree)

    assert not person.has_perm(perm, decree)
    assert person.has_perm(perm, other)
    assert decree not in Milestone.objects.waiting_for(person)
    assert person not in type(person).objects.holding(perm, decree.unit)
    assert person in type(person).objects.holding(perm, sibling)


def test_a_record_keeps_what_the_letter_says_and_closes_the_step(decree, biro):
    ruling = make_ruling(decree, by=biro, number="061-5/2022", score="88.25", condition="Layak")

    assert (decree.status, decree.ruling, decree.verdict) == (Status.APPROVED, ruling, "passed")
    ruling.refresh_from_db()
    assert (ruling.recorded_by, ruling.number, str(ruling.score)) == (biro, "061-5/2022", "88.25")
    assert ruling.snapshot == decree.approved_snapshot
    entry = Entry.objects.about(decree).first()
    assert (entry.phrase, entry.note) == ("mencatat keputusan", "Layak")
    assert "menyetujui" not in Entry.objects.about(decree).values_list("phrase", flat=True)


def test_the_letter_is_kept_by_those_who_record_and_seen_by_the_unit(
    decree, biro, pegawai, ministry, sibling, member_of
):
    evidence = make_ruling(decree, by=biro).decree.evidence

    assert evidence.unit == ministry
    assert evidence in Evidence.objects.visible_to(pegawai)
    assert evidence not in Evidence.objects.attachable_by(pegawai)
    assert evidence not in Evidence.objects.visible_to(member_of(sibling, Role.PEGAWAI))


def test_a_unit_that_is_coached_gets_the_recommendation_and_the_way_stays_closed(
    decree, candidate, biro, pegawai
):
    make_ruling(decree, by=biro, verdict="coached", recommendation="Lengkapi telaah risiko")

    assert (decree.status, decree.get_status_display()) == (Status.RETURNED, "Dibina")
    assert decree.return_reason == "Lengkapi telaah risiko"
    following = prepared(step_of(candidate, "ZI-04"), pegawai)
    with pytest.raises(Incomplete, match="selesaikan dahulu ZI-03"):
        decisions.submit(following, by=pegawai)

    decisions.submit(decree, by=pegawai)
    assert (decree.verdict, decree.get_status_display()) == ("", "Menunggu keputusan dicatat biro")
    make_ruling(decree, by=biro)
    assert [ruling.verdict for ruling in decree.rulings.all()] == ["passed", "coached"]
    assert decisions.submit(following, by=pegawai).is_submitted


def test_before_the_panel_a_step_is_neither_closed_nor_refused(walked, candidate, pegawai):
    visit = walked("ZI-20")
    make_ruling(visit, verdict="to_panel", score="74")

    assert (visit.status, visit.get_status_display()) == (Status.SUBMITTED, "Dibawa ke panel")
    assert not making.open_to(pegawai, visit, [visit.decisions.withdraw])
    with pytest.raises(MoveNotAllowed):
        decisions.withdraw(visit, by=pegawai)
    blockers = {code: step_of(candidate, code).blockers() for code in ("ZI-21", "ZI-23")}
    assert "ZI-20" not in [one.step.code for one in blockers["ZI-21"]]
    assert "ZI-20" in [one.step.code for one in blockers["ZI-23"]]

    make_ruling(visit, number="9/PANEL", condition="Panel menyatakan lolos")
    assert visit.status == Status.APPROVED
    assert [ruling.number for ruling in visit.rulings.all()] == ["9/PANEL", "100/KEP/2022"]


def test_only_what_the_panel_follows_is_brought_before_it(decree):
    assert Verdict.TO_PANEL in verdicts("field_evaluation")
    with pytest.raises(RulingRefused, match="tidak ada pada tahap ini"):
        make_ruling(decree, verdict="to_panel")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"decided_on": timezone.localdate() + timedelta(days=1)}, "belum tiba"),
        ({"decided_on": date(2020, 12, 31)}, "tidak mungkin sebelum 1 Januari 2021"),
        ({"decider": "tpn"}, "Tahap ini diputuskan Pimpinan instansi"),
        ({"verdict": "coached"}, "Tulis rekomendasinya"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_record_that_cannot_be_is_refused(wrong, message, decree):
    with pytest.raises(RulingRefused, match=message):
        make_ruling(decree, **wrong)

    decree.refresh_from_db()
    assert (decree.status, decree.ruling) == (Status.SUBMITTED, None)
    assert not decree.rulings.exists()


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"condition": ""}, {"score": "100.01"}, {"score": "-1"}], ids=str
)
def test_the_database_refuses_a_record_that_makes_no_sense(wrong, decree):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_ruling(decree, **wrong)


def test_nobody_who_wrote_or_submitted_records_the_decision(candidate, walked, pegawai, biro):
    milestone = walked("ZI-03")
    decisions.withdraw(milestone, by=pegawai)
    decisions.submit(milestone, by=biro)

    with pytest.raises(SameHand):
        make_ruling(milestone, by=biro)


def test_a_correction_needs_a_reason_and_leaves_the_older_record(decree, biro):
    first = make_ruling(decree, by=biro, number="61/2022")
    with pytest.raises(RulingRefused, match="mengapa catatannya diperbaiki"):
        make_ruling(decree, by=biro, number="16/2022")

    second = make_ruling(decree, by=biro, number="16/2022", reason="Angkanya tertukar")

    assert list(decree.rulings.all()) == [second, first]
    assert (decree.ruling, decree.status) == (second, Status.APPROVED)
    entry = Entry.objects.about(decree).first()
    assert (entry.phrase, entry.note) == ("memperbaiki catatan keputusan", "Angkanya tertukar")
    assert entry.changes["number"] == ["61/2022", "16/2022"]
    with pytest.raises(DatabaseError), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(number="x")


def test_a_correction_may_turn_the_verdict(decree, biro):
    make_ruling(decree, by=biro)
    make_ruling(
        decree, by=biro, verdict="coached", recommendation="Perbaiki", reason="Salah baca suratnya"
    )
    assert decree.status == Status.RETURNED

    make_ruling(decree, by=biro, reason="Ternyata benar lolos")
    assert decree.status == Status.APPROVED


def test_a_second_click_records_nothing_more(decree, biro):
    seen = decree.version
    make_ruling(decree, by=biro)

    with pytest.raises(MoveNotAllowed):
        make_ruling(decree, by=biro, version=seen, reason="Klik kedua")
    assert decree.rulings.count() == 1


def test_reopening_what_was_recorded_is_for_those_who_record(decree, biro, ketua_tim):
    make_ruling(decree, by=biro)
    reopen = decree.decisions.reopen

    assert reopen in making.open_to(biro, decree, decree.decisions)
    assert reopen not in making.open_to(ketua_tim, decree, decree.decisions)
    decide(decree, reopen, by=biro, note="Suratnya dicabut")
    assert (decree.status, decree.rulings.count()) == (Status.DRAFT, 1)


def test_what_the_units_head_decides_is_still_approved_by_its_lead(candidate, pegawai, ketua_tim):
    milestone = submitted(step_of(candidate, "ZI-01"), pegawai)

    assert milestone.decisions is DECISIONS
    assert decisions.approve(milestone, by=ketua_tim).approved_by == ketua_tim
    with pytest.raises(MoveNotAllowed):
        make_ruling(milestone, by=ketua_tim, decree=pdf())


def test_the_library_is_locked_before_the_milestone_as_uploads_do(decree, biro):
    with CaptureQueriesContext(connection) as recorded:
        make_ruling(decree, by=biro)

    locks = [query["sql"] for query in recorded if "FOR NO KEY UPDATE" in query["sql"]]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in locks]
    assert tables[:2] == ["organisation_unit", "zona_integritas_milestone"]
    assert "organisation_unit" not in tables[1:]


def test_a_letter_that_is_refused_leaves_no_file(decree, biro):
    with pytest.raises(RulingRefused):
        make_ruling(decree, by=biro, verdict="coached")

    assert not Evidence.objects.filter(created_by=biro).exists()
