"""Instruments as data: read, checked, loaded once, and left alone once they are in use."""

import hashlib
import shutil
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from evaluations import instrument_files
from evaluations.actions import InstrumentInUse, Outcome, load_instrument
from evaluations.instrument_files import (
    FOLDER,
    InstrumentFileError,
    UnknownInstrument,
    UnsoundTables,
    codes,
    read_grades,
    read_instrument,
    source_hashes,
)
from evaluations.models import (
    Formula,
    FormulaInput,
    Instrument,
    Node,
    Option,
    PredicateRule,
)
from evaluations.scoring import (
    AnswerType,
    BestIsNotHundred,
    DuplicateCode,
    EmptyIndicator,
    Kind,
    MisplacedNode,
    MissingAnswerType,
    MissingFormula,
    MissingOptions,
    MissingWeight,
    OptionOutOfRange,
    OptionSpec,
    UnboundInput,
    UnexpectedWeight,
    UnknownTarget,
    WeightsDoNotAddUp,
    WrongFormula,
    best_answers,
    faults,
    grade,
    score,
)
from reformasi.audit.models import Entry

ZI_2021 = read_instrument("zi-2021")
VERSIONS = ["zi-2014", "rb-2014", "zi-2021"]


# --- the files ------------------------------------------------------------------------------


def test_the_project_carries_three_versions():
    assert list(codes()) == VERSIONS


@pytest.mark.parametrize(
    ("code", "questions", "inputs"),
    [("zi-2021", 113, 24), ("zi-2014", 84, 0), ("rb-2014", 151, 0)],
)
def test_a_version_has_all_its_questions(code, questions, inputs):
    kinds = [node.kind for node in read_instrument(code).nodes]

    assert (kinds.count(Kind.QUESTION), kinds.count(Kind.INPUT)) == (questions, inputs)


def test_rows_stand_in_printed_order_and_not_in_the_order_of_their_codes():
    technology = [node.code for node in ZI_2021.children["A.I.6.v"]]

    assert technology == ["A.I.6.v.a", "A.I.6.v.c", "A.I.6.v.b"]


def test_the_area_joins_its_two_halves_with_equal_weight():
    for number, weight in zip("123456", ["4", "3.5", "5", "5", "7.5", "5"], strict=True):
        halves = [n for n in ZI_2021.nodes if n.kind is Kind.AREA and n.area == number]
        assert [half.weight for half in halves] == [Decimal(weight)] * 2


def test_an_unknown_version_is_refused():
    with pytest.raises(UnknownInstrument):
        read_instrument("zi-2099")


@pytest.fixture
def folder(tmp_path):
    """A copy of the tables that a test may spoil."""
    return shutil.copytree(FOLDER, tmp_path / "instruments")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("zi-2021.csv", "A.I.1.i,A.I.1,indicator", "A.I.1.i,A.I.1,butir", "baris 7: kind “butir”"),
        ("zi-2021.csv", "Tim kerja ZI,0.5,", "Tim kerja ZI,setengah,", "weight “setengah”"),
        ("zi-2021.csv", ",,ya_tidak,", ",,yatidak,", "answer_type “yatidak”"),
        ("zi-2021.csv", "code,parent", "kode,parent", "kolom code tidak ada"),
        ("zi-2021.csv", "Tim kerja ZI,", "Tim kerja, ZI,", "baris 7: jumlah kolom"),
        ("zi-2021-options.csv", "A.I.1.i.a,Ya", "A.I.9.z,Ya", "kode A.I.9.z"),
        ("zi-2021-formulas.csv", "ratio(A/B)", "ratio(A/C)", "baris 2: rumus “ratio(A/C)”"),
        ("zi-2021-formulas.csv", "ratio(A/B)", "product(A/B)", "rumus “product(A/B)”"),
        (
            "predicates.csv",
            "zi-2021,WBK,total,total,75",
            "zi-2021,WBK,total,total,x",
            "minimum “x”",
        ),
        ("instruments.csv", "2021-12-31", "31-12-2021", "in_force_from “31-12-2021”"),
    ],
)
def test_a_spoiled_table_is_refused_with_its_file_line_and_value(folder, file, old, new, complaint):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(InstrumentFileError) as refused:
        read_instrument("zi-2021", folder)

    assert file in str(refused.value)
    assert complaint in str(refused.value)


def test_a_missing_table_is_refused(folder):
    (folder / "predicates.csv").unlink()

    with pytest.raises(InstrumentFileError, match="berkas tidak ada"):
        read_instrument("zi-2021", folder)


