"""The RB index of 2023 as data: tables, database, and the command that scores a sheet of it."""

import csv
import json
import shutil
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from evaluations.instruments.actions import load_instrument
from evaluations.instruments.files import (
    FOLDER,
    InstrumentFileError,
    read_instrument,
    source_hashes,
)
from evaluations.instruments.groups import IndexGrade, InstitutionGroup, NodeWeight
from evaluations.instruments.models import Instrument, Node
from evaluations.instruments.versions import Outcome, fingerprint
from evaluations.scoring import NOT_APPLICABLE, best_answers, score

RB_2023 = read_instrument("rb-2023")
KL = RB_2023.for_group("kl")

STORED = {
    "zi-2014": "531d504bd78091862bb4552c245fcd7b377c456322791cef434f6326ba53cd59",
    "rb-2014": "43e3fa03df8e414058de86f008095cef2e458f04abe38227838ed41baba8fc39",
    "zi-2021": "90b9c8970ddc91550a152398fb8e93b0a9570cc3b1a61de145d3e86e5383c251",
    "zi-2026": "abe7a5fa7e35ac79102d8e8ffc3d85b7a06ffb1d7c3f919068cf01827210da7e",
}
"""What databases hold since before there were measures, groups and grades."""


@pytest.mark.parametrize("code", STORED)
def test_what_was_stored_before_there_were_measures_is_still_the_same_version(code):
    """Else a version in use would be refused as changed at the next load."""
    assert fingerprint(read_instrument(code)) == STORED[code]


def test_weights_of_groups_and_grades_are_part_of_the_version():
    assert (
        len({fingerprint(RB_2023), fingerprint(KL), fingerprint(RB_2023.for_group("provinsi"))})
        == 3
    )


# --- the tables ------------------------------------------------------------------------------


def test_each_group_has_the_indicators_that_its_table_gives_it():
    sheets = {group.code: RB_2023.for_group(group.code) for group in RB_2023.groups}

    assert {code: len(sheet.answerable) - 1 for code, sheet in sheets.items()} == {
        "kl": 33,
        "provinsi": 35,
        "kabupaten": 34,
    }
    assert "2132" not in sheets["provinsi"].by_code  # for ministries only
    assert sheets["kl"].node("2135").top == 3
    assert sheets["provinsi"].node("2135").top == Decimal("3.5")
    assert sheets["kabupaten"].node("2135").weight == Decimal("3.5")


def test_the_one_target_that_its_source_puts_out_of_reach_is_marked_as_inferred():
    with (FOLDER / "rb-2023-groups.csv").open(newline="", encoding="utf-8") as table:
        inferred = {
            (row["code"], row["target"])
            for row in csv.DictReader(table)
            if row["status"] != "terverifikasi"
        }

    assert inferred == {("2154", "3")}


def test_the_sources_of_a_version_are_its_own_tables_of_groups_and_grades():
    assert set(source_hashes("rb-2023")) - set(source_hashes("rb-2014")) == {
        "rb-2023.csv",
        "rb-2023-groups.csv",
        "groups.csv",
        "grades.csv",
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("rb-2023-groups.csv", "2124,kl,100", "2124,kl,NaN", "baris 2: weight “NaN”"),
        ("rb-2023-groups.csv", "2124,kl,100", "2124,kl,1e2", "baris 2: weight “1e2”"),
        ("rb-2023-groups.csv", "2124,kl,100", "2124,kl,99.99999", "weight “99.99999”"),
        ("rb-2023-groups.csv", "2124,kl", "9999,kl", "kode 9999"),
        ("rb-2023-groups.csv", "2130,kl,3,0,3", "2130,kl,3,,3", "minimum “”"),
        ("rb-2023.csv", ",-10,0,", ",-10,nol,", "maximum “nol”"),
        ("groups.csv", ",110", ",seratus", "baris 2: top “seratus”"),
        ("grades.csv", "80,99.99,ya", "80,99.99,mungkin", "baris 3: at_targets “mungkin”"),
    ],
)
def test_a_spoiled_table_is_refused_with_its_file_and_value(tmp_path, file, old, new, complaint):
    folder = shutil.copytree(FOLDER, tmp_path / "instruments")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(InstrumentFileError, match=complaint) as refused:
        read_instrument("rb-2023", folder)

    assert file in str(refused.value)


