import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from evaluations.instruments.versions import Outcome
from reformasi.audit.models import Entry
from tests.zona_integritas.factories import make_candidate, rules_loaded, step_of
from zona_integritas.candidates.models import Milestone
from zona_integritas.road import actions
from zona_integritas.road.files import FOLDER, RuleFileError, read_rules, read_steps
from zona_integritas.road.models import MilestoneStep, RoadInstrument, RuleSet
from zona_integritas.road.stages import Decider, Stage, comes_first


def load() -> str:
    out = StringIO()
    call_command("load_milestones", stdout=out)
    return out.getvalue()


def changed_rules(code="zi-2021", **fields):
    """The rules of ``code`` as if a line of the file had been corrected."""
    rules = next(rules for rules in read_rules() if rules.code == code)
    steps = (replace(rules.steps[0], **fields), *rules.steps[1:])
    return replace(rules, steps=steps)


def test_loading_twice_changes_nothing_and_writes_no_second_entry(db):
    first = load()
    rows = list(MilestoneStep.objects.values_list("pk", "code"))

    assert "30 langkah" in first
    assert "zi-2026: memakai tahap zi-2021 (PermenPANRB 90/2021)" in first
    assert load().count("tidak berubah") == 2
    assert list(MilestoneStep.objects.values_list("pk", "code")) == rows
    assert Entry.objects.filter(action="zona_integritas.ruleset.load").count() == 3


def test_every_column_of_the_official_table_arrives(db):
    load()
    with (FOLDER / "milestones-zi-2021.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    stored = MilestoneStep.objects.filter(rules__code="zi-2021").order_by("order")

    assert [str(value) for step in stored for value in step_values(step)] == [
        value for row in rows for value in row.values()
    ]


def step_values(step):
    return [
        step.code,
        step.order,
        step.stage,
        step.name,
        step.applies_to,
        "|".join(step.deciders),
        "; ".join(step.required_evidence),
        step.reference,
    ]


def test_a_correction_replaces_the_road_while_nobody_is_on_it(db):
    rules_loaded()

    outcome = actions.load_rules(rules=changed_rules(name="Pakta integritas"), by=None)

    assert outcome == Outcome.REPLACED
    assert MilestoneStep.objects.get(rules__code="zi-2021", order=1).name == "Pakta integritas"
    assert MilestoneStep.objects.filter(rules__code="zi-2021").count() == 30


def test_a_road_that_a_candidate_is_on_does_not_change(unit, ketua_tim, monkeypatch):
    make_candidate(unit, ketua_tim)
    monkeypatch.setattr(
        "zona_integritas.road.files.read_rules", lambda *_: [changed_rules(name="Lain")]
    )

    with pytest.raises(CommandError, match="sudah dipakai calon"):
        load()

    assert not MilestoneStep.objects.filter(name="Lain").exists()


def test_the_database_lets_nobody_edit_a_step(db):
    rules_loaded()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        MilestoneStep.objects.filter(order=1).update(name="Lain")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("ZI-02,3,declaration,A,both,tpi,B,C", "urutan harus 2"),
        ("ZI-01,2,declaration,A,both,tpi,B,C", "kode ZI-01 sudah dipakai"),
        ("ZI-02,2,perayaan,A,both,tpi,B,C", "tahapan “perayaan” tidak dikenal"),
        ("ZI-02,2,declaration,A,semua,tpi,B,C", "harus both, WBK atau WBBM"),
        ("ZI-02,2,declaration,A,both,tpi|raja,B,C", "pejabat “raja” tidak dikenal"),
        ("ZI-02,2,declaration,,both,tpi,B,C", "kolom name kosong"),
        ("ZI-02,2,declaration,A,both,tpi,;,C", "kolom required_evidence kosong"),
        ("ZI-02,2,declaration,A,both", "kosong"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_by_its_number(line, wrong, tmp_path):
    header = "code,order,stage,name,applies_to,decider_role,required_evidence,reference"
    path = tmp_path / "milestones-x.csv"
    path.write_text(f"{header}\nZI-01,1,declaration,A,both,tpi,B,C\n{line}\n", encoding="utf-8")

    with pytest.raises(RuleFileError, match=f"milestones-x.csv baris 3: .*{wrong.split('|')[0]}"):
        read_steps(path)


def test_the_database_takes_no_step_that_asks_for_nothing(db):
    rules_loaded()
    step = MilestoneStep.objects.first()
    step.pk, step.code, step.order, step.required_evidence = None, "X", 999, []

    with pytest.raises(IntegrityError, match="step_asks_evidence"), transaction.atomic():
        step.save(force_insert=True)


def test_a_stage_is_not_interrupted_by_another(tmp_path):
    path = tmp_path / "milestones-x.csv"
    header = "code,order,stage,name,applies_to,decider_role,required_evidence,reference"
    stages = ["declaration", "proposal", "declaration"]
    lines = [f"A{n},{n},{stage},N,both,tpi,B,C" for n, stage in enumerate(stages, start=1)]
    path.write_text("\n".join([header, *lines]), encoding="utf-8")

    with pytest.raises(RuleFileError, match="terpotong tahapan lain"):
        read_steps(path)


def test_wrong_headers_and_a_missing_file_are_named(tmp_path):
    folder = tmp_path / "data"
    copytree(FOLDER, folder)
    (folder / "milestones-zi-2014.csv").unlink()
    with pytest.raises(RuleFileError, match=r"milestones-zi-2014\.csv tidak ada"):
        read_rules(folder)
    (folder / "rules.csv").write_text("kode,instrumen\n", encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"rules\.csv: kolomnya harus code,instr"):
        read_rules(folder)


@pytest.mark.parametrize(
    ("instrument", "target", "decider"),
    [
        ("zi-2014", "WBK", Decider.HEAD_OF_INSTITUTION),
        ("zi-2014", "WBBM", Decider.MINISTER_PANRB),
        ("zi-2021", "WBK", Decider.MINISTER_PANRB),
        ("zi-2021", "WBBM", Decider.MINISTER_PANRB),
    ],
)
def test_who_confers_the_predicate_belongs_to_the_rules(
    instrument, target, decider, unit, ketua_tim
):
    candidate = make_candidate(unit, ketua_tim, instrument=instrument, target=target)

    conferral = candidate.milestones.get(step__stage=Stage.CONFERRAL)

    assert conferral.step.deciders == [decider]


def test_either_decider_is_named(unit, ketua_tim):
    step = step_of(make_candidate(unit, ketua_tim), "ZI-02").step

    assert step.decider_label == "Pimpinan instansi atau Kepala unit"


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (date(2014, 10, 1), None),
        (date(2014, 10, 2), "zi-2014"),
        (date(2019, 4, 30), "zi-2014"),
        (date(2021, 12, 30), "zi-2014"),
        (date(2021, 12, 31), "zi-2021"),
        (date(2026, 1, 1), "zi-2021"),
    ],
)
def test_newer_rules_withdraw_the_older_on_the_day_they_come_into_force(db, day, rules):
    rules_loaded()

    current = RuleSet.objects.in_force_on(day)

    assert (current and current.code) == rules


