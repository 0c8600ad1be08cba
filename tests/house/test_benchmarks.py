"""``script/bench``, with few requests and kills: what it prints, and that it leaves no process."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks import load, tables
from benchmarks.timing import Pair, Times

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 400
CROWDS = ("--load", "0.3", "--people", "2", "4", "--web", "1x2")
NATION = ("--nation", "0.001", "--only", "dashboard admin")
SHORT = ("--requests", "5", "--reports", "1", *NATION, "--faults", "1", *CROWDS)
OWN_NAMES = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "QUEUE_PREFIX", "DEMO")


@pytest.fixture(scope="module")
def printed(portal, tmp_path_factory):
    """The tables of one short run, by heading: rows of cells, the head first."""
    assert portal.running
    portal.stop()
    var = tmp_path_factory.mktemp("bench")
    own = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--data", portal.var, *SHORT],
        cwd=ROOT,
        env={**own, "VAR_DIR": str(var)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert not any(str(var) in " ".join(left) for left in commands()), "something still runs"
    _, *sections = done.stdout.split("\n## ")
    return {section.splitlines()[0]: rows_of(section) for section in sections}


def commands():
    return [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]


def rows_of(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= {"-"}]


@pytest.mark.load
@pytest.mark.stack
@pytest.mark.xdist_group("server")
class TestShortRun:
    def test_every_dashboard_is_measured_against_the_empty_page(self, printed):
        _head, *rows = printed["Dashboards"]

        assert [row[0] for row in rows] == ["pegawai", "ketua-tim", "biro", "pimpinan", "admin"]
        for row in rows:
            ratio, median, base = (float(cell.removesuffix(" ms")) for cell in row[1:4])
            assert ratio == pytest.approx(median / base, rel=0.05)
            assert int(row[-2]) > int(row[-1]) > 0

    def test_a_saved_answer_is_measured_against_the_empty_page_within_its_queries(self, printed):
        _head, *rows = printed["A sheet"]
        queries = {row[0]: int(row[-2]) for row in rows}

        assert queries.keys() == {"an answer saved", "score and rules", "the whole sheet"}
        assert queries["an answer saved"] <= 12
        assert queries["the whole sheet"] <= 25

    def test_the_report_is_measured_against_bare_weasyprint(self, printed):
        _head, *rows = printed["Evaluation report"]

        assert len(rows) == 2
        assert all(0.5 < float(row[-1]) < 3 for row in rows)

    def test_a_later_page_weighs_less_than_the_first(self, printed):
        _head, *rows = printed["Weight over the wire"]

        assert len(rows) == 16
        for _page, first, later in rows:
            assert float(later.removesuffix(" kB")) < float(first.removesuffix(" kB")) < 120

    def test_crowds_are_served_without_an_error_by_the_configuration_that_was_asked_for(
        self, printed
    ):
        head, *rows = printed["Many at once: 1x2"]

        assert head[:2] == ["page", "people"]
        assert {row[1] for row in rows} == {"2", "4"}
        assert {row[0] for row in rows} == set(load.WORKS)
        assert [row[-1] for row in rows] == ["0"] * len(rows)
        assert all(float(row[3]) == 1 for row in rows if row[0] == "empty page")

    def test_a_page_is_measured_before_and_beside_a_nation(self, printed):
        _head, *rows = printed["Every page and person"]
        [_, *counts] = printed["A nation at scale 0.001"]

        people = {row[0].partition(" – ")[2] for row in rows}
        assert people == {"admin, institution", "admin, largest", "admin, nation"}
        assert all(float(row[1]) > 0 and float(row[3]) > 0 for row in rows)
        assert counts[0] == ["pages by person", str(len(rows))]

    def test_nothing_is_lost_or_doubled_when_each_process_is_killed(self, printed):
        head, *rows = printed["Kills under writers"]

        assert head[:2] == ["target", "kills"]
        assert [row[:2] for row in rows[:6]] == [
            [target, "1"]
            for target in ("web worker", "web master", "worker", "beat", "Redis", "PostgreSQL")
        ]
        assert rows[7:] == [["0", "0", "0"]]


def test_one_slow_run_moves_neither_median_nor_ratio():
    pair = Pair(Times([0.2, 0.2, 0.2, 9.0, 0.2]), Times([0.1, 0.1, 5.0, 0.1, 0.1]))

    assert pair.ratio == pytest.approx(2)


def test_of_twenty_runs_nineteen_are_no_slower_than_p95():
    times = Times([number / 100 for number in range(1, 21)])

    assert times.p95 == pytest.approx(0.19)


def test_writing_keeps_the_words_around_the_tables(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{tables.BEGIN}old\n{tables.END}after\n")
    monkeypatch.setattr(tables, "PAGE", page)

    tables.write("new")
    tables.write("newer")

    assert page.read_text() == f"before\n{tables.BEGIN}\nnewer\n{tables.END}after\n"


def test_the_page_of_the_project_has_a_place_for_the_tables():
    text = tables.PAGE.read_text()

    for option in ("", "--nation"):
        begin, end = (re.escape(mark) for mark in tables.marks(option))
        assert re.search(f"{begin}.*{end}", text, re.DOTALL)