# --- the database ----------------------------------------------------------------------------


def load(instrument=RB_2023):
    return load_instrument(instrument=instrument, sources={}, by=None)


@pytest.mark.django_db
def test_what_is_loaded_is_what_the_files_say(django_assert_max_num_queries):
    assert load() is Outcome.CREATED
    assert load() is Outcome.UNCHANGED

    with django_assert_max_num_queries(10):
        stored = Instrument.objects.with_parts().get().specification()

    assert stored == RB_2023
    assert score(stored.for_group("kl"), best_answers(KL)).total == 110


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "field", "value"),
    [(NodeWeight, "weight", 2), (InstitutionGroup, "top", 100), (IndexGrade, "up_to", 100)],
)
def test_the_database_refuses_to_edit_a_part_of_a_version(part, field, value):
    load()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        part.objects.update(**{field: value})


RANGE = ("minimum", "maximum", "target")
NONSENSE = [
    (Node, {"answer_type": "count"}, "answer_type_fits_kind"),
    (Node, {"kind": "component"}, "answer_type_fits_kind"),
    (Node, {"weight": None}, "weight_fits_kind"),
    (Node, {"by_group": True, **dict.fromkeys(RANGE)}, "weight_fits_kind"),
    (Node, {"by_group": True, "weight": None}, "range_fits_answer_type"),
    (Node, dict.fromkeys(RANGE), "range_fits_answer_type"),
    (Node, {"answer_type": ""}, "range_fits_answer_type"),
    (Node, {"minimum": 5}, "range_in_order"),
    (Node, {"answer_type": "", "maximum": None}, "range_in_order"),
    (NodeWeight, {"maximum": None}, "range_in_order"),
    (Node, {"target": 6}, "range_in_order"),
    (NodeWeight, {"weight": 0}, "above_0"),
    (NodeWeight, {"minimum": 6}, "range_in_order"),
    (NodeWeight, {"minimum": None, "maximum": None, "target": 1}, "range_in_order"),
    (InstitutionGroup, {"top": 0}, "top_above_0"),
    (InstitutionGroup, {"code": "kl"}, "once"),
    (IndexGrade, {"letter": "AA"}, "letter_once"),
    (IndexGrade, {"above": 31}, "in_order"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "wrong", "constraint"), NONSENSE)
def test_the_database_refuses_nonsense(model, wrong, constraint):
    load()
    stored = Instrument.objects.get()
    above = stored.nodes.get(code="2127")
    measured = {"minimum": 1, "maximum": 5, "target": 3}
    sound = {
        Node: {
            "instrument": stored, "parent": above, "position": 999, "code": "9999",
            "kind": "indicator", "name": "Uji", "answer_type": "measured", "weight": 1, **measured,
        },
        NodeWeight: {
            "node": stored.nodes.get(code="2132"), "group": stored.groups.get(code="provinsi"),
            "weight": 1, **measured,
        },
        InstitutionGroup: {
            "instrument": stored, "position": 9, "code": "desa", "name": "Desa", "top": 100,
        },
        IndexGrade: {"instrument": stored, "position": 99, "letter": "E", "above": 0, "up_to": 30},
    }[model]  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**{**sound, **wrong})

    model.objects.create(**sound)  # without the nonsense it is welcome


@pytest.mark.django_db
def test_a_weight_stands_once_for_a_node_and_a_group():
    load()
    row = NodeWeight.objects.first()

    with pytest.raises(IntegrityError, match="nodeweight_once"), transaction.atomic():
        NodeWeight.objects.create(node=row.node, group=row.group, weight=1)


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path):
    """Score a sheet of ``rb-2023``: (exit code, stdout, stderr)."""

    def run(answers, *arguments, instrument="rb-2023"):
        path = tmp_path / "jawaban.csv"
        rows = "".join(f'{code},"{answer}"\n' for code, answer in answers.items())
        path.write_text(f"code,answer\n{rows}", encoding="utf-8")
        out, err = StringIO(), StringIO()
        try:
            call_command(
                "score", str(path), f"--instrument={instrument}", *arguments, stdout=out, stderr=err
            )
        except SystemExit as stopped:
            return stopped.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run