def test_tables_that_make_no_sense_together_are_refused_with_every_fault(folder):
    text = (folder / "zi-2014.csv").read_text(encoding="utf-8")
    text = text.replace("Tim kerja,1,", "Tim kerja,2,").replace("A.I.1.a,A.I.1,", "A.I.1.a,A.I.2,")
    (folder / "zi-2014.csv").write_text(
        text.replace("Survei persepsi korupsi,15,", "Survei persepsi korupsi,14,"), encoding="utf-8"
    )

    with pytest.raises(UnsoundTables) as refused:
        read_instrument("zi-2014", folder)

    assert [fault.code for fault in refused.value.faults] == ["A.I", "B.I"]


def test_the_sources_are_the_files_a_version_is_read_from():
    hashes = source_hashes("zi-2014")

    assert sorted(hashes) == [
        "instruments.csv",
        "predicates.csv",
        "standard-options.csv",
        "zi-2014.csv",
    ]
    content = (FOLDER / "zi-2014.csv").read_bytes()
    assert hashes["zi-2014.csv"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("points", "letter"),
    [
        ("100", "AA"), ("90.01", "AA"), ("90", "A"), ("80.00", "BB"), ("70.01", "BB"),
        ("60.5", "B"), ("60", "CC"), ("50", "C"), ("30.01", "C"), ("30", "D"), ("0", "D"),
    ],
)  # fmt: skip
def test_the_grades_of_the_reform_index(points, letter):
    assert grade(Decimal(points), read_grades()).letter == letter


# --- faults --------------------------------------------------------------------------------


def changed(code, **fields):
    """zi-2021 with one node different."""
    nodes = tuple(replace(n, **fields) if n.code == code else n for n in ZI_2021.nodes)
    return replace(ZI_2021, nodes=nodes)


def with_formula(of, **fields):
    formulas = tuple(replace(f, **fields) if f.code == of else f for f in ZI_2021.formulas)
    return replace(ZI_2021, formulas=formulas)


def with_rule(**fields):
    return replace(ZI_2021, rules=(replace(ZI_2021.rules[0], **fields),))


ONLY_C = (OptionSpec("C", Decimal("0.5")),)
FAULTS = [
    (replace(ZI_2021, nodes=(*ZI_2021.nodes, ZI_2021.nodes[-1])), DuplicateCode, "B.II.a.1"),
    (changed("A.I.1", parent="Z"), MisplacedNode, "A.I.1"),
    (changed("A.I.1.i", parent="A"), MisplacedNode, "A.I.1.i"),
    (changed("A.I.1.i.a", parent="A.II.5.iii"), MisplacedNode, "A.I.1.i.a"),
    (changed("A.I.1.i", weight=None), MissingWeight, "A.I.1.i"),
    (changed("A.I.1.i", weight=Decimal(0)), MissingWeight, "A.I.1.i"),
    (changed("A.I.1.i.a", weight=Decimal(1)), UnexpectedWeight, "A.I.1.i.a"),
    (changed("A.I.1.i", weight=Decimal("0.6")), WeightsDoNotAddUp, "A.I.1"),
    (changed("B", weight=Decimal(41)), WeightsDoNotAddUp, "zi-2021"),
    (changed("A.I.3.v.a", parent="A.I.3.vi"), EmptyIndicator, "A.I.3.v"),
    (changed("A.I.1.i.a", answer_type=None), MissingAnswerType, "A.I.1.i.a"),
    (changed("A.I.1.i.a", answer_type=AnswerType.COUNT), MissingAnswerType, "A.I.1.i.a"),
    (changed("A.I.1.i.a", options=()), MissingOptions, "A.I.1.i.a"),
    (changed("A.I.1.i.a", options=(OptionSpec("Ya", None),)), MissingOptions, "A.I.1.i.a"),
    (
        changed("A.I.1.i.a", options=(OptionSpec("Ya", Decimal("1.1")),)),
        OptionOutOfRange,
        "A.I.1.i.a",
    ),
    (changed("A.I.1.i.b", answer_type=AnswerType.PERCENT), MissingFormula, "A.I.1.i.b"),
    (with_formula("A.II.4.i.a", zero_denominator=None), WrongFormula, "A.II.4.i.a"),
    (with_formula("A.II.4.i.a", zero_denominator=Decimal(2)), WrongFormula, "A.II.4.i.a"),
    (with_formula("A.II.4.i.a", code="A.I.1.i.a"), WrongFormula, "A.I.1.i.a"),
    (with_formula("A.II.4.i.a", unused=("A.I.1.i.a",)), WrongFormula, "A.II.4.i.a"),
    (with_formula("A.II.3.iii.a", unused=()), UnboundInput, "A.II.3.iii.a.3"),
    (
        with_formula("A.II.3.iii.a", unused=("A.II.3.iii.a.3", "A.II.4.i.a.1")),
        UnboundInput,
        "A.II.4.i.a.1",
    ),
    (with_rule(target="B.IX"), UnknownTarget, "B.IX"),
    (with_rule(target="A.I.1.i.a"), UnknownTarget, "A.I.1.i.a"),
    (changed("A.I.1.i.b", options=ONLY_C), BestIsNotHundred, "zi-2021"),
]


