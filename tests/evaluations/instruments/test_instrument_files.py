"""Instruments as data: the tables the project carries, and how spoiled tables are refused."""

import hashlib
import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.instruments.files import (
    FOLDER,
    InstrumentFileError,
    UnknownInstrument,
    UnsoundTables,
    codes,
    read_grades,
    read_instrument,
    source_hashes,
)
from evaluations.scoring import (
    AnswerType,
    BestIsNotTheTop,
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
    faults,
    grade,
)
from tests.evaluations.sheets import ZI_2021, changed

VERSIONS = ["zi-2014", "rb-2014", "zi-2021", "zi-2026", "rb-2023"]


# --- the files ------------------------------------------------------------------------------


def test_the_project_carries_its_versions():
    assert list(codes()) == VERSIONS


@pytest.mark.parametrize(
    ("code", "questions", "inputs"),
    [("zi-2026", 113, 24), ("zi-2021", 113, 24), ("zi-2014", 84, 0), ("rb-2014", 151, 0)],
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


def with_formula(of, **fields):
    formulas = tuple(replace(f, **fields) if f.code == of else f for f in ZI_2021.formulas)
    return replace(ZI_2021, formulas=formulas)


def with_rule(**fields):
    return replace(ZI_2021, rules=(replace(ZI_2021.rules[0], **fields),))


ONLY_C = (OptionSpec("C", Decimal("0.5")),)


def without_areas(instrument):
    """The areas lose their number, so that there is none for a rule about each of them."""
    nodes = tuple(replace(n, area="") if n.kind is Kind.AREA else n for n in instrument.nodes)
    return replace(instrument, nodes=nodes)


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
    (without_areas(ZI_2021), UnknownTarget, "each_area"),
    (changed("A.I.1.i.b", options=ONLY_C), BestIsNotTheTop, "zi-2021"),
]


@pytest.mark.parametrize(
    ("instrument", "fault", "code"), FAULTS, ids=[f"{f.__name__}-{c}" for _, f, c in FAULTS]
)
def test_a_fault_in_the_tables_is_found_and_named(instrument, fault, code):
    errors = [(type(error), error.code) for error in faults(instrument)]

    assert (fault, code) in errors
    assert all(str(error) for error in faults(instrument))


def test_sound_tables_have_no_faults():
    assert [fault for code in VERSIONS for fault in faults(read_instrument(code))] == []