@pytest.mark.parametrize(
    ("year", "rules"),
    [
        (2013, set()),
        (2014, {"zi-2014"}),
        (2019, {"zi-2014"}),
        (2021, {"zi-2014", "zi-2021"}),
        (2022, {"zi-2021"}),
    ],
)
def test_rules_in_force_during_a_year(db, year, rules):
    rules_loaded()

    rows = RoadInstrument.objects.in_force_during(year)
    assert {row.instrument_code for row in rows} == rules


@pytest.mark.parametrize(
    ("earlier", "later", "waits"),
    [
        ("ZI-01", "ZI-02", False),  # the declaration's steps go side by side
        ("ZI-02", "ZI-03", True),  # but the next stage waits for all of them
        ("ZI-01", "ZI-20", True),
        ("ZI-04", "ZI-08", False),
        ("ZI-11", "ZI-12", True),  # within TPI's evaluation one after the other
        ("ZI-19", "ZI-20", False),  # the survey comes before or during the visit, h. 55
        ("ZI-24", "ZI-26", True),
        ("ZI-26", "ZI-30", False),  # revocation does not wait for monitoring
        ("ZI-24", "ZI-29", True),
        ("ZI-29", "ZI-30", True),
        ("ZI-03", "ZI-02", False),
    ],
)
def test_which_step_waits_for_which(earlier, later, waits):
    rules = next(rules for rules in read_rules() if rules.code == "zi-2021")
    steps = {step.code: step for step in rules.steps}

    assert comes_first(steps[earlier], steps[later]) is waits


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "perayaan"},
        {"applies_to": "ZI"},
        {"order": 0},
        {"order": 1},
        {"code": "ZI-01"},
        {"deciders": []},
        {"deciders": ["tpi", "raja"]},
    ],
    ids=str,
)
def test_the_database_refuses_a_step_that_makes_no_sense(db, wrong):
    rules_loaded()
    rules = RuleSet.objects.get(code="zi-2021")
    fields = {"code": "X", "order": 99, "stage": "proposal", "applies_to": "both"}
    fields |= {"deciders": ["tpi"], "required_evidence": ["Surat"], **wrong}

    with pytest.raises(IntegrityError), transaction.atomic():
        MilestoneStep.objects.create(rules=rules, name="N", **fields)


def test_a_candidate_has_each_step_once(unit, ketua_tim):
    milestone = step_of(make_candidate(unit, ketua_tim), "ZI-01")

    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(candidate=milestone.candidate, step=milestone.step)
