"""The sheet of 2026: that of 2021 under a new code, with what it names differently."""

import csv
from dataclasses import fields

from hypothesis import given

from evaluations.instruments.files import FOLDER, read_instrument
from evaluations.scoring import as_json, judge, score
from tests.evaluations.scoring.test_properties import few_examples, sheets
from tests.evaluations.sheets import ZI_2021

ZI_2026 = read_instrument("zi-2026")


@few_examples
@given(answers=sheets(ZI_2021))
def test_any_sheet_scores_in_2026_as_it_did_in_2021(answers):
    old, new = score(ZI_2021, answers), score(ZI_2026, answers)

    verdicts = [[judge(sheet, name) for name in ("WBK", "WBBM")] for sheet in (old, new)]
    assert as_json(new, verdicts[1]) == as_json(old, verdicts[0]) | {"instrument": "zi-2026"}
    assert [s.exact for s in new.by_code.values()] == [s.exact for s in old.by_code.values()]


def test_it_differs_from_2021_in_the_name_of_wealth_reports_and_in_its_sources_alone():
    different = {
        (old.code, field.name)
        for old, new in zip(ZI_2021.nodes, ZI_2026.nodes, strict=True)
        for field in fields(old)
        if getattr(old, field.name) != getattr(new, field.name)
    }

    assert {code for code, field in different if field != "reference"} == {
        "A.II.5.iii.ii",
        *(f"A.II.5.iii.ii.a{part}" for part in ("", ".1", ".1a", ".1b", ".1c", ".2")),
    }
    assert {field for _, field in different} == {"name", "reference"}
    assert (ZI_2026.formulas, ZI_2026.rules) == (ZI_2021.formulas, ZI_2021.rules)
    assert [n.name.replace("Non LHKPN", "LHKASN") for n in ZI_2026.nodes] == [
        node.name for node in ZI_2021.nodes
    ]


def test_its_last_option_of_performance_is_printed():
    performance = ZI_2026.node("B.I.b.1")

    assert "pilihan E tercetak" in performance.reference
    assert [option.letter for option in performance.options] == ["A", "B", "C", "D", "E"]
    assert performance.options[-1].description


def test_the_national_workbook_has_a_row_for_each_answer_and_no_other():
    with (FOLDER / "zi-2026-portalrb.csv").open(newline="", encoding="utf-8") as handle:
        rows = {row["code"]: int(row["row"]) for row in csv.DictReader(handle)}

    assert list(rows) == [node.code for node in ZI_2026.answerable]
    assert list(rows.values()) == sorted(set(rows.values()))
    assert (rows["A.I.1.i.a"], rows["B.II.a.1"]) == (6, 202)
