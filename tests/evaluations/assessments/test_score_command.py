"""``manage.py score``: what it reads, what it prints, and how it refuses."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from evaluations.instruments.files import codes, read_instrument
from evaluations.scoring import best_answers

WORKED = Path(__file__).parents[1] / "zi-2021-worked.csv"


@pytest.fixture
def score(tmp_path):
    """Run the command on a file with that content: (exit code, stdout, stderr)."""

    def run(content, *arguments, instrument="zi-2021"):
        path = tmp_path / "jawaban.csv"
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = StringIO(), StringIO()
        try:
            call_command(
                "score", str(path), f"--instrument={instrument}", *arguments, stdout=out, stderr=err
            )
        except SystemExit as stopped:
            return stopped.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run


def table(answers, delimiter=","):
    lines = [f"{code}{delimiter}{answer}" for code, answer in answers.items()]
    return "\n".join([f"code{delimiter}answer", *lines]) + "\n"


# --- JSON ----------------------------------------------------------------------------------


def test_json_has_exactly_the_agreed_keys_and_two_decimals(score):
    code, out, err = score(WORKED.read_bytes(), "--json")
    sheet = json.loads(out)

    assert (code, err) == (0, "")
    assert list(sheet) == ["instrument", "complete", "missing", "total", "nodes", "predicates"]
    assert (sheet["instrument"], sheet["complete"], sheet["missing"], sheet["total"]) == (
        "zi-2021",
        True,
        [],
        "78.33",
    )
    assert len(sheet["nodes"]) == 65
    assert sheet["nodes"]["A"] == {"weight": "60.00", "score": "43.87"}
    assert sheet["nodes"]["A.I.3.i"] == {"weight": "0.25", "score": "0.14"}
    assert "A.I.1.i.a" not in sheet["nodes"]
    assert [(p["predicate"], p["met"]) for p in sheet["predicates"]] == [
        ("WBK", True),
        ("WBBM", False),
    ]
    rules = {rule["rule_code"]: rule for rule in sheet["predicates"][1]["rules"]}
    assert list(rules["total"]) == ["rule_code", "target", "value", "minimum", "met", "gap"]
    assert rules["total"] == {
        "rule_code": "total",
        "target": "total",
        "value": "78.33",
        "minimum": "85.00",
        "met": False,
        "gap": "-6.67",
    }
    assert [rule for rule in rules if rule.startswith("area")] == [f"area:{n}" for n in "123456"]
    assert rules["area:5"]["target"] == "A.I.5;A.II.5"
    assert rules["prior_predicate"] == {
        "rule_code": "prior_predicate",
        "target": "prior_predicate",
        "value": "0.00",
        "minimum": "1.00",
        "met": False,
        "gap": "-1.00",
    }


def test_json_lists_what_is_missing_by_answer_and_input(score):
    """Not the percent question itself, nor the total that the form computes."""
    lines = WORKED.read_text().splitlines()
    gone = {"A.I.1.i.a", "A.II.3.iii.a.3", "A.II.5.iii.i.a.1b"}
    content = "\n".join(line for line in lines if line.partition(",")[0] not in gone)

    sheet = json.loads(score(content, "--json")[1])

    assert (sheet["complete"], sheet["missing"]) == (False, sorted(gone))
    assert sheet["nodes"]["A.II.3.iii"]["score"] == "0.00"
    assert sheet["nodes"]["A.II.5.iii.i"]["score"] == "0.00"


def test_one_predicate_can_be_asked_for_with_the_one_already_held(score):
    sheet = read_instrument("zi-2021")

    _, out, _ = score(
        table(best_answers(sheet)), "--predicate=wbbm", "--prior-predicate=wbk", "--json"
    )

    (verdict,) = json.loads(out)["predicates"]
    assert (verdict["predicate"], verdict["met"]) == ("WBBM", True)


def test_the_sheet_of_2014_for_reform_has_no_predicates(score):
    sheet = read_instrument("rb-2014")

    code, out, _ = score(table(best_answers(sheet)), "--json", instrument="rb-2014")

    assert code == 0
    assert json.loads(out)["predicates"] == []
    assert json.loads(out)["total"] == "100.00"


def test_the_other_reading_of_the_area_rule_can_be_asked_for(score):
    _, out, _ = score(WORKED.read_bytes(), "--predicate=WBK", "--area-rule=per_section", "--json")

    rules = [rule["rule_code"] for rule in json.loads(out)["predicates"][0]["rules"]]
    assert rules[2:4] == ["area:1:pemenuhan", "area:2:pemenuhan"]


# --- for people ---------------------------------------------------------------------------


def test_people_read_the_scores_and_each_rule(score):
    code, out, _ = score(WORKED.read_bytes(), "--prior-predicate=WBK")
    lines = [" ".join(line.split()) for line in out.splitlines()]

    assert code == 0
    assert lines[0] == "Lembar Kerja Evaluasi Zona Integritas 2021 (zi-2021, PermenPANRB 90/2021)"
    assert "A.II.5.iii.ii 0,90 1,00 Laporan harta kekayaan ASN (LHKASN)" in lines
    assert "Nilai total: 78,33" in lines
    assert "Predikat WBK: memenuhi" in lines
    assert "ya area:3 7,41 ≥ 6,00 (+1,41)" in lines
    assert "Predikat WBBM: belum memenuhi" in lines
    assert "tidak area:3 7,41 ≥ 7,50 (−0,09)" in lines
    assert "Aturan per area: pemenuhan dan reform digabung" in lines
    assert not any("Sementara" in line for line in lines)


def test_people_are_told_that_a_score_is_provisional(score):
    answers = best_answers(read_instrument("zi-2021")) | {"A.I.1.i.b": ""}

    _, out, _ = score(table(answers), "--predicate=WBK")

    assert "Sementara: 1 isian masih kosong dan dihitung 0: A.I.1.i.b" in out
    assert "Predikat WBK: memenuhi (sementara, lembar belum lengkap)" in out


def test_people_can_ask_where_a_figure_comes_from(score):
    code, out, _ = score(WORKED.read_bytes(), "--explain=A.II.5.ii")

    assert code == 0
    assert [line.strip() for line in out.splitlines()] == [
        "A.II.5.ii Penanganan pengaduan masyarakat: 2,50 / 3,00 = 0,83 ÷ 1 butir × bobot 3",
        "A.II.5.ii.a Persentase dumas selesai ditangani: 0,83 = 10 ÷ 12",
        "A.II.5.ii.a.1 Jumlah dumas yang harus ditindaklanjuti: 12 = diisi pada lembar",
        "A.II.5.ii.a.2 Jumlah dumas sedang diproses: 2 = diisi pada lembar",
        "A.II.5.ii.a.3 Jumlah dumas selesai: 10 = diisi pada lembar",
    ]


def test_a_capped_percentage_is_warned_about_beside_the_result(score):
    content = WORKED.read_text().replace("A.II.6.i.b.2,6", "A.II.6.i.b.2,9")

    code, out, err = score(content, "--json")

    assert code == 0
    assert json.loads(out)["nodes"]["A.II.6.i"]["score"] == "2.09"  # (0.67 + 1) / 2 x 2.5
    assert err == "Peringatan: A.II.6.i.b: 9 ÷ 8 melebihi 1: dihitung 1\n"


# --- how files are written ----------------------------------------------------------------------

SPELLINGS = {
    "plain": "code,answer\nA.I.1.i.a,Ya\nB.I.a.1,3.6\n",
    "BOM": "\ufeffcode,answer\nA.I.1.i.a,Ya\nB.I.a.1,3.6\n",
    "Windows": "code,answer\r\nA.I.1.i.a,Ya\r\nB.I.a.1,3.6\r\n",
    "old Mac": "code,answer\rA.I.1.i.a,Ya\rB.I.a.1,3.6\r",
    "semicolons and decimal commas": "code;answer\nA.I.1.i.a;Ya\nB.I.a.1;3,60\n",
    "quoted decimal comma": 'code,answer\nA.I.1.i.a,Ya\nB.I.a.1,"3,6"\n',
    "columns in another order": "answer,code\nYa,A.I.1.i.a\n3.6,B.I.a.1\n",
    "further columns": "no,code,nama,answer\n1,A.I.1.i.a,Tim,Ya\n2,B.I.a.1,IPAK,3.6\n",
    "the other separator in a column's name": 'code,answer,"a; b"\nA.I.1.i.a,Ya,\nB.I.a.1,3.6,\n',
    "a cell over two lines": 'code,answer,nama\nA.I.1.i.a,Ya,"Tim\nZI"\nB.I.a.1,3.6,IPAK\n',
    "case and spaces": " CODE , Answer \n A.I.1.i.a , yA \nB.I.a.1,3.6\n",
    "empty lines and cells": "\ncode,answer\n\nA.I.1.i.a,Ya\n,\nB.I.a.1,3.6,,\n\n",
    "blank beside an area": "code,answer\nA.I,\nA.I.1.i.a,Ya\nB.I.a.1,3.6\n",
    "no last line end": "code,answer\nA.I.1.i.a,Ya\nB.I.a.1,3.6",
}


@pytest.mark.parametrize("content", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_sheet_is_read_as_spreadsheets_write_it(score, content):
    code, out, err = score(content, "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["total"] == "16.00"  # 0.25 + 3.6 / 4 x 17.5
    assert len(json.loads(out)["missing"]) == 125


# --- refusals ------------------------------------------------------------------------------


def test_every_bad_row_is_reported_with_its_line_and_reason(score):
    content = "\n".join(
        [
            "code,answer",
            "A.I.1.i.a,Mungkin",
            "A.I.1.i.b,B",
            "A.I.9.z,A",
            "A.II.1.i.a,0.5",
            "B.I.a.1,4.2",
            "B.II.a.1,tiga",
            "A.II.1.i.a.1,2.5",
            "A.II.1.i.a.2,-1",
            "A.I.1.i.b,C",
            "A.II.4.i.a.1,0",
            "A.II.4.i.a.2,3",
            "A.II.5.iii.i.a.1a,1",
            "A.II.5.iii.i.a.1b,1",
            "A.II.5.iii.i.a.1c,1",
            "A.II.5.iii.i.a.1,5",
            "B.I.b.1",
            "A.I.1.ii.a,3,6",
            ",A",
            '"A.I.1.ii.b,A',
            "A.I.1.ii.c,A",
        ]
    )

    code, out, err = score(content, "--json")

    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "Baris 2: A.I.1.i.a: jawaban “Mungkin” tidak dikenal. Pilihan yang ada: Ya, Tidak.",
        "Baris 4: Kode A.I.9.z tidak ada dalam instrumen zi-2021.",
        (
            "Baris 5: A.II.1.i.a dihitung sendiri oleh lembar dan tidak dapat dijawab. "
            "Isi butir atau masukan di bawahnya."
        ),
        "Baris 6: B.I.a.1: 4.2 di luar skala 0 sampai 4.",
        "Baris 7: B.II.a.1: “tiga” bukan angka.",
        "Baris 8: A.II.1.i.a.1: “2.5” bukan bilangan bulat. Tulis tanpa titik dan koma.",
        "Baris 9: A.II.1.i.a.2: jumlah tidak boleh kurang dari 0, tertulis -1.",
        "Baris 10: A.I.1.i.b dijawab lebih dari satu kali (pertama di baris 3).",
        "Baris 12: A.II.4.i.a.2 = 3, padahal A.II.4.i.a.1 = 0. Perbaiki salah satunya.",
        (
            "Baris 16: A.II.5.iii.i.a.1 = 5, padahal jumlah rinciannya 3. "
            "Kosongkan saja: jumlah ini dihitung sendiri."
        ),
        (
            "Baris 17: Terbaca 1 kolom, seharusnya 2. Tulis angka pecahan dengan titik "
            "atau di antara tanda kutip."
        ),
        (
            "Baris 18: Terbaca 3 kolom, seharusnya 2. Tulis angka pecahan dengan titik "
            "atau di antara tanda kutip."
        ),
        "Baris 19: Jawaban “A” tidak mempunyai kode.",
        "Baris 20: Tanda kutip pada baris ini tidak berpasangan.",
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", 1, "Berkas kosong."),
        ("\ufeff \n\n", 1, "Berkas kosong."),
        ("kode,jawaban\nA.I.1.i.a,Ya\n", 1, "Terbaca: kode, jawaban."),
        ("A.I.1.i.a,Ya\n", 1, "judul kolom “code” dan “answer”"),
        ("code,answer,answer\nA.I.1.i.a,Ya,Ya\n", 1, "masing-masing satu kali"),
        (b"code,answer\nA.I.1.i.a,Ya\nA.I.1.i.b,\xe9\n", 3, "bukan teks UTF-8"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(score, content, line, reason):
    code, out, err = score(content)

    assert (code, out) == (2, "")
    assert err.startswith(f"Baris {line}: ")
    assert reason in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "instrument", "reason"),
    [
        ((), "zi-2099", f"Instrumen zi-2099 tidak dikenal. Yang ada: {', '.join(codes())}."),
        (("--predicate=X",), "zi-2021", "Instrumen zi-2021 tidak mengatur predikat X."),
        (("--prior-predicate=X",), "zi-2021", "Instrumen zi-2021 tidak mengatur predikat X."),
        (("--predicate=WBK",), "rb-2014", "Instrumen rb-2014 tidak mengatur predikat WBK."),
        (("--explain=Z",), "zi-2021", "Kode Z tidak ada dalam instrumen zi-2021."),
    ],
)
def test_an_unknown_version_predicate_or_code_is_refused(score, arguments, instrument, reason):
    assert score("code,answer\n", *arguments, instrument=instrument) == (2, "", f"{reason}\n")


def test_a_missing_file_is_refused(score):
    code, out, err = score(None)

    assert (code, out) == (2, "")
    assert err.endswith("jawaban.csv tidak dapat dibaca: berkas tidak ada.\n")


def test_the_command_line_needs_no_database(tmp_path):
    """As an operator runs it, with a database that cannot be reached."""
    finished = subprocess.run(
        [sys.executable, "manage.py", "score", str(WORKED), "--instrument", "zi-2021", "--json"],
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
    )

    assert (finished.returncode, finished.stderr) == (0, "")
    assert json.loads(finished.stdout)["total"] == "78.33"


def test_the_command_line_ends_with_two_on_a_bad_row(tmp_path):
    bad = tmp_path / "salah.csv"
    bad.write_text("code,answer\nA.I.1.i.a,Mungkin\n")

    finished = subprocess.run(
        [sys.executable, "manage.py", "score", str(bad), "--instrument", "zi-2021"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith("Baris 2: A.I.1.i.a: jawaban “Mungkin” tidak dikenal.")
