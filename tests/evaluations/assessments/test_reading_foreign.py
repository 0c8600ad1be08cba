"""What a preview says about a sheet from elsewhere: what was chosen, and what is asked back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from evaluations.assessments.workbooks.columns import Assessor, Role
from evaluations.assessments.workbooks.deciding import How
from evaluations.assessments.workbooks.order import is_filled_in, printed
from evaluations.assessments.workbooks.reading import read_sheet
from evaluations.instruments.files import read_instrument
from evaluations.scoring import AnswerType
from reformasi.sheets.refusals import SheetRefused

ZI_2021 = read_instrument("zi-2021")
BEST = {"ya_tidak": "Ya", "count": 1, "percent": 1, "scale_0_4": 4}


def workbook(*sheets: tuple[str, list[list[object]]], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(*rows: list[object], wanted: Assessor = Assessor.UNIT):
    return read_sheet(io.BytesIO(workbook(("Data", list(rows)))), ZI_2021, wanted)


def best(node) -> object:
    return BEST.get(node.answer_type, "A")


TITLES: list[object] = ["Kode", "Pertanyaan", "Jawaban", "Catatan", "Bukti"]


def row(code: str, answer: object, *more: object) -> list[object]:
    return [code, ZI_2021.node(code).name, answer, *more]


def test_a_row_says_where_it_stood_and_how_it_was_recognised():
    reading = read(
        ["LEMBAR KERJA"],
        TITLES,
        row("A.I.1.i.a", "Ya", "Tim ada", "1. SK Tim\n2. Notulen"),
    )

    (match,) = reading.matches
    assert (match.code, match.cell, match.raw, match.value) == ("A.I.1.i.a", "C3", "Ya", "Ya")
    assert (match.note, match.evidence) == ("Tim ada", ("SK Tim", "Notulen"))
    assert (match.how, round(match.similarity, 3)) == (How.CODE, 1)
    (sheet,) = reading.sheets
    assert (sheet.name, sheet.header) == ("Data", 2)
    assert {use.role: use.letter for use in sheet.columns} == {
        Role.CODE: "A",
        Role.QUESTION: "B",
        Role.ANSWER: "C",
        Role.NOTE: "D",
        Role.EVIDENCE: "E",
    }
    assert len(reading.missing) == len(ZI_2021.answerable) - 1


def test_what_does_not_fit_is_filled_in_back_and_not_guessed():
    reading = read(
        TITLES,
        row("A.I.1.i.a", 1),
        row("A.I.1.i.b", "A/B"),
        row("A.I.1.ii.b", "D"),
        row("A.II.1.i.a.1", "3 orang"),
        row("B.I.a.1", "4,5"),
        row("A.I.1.ii.c", "#REF!"),
        row("A.I.1.ii.a", "Ya"),
    )

    assert [(one.cell, one.code, one.value) for one in reading.refusals] == [
        ("C2", "A.I.1.i.a", "1"),
        ("C3", "A.I.1.i.b", "A/B"),
        ("C4", "A.I.1.ii.b", "D"),
        ("C5", "A.II.1.i.a.1", "3 orang"),
        ("C6", "B.I.a.1", "4,5"),
        ("C7", "A.I.1.ii.c", "#REF!"),
    ]
    assert reading.answers == {"A.I.1.ii.a": "Ya"}
    summary = reading.summary(changed=1)
    assert (summary["matched"], summary["changed"]) == (1, 1)
    assert summary["refused"][2] == {
        "cell": "C4",
        "code": "A.I.1.ii.b",
        "value": "D",
        "why": "A.I.1.ii.b: jawaban “D” tidak dikenal. Pilihan yang ada: A, B, C.",
    }


@pytest.mark.parametrize(
    ("code", "cell", "value"),
    [
        ("A.I.1.i.a", "ya", "Ya"),
        ("A.I.1.i.a", "Y", "Ya"),
        ("A.I.1.i.a", "Ya, sudah ada SK", "Ya"),
        ("A.I.1.i.b", " b ", "B"),
        ("A.I.1.i.b", "(B)", "B"),
        ("A.I.1.i.b", "B. Sebagian saja", "B"),
        ("A.I.1.i.b", "c) tanpa seleksi", "C"),
        ("A.I.1.i.b", "tanpa seleksi", "C"),
        ("A.II.1.i.a.1", "12", Decimal(12)),
        ("A.II.1.i.a.1", 12.0, Decimal(12)),
        ("B.I.a.1", "3,65", Decimal("3.65")),
        ("B.I.a.1", 3.65, Decimal("3.65")),
    ],
)
def test_an_answer_may_be_written_as_people_write_it(code, cell, value):
    assert read(TITLES, row(code, cell)).answers == {code: value}


@pytest.mark.parametrize("cell", ["A. tanpa seleksi", "A atau B", "sebagian", "-", True])
def test_a_letter_beside_the_words_of_another_option_is_filled_in_back(cell):
    reading = read(TITLES, row("A.I.1.i.b", cell))

    assert (reading.answers, len(reading.refusals)) == ({}, 1)


def test_a_question_answered_twice_is_filled_in_back_twice():
    reading = read(TITLES, row("A.I.1.i.b", "A"), row("A.I.1.i.b", "B"), row("A.I.1.i.a", "Ya"))

    assert [one.cell for one in reading.refusals] == ["C2", "C3"]
    assert reading.answers == {"A.I.1.i.a": "Ya"}


def test_a_code_whose_words_ask_something_else_is_filled_in_back():
    rows = [row(node.code, best(node)) for node in printed(ZI_2021)[:30] if is_filled_in(node)]
    rows[3][0], rows[4][0] = rows[4][0], rows[3][0]

    reading = read(TITLES, *rows)

    assert sorted(one.cell for one in reading.refusals) == ["C5", "C6"]
    assert len(reading.matches) == len(rows) - 2

    rows[3][2] = None
    reading = read(TITLES, *rows)
    assert [one.cell for one in reading.refusals] == ["C6"]
    assert rows[3][0] in reading.missing


def test_rows_that_are_no_question_are_told_with_their_answer():
    reading = read(
        TITLES,
        row("A.I.1.i.a", "Ya"),
        ["A.I.9.x.z", "Unit kerja mempunyai taman baca", "A"],
        [None, "Jumlah nilai", 12],
        row("A.I.1.i.b", "A"),
    )

    assert [(one.cell, one.value) for one in reading.strays] == [("C3", "A"), ("C4", "12")]
    assert set(reading.answers) == {"A.I.1.i.a", "A.I.1.i.b"}


def test_the_unit_is_read_unless_the_assessors_are_asked_for():
    titles: list[object] = ["Kode", "Jawaban TPI", "Jawaban Unit", "Catatan TPI", "Catatan Unit"]
    rows = [["A.I.1.i.b", "C", "A", "kurang", "lengkap"]]

    unit, tpi = read(titles, *rows), read(titles, *rows, wanted=Assessor.TPI)

    assert [(one.value, one.note) for one in unit.matches] == [("A", "lengkap")]
    assert [(one.value, one.note) for one in tpi.matches] == [("C", "kurang")]


def test_groups_of_titles_say_whose_columns_stand_below_them():
    reading = read(
        ["No", "Uraian", "Tim Penilai Internal", None, "Unit Kerja", None],
        [None, None, "Jawaban", "Catatan", "Jawaban", "Catatan"],
        ["A.I.1.i.b", ZI_2021.node("A.I.1.i.b").name, "C", "kurang", "A", "lengkap"],
    )

    assert [(one.value, one.note) for one in reading.matches] == [("A", "lengkap")]


@pytest.mark.parametrize("title", ["Nilai", "Penilaian", "Pilihan", "Hasil", None])
def test_answers_are_known_by_what_they_are_where_no_title_says_so(title):
    nodes = [node for node in printed(ZI_2021)[:30] if node.is_answered]
    rows = [[node.code, node.name, best(node)] for node in nodes]

    reading = read(["Kode", "Pertanyaan", title], *rows)

    assert reading.answers == {node.code: best(node) for node in nodes}


def test_titles_that_stand_above_each_area_are_no_questions():
    rows = [row(code, "Ya") for code in ("A.I.1.i.a", "A.I.1.ii.a")]

    reading = read(TITLES, rows[0], [], TITLES, rows[1])

    assert set(reading.answers) == {"A.I.1.i.a", "A.I.1.ii.a"}
    assert (reading.strays, reading.refusals) == ((), ())


def test_a_code_may_stand_before_its_question_in_one_cell():
    nodes = [node for node in printed(ZI_2021)[:30] if node.is_answered]
    rows: list[list[object]] = [[f"{node.code} {node.name}", best(node)] for node in nodes]

    reading = read(["Pertanyaan", "Jawaban"], *rows)

    assert {one.code: one.how for one in reading.matches} == {n.code: How.CODE for n in nodes}


def test_crosses_under_the_options_are_refused_as_a_file_without_answers():
    titles: list[object] = ["Kode", "Pertanyaan", "A", "B", "C"]
    rows = [[node.code, node.name, "x", None, None] for node in ZI_2021.answerable]

    with pytest.raises(SheetRefused, match="silang atau centang"):
        read(titles, *rows)


def test_a_long_sheet_says_how_much_of_it_was_read():
    rows = [[None, f"Catatan {number}"] for number in range(1600)]

    reading = read(TITLES, row("A.I.1.i.a", "Ya"), *rows)

    assert any("1500 baris pertama" in str(remark) for remark in reading.remarks)


def test_inputs_that_contradict_each_other_are_shown_with_their_cells():
    base = "A.II.5.iii.ii.a"
    reading = read(
        TITLES,
        row(base, 1),
        row(f"{base}.1", 12),
        row(f"{base}.1a", 0),
        row(f"{base}.1b", 1),
        row(f"{base}.1c", 12),
        row(f"{base}.2", 12),
    )

    (conflict,) = reading.conflicts
    assert conflict.cells == {
        f"{base}.1": "C3",
        f"{base}.1a": "C4",
        f"{base}.1b": "C5",
        f"{base}.1c": "C6",
    }
    assert "13" in str(conflict.why)
    assert f"{base}.1" not in reading.answers
    assert [(one.code, one.value) for one in reading.computed] == [
        (base, None),
        (f"{base}.1", Decimal(12)),
    ]


def test_the_fullest_sheet_is_read_and_the_others_are_named():
    rows = [TITLES, row("A.I.1.i.a", "Ya"), row("A.I.1.i.b", "A"), row("A.I.1.ii.a", "Ya")]
    content = workbook(("Lama", rows[:2]), ("Isian", rows), ("Sandi", rows), hidden="Sandi")

    reading = read_sheet(io.BytesIO(content), ZI_2021)

    assert [sheet.name for sheet in reading.sheets] == ["Isian"]
    assert len(reading.answers) == 3
    assert [str(remark).split("”")[0] for remark in reading.remarks] == [
        "Lembar “Lama",
        "Lembar “Sandi",
    ]


def test_a_sheet_for_each_area_makes_one_reading():
    areas = {
        name: [TITLES] + [row(n.code, best(n)) for n in ZI_2021.answerable if n.area == area]
        for name, area in (("Area 1", "1"), ("Area 2", "2"))
    }

    reading = read_sheet(io.BytesIO(workbook(*areas.items())), ZI_2021)

    assert {sheet.name for sheet in reading.sheets} == set(areas)
    expected = {node.code for node in ZI_2021.answerable if node.area in {"1", "2"}}
    assert set(reading.answers) == expected
    assert reading.matches[0].cell.startswith("Area ")


@pytest.mark.parametrize("extra", [0, 1])
def test_rows_without_words_are_the_questions_in_order_only_if_their_number_is_the_same(extra):
    answers = [best(node) for node in ZI_2021.answerable]
    rows: list[list[object]] = [["No", "Jawaban"]]
    rows += [[at, answer] for at, answer in enumerate([*answers, *["A"] * extra], start=1)]

    if extra:
        with pytest.raises(SheetRefused, match="dikenali"):
            read(*rows)
        return
    reading = read(*rows)
    assert len(reading.answers) == len(answers)
    assert {one.how for one in reading.matches} == {How.ORDER}


def test_a_csv_is_read_like_a_workbook():
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([TITLES, row("B.I.a.1", "3,65", "survei")])

    reading = read_sheet(io.BytesIO(stream.getvalue().encode("utf-8-sig")), ZI_2021)

    assert reading.answers == {"B.I.a.1": Decimal("3.65")}
    assert reading.matches[0].note == "survei"


def test_a_sheet_of_another_instrument_is_said_to_be_one():
    other = read_instrument("rb-2014")
    rows = [
        [node.name, "Ya" if node.answer_type is AnswerType.YA_TIDAK else "A"]
        for node in other.answerable
    ]

    reading = read(["Pertanyaan", "Jawaban"], *rows)

    assert any("instrumen lain" in str(remark) for remark in reading.remarks)
    assert all(one.similarity >= 0.6 for one in reading.matches)


@pytest.mark.parametrize(
    "content",
    [
        workbook(("Pegawai", [["NIP", "Nama"], ["1", "Sari"]])),
        workbook(("Tabel", [["Kode", "Jawaban"], ["X.1", "A"], ["X.2", "B"]])),
        b"nama,unit\nSari,Ormas\n",
    ],
    ids=["other table", "unknown codes", "csv"],
)
def test_a_file_that_is_no_sheet_of_this_instrument_is_refused(content):
    with pytest.raises(SheetRefused, match="dikenali sebagai Lembar Kerja Evaluasi"):
        read_sheet(io.BytesIO(content), ZI_2021)
