"""The score that a spreadsheet works out is the engine's, to the hundredth (ADR 126)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm
from pathlib import Path

import pytest

from evaluations.assessments.workbooks import own_layout as at
from evaluations.assessments.workbooks.expressions import ALLOWANCE
from evaluations.assessments.workbooks.order import printed
from evaluations.assessments.workbooks.own import own_workbook
from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    InstrumentSpec,
    Kind,
    NodeScore,
    Provisional,
    Result,
    half_up,
    judge,
    provisional,
    refusals,
)

from .recalculating import Worked, recalculated
from .workbook_cases import ORIGIN, by_chance, content_of, edge_cases

pytestmark = pytest.mark.xdist_group("libreoffice")

Answers = dict[str, str]
ZI_2021 = read_instrument("zi-2021")
BEST = edge_cases(ZI_2021)[1]
TOTAL = ZI_2021.totals[0]
RATIO = ZI_2021.formula("A.II.1.i.a")
DONE, DUE = RATIO.inputs.values()
WRONG = {"A.I.1.i.b": "Z", "B.I.a.1": "4.5", "A.II.3.iii.a.1": "2.5", DONE: "3", DUE: "0"}


def rows_of(instrument: InstrumentSpec) -> dict[str, int]:
    return {node.code: row for row, node in enumerate(printed(instrument), start=at.FIRST_ROW)}


def scores_in(book: Worked, instrument: InstrumentSpec) -> dict[str, str]:
    """What the sheet shows beside each node that has a score."""
    return {
        code: figure(book.cell(at.SHEET, f"{at.SCORE}{row}"))
        for code, row in rows_of(instrument).items()
        if instrument.node(code).kind is not Kind.INPUT
    }


def figure(value: Decimal | str) -> str:
    """Two decimals, so that a third one would be seen; a blank question counts 0."""
    number = Decimal(value or 0)
    assert number == round(number, 2)
    return f"{number:.2f}"


def scores_of(result: Result) -> dict[str, str]:
    return {
        code: figure(node.score)
        for code, node in result.by_code.items()
        if node.node.kind is not Kind.INPUT
    }


def rules_in(book: Worked) -> Iterator[tuple[str, str, bool]]:
    """Value, minimum and verdict of each rule, in printed order."""
    for row in book.rows(at.RECAP):
        if row[4:5] in (["ya"], ["tidak"]):
            yield figure(row[2]), figure(row[1]), row[4] == "ya"


def rules_of(result: Result) -> list[tuple[str, str, bool]]:
    return [
        (figure(rule.value), figure(rule.minimum), rule.met)
        for predicate in result.instrument.predicates
        for rule in judge(result, predicate, prior="WBK").rules
    ]


@dataclass(frozen=True)
class Case:
    """A sheet as it was typed, and what the page makes of it."""

    instrument: InstrumentSpec
    typed: Answers

    @property
    def live(self) -> Provisional:
        return provisional(self.instrument, self.typed)

    def workbook(self) -> bytes:
        return own_workbook(self.instrument, content_of(self.typed), ORIGIN, prior="WBK")

    def compare(self, book: Worked) -> int:
        """Every figure against the engine; how many of them were ties before they were rounded."""
        result = self.live.result
        assert scores_in(book, self.instrument) == scores_of(result)
        assert list(rules_in(book)) == rules_of(result)
        head = at.HEADER_ROW - 1
        assert figure(book.cell(at.SHEET, f"{at.WEIGHT}{head}")) == figure(result.total)
        fitting, _refused = refusals(self.instrument, self.typed)
        filled = sum(node.code in fitting for node in self.instrument.answerable)
        phrase = f"Terisi {filled} dari {len(self.instrument.answerable)}"
        assert book.cell(at.SHEET, f"{at.OPTIONS}{head}") == phrase
        faults = len(self.live.contradictions) + len(self.live.refused)
        phrase = f"{faults} isian harus diperbaiki" if faults else ""
        assert book.cell(at.SHEET, f"{at.CHECK}{head}") == phrase
        if result.grade:
            (letter,) = (row[2] for row in book.rows(at.RECAP) if row[0] == "Predikat indeks")
            assert letter == result.grade.letter
        return sum(is_tie(node.exact) for node in result.nodes.values())


def is_tie(exact: Decimal) -> bool:
    return (exact * 1000).quantize(Decimal("1e-20")) % 10 == 5


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> dict[str, tuple[Case, Worked]]:
    """All small cases, worked out by LibreOffice at once."""
    parts = dict(zip(TOTAL.inputs.values(), ("5", "7", "1"), strict=True))
    cases = {
        "total": Case(ZI_2021, BEST | parts | {TOTAL.code: "12"}),
        "misfits": Case(ZI_2021, BEST | WRONG),
    }
    measured = read_instrument("rb-2023")
    groups = [measured.for_group(group.code) for group in measured.groups]
    for instrument in (ZI_2021, read_instrument("zi-2014"), read_instrument("rb-2014"), *groups):
        code = f"{instrument.code}{instrument.group}"
        sheets = [*edge_cases(instrument), *(by_chance(instrument, seed) for seed in (1, 2))]
        cases |= {f"{code}-{number}": Case(instrument, each) for number, each in enumerate(sheets)}
    return work_out(cases, tmp_path_factory.mktemp("workbooks"))


def work_out(cases: dict[str, Case], folder: Path) -> dict[str, tuple[Case, Worked]]:
    books = recalculated({name: case.workbook() for name, case in cases.items()}, folder)
    return {name: (case, book) for (name, case), book in zip(cases.items(), books, strict=True)}


def test_a_few_sheets_score_in_a_spreadsheet_as_on_the_page(worked):
    assert sum(case.compare(book) for case, book in worked.values()) > 10


@pytest.mark.load
def test_two_hundred_sheets_score_in_a_spreadsheet_as_on_the_page(tmp_path):
    cases = {f"{seed}": Case(ZI_2021, by_chance(ZI_2021, seed)) for seed in range(200)}

    worked = work_out(cases, tmp_path)

    assert sum(case.compare(book) for case, book in worked.values()) > 200


@pytest.mark.parametrize("code", ["zi-2021", "zi-2014", "rb-2014", "zi-2026"])
def test_no_figure_without_counts_lies_as_close_below_a_tie_as_the_allowance(code):
    """Each is a fraction of one denominator; the nearest tie is one of the double of it."""
    instrument = read_instrument(code)
    denominator = 100
    for node in instrument.nodes:
        below = instrument.children.get(node.code, [])
        for question in below if node.kind is Kind.INDICATOR else []:
            for option in question.options:
                points = Fraction(option.score or 0) * Fraction(node.weight or 0) / len(below)
                denominator = lcm(denominator, points.denominator)

    assert Fraction(1, 200 * denominator) > 1000 * Fraction(ALLOWANCE)


def in_binary(node: NodeScore) -> float:
    """The points of a node as a spreadsheet counts them."""
    parts = [in_binary(part) for part in node.children if part.node.kind is not Kind.INPUT]
    if not parts:
        return float(node.exact)
    if node.children[0].weight is not None or node.weight is None:
        return sum(parts)
    return sum(parts) * float(node.weight) / len(parts)


def test_counted_in_binary_ties_go_up_with_the_allowance_and_not_without():
    results = [Case(ZI_2021, by_chance(ZI_2021, seed)).live.result for seed in range(60)]
    nodes = [node for result in results for node in result.nodes.values()]

    def rounded(number: float) -> Decimal:
        return Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP)

    allowance = float(ALLOWANCE)
    assert all(rounded(in_binary(node) + allowance) == node.score for node in nodes)
    assert any(rounded(in_binary(node)) != node.score for node in nodes)


def test_a_total_that_its_parts_do_not_make_is_told_and_not_chosen_silently(worked):
    case, book = worked["total"]

    row = rows_of(ZI_2021)[TOTAL.code]
    assert book.cell(at.SHEET, f"{at.ANSWER}{row}") == "12"
    assert book.cell(at.SHEET, f"{at.SCORE}{row}") == "13"
    phrase = "Perbaiki: tertulis 12, padahal rinciannya berjumlah 13"
    assert book.cell(at.SHEET, f"{at.CHECK}{row}") == phrase
    assert case.compare(book) >= 0


def test_answers_that_do_not_fit_count_nothing_and_are_told(worked):
    _case, book = worked["misfits"]

    rows, asked = rows_of(ZI_2021), (*WRONG, RATIO.code)
    assert {code: book.cell(at.SHEET, f"{at.CHECK}{rows[code]}") for code in asked} == {
        "A.I.1.i.b": "Perbaiki: bukan salah satu pilihan",
        "B.I.a.1": "Perbaiki: bukan angka 0 sampai 4",
        "A.II.3.iii.a.1": "Perbaiki: bukan bilangan bulat 0 atau lebih",
        DONE: "",
        DUE: "",
        RATIO.code: "Perbaiki: pembagi 0, padahal pembilangnya lebih dari 0",
    }
    verdicts = [row[1] for row in book.rows(at.RECAP) if row[0] == "WBK"]
    assert verdicts == ["belum memenuhi (sementara)"]


def test_more_done_than_due_counts_as_all_of_it_and_is_told(worked):
    _case, book = worked["zi-2021-4"]

    row = rows_of(ZI_2021)[RATIO.code]
    assert book.cell(at.SHEET, f"{at.CHECK}{row}") == "Melebihi 1: dihitung 1"
    assert book.cell(at.SHEET, f"{at.SCORE}{row}") == "1"


def test_the_recap_puts_the_halves_of_an_area_side_by_side(worked):
    case, book = worked["zi-2021-7"]
    result = case.live.result

    rows = {row[0]: row for row in reversed(book.rows(at.RECAP))}

    _label, weight, points, share, fulfilment, reform = rows["Penguatan Pengawasan"]
    assert weight == "15"
    halves = [result.nodes[code] for code in ("A.I.5", "A.II.5")]
    assert [figure(fulfilment), figure(reform)] == [figure(half.score) for half in halves]
    assert figure(points) == figure(half_up(halves[0].exact + halves[1].exact))
    assert float(share.rstrip("%")) == pytest.approx(float(points) / 15 * 100)
    assert figure(rows["A Pengungkit"][2]) == figure(result.nodes["A"].score)