SHEET = best_answers(KL) | {"2130": "2,4", "2136": 75, "2141": NOT_APPLICABLE, "koefisien": "-3"}
"""(98 - 0.6 - 1.4 - 1 - 1.75 - 3) / 98 x 100 + 10 = 102.0918..."""


def test_the_command_prints_index_grade_and_group(command):
    code, out, err = command(SHEET, "--group=kl", "--json")
    sheet = json.loads(out)

    assert (code, err) == (0, "")
    assert (sheet["index"], sheet["total"], sheet["grade"]) == ("102.09", "102.09", "AA")
    assert (sheet["group"], sheet["complete"], sheet["predicates"]) == ("kl", True, [])
    assert sheet["nodes"]["2124"] == {"weight": "98.00", "score": "93.25"}


def test_people_read_the_grade_and_what_is_below_its_target(command):
    answers = SHEET | {"2157": 70, "2133": "", "koefisien": -10}

    _, out, _ = command(answers, "--group=kl")

    assert "Nilai total: 89,85" in out  # (98 - 4.75 - 3 - 2 - 10) / 98 x 100 + 10
    assert "Indeks untuk kelompok kl, kategori A-" in out
    assert "= (88,25 − 10,00) ÷ bobot yang berlaku 98,00 × 100,00 + 10,00" in out
    assert "Belum mencapai target baik: 2133, 2157" in out
    assert "Sementara: 1 isian masih kosong dan dihitung 0: 2133" in out


def test_people_can_ask_where_a_measured_figure_comes_from(command):
    _, out, _ = command(SHEET, "--group=kl", "--explain=2126")

    assert [line.strip() for line in out.splitlines()] == [
        "2126 Strategi Pelaksanaan RB General: 8,00 / 10,00 = jumlah 2 bagian di bawahnya",
        "2130 Rencana Aksi Pembangunan RB General: 2,40 / 3,00 = 2,4 ÷ 3 × bobot 3",
        (
            "2131 Tingkat Implementasi Rencana Aksi RB General: 5,60 / 7,00 = "
            "100 ÷ 100 × bobot 7 × 2130 (2,4 ÷ 3)"
        ),
    ]


@pytest.mark.parametrize(
    ("answers", "arguments", "instrument", "refusal"),
    [
        ({}, (), "rb-2023", "Pilih salah satu: kl, provinsi, kabupaten."),
        ({}, ("--group=desa",), "rb-2023", "tidak mengenal kelompok instansi “desa”"),
        ({}, ("--group=kl",), "zi-2021", "tidak mengenal kelompok instansi “kl”. Yang ada: –."),
        ({"2134": "0"}, ("--group=kl",), "rb-2023", "Baris 2: 2134: 0 di luar skala 1 sampai 5."),
        ({"2132": 1}, ("--group=provinsi",), "rb-2023", "Baris 2: Kode 2132 tidak ada"),
        ({"koefisien": 3}, ("--group=kl",), "rb-2023", "di luar skala -10 sampai 0."),
        ({"2159": "Tidak berlaku"}, ("--group=kl",), "rb-2023", "berlaku bagi semua instansi"),
        (
            {"2152": 90, "2136": "tidak berlaku"},
            ("--group=kl",),
            "rb-2023",
            "Baris 2: 2152 dikalikan dengan 2136, yang dinyatakan tidak berlaku.",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_with_its_reason(
    command, answers, arguments, instrument, refusal
):
    code, out, err = command(answers, *arguments, instrument=instrument)

    assert (code, out) == (2, "")
    assert refusal in err
    assert len(err.splitlines()) == 1