@pytest.mark.parametrize(
    ("instrument", "fault", "code"), FAULTS, ids=[f"{f.__name__}-{c}" for _, f, c in FAULTS]
)
def test_a_fault_in_the_tables_is_found_and_named(instrument, fault, code):
    found = [(type(error), error.code) for error in faults(instrument)]

    assert (fault, code) in found
    assert all(str(error) for error in faults(instrument))


def test_sound_tables_have_no_faults():
    assert [fault for code in VERSIONS for fault in faults(read_instrument(code))] == []


# --- the database ----------------------------------------------------------------------------


def load(instrument=ZI_2021):
    return load_instrument(instrument=instrument, sources=source_hashes(instrument.code), by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("code", VERSIONS)
def test_what_is_loaded_is_what_the_files_say(code, django_assert_max_num_queries):
    load(read_instrument(code))

    with django_assert_max_num_queries(6):
        stored = Instrument.objects.with_parts().get(code=code).specification()

    assert stored == read_instrument(code)
    assert score(stored, best_answers(stored)).total == 100


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    first = load()
    nodes = set(Node.objects.values_list("pk", flat=True))

    assert (first, load()) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert set(Node.objects.values_list("pk", flat=True)) == nodes
    assert Entry.objects.filter(action="evaluations.instrument.load").count() == 1


@pytest.mark.django_db
def test_a_version_nobody_uses_is_replaced_when_its_files_change():
    load()
    before = Instrument.objects.get()

    outcome = load(changed("A.I.1.i.a", name="Tim ZI dibentuk"))

    after = Instrument.objects.get()
    assert outcome is Outcome.REPLACED
    assert (after.pk, after.sha256 != before.sha256) == (before.pk, True)
    assert after.nodes.get(code="A.I.1.i.a").name == "Tim ZI dibentuk"
    assert after.nodes.count() == len(ZI_2021.nodes)
    entry = Entry.objects.filter(action="evaluations.instrument.load").latest("pk")
    assert entry.changes == {"sha256": [before.sha256, after.sha256]}


@pytest.mark.django_db
def test_only_what_a_version_says_counts_and_not_the_bytes_of_its_files():
    load()

    outcome = load_instrument(instrument=ZI_2021, sources={"zi-2021.csv": "0" * 64}, by=None)

    assert outcome is Outcome.UNCHANGED


@pytest.fixture
def filled_in(db):
    """Something above this app that stands on a version and on one of its questions."""

    class Sheet(models.Model):
        instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+", null=True)
        question = models.ForeignKey(Node, models.PROTECT, related_name="+", null=True)

        class Meta:
            app_label = "evaluations"

    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
    yield Sheet
    registry = Sheet._meta.apps
    del registry.all_models["evaluations"]["sheet"]
    registry.clear_cache()


@pytest.mark.parametrize("by", ["the version", "one of its questions"])
def test_a_version_in_use_is_never_changed(filled_in, by):
    load()
    stored = Instrument.objects.get()
    assert not stored.in_use()
    if by == "the version":
        filled_in.objects.create(instrument=stored)
    else:
        filled_in.objects.create(question=stored.nodes.get(code="B.I.a.1"))

    assert stored.in_use()
    with pytest.raises(InstrumentInUse):
        load(changed("A.I.1.i.a", name="Tim ZI dibentuk"))
    with pytest.raises(ProtectedError):
        stored.delete()

    assert load() is Outcome.UNCHANGED  # the same again is no change
    assert Instrument.objects.with_parts().get().specification() == ZI_2021


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        (Node, "weight", 2),
        (Option, "score", 0),
        (Formula, "zero_denominator", 1),
        (FormulaInput, "name", "B"),
        (PredicateRule, "minimum", 1),
    ],
)
def test_the_database_refuses_to_edit_a_part_of_a_version(part, field, value):
    load()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        part.objects.update(**{field: value})


