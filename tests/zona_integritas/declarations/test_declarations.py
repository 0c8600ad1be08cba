"""Declarations: witnesses, rules, frozen with their milestone."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from reformasi.audit.history import line_of
from reformasi.audit.models import Entry
from reformasi.audit.refusals import StaleForm
from reformasi.workflow import decisions
from reformasi.workflow.models import Snapshot
from tests.zona_integritas.factories import (
    make_candidate,
    make_declaration,
    step_of,
    submitted,
    walk,
)
from zona_integritas.declarations import actions as declarations_actions
from zona_integritas.road import validity as road_validity


def test_a_declaration_keeps_its_witnesses_in_order(candidate, pegawai):
    witnesses = [
        {"name": "Wakil KPK", "institution": "KPK", "title": "Direktur"},
        {"name": "Wakil ORI", "institution": "Ombudsman RI"},
    ]

    declaration = make_declaration(candidate, pegawai, witnesses=witnesses)

    assert [str(witness) for witness in declaration.witnesses.all()] == [
        "Wakil KPK, KPK",
        "Wakil ORI, Ombudsman RI",
    ]


@pytest.mark.parametrize(
    ("instrument", "held_on", "message"),
    [
        ("zi-2021", date(2019, 4, 30), "yang berlaku adalah PermenPANRB 52/2014"),
        ("zi-2021", date(2021, 12, 30), "yang berlaku adalah PermenPANRB 52/2014"),
        ("zi-2014", date(2021, 12, 31), "yang berlaku adalah PermenPANRB 90/2021"),
        ("zi-2014", date(2014, 10, 1), "52/2014 belum berlaku"),
    ],
)
def test_a_declaration_under_rules_not_in_force_is_refused(
    instrument, held_on, message, unit, ketua_tim
):
    candidate = make_candidate(unit, ketua_tim, instrument=instrument)

    with pytest.raises(road_validity.RulesNotInForce, match=message):
        make_declaration(candidate, ketua_tim, held_on=held_on)


@pytest.mark.parametrize(
    ("instrument", "held_on"),
    [
        ("zi-2014", date(2014, 10, 2)),
        ("zi-2014", date(2019, 4, 30)),
        ("zi-2021", date(2021, 12, 31)),
    ],
)
def test_a_declaration_under_the_rules_of_its_day_is_kept(instrument, held_on, unit, ketua_tim):
    candidate = make_candidate(unit, ketua_tim, instrument=instrument)

    assert make_declaration(candidate, ketua_tim, held_on=held_on).pk


def test_more_pacts_than_staff_are_refused_by_the_database(candidate, pegawai):
    with pytest.raises(IntegrityError, match="pacts_within_staff"), transaction.atomic():
        make_declaration(candidate, pegawai, pacts_signed=41, staff_total=40)


def test_the_declaration_is_frozen_with_its_milestone_and_then_closed(
    candidate, pegawai, ketua_tim
):
    declaration = make_declaration(candidate, pegawai, pacts_signed=38, staff_total=40)
    walk(candidate, "ZI-01", "ZI-02", by=pegawai, approver=ketua_tim)

    frozen = Snapshot.objects.about(step_of(candidate, "ZI-02")).get().content["declared"]
    assert (frozen["held_on"], frozen["pacts_signed"]) == ("2022-02-01", 38)
    assert not declaration.evidence_is_open
    with pytest.raises(declarations_actions.DeclarationClosed):
        change(declaration, pegawai, place="Tempat lain")


def test_a_corrected_declaration_tells_what_changed(candidate, pegawai):
    declaration = make_declaration(candidate, pegawai)

    change(declaration, pegawai, place="Hotel", witnesses=[{"name": "A", "institution": "KPK"}])

    changes = [entry.changes for entry in Entry.objects.about(declaration)]
    assert {"place": ["Aula Direktorat", "Hotel"]} in changes
    assert {"witnesses": [[], ["A, KPK"]]} in changes
    told = [line_of(entry) for entry in Entry.objects.about(declaration)]
    lines = [change for line in told for change in line.changes]
    assert ("saksi", "–", "A, KPK") in lines
    with pytest.raises(StaleForm):
        change(declaration, pegawai, version=1)


def test_nothing_of_it_is_written_while_a_decision_on_it_waits(candidate, pegawai, ketua_tim):
    step = submitted(step_of(candidate, "ZI-02"), pegawai)
    with pytest.raises(declarations_actions.DeclarationClosed, match=r"ZI-02 .*menunggu keputusan"):
        make_declaration(candidate, pegawai)
    decisions.withdraw(step, by=pegawai)
    declaration = make_declaration(candidate, pegawai)
    decisions.submit(step, by=pegawai)

    with pytest.raises(declarations_actions.DeclarationClosed, match="Tarik kembali tahap itu"):
        change(declaration, pegawai, place="Tempat lain")
    assert decisions.approve(step, by=ketua_tim).is_approved


@pytest.mark.django_db(transaction=True)
def test_the_first_declaration_pressed_six_times_at_once_is_one(candidate, pegawai):
    start, outcomes = threading.Barrier(6), []

    def press():
        start.wait(10)
        try:
            make_declaration(candidate, pegawai, witnesses=[{"name": "A", "institution": "KPK"}])
            outcomes.append("recorded")
        except declarations_actions.AlreadyDeclared as refusal:
            outcomes.append(str(refusal)[:40])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    told = "Pencanangan calon ini sudah tercatat, ja"
    assert sorted(outcomes) == [told] * 5 + ["recorded"]
    assert candidate.declaration.witnesses.count() == 1


def change(declaration, by, *, version=None, witnesses=(), **values):
    values = {
        "held_on": declaration.held_on,
        "place": declaration.place,
        "signed_by_title": declaration.signed_by_title,
    } | values
    return declarations_actions.change_declaration(
        declaration=declaration,
        by=by,
        version=version or declaration.version,
        witnesses=witnesses,
        **values,
    )
