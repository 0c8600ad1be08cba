"""``manage.py way``: what it prints, how it ends, and what it refuses."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from evaluations.scoring import best_answers
from tests.evaluations.sheets import ZI_2021

WORKED = Path(__file__).parents[1] / "zi-2021-worked.csv"
LOW = {"A.I.1.iii.a": "C", "A.I.1.iii.b": "", "A.I.5.i.a": "B"}


@pytest.fixture
def way(tmp_path):
    """Run the command on a sheet: (exit code, stdout, stderr)."""

    def run(answers, *arguments, predicate="wbk"):
        path = tmp_path / "jawaban.csv"
        lines = [f"{code},{answer}" for code, answer in answers.items()]
        path.write_text("\n".join(["code,answer", *lines]))
        out, err = StringIO(), StringIO()
        options = ["--instrument=zi-2021", f"--predicate={predicate}", *arguments]
        try:
            call_command("way", str(path), *options, stdout=out, stderr=err)
        except SystemExit as stopped:
            return stopped.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def short():
    """A best sheet of 2021, but for area 5: 7.5 points of pemenuhan and 1 of reform."""
    answers = best_answers(ZI_2021)
    return answers | {
        "A.II.5.i.a": "E",
        "A.II.5.ii.a.1": 10,
        "A.II.5.ii.a.3": 0,
        "A.II.5.iii.i.a.2": 0,
        "A.I.1.i.b": "",
    }


def test_json_has_exactly_the_agreed_keys(way, short):
    code, out, err = way(short, "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "feasible": True,
        "questions": 1,
        "steps": 1,
        "changes": [{"code": "A.II.5.i.a", "from": "E", "to": "D"}],
        "needs": [],
    }


def test_what_is_met_already_ends_with_zero_and_no_change(way):
    code, out, _ = way(best_answers(ZI_2021), "--json")

    assert code == 0
    assert json.loads(out) == {
        "feasible": True, "questions": 0, "steps": 0, "changes": [], "needs": [],
    }  # fmt: skip


def test_what_cannot_be_met_ends_with_three_and_tells_what_is_needed(way, short):
    code, out, err = way(short | {"B.I.a.1": "3.5"}, "--pin= A.II.5.i.a ,", "--json")

    assert (code, err) == (3, "")
    assert json.loads(out) == {
        "feasible": False,
        "questions": 0,
        "steps": 0,
        "changes": [],
        "needs": [
            {"rule_code": "area:5", "code": "A.II.5.ii.a", "minimum": "16.50"},
            {"rule_code": "area:5", "code": "A.II.5.iii.i.a", "minimum": "49.50"},
            {"rule_code": "anti_corruption_survey", "code": "B.I.a.1", "minimum": "3.60"},
        ],
    }


def test_pins_alone_that_keep_a_rule_from_being_met_have_no_minimum(way):
    answers = best_answers(ZI_2021) | {"B.I.b.1": "E"}

    code, out, _ = way(answers, "--pin=A.I.1.i.a,A.I.1.i.b", "--pin=B.I.b.1", "--json")

    assert code == 3
    assert json.loads(out)["needs"] == [
        {"rule_code": rule_code, "code": "", "minimum": None}
        for rule_code in ("clean_result", "performance")
    ]


def test_the_predicate_already_held_and_the_area_rule_are_taken_as_by_score(way):
    answers = best_answers(ZI_2021)

    assert way(answers, predicate="wbbm")[0] == 3
    assert way(answers, "--prior-predicate=wbk", predicate="wbbm")[0] == 0
    half = {code: answer for code, answer in answers.items() if not code.startswith("A.II.1.")}
    assert way(half, "--area-rule=combined", "--pin=A.II.1.ii.a,A.II.1.iii.a")[0] == 3


def test_people_read_the_proposal_by_area(way, short):
    code, out, _ = way(short | {"B.I.b.1": ""})

    assert code == 0
    assert out.splitlines() == [
        "Jalan termurah ke predikat WBK: 2 butir naik, seluruhnya 3 langkah.",
        "",
        "A.II.5 Penguatan Pengawasan",
        f"  A.II.5.i.a  E → D  {ZI_2021.node('A.II.5.i.a').name}",
        "",
        f"B.I {ZI_2021.node('B.I').name}",
        f"  B.I.b.1     kosong → C  {ZI_2021.node('B.I.b.1').name}",
    ]


def test_people_read_what_would_be_needed(way, short):
    blank = {"B.I.a.1": "3.5", "B.II.a.1": "", "A.I.1.i.a": ""}
    pinned = "--pin=A.II.5.i.a,B.I.b.1"

    assert way(best_answers(ZI_2021))[1] == "Semua syarat predikat WBK sudah terpenuhi.\n"
    assert way(short | blank | {"B.I.b.1": "E"}, pinned)[1].splitlines() == [
        "Predikat WBK tidak tercapai dengan menaikkan butir pilihan saja:",
        "  total: B.II.a.1 paling sedikit 1,42",
        "  area:5: A.II.5.ii.a paling sedikit 16,50 % atau A.II.5.iii.i.a paling sedikit 49,50 %",
        "  clean_result: tidak cukup selama butir yang ditahan tidak ikut dinaikkan",
        "  anti_corruption_survey: B.I.a.1 paling sedikit 3,60",
        "  performance: tidak cukup selama butir yang ditahan tidak ikut dinaikkan",
        "  service_result: B.II.a.1 paling sedikit 3,20",
    ]
    assert way(best_answers(ZI_2021), predicate="WBBM")[1].splitlines()[1:] == [
        "  prior_predicate: unit harus sudah memiliki predikat di bawahnya"
    ]
    assert "  total: bersama-sama A.II.1.i.a paling sedikit 41,89 %; " in way({})[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--pin=A.I.9.z",), "Kode A.I.9.z tidak ada dalam instrumen zi-2021."),
        (
            ("--pin=A.I.1.i.a,B.I.a.1",),
            "B.I.a.1 bukan butir pilihan, jadi tidak dapat ditahan.",
        ),
        (("--prior-predicate=X",), "Instrumen zi-2021 tidak mengatur predikat X."),
        (("--predicate=X",), "Instrumen zi-2021 tidak mengatur predikat X."),
        (("--instrument=zi-2099",), "Instrumen zi-2099 tidak dikenal."),
    ],
)
def test_bad_input_ends_with_two(way, arguments, reason):
    code, out, err = way({}, *arguments, "--json")

    assert (code, out) == (2, "")
    assert err.startswith(reason)


def test_a_bad_row_is_reported_as_by_score(way):
    assert way({"A.I.1.i.a": "Mungkin"}) == (
        2,
        "",
        "Baris 2: A.I.1.i.a: jawaban “Mungkin” tidak dikenal. Pilihan yang ada: Ya, Tidak.\n",
    )


def test_the_command_line_needs_no_database_and_prints_nothing_else():
    """The solver has a banner of its own, which would spoil the JSON."""
    finished = subprocess.run(
        [sys.executable, "manage.py", "way", str(WORKED), "--instrument=zi-2021",
         "--predicate=WBBM", "--prior-predicate=WBK", "--json"],
        cwd=settings.BASE_DIR,
        env={
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SECRET_KEY": "hanya-untuk-uji",
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert (finished.returncode, finished.stderr) == (3, "")
    assert json.loads(finished.stdout)["needs"] == [
        {"rule_code": "service_result", "code": "B.II.a.1", "minimum": "3.60"}
    ]