NONSENSE = [
    (Node, {"kind": "bab"}, "evaluations_node_"),
    (Node, {"answer_type": "angka"}, "answer_type_known"),
    (Node, {"kind": "indicator", "weight": None, "answer_type": ""}, "weight_fits_kind"),
    (Node, {"kind": "indicator", "weight": 0, "answer_type": ""}, "weight_fits_kind"),
    (Node, {"weight": 1}, "weight_fits_kind"),
    (Node, {"answer_type": ""}, "answer_type_fits_kind"),
    (Node, {"answer_type": "count"}, "answer_type_fits_kind"),
    (Node, {"parent": None}, "root_is_component"),
    (Node, {"code": "A"}, "code_once"),
    (Node, {"position": 0}, "position_once"),
    (Option, {"letter": "Ya"}, "letter_once"),
    (Option, {"score": Decimal("1.01")}, "score_0_to_1"),
    (Option, {"score": Decimal("-0.01")}, "score_0_to_1"),
    (Formula, {"kind": "product"}, "kind_known"),
    (Formula, {"zero_denominator": None}, "zero_denominator_fits"),
    (Formula, {"kind": "sum"}, "zero_denominator_fits"),
    (PredicateRule, {"unit": "bintang"}, "unit_known"),
    (PredicateRule, {"minimum": 0}, "minimum_0_to_100"),
    (PredicateRule, {"minimum": 101}, "minimum_0_to_100"),
    (PredicateRule, {"code": "total"}, "once"),
    (Instrument, {"sha256": "tidak ada"}, "hashed"),
    (Instrument, {"code": "zi-2021"}, "code"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "wrong", "constraint"), NONSENSE)
def test_the_database_refuses_nonsense(model, wrong, constraint):
    load()
    stored = Instrument.objects.get()
    question = stored.nodes.get(code="A.I.1.i.a")
    sound = {
        Node: {
            "instrument": stored, "parent": question.parent, "position": 999, "code": "A.I.1.i.z",
            "kind": "question", "name": "Uji", "answer_type": "abc",
        },
        Option: {"node": question, "position": 9, "letter": "Mungkin", "score": 1},
        Formula: {
            "instrument": stored, "node": question, "position": 99, "kind": "ratio",
            "zero_denominator": 0,
        },
        PredicateRule: {
            "instrument": stored, "position": 99, "predicate": "WBK", "code": "uji",
            "target": "A", "minimum": 1, "unit": "score",
        },
        Instrument: {"code": "uji", "title": "Uji", "regulation": "Uji", "sha256": "0" * 64},
    }[model]  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**{**sound, **wrong})

    model.objects.create(**sound)  # without the nonsense it is welcome


# --- the command -----------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("load_instruments", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_the_command_loads_every_version_and_says_so():
    assert run() == [
        "zi-2014: dimuat, 120 unsur",
        "rb-2014: dimuat, 202 unsur",
        "zi-2021: dimuat, 202 unsur",
    ]
    assert run() == [f"{code}: tidak berubah" for code in VERSIONS]


@pytest.mark.django_db
def test_the_command_loads_one_version_when_asked():
    assert run("zi-2021") == ["zi-2021: dimuat, 202 unsur"]
    assert Instrument.objects.count() == 1


@pytest.mark.django_db
def test_the_command_refuses_an_unknown_version_and_still_loads_the_others():
    with pytest.raises(CommandError, match=r"zi-2099: tidak ada dalam instruments\.csv"):
        run("zi-2099", "zi-2014")

    assert Instrument.objects.get().code == "zi-2014"


def test_the_command_refuses_to_change_a_version_in_use(filled_in, monkeypatch):
    run("zi-2021")
    filled_in.objects.create(instrument=Instrument.objects.get())
    corrected = changed("A.I.1.i.a", name="Tim ZI dibentuk")
    monkeypatch.setattr(instrument_files, "read_instrument", lambda code: corrected)

    with pytest.raises(CommandError, match="sudah dipakai") as refused:
        run("zi-2021")

    assert refused.value.returncode == 1
    assert Instrument.objects.get().nodes.get(code="A.I.1.i.a").name != "Tim ZI dibentuk"


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_a_table(folder, monkeypatch):
    (folder / "predicates.csv").unlink()
    read = instrument_files.read_instrument
    monkeypatch.setattr(instrument_files, "read_instrument", lambda code: read(code, folder))

    with pytest.raises(CommandError, match=r"predicates\.csv: berkas tidak ada"):
        run("zi-2021")

    assert not Instrument.objects.exists()
